"""The ladder of a deadline, by hand: across 国庆 2026 (off 10/1–10/7, 10/10 worked), and over a weekend."""

from datetime import UTC, date, datetime

import pytest

from app.calendar.rules import WorkingCalendar
from app.deadlines.rules import horizon, ladder
from app.rulebook.book import Rules

OFF = [date(2026, 9, day) for day in (25, 26, 27)] + [date(2026, 10, day) for day in range(1, 8)]
WORKED = [date(2026, 9, 20), date(2026, 10, 10)]
CALENDAR = WorkingCalendar(dict.fromkeys(OFF, False) | dict.fromkeys(WORKED, True), frozenset({2026}))
NEVER = datetime(2027, 6, 1, tzinfo=UTC)


def told(due_on: date, now: datetime, **changes: object) -> list[tuple[str, str]]:
    """Every rung in order, as month-day and key; nine o'clock in Shanghai is one o'clock UTC."""
    rungs = sorted(ladder(CALENDAR, Rules(**changes), due_on, now))  # type: ignore[arg-type]
    assert {rung.at.hour for rung in rungs} == {(changes.get("remind_hour", 9) - 8) % 24}  # type: ignore[operator]
    return [(f"{rung.at:%m-%d}", rung.key) for rung in rungs]


def test_an_order_due_after_the_national_holiday() -> None:
    """Due on Friday 9 October; the third working day before it lies before the holiday, the first day after it is a Saturday."""
    assert told(date(2026, 10, 9), datetime(2026, 10, 26, 1, 0, tzinfo=UTC)) == [
        ("09-29", "remind-3"),
        ("10-08", "remind-1"),
        ("10-09", "remind-0"),
        ("10-10", "urge"),
        ("10-15", "escalate"),
        ("10-22", "interview"),
        ("10-26", "weekly-2"),  # 24 October is a Saturday
    ]


def test_an_order_due_on_the_last_day_before_the_holiday() -> None:
    assert told(date(2026, 9, 30), datetime(2026, 10, 16, 0, 59, tzinfo=UTC)) == [
        ("09-24", "remind-3"),  # the 25th to the 27th are off
        ("09-29", "remind-1"),
        ("09-30", "remind-0"),
        ("10-08", "urge"),
        ("10-13", "escalate"),
        ("10-15", "weekly-1"),
        ("10-20", "interview"),
    ]


@pytest.mark.parametrize(
    ("now", "week"),
    [
        (datetime(2026, 10, 15, 0, 59, tzinfo=UTC), None),
        (datetime(2026, 10, 15, 1, 0, tzinfo=UTC), "weekly-1"),
        (datetime(2026, 10, 22, 0, 59, tzinfo=UTC), "weekly-1"),
        (datetime(2026, 10, 22, 1, 0, tzinfo=UTC), "weekly-2"),
        (datetime(2026, 12, 3, 1, 0, tzinfo=UTC), "weekly-8"),
    ],
)
def test_of_the_weekly_ones_only_the_newest(now: datetime, week: str | None) -> None:
    weekly = [key for _, key in told(date(2026, 9, 30), now) if key.startswith("weekly")]
    assert weekly == ([week] if week else [])


def test_a_deadline_on_a_sunday_is_spoken_of_on_the_working_day_before() -> None:
    assert told(date(2026, 11, 22), NEVER, remind_weekly=False) == [
        ("11-17", "remind-3"), ("11-19", "remind-1"), ("11-20", "remind-0"), ("11-23", "urge"), ("11-27", "escalate"),
        ("12-04", "interview"),
    ]  # fmt: skip


def test_the_office_sets_its_own_days_and_hour() -> None:
    changed = {"remind_before_days": (2,), "remind_after_days": 2, "escalate_principal_days": 3, "propose_interview_days": 4}
    assert told(date(2026, 11, 20), NEVER, remind_weekly=False, remind_hour=17, **changed) == [
        ("11-18", "remind-2"), ("11-24", "urge"), ("11-25", "escalate"), ("11-26", "interview"),
    ]  # fmt: skip


def test_no_reminder_lies_behind_the_horizon() -> None:
    """On 29 September the third working day before 9 October begins; for the 10th it begins on the 30th."""
    assert horizon(CALENDAR, Rules(), date(2026, 9, 29)) >= date(2026, 10, 9)
    assert horizon(CALENDAR, Rules(remind_before_days=()), date(2026, 9, 29)) == date(2026, 9, 30)
