"""What follows from a mission's dates, pure."""

from datetime import date, datetime
from typing import Protocol

from app.calendar.lights import Light
from app.core.clock import legal_date


class Approved(Protocol):
    """The dates an approval has."""

    approved_at: datetime | None
    oral_at: datetime | None
    written_due_on: date | None


def approval_holds(row: Approved) -> bool:
    """Whether the mission counts: approved in writing, and after an oral approval no later than it was due."""
    if row.approved_at is None:
        return False
    return row.oral_at is None or row.written_due_on is None or legal_date(row.approved_at) <= row.written_due_on


def overlap(first: tuple[date, date], second: tuple[date, date]) -> bool:
    """Whether two spans, all days included, share a day."""
    return first[0] <= second[1] and second[0] <= first[1]


def milestone_light(due_on: date, done_on: date | None, today: date, late_days: int, red_days: int) -> Light:
    """Blue on time, grey late; while it is open green, yellow once late, red after `red_days` working days."""
    if done_on is not None:
        return Light.BLUE if done_on <= due_on else Light.GREY
    if today <= due_on:
        return Light.GREEN
    return Light.RED if late_days > red_days else Light.YELLOW
