"""“走在后” candidates (domain.md §5): units the rules point at, with the figures and what is behind them; people choose."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import or_, select

from app.access.policy import Permission, require
from app.audit.models import LogEntry
from app.calendar import queries as calendar
from app.calendar.rules import months_later
from app.core.clock import legal_date, start_of_day
from app.core.db import Tx
from app.findings.models import Finding
from app.findings.states import State as FindingState
from app.rectification.models import Order, Submission
from app.rectification.rules import answer_limit
from app.rectification.states import State as OrderState
from app.rectification.states import SubmissionState
from app.results.schemas import Candidate, CandidateList, Reason
from app.results.states import Lag
from app.rulebook import queries as rulebook
from app.rulebook.book import Rules
from app.units import queries as units

REOPENING = ("finding.reopen", "finding.relapse")
GONE = (FindingState.MERGED, FindingState.REVOKED)  # leave both sides of every figure
CHUNK = 500


@dataclass
class Record:
    """One unit's quarter."""

    due: list[Order] = field(default_factory=list)
    on_time: int = 0
    long_overdue: list[Order] = field(default_factory=list)
    reopened: list[Finding] = field(default_factory=list)
    auto_signed: list[Order] = field(default_factory=list)


def quarter_from(day: date) -> date:
    """The first day of the quarter a day lies in."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def candidates(tx: Tx) -> CandidateList:
    """Units that lag by rule, the most reasons first. Raises: Forbidden."""
    require(tx.actor, Permission.RESULT_KEEP)
    book, first = rulebook.load(tx), quarter_from(legal_date(tx.now))
    found = _records(tx, book, first)
    homes = units.by_ids(tx, found)
    items = [
        Candidate(
            unit_id=unit, unit_name=homes[unit].name, reasons=reasons,
            order_ids=list(dict.fromkeys(each.id for each in [*own.due, *own.long_overdue, *own.auto_signed])),
            finding_ids=list(dict.fromkeys(each.id for each in own.reopened)) or _behind(tx, own),
        )
        for unit, own in found.items()
        if (reasons := weigh(own, book))
    ]  # fmt: skip
    items.sort(key=lambda each: (-len(each.reasons), each.unit_name))
    return CandidateList(items=items, quarter_from=first, as_of=tx.now)


def weigh(own: Record, book: Rules) -> list[Reason]:
    """Which of the four rules a record meets."""
    late = len(own.due) >= book.laggard_min_orders and own.on_time / len(own.due) < book.laggard_on_time_share
    reasons = [Reason(code=Lag.ON_TIME, count=own.on_time, of=len(own.due))] if late else []
    for code, rows, least in (
        (Lag.LONG_OVERDUE, own.long_overdue, book.laggard_overdue_orders),
        (Lag.REOPENED, own.reopened, book.laggard_reopened),
        (Lag.AUTO_SIGNED, own.auto_signed, book.laggard_auto_signed),
    ):
        if len(rows) >= least:
            reasons.append(Reason(code=code, count=len(rows), of=None))
    return reasons


def _records(tx: Tx, book: Rules, first: date) -> dict[UUID, Record]:
    found: dict[UUID, Record] = defaultdict(Record)
    today, days, orders = legal_date(tx.now), calendar.load(tx), _orders(tx, first)
    held, following = _held(tx, [order.id for order in orders]), months_later(first, 3)
    for order in orders:
        own, runs = found[order.unit_id], order.state != OrderState.SUSPENDED
        if first <= order.due_on < following and (order.fulfilled_at or (runs and order.due_at < tx.now)):
            own.due.append(order)
            own.on_time += order.fulfilled_at is not None and order.fulfilled_at <= answer_limit(
                days, order.due_on, held.get(order.id, [])
            )
        waits = runs and order.fulfilled_at is None and order.closed_at is None and order.due_at < tx.now
        if waits and days.between(order.due_on, today) > book.laggard_overdue_days:
            own.long_overdue.append(order)
        if order.auto_signed and order.signed_at and order.signed_at >= start_of_day(today.replace(day=1)):
            own.auto_signed.append(order)
    for finding, unit in _reopened(tx, first):
        found[unit].reopened.append(finding)
    return dict(found)


def _orders(tx: Tx, first: date) -> Sequence[Order]:
    running = Order.closed_at.is_(None)
    query = select(Order).where(Order.state != OrderState.CANCELLED, or_(Order.due_at >= start_of_day(first), running))
    return tx.session.scalars(query.order_by(Order.due_at)).all()


def _held(tx: Tx, order_ids: Sequence[UUID]) -> dict[UUID, list[tuple[datetime, datetime]]]:
    """How long the office held the answers it then returned: that time is not the unit's."""
    found: dict[UUID, list[tuple[datetime, datetime]]] = defaultdict(list)
    for start in range(0, len(order_ids), CHUNK):
        query = select(Submission).where(Submission.order_id.in_(order_ids[start : start + CHUNK]))
        for row in tx.session.scalars(query.where(Submission.state == SubmissionState.RETURNED)):
            if row.filed_at and row.judged_at:
                found[row.order_id].append((row.filed_at, row.judged_at))
    return found


def _reopened(tx: Tx, first: date) -> list[tuple[Finding, UUID]]:
    query = (
        select(Finding, Order.unit_id)
        .join(Order, Order.id == Finding.order_id)
        .join(LogEntry, LogEntry.object_id == Finding.id)
        .where(LogEntry.action.in_(REOPENING), LogEntry.at >= start_of_day(first), Finding.state.not_in(GONE))
        .order_by(LogEntry.idx)
    )
    return [(finding, unit) for finding, unit in tx.session.execute(query)]


def _behind(tx: Tx, own: Record) -> list[UUID]:
    """The findings on the orders a proposal would rest on: what is late, else what the system had to sign for."""
    late = own.long_overdue or [each for each in own.due if each.fulfilled_at is None or each.fulfilled_at > each.due_at]
    ids = [each.id for each in late or own.auto_signed]
    return list(tx.session.scalars(select(Finding.id).where(Finding.order_id.in_(ids)).order_by(Finding.number)))
