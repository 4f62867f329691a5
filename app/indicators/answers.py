"""Figures over orders and their answers: in time, overdue, returned, signed for."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select

from app.calendar.rules import DAY
from app.core.clock import legal_date, start_of_day
from app.indicators.figures import Entry, Sides
from app.indicators.history import Scope, pauses, stories
from app.indicators.rules import BANDS, band, median
from app.indicators.states import Kind
from app.rectification import queries as rectification
from app.rectification.models import Order, Submission
from app.rectification.rules import Span, answer_limit, running_days
from app.rectification.states import State, SubmissionState

OPEN = frozenset({State.ISSUED, State.SIGNED, State.ANSWERING, State.SUBMITTED, State.ACCEPTED})
ANSWERED = frozenset({State.ACCEPTED, State.CLOSED})
DUE_SOON_DAYS = 3  # domain.md §5: “due in 3 wd”


def on_time(scope: Scope) -> Sides:
    """按期反馈率, by the deadline in force."""
    return _on_time(scope, Order.due_on.between(scope.period.first, scope.period.last), lambda order: order.due_on)


def on_time_original(scope: Scope) -> Sides:
    """The same by the deadline first set, later by the days the clock stood: granted extensions stay visible beside it."""
    first, last = scope.period.first, scope.period.last
    reaches = or_(Order.due_original_on >= first, Order.suspended_days > 0)
    return _on_time(
        scope,
        and_(reaches, Order.due_original_on <= last),
        lambda each: scope.calendar.add(each.due_original_on, each.suspended_days),
    )


def _on_time(scope: Scope, narrowed: ColumnElement[bool], due: Callable[[Order], date]) -> Sides:
    orders, states = _orders(scope, narrowed)
    answers = _answers(scope, [order.id for order in orders])
    stood = _stood(
        scope, [order.id for order in orders if len(answers.get(order.id, [])) > 1 or states[order.id] == State.SUSPENDED]
    )
    sides = Sides([], [])
    for order in orders:
        due_on, rows, still = due(order), answers.get(order.id, []), stood.get(order.id, [])
        accepted = _accepted(scope, rows) if states[order.id] in ANSWERED else None
        reached = still[-1][0] if states[order.id] == State.SUSPENDED and still else scope.as_of
        if not scope.period.holds(due_on) or (accepted is None and legal_date(reached) <= due_on):
            continue
        held = [(each.filed_at, each.judged_at) for each in rows if accepted and each.seq < accepted.seq]
        limit = answer_limit(scope.calendar, due_on, [(filed, judged) for filed, judged in held if filed and judged], still)
        entry = _entry(order, due_on)
        sides.bottom.append(entry)
        if accepted and accepted.filed_at and accepted.filed_at <= limit:
            sides.top.append(entry)
    return sides


def _stood(scope: Scope, order_ids: list[UUID]) -> dict[UUID, list[Span]]:
    """When each order's clock stood still 中止, oldest first; it stands until the instant asked about if nobody lifted it."""
    return {order: pauses(facts, scope.as_of) for order, facts in stories(scope.tx, order_ids, scope.as_of).items()}


def _accepted(scope: Scope, rows: Sequence[Submission]) -> Submission | None:
    good = [each for each in rows if each.state == SubmissionState.ACCEPTED and scope.by_then(each.judged_at)]
    return good[-1] if good else None


def _orders(scope: Scope, *narrowed: ColumnElement[bool]) -> tuple[list[Order], dict[UUID, str]]:
    """Orders that stood then, with the state each was in."""
    query = rectification.visible(scope.tx).where(Order.issued_at <= scope.as_of, *narrowed).order_by(Order.issued_at, Order.id)
    rows = scope.tx.session.scalars(query).all()
    states = scope.states("order", {row.id: row.state for row in rows})
    return [row for row in rows if states[row.id] != State.CANCELLED], states


def _answers(scope: Scope, order_ids: list[UUID]) -> dict[UUID, list[Submission]]:
    """The complete answers filed by then, of orders the caller has seen, in their order."""
    found: dict[UUID, list[Submission]] = {}
    for start in range(0, len(order_ids), 500):
        query = select(Submission).where(Submission.order_id.in_(order_ids[start : start + 500]))
        for row in scope.tx.session.scalars(query.where(Submission.submitted_at <= scope.as_of).order_by(Submission.seq)):
            found.setdefault(row.order_id, []).append(row)
    return found


def _entry(order: Order, on: Any, amount: int | None = None) -> Entry:  # ruff: ignore[any-type]  a date
    return Entry(Kind.ORDER, order.id, on, frozenset({f"unit:{order.unit_id}"}), amount)


def open_orders(scope: Scope) -> Sides:
    """Orders that are open."""
    orders, states = _orders(scope, _not_closed_before(scope))
    entries = [_entry(order, order.due_on) for order in orders if states[order.id] in OPEN]
    return Sides(entries, entries)


def _not_closed_before(scope: Scope) -> ColumnElement[bool]:
    return Order.closed_at.is_(None) | (Order.closed_at > scope.as_of)


def due_soon(scope: Scope) -> Sides:
    """Open orders due within three working days, today included."""
    orders, states = _orders(scope, _not_closed_before(scope))
    open_ = [order for order in orders if states[order.id] in OPEN]
    today = legal_date(scope.as_of)
    soon = [
        order for order in open_ if scope.as_of <= order.due_at and scope.calendar.between(today, order.due_on) <= DUE_SOON_DAYS
    ]
    return Sides([_entry(order, order.due_on) for order in soon], [_entry(order, order.due_on) for order in open_])


def overdue(scope: Scope) -> Sides:
    """逾期: open orders past their deadline, their working days summed, in three bands."""
    orders, states = _orders(scope, _not_closed_before(scope))
    open_ = [order for order in orders if states[order.id] in OPEN]
    today = legal_date(scope.as_of)
    late = [
        _entry(order, order.due_on, max(1, scope.calendar.between(order.due_on, today)))
        for order in open_
        if scope.as_of > order.due_at
    ]
    bands = [sum(band(entry.amount or 1) == place for entry in late) for place in range(len(BANDS))]
    named: dict[str, float | None] = {f"band_{least}": count for (least, _), count in zip(BANDS, bands, strict=True)}
    total = sum(entry.amount or 0 for entry in late)
    return Sides(late, [_entry(order, order.due_on) for order in open_], {"days_total": total} | named)


def return_rate(scope: Scope) -> Sides:
    """退回率: answers returned among those judged in the period."""
    first, last = start_of_day(scope.period.first), min(start_of_day(scope.period.last + DAY), scope.as_of)
    seen = rectification.visible(scope.tx).with_only_columns(Order.id)
    query = select(Submission, Order).join(Order, Order.id == Submission.order_id).where(
        Order.id.in_(seen), Submission.judged_at >= first, Submission.judged_at <= last
    )  # fmt: skip
    rows = scope.tx.session.execute(query.order_by(Submission.judged_at, Submission.id)).all()
    states = scope.states("order", {order.id: order.state for _, order in rows})
    sides = Sides([], [])
    for answer, order in rows:
        if states[order.id] == State.CANCELLED or answer.judged_at is None or not scope.within(answer.judged_at):
            continue
        entry = Entry(
            Kind.SUBMISSION, answer.id, legal_date(answer.judged_at), frozenset({f"unit:{order.unit_id}"}), note=answer.judge_reason
        )
        sides.bottom.append(entry)
        if answer.state == SubmissionState.RETURNED:
            sides.top.append(entry)
    return sides


def sign_time(scope: Scope) -> Sides:
    """签收时长: the median of working days from issue to the unit's own signature; the system's are shown apart."""
    own, auto, _ = _signed(scope)
    return Sides(own, own, {"auto_signed": len(auto), "auto_median": median(entry.amount or 0 for entry in auto)})


def auto_signed(scope: Scope) -> Sides:
    """Orders of the period the system had to sign for."""
    own, auto, unsigned = _signed(scope)
    return Sides(auto, own + auto + unsigned)


def _signed(scope: Scope) -> tuple[list[Entry], list[Entry], list[Entry]]:
    first, last = start_of_day(scope.period.first), start_of_day(scope.period.last + DAY)
    orders, _ = _orders(scope, Order.issued_at >= first, Order.issued_at < last)
    stood = _stood(scope, [order.id for order in orders if order.clock_from])
    own: list[Entry] = []
    auto: list[Entry] = []
    unsigned: list[Entry] = []
    for order in orders:
        issued = legal_date(order.issued_at)
        if not scope.by_then(order.signed_at) or order.signed_at is None:
            unsigned.append(_entry(order, issued))
            continue
        came = order.assigned_at or order.issued_at
        waited = running_days(scope.calendar, came, order.signed_at, stood.get(order.id, []))
        (auto if order.auto_signed else own).append(_entry(order, issued, waited))
    return own, auto, unsigned
