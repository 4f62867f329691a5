"""Cadence and milestones, pure."""

from collections.abc import Iterable
from datetime import date, timedelta

from app.calendar.rules import WorkingCalendar, months_later
from app.tasks.states import Cadence, Priority

WEEK = timedelta(days=7)
MONTHS = {Cadence.MONTHLY: 1, Cadence.QUARTERLY: 3}


def cadence(priority: str, asked: str) -> Cadence:
    """How often the unit reports: as asked; a major matter at least monthly (domain.md §1 row 59)."""
    wanted = Cadence(asked)
    loose = wanted in {Cadence.NONE, Cadence.QUARTERLY}
    return Cadence.MONTHLY if priority == Priority.MAJOR and loose else wanted


def next_report(calendar: WorkingCalendar, every: Cadence, after: date) -> date | None:
    """The next day a progress report is due, on a working day; None without a cadence."""
    if every == Cadence.NONE:
        return None
    if every == Cadence.WEEKLY:
        return calendar.next_working(after + WEEK)
    return calendar.next_working(months_later(after, MONTHS[every]))


def earliest_open(milestones: Iterable[tuple[date, date | None]]) -> date | None:
    """The first day due among milestones (due, done) not yet done."""
    return min((due for due, done in milestones if done is None), default=None)
