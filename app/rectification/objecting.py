"""A unit says that an order is not its own; the director gives it to another unit, or refuses."""

from uuid import UUID

from sqlalchemy import select

from app.access.policy import Permission, require
from app.audit.service import record
from app.calendar import queries as calendar
from app.calendar.lights import Due
from app.core.clock import end_of_day, legal_date
from app.core.db import Tx
from app.core.machine import drive, follow
from app.core.problem import NotFound
from app.evidence import service as evidence
from app.findings import service as findings
from app.findings.errors import ReasonRequired
from app.findings.models import Finding
from app.findings.states import Verb as FindingVerb
from app.notices import service as notices
from app.rectification import extending, issuing, parts, progressing, queries, rules
from app.rectification.errors import JudgeOfOwnUnit, NotObjectable, ObjectionIdReused, ObjectionTooLate, SameUnit
from app.rectification.models import Objection, Order, Submission
from app.rectification.part_schemas import ObjectionDraft, ObjectionMove
from app.rectification.states import (
    MOVES,
    OBJECTION_MOVES,
    SUBMISSION_MOVES,
    ObjectionState,
    ObjectionVerb,
    OrderClass,
    SubmissionState,
    SubmissionVerb,
    Verb,
)
from app.rulebook import queries as rulebook
from app.units import queries as units
from app.units.errors import UnitNotTarget, UnknownUnit
from app.units.models import Unit
from app.units.schemas import Hat


def file(tx: Tx, order_id: UUID, draft: ObjectionDraft) -> tuple[Objection, bool]:
    """Say that the order is not this unit's; says whether that is new.

    Raises: NotFound, Forbidden, NotObjectable, ObjectionTooLate, UnknownUnit, ObjectionIdReused.
    """
    order = queries.get(tx, order_id, lock=True)
    require(tx.actor, Permission.ORDER_OBJECT)
    held = tx.session.get(Objection, draft.id)
    if held is not None:
        if (held.order_id, held.content_sha256) != (order.id, draft.content_sha256()):
            raise ObjectionIdReused(pointer="/id")
        return held, False
    if order.state not in parts.OBJECTABLE or parts.pending_objection(tx, order.id):
        raise NotObjectable(state=order.state)
    if not parts.in_time_to_object(tx, order):
        raise ObjectionTooLate
    if draft.suggested_unit_id:
        units.get(tx, draft.suggested_unit_id, "/suggested_unit_id")
    row = Objection(
        id=draft.id, order_id=order.id, unit_id=order.unit_id, unit_path=order.unit_path, author_id=tx.actor.id,
        content_sha256=draft.content_sha256(), state=ObjectionState.FILED, reason=draft.reason,
        suggested_unit_id=draft.suggested_unit_id, filed_at=tx.now,
    )  # fmt: skip
    tx.session.add(row)
    order.version += 1
    record(tx, "objection.filed", row, order=str(order.id), reason=draft.reason)
    return row, True


def move(tx: Tx, order_id: UUID, objection_id: UUID, asked: ObjectionMove) -> Order:
    """Give the order to another unit, refuse, or take the objection back.

    Raises: NotFound, Forbidden, IllegalMove, NotObjectable, ReasonRequired, UnknownUnit, UnitNotTarget, SameUnit, DeadlinePassed,
    DueTooFar, JudgeOfOwnUnit.
    """
    order = queries.get(tx, order_id, lock=True)
    row = tx.session.get(Objection, objection_id, with_for_update=True)
    if row is None or row.order_id != order.id or (not queries.inside(tx) and row.unit_path != order.unit_path):
        raise NotFound
    target = follow(OBJECTION_MOVES, tx.actor, row.state, asked.verb)
    if asked.verb != ObjectionVerb.WITHDRAW and parts.of_own_unit(tx, row.unit_path):
        raise JudgeOfOwnUnit
    if asked.verb == ObjectionVerb.REFUSE and not asked.reason:
        raise ReasonRequired(pointer="/reason")
    if asked.verb == ObjectionVerb.REASSIGN:
        row.new_unit_id = _reassign(tx, order, asked).id
    row.state = target
    if asked.verb != ObjectionVerb.WITHDRAW:
        row.decided_at, row.decider_id, row.decision_reason = tx.now, tx.actor.id, asked.reason
    if asked.verb == ObjectionVerb.REFUSE:  # given to another, the order is no longer spoken of to this unit
        issuing.tell_unit(tx, order, Permission.ORDER_OBJECT, notices.DECIDED, "objection")
    order.version += 1
    record(tx, f"objection.{asked.verb}", row, order=str(order.id), reason=asked.reason)
    return order


def _reassign(tx: Tx, order: Order, asked: ObjectionMove) -> Unit:
    """The same order and numbers at another unit, whose time begins now and whose people answer for it.

    The old unit finds nothing of it any more, no reminder either.
    """
    if asked.unit_id is None:
        raise UnknownUnit(pointer="/unit_id", unit_id="")
    unit = units.get(tx, asked.unit_id, "/unit_id")
    if Hat.TARGET not in unit.hats:
        raise UnitNotTarget(pointer="/unit_id", unit=unit.name)
    if unit.id == order.unit_id:
        raise SameUnit(pointer="/unit_id", unit=unit.name)
    target = follow(MOVES, tx.actor, order.state, Verb.REASSIGN, NotObjectable(state=order.state))
    due, old, old_path = _due(tx, order, asked), order.unit_id, order.unit_path
    _drop_answers(tx, order)
    extending.drop(tx, order, "reassign")
    progressing.forget(tx, order)
    notices.withdraw(tx, order.id)
    order.state, order.unit_id, order.unit_path = target, unit.id, unit.path
    order.signed_at, order.signer_id, order.auto_signed = None, None, False
    order.assigned_at = order.clock_from = tx.now
    order.due_original_on = due.due_on
    moved = {"unit_name": unit.name, "old": str(old), "new": str(unit.id), "due_on": due.due_on.isoformat()}
    record(tx, "order.reassign", order, reason=asked.reason, **moved)
    carried = tx.session.scalars(select(Finding).where(Finding.order_id == order.id)).all()
    for finding in carried:
        finding.unit_path, finding.responsible_unit_id, finding.auto_signed = unit.path, unit.id, False
        answered_for = finding.responsible_persons
        finding.responsible_persons = [each.model_dump(mode="json") for each in asked.responsible_persons]
        findings.step(tx, finding, FindingVerb.REASSIGN, unit=str(unit.id), instead_of=answered_for)
    issuing.set_due(tx, order, due, named=asked.due_on is not None or not order.due_computed)
    tx.session.flush()
    issuing.withhold_again(tx, old_path)
    evidence.release(tx, [UUID(each) for finding in carried for each in finding.evidence_ids], unit.path)
    issuing.serve(tx, order)
    return unit


def _due(tx: Tx, order: Order, asked: ObjectionMove) -> Due:
    """The day named now, else the class's span from today, else the day named at the issue while it lies ahead."""
    today = legal_date(tx.now)
    own = order.due_on if not order.due_computed and end_of_day(order.due_on) > tx.now else None
    days, book = calendar.load(tx), rulebook.load(tx)
    last = asked.due_on or own or rules.due_again(days, book, today, OrderClass(order.kind))
    return issuing.named_due(tx, today, last, "/due_on")


def _drop_answers(tx: Tx, order: Order) -> None:
    """An answer the old unit had begun comes to nothing."""
    begun = select(Submission).where(Submission.order_id == order.id, Submission.state == SubmissionState.INCOMPLETE)
    for row in tx.session.scalars(begun):
        row.state = drive(SUBMISSION_MOVES, row.state, SubmissionVerb.WITHDRAW)
        record(tx, "submission.withdraw", row, order=str(order.id))
