"""What follows from a mission's dates, pure."""

from datetime import date, datetime
from typing import Protocol

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
