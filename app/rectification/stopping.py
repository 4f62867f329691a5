"""中止、恢复、撤销: while an order is suspended its clock stands still; taken up again, it ends so many working days later."""

from uuid import UUID

from sqlalchemy import select

from app.audit.service import record
from app.calendar import queries as calendar
from app.core.clock import legal_date
from app.core.db import Tx
from app.core.machine import IllegalMove, drive, follow
from app.findings import service as finding_service
from app.findings.errors import ReasonRequired
from app.findings.models import Finding
from app.findings.states import MOVES as FINDING_MOVES
from app.findings.states import Verb as FindingVerb
from app.notices import service as notices
from app.rectification import extending, parts, progressing, queries, rules
from app.rectification.answering import answered_meanwhile
from app.rectification.issuing import schedule_auto_sign, set_due, withhold_again
from app.rectification.models import Order
from app.rectification.states import MOVES, State, Verb

_RECALLABLE = {move.source for move in FINDING_MOVES if move.verb == FindingVerb.RECALL}


def move(tx: Tx, order_id: UUID, verb: Verb, reason: str | None) -> Order:
    """Suspend an order, or take it up again. Raises: NotFound, Forbidden, IllegalMove, ReasonRequired."""
    order = queries.get(tx, order_id, lock=True)
    follow(MOVES, tx.actor, order.state, verb)
    if verb == Verb.LIFT:
        lift(tx, order, reason)
        return order
    if not reason:
        raise ReasonRequired(pointer="/reason")
    stay(tx, order, reason)
    return order


def stay(tx: Tx, order: Order, reason: str) -> None:
    """Stop the clock of a locked order, whoever decided so: an appeal stays it through here. Raises: IllegalMove."""
    target = drive(MOVES, order.state, Verb.SUSPEND)
    order.suspended_from, order.suspended_at, order.suspended_why = order.state, tx.now, reason
    order.state = target
    order.version += 1
    _tell_findings(tx, order)
    record(tx, "order.suspend", order, reason=reason)


def lift(tx: Tx, order: Order, reason: str | None = None) -> None:
    """Let the clock run on where it stood: deadlines move by the working days it stood still. Raises: IllegalMove."""
    if order.suspended_at is None or order.suspended_from is None:
        raise IllegalMove(pointer="/verb", machine=State.machine, state=order.state, verb=Verb.LIFT)
    days = calendar.load(tx)
    stood = days.between(legal_date(order.suspended_at), legal_date(tx.now))
    if legal_date(order.suspended_at) <= days.add(order.due_original_on, order.suspended_days):
        order.suspended_days += stood
    order.state, order.suspended_from, order.suspended_at, order.suspended_why = order.suspended_from, None, None, None
    order.version += 1
    _tell_findings(tx, order)
    set_due(tx, order, rules.moved(days, order.yellow_on, order.due_on, stood))
    for step in tx.session.scalars(parts.milestone_rows(order.id)):
        step.due_on = step.due_on if step.done_at else days.add(step.due_on, stood)
    progressing.note_first(tx, order)
    asked = parts.pending_extension(tx, order.id)
    if asked is not None:
        asked.due_before_on, asked.new_due_on = order.due_on, days.add(asked.new_due_on, stood)
    record(tx, "order.lift", order, reason=reason, due_on=order.due_on.isoformat(), working_days=stood)
    if order.state == State.ISSUED:
        order.clock_from = tx.now
        schedule_auto_sign(tx, order)
    answered_meanwhile(tx, order)


def cancel(tx: Tx, order_id: UUID, reason: str | None, verb: Verb = Verb.CANCEL) -> Order:
    """Take an order back; its findings are confirmed again, and the unit sees neither. `revoke` is an approver's, after an appeal.

    Raises: NotFound, Forbidden, IllegalMove, ReasonRequired.
    """
    order = queries.get(tx, order_id, lock=True)
    follow(MOVES, tx.actor, order.state, verb)
    if not reason:
        raise ReasonRequired(pointer="/reason")
    take_back(tx, order, reason, verb)
    return order


def take_back(tx: Tx, order: Order, reason: str, verb: Verb = Verb.REVOKE) -> None:
    """The taking back of a locked order, whoever decided so: a review that revoked all it carries does. Raises: IllegalMove."""
    target = drive(MOVES, order.state, verb)
    for finding in tx.session.scalars(select(Finding).where(Finding.order_id == order.id)).all():
        if finding.state in _RECALLABLE:
            finding_service.step(tx, finding, FindingVerb.RECALL, reason=reason)
    order.state, order.suspended_at, order.suspended_from = target, None, None
    order.version += 1
    record(tx, f"order.{verb}", order, reason=reason)
    tx.session.flush()
    extending.drop(tx, order, "cancel")
    notices.withdraw(tx, order.id)
    withhold_again(tx, order.unit_path)


def _tell_findings(tx: Tx, order: Order) -> None:
    for finding in tx.session.scalars(select(Finding).where(Finding.order_id == order.id, Finding.closed_at.is_(None))):
        finding.suspended_at = order.suspended_at
        finding.version += 1
