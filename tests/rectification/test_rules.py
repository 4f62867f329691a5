"""The arithmetic of answers; pure."""

from datetime import UTC, date, datetime

from app.calendar.rules import WorkingCalendar
from app.rectification.rules import answer_limit

CALENDAR = WorkingCalendar({}, frozenset({2026}))


def test_days_the_office_held_a_returned_answer_are_not_the_units() -> None:
    """Due Friday 13 Nov; one answer filed Tue 10, returned Thu 12: two working days, so the end of Tuesday 17 counts."""
    held = [(datetime(2026, 11, 10, 2, tzinfo=UTC), datetime(2026, 11, 12, 3, tzinfo=UTC))]
    assert answer_limit(CALENDAR, date(2026, 11, 13), held) == datetime(2026, 11, 17, 15, 59, 59, tzinfo=UTC)
    assert answer_limit(CALENDAR, date(2026, 11, 13), []) == datetime(2026, 11, 13, 15, 59, 59, tzinfo=UTC)
