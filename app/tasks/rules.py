"""Cadence, suspension and milestones, pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from app.calendar.rules import WorkingCalendar, months_later
from app.tasks.states import Cadence, Priority

WEEK = timedelta(days=7)
MONTHS = {Cadence.MONTHLY: 1, Cadence.QUARTERLY: 3}


@dataclass(frozen=True, slots=True)
class Lateness:
    """Milestones due before `today` and not done are late: yellow; those due before `red_before`: red."""

    today: date
    red_before: date


def lateness(calendar: WorkingCalendar, today: date, red_days: int) -> Lateness:
    """A milestone late by more than `red_days` working days turns the task red (domain.md §5)."""
    return Lateness(today, calendar.subtract(today, red_days))


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
