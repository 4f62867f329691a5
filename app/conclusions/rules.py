"""Statutory days 日, pure (domain.md §2.1)."""

from datetime import date, timedelta

from app.calendar.rules import WorkingCalendar


def statutory_last(calendar: WorkingCalendar, first: date, days: int) -> date:
    """The last of so many calendar days, the first excluded; on a holiday it rolls to the next working day."""
    return calendar.next_working(first + timedelta(days=days))
