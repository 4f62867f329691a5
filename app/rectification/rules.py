"""Deadlines of orders, who may extend them, and the sample of second looks; pure."""

import hashlib
import math
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from app.calendar.lights import Due, due
from app.calendar.rules import WorkingCalendar, months_later
from app.core.clock import end_of_day, legal_date
from app.rectification.states import Authority, OrderClass
from app.rulebook.book import Rules

__all__ = ["Span", "answer_limit", "computed", "due_on", "months_later", "running_days"]

Span = tuple[datetime, datetime]


def due_on(calendar: WorkingCalendar, rules: Rules, start: date, kind: OrderClass, wanted: date | None) -> date | None:
    """The last day of an order set on `start`: the one wanted, else 3 or 15 working days later; None for a long one without."""
    if wanted is not None:
        return wanted
    spans = {OrderClass.IMMEDIATE: rules.immediate_days, OrderClass.LIMITED: rules.limited_days}
    return calendar.add(start, spans[kind]) if kind in spans else None


def due_again(calendar: WorkingCalendar, rules: Rules, start: date, kind: OrderClass) -> date:
    """The last day of an order taken up again: its class's own span, that of a limited one for a long one."""
    return calendar.add(start, rules.immediate_days if kind == OrderClass.IMMEDIATE else rules.limited_days)


def computed(calendar: WorkingCalendar, rules: Rules, start: date, last: date) -> Due:
    """The whole deadline of an order set on `start` and due at the end of `last`."""
    return due(calendar, start, last, yellow_min=rules.yellow_min_days, yellow_share=rules.yellow_share)


def moved(calendar: WorkingCalendar, yellow_on: date, last: date, working_days: int) -> Due:
    """A deadline so many working days later than the end of `last`, its yellow light as long before it as ever."""
    later = calendar.add(last, working_days)
    yellow = calendar.subtract(later, calendar.between(yellow_on, last))
    return Due(later, end_of_day(later), yellow, working_days, not calendar.knows(last, later))


def authority(rules: Rules, added_days: int, *, late: bool) -> Authority:
    """Who may grant so many more working days; one filed after the deadline is not for a reviewer (domain.md §3.3)."""
    if added_days > rules.extension_director_days:
        return Authority.APPROVER
    return Authority.DIRECTOR if late or added_days > rules.extension_reviewer_days else Authority.REVIEWER


def answer_limit(calendar: WorkingCalendar, due_on: date, held: Iterable[Span], stood: Sequence[Span] = ()) -> datetime:
    """Until when an answer is in time: the deadline, later by the working days the office held answers it then returned.

    While the clock stood the deadline moved of itself: such days within a time the office held an answer count once.
    """
    days = sum(running_days(calendar, filed, judged, stood) for filed, judged in held)
    return end_of_day(calendar.add(due_on, days))


def running_days(calendar: WorkingCalendar, first: datetime, last: datetime, stood: Sequence[Span]) -> int:
    """Working days between two instants, without those the clock stood."""
    between = calendar.between(legal_date(first), legal_date(last))
    pauses = [(max(first, begun), min(last, ended)) for begun, ended in stood if begun < last and ended > first]
    return between - sum(calendar.between(legal_date(begun), legal_date(ended)) for begun, ended in pauses)


def window(rules: Rules, today: date) -> tuple[date, date]:
    """The days on which a finding must have been closed to be looked at again, both included."""
    return today - timedelta(days=rules.reinspection_to_days), today - timedelta(days=rules.reinspection_from_days)


def sample(seed: str, ordinary: Sequence[str], of_all: int, share: float) -> list[str]:
    """The drawn ones: the first by SHA-256 of seed and id, at least the share of all closed; anybody can draw them again."""
    wanted = min(len(ordinary), math.ceil(share * of_all))
    return sorted(ordinary, key=lambda each: hashlib.sha256(f"{seed}{each}".encode()).hexdigest())[:wanted]


def next_month(day: date) -> date:
    """The first day of the month after."""
    return months_later(day.replace(day=1), 1)
