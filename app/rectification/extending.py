"""More time 延期: filed by the unit before the deadline, granted or refused by whom its length is for; the clock runs on."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from app.access.policy import Permission, require
from app.audit.service import record
from app.calendar import queries as calendar
from app.core.clock import end_of_day, legal_date
from app.core.db import Tx
from app.core.machine import drive, follow
from app.core.problem import NotFound
from app.findings.errors import ReasonRequired
from app.jobs.service import enqueue
from app.notices import service as notices
from app.rectification import parts, queries, rules
from app.rectification.errors import (
    BeyondAuthority,
    DueNotLater,
    ExtensionIdReused,
    ExtensionsUsedUp,
    JudgeOfOwnUnit,
    MilestonesNeeded,
    NotExtendable,
)
from app.rectification.issuing import ensure_signed, named_due, set_due, tell_unit
from app.rectification.models import Extension, Milestone, Order
from app.rectification.part_schemas import ExtensionDraft, ExtensionMove
from app.rectification.states import (
    ANSWERABLE,
    DECIDES,
    EXTENSION_MOVES,
    ExtensionState,
    ExtensionVerb,
    OrderClass,
    State,
)
from app.rulebook import queries as rulebook

ESCALATE = "extension.escalate"


def file(tx: Tx, order_id: UUID, draft: ExtensionDraft) -> tuple[Extension, bool]:
    """Ask for more time; says whether the request is new. One that comes after the deadline is marked late.

    Raises: NotFound, Forbidden, NotExtendable, ExtensionsUsedUp, MilestonesNeeded, DueNotLater, DueTooFar, ExtensionIdReused.
    """
    order = queries.get(tx, order_id, lock=True)
    require(tx.actor, Permission.EXTENSION_FILE)
    content = draft.content_sha256()
    held = tx.session.get(Extension, draft.id)
    if held is not None:
        if (held.order_id, held.content_sha256) != (order.id, content):
            raise ExtensionIdReused(pointer="/id")
        return held, False
    if order.state not in ANSWERABLE or parts.pending_extension(tx, order.id):
        raise NotExtendable(state=order.state)
    _require_open(tx, order)
    added = _added(tx, order, draft.new_due_on)
    named_due(tx, legal_date(tx.now), draft.new_due_on, "/new_due_on")
    ensure_signed(tx, order, tx.actor.id)
    row = Extension(
        id=draft.id, order_id=order.id, author_id=tx.actor.id, content_sha256=content, state=ExtensionState.FILED,
        reason=draft.reason, progress=draft.progress, signed_by=draft.signed_by, new_due_on=draft.new_due_on,
        due_before_on=order.due_on, added_days=added, late=tx.now > order.due_at, filed_at=tx.now, escalate_on=_escalates(tx),
    )  # fmt: skip
    tx.session.add(row)
    order.version += 1
    record(tx, "extension.filed", row, order=str(order.id), reason=draft.reason, due_on=draft.new_due_on.isoformat())
    run_at = end_of_day(row.escalate_on) + timedelta(seconds=1)
    enqueue(tx, ESCALATE, run_at=run_at, slot=str(row.id), extension_id=str(row.id))
    return row, True


def _escalates(tx: Tx) -> date:
    return calendar.load(tx).add(legal_date(tx.now), rulebook.load(tx).extension_escalate_days)


def _require_open(tx: Tx, order: Order) -> None:
    if parts.extensions_left(tx, order.id) == 0:
        raise ExtensionsUsedUp(most=rulebook.load(tx).extension_max)
    if order.kind == OrderClass.LONG:
        ahead = select(Milestone.id).where(Milestone.order_id == order.id, Milestone.done_at.is_(None)).limit(1)
        if tx.session.scalar(ahead) is None:
            raise MilestonesNeeded


def _added(tx: Tx, order: Order, wanted: date) -> int:
    if wanted <= order.due_on or wanted < legal_date(tx.now):
        raise DueNotLater(pointer="/new_due_on", due_on=order.due_on.isoformat())
    return calendar.load(tx).between(order.due_on, wanted)


def move(tx: Tx, order_id: UUID, extension_id: UUID, asked: ExtensionMove) -> Order:
    """Grant, refuse or take back a request.

    Raises: NotFound, Forbidden, IllegalMove, BeyondAuthority, ReasonRequired, NotExtendable, ExtensionsUsedUp, MilestonesNeeded,
    DueNotLater, DeadlinePassed, DueTooFar, JudgeOfOwnUnit.
    """
    order = queries.get(tx, order_id, lock=True)
    row = tx.session.get(Extension, extension_id, with_for_update=True)
    outside = order.assigned_at is not None and row is not None and row.filed_at < order.assigned_at and not queries.inside(tx)
    if row is None or row.order_id != order.id or outside:
        raise NotFound
    target = follow(EXTENSION_MOVES, tx.actor, row.state, asked.verb)
    if asked.verb != ExtensionVerb.WITHDRAW and parts.of_own_unit(tx, order.unit_path):
        raise JudgeOfOwnUnit
    if asked.verb != ExtensionVerb.WITHDRAW:
        _decide(tx, order, row, asked)
    row.state = target
    order.version += 1
    granted = row.granted_due_on.isoformat() if row.granted_due_on else None
    record(tx, f"extension.{asked.verb}", row, order=str(order.id), reason=asked.reason, due_on=granted)
    return order


def _decide(tx: Tx, order: Order, row: Extension, asked: ExtensionMove) -> None:
    wanted = asked.new_due_on or row.new_due_on
    added = calendar.load(tx).between(row.due_before_on, wanted) if asked.verb == ExtensionVerb.GRANT else row.added_days
    level = rules.authority(rulebook.load(tx), added, late=row.late)
    if DECIDES[level] not in tx.actor.permissions:
        raise BeyondAuthority(authority=level, added_days=added)
    if asked.verb == ExtensionVerb.REFUSE and not asked.reason:
        raise ReasonRequired(pointer="/reason")
    if asked.verb == ExtensionVerb.GRANT:
        if order.state not in ANSWERABLE | {State.SUBMITTED}:
            raise NotExtendable(state=order.state)
        _require_open(tx, order)
        _added(tx, order, wanted)
        set_due(tx, order, named_due(tx, legal_date(order.assigned_at or order.issued_at), wanted, "/new_due_on"))
        row.granted_due_on = wanted
    row.decided_at, row.decider_id, row.decision_reason = tx.now, tx.actor.id, asked.reason
    tell_unit(tx, order, Permission.EXTENSION_FILE, notices.DECIDED, "extension")


def escalate(tx: Tx, extension_id: UUID) -> None:
    """Nobody decided in time: it goes to the director; the clock keeps running."""
    row = tx.session.get(Extension, extension_id, with_for_update=True)
    if row is None or row.state != ExtensionState.FILED:
        return
    row.state, row.escalated_at = drive(EXTENSION_MOVES, row.state, ExtensionVerb.ESCALATE), tx.now
    record(tx, "extension.escalate", row, order=str(row.order_id))


def drop(tx: Tx, order: Order, cause: str) -> None:
    """The order is over or elsewhere: what was asked for comes to nothing."""
    row = parts.pending_extension(tx, order.id)
    if row is not None:
        row.state = drive(EXTENSION_MOVES, row.state, ExtensionVerb.WITHDRAW)
        record(tx, "extension.withdraw", row, order=str(order.id), cause=cause)
