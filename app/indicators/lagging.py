"""Candidates for 走在后 by the rules of the book, with their reasons; people choose (domain.md §5)."""

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from app.access.policy import Permission, require
from app.core.clock import legal_date
from app.core.db import Tx
from app.indicators import answers, outcomes
from app.indicators.figures import Entry
from app.indicators.history import Scope
from app.indicators.rules import Period, month_of, period, quarter_of
from app.indicators.schemas import Laggard, LagReason
from app.indicators.states import Lag
from app.units import queries as units


def this_quarter(tx: Tx) -> str:
    """The quarter today lies in."""
    return quarter_of(legal_date(tx.now))


def candidates(scope: Scope) -> list[Laggard]:
    """Units with at least one reason, in the tree's order. Raises: Forbidden."""
    require(scope.tx.actor, Permission.LAGGARD_READ)
    found: dict[UUID, list[LagReason]] = {}
    for unit, reason in (*_late(scope), *_overdue(scope), *_reopened(scope), *_auto(scope)):
        found.setdefault(unit, []).append(reason)
    homes = sorted(units.by_ids(scope.tx, found).values(), key=lambda each: each.node)
    return [Laggard(unit_id=home.id, unit_name=home.name, reasons=found[home.id]) for home in homes]


def _by_unit(entries: Iterable[Entry]) -> Counter[UUID]:
    return Counter(UUID(group[5:]) for entry in entries for group in entry.groups if group.startswith("unit:"))


def _late(scope: Scope) -> Iterable[tuple[UUID, LagReason]]:
    sides = answers.on_time(scope)
    top, bottom = _by_unit(sides.top), _by_unit(sides.bottom)
    for unit, due in bottom.items():
        if due >= scope.rules.lagging_min_orders and top[unit] / due < scope.rules.lagging_on_time:
            yield unit, LagReason(reason=Lag.ON_TIME, count=top[unit], of=due)


def _overdue(scope: Scope) -> Iterable[tuple[UUID, LagReason]]:
    long = [entry for entry in answers.overdue(scope).top if (entry.amount or 0) > scope.rules.lagging_overdue_days]
    for unit, count in _by_unit(long).items():
        if count >= scope.rules.lagging_overdue_orders:
            yield unit, LagReason(reason=Lag.LONG_OVERDUE, count=count, of=None)


def _reopened(scope: Scope) -> Iterable[tuple[UUID, LagReason]]:
    for unit, count in _by_unit(outcomes.reopened_in(scope)).items():
        if count >= scope.rules.lagging_reopenings:
            yield unit, LagReason(reason=Lag.REOPENED, count=count, of=None)


def _auto(scope: Scope) -> Iterable[tuple[UUID, LagReason]]:
    """In any one month of the period."""
    most: Counter[UUID] = Counter()
    for month in _months(scope.period):
        asked = Scope(scope.tx, period(month), scope.as_of)
        for unit, count in _by_unit(answers.auto_signed(asked).top).items():
            most[unit] = max(most[unit], count)
    for unit, count in most.items():
        if count >= scope.rules.lagging_auto_signed:
            yield unit, LagReason(reason=Lag.AUTO_SIGNED, count=count, of=None)


def _months(span: Period) -> list[str]:
    numbers = range(span.first.year * 12 + span.first.month - 1, span.last.year * 12 + span.last.month)
    return [month_of(span.first.replace(year=number // 12, month=number % 12 + 1, day=1)) for number in numbers]
