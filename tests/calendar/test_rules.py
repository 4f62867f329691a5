"""Counting working days, and the lights, by hand from the State Council's arrangement of 2026."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import chinese_calendar
import pytest

from app.calendar.lights import Light, days_left, due, lateness, light
from app.calendar.rules import WorkingCalendar

# 2026: 国庆 1–7 October; Saturday 10 October and Sunday 20 September are worked.
HOLIDAYS = [date(2026, 10, day) for day in range(1, 8)]
PLAIN = WorkingCalendar({}, frozenset())
BOOK = WorkingCalendar(
    dict.fromkeys(HOLIDAYS, False) | {date(2026, 10, 10): True, date(2026, 9, 20): True}, frozenset({2026})
)  # fmt: skip


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 9, 30), True), (date(2026, 10, 1), False), (date(2026, 10, 7), False), (date(2026, 10, 8), True),
        (date(2026, 10, 9), True), (date(2026, 10, 10), True), (date(2026, 10, 11), False), (date(2026, 9, 20), True),
        (date(2026, 9, 19), False), (date(2026, 11, 23), True), (date(2026, 11, 21), False), (date(2026, 11, 22), False),
    ],
)  # fmt: skip
def test_a_day_is_worked_or_not(day: date, *, working: bool) -> None:
    assert BOOK.is_working(day) is working
    assert chinese_calendar.is_workday(day) is working


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        (date(2026, 9, 29), 1, date(2026, 9, 30)), (date(2026, 9, 30), 1, date(2026, 10, 8)),
        (date(2026, 9, 29), 3, date(2026, 10, 9)),
        (date(2026, 9, 29), 4, date(2026, 10, 10)), (date(2026, 9, 29), 5, date(2026, 10, 12)),
        (date(2026, 10, 9), 1, date(2026, 10, 10)),
        (date(2026, 10, 10), 1, date(2026, 10, 12)), (date(2026, 11, 23), 3, date(2026, 11, 26)),
        (date(2026, 11, 23), 15, date(2026, 12, 14)),
        (date(2026, 11, 20), 1, date(2026, 11, 23)), (date(2026, 11, 21), 1, date(2026, 11, 23)),
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
    ],
)  # fmt: skip
def test_so_many_working_days_later(start: date, days: int, expected: date) -> None:
    assert BOOK.add(start, days) == expected


@pytest.mark.parametrize(
    ("start", "end",
    "expected"),
    [
        (date(2026, 9, 30), date(2026, 10, 8), 1), (date(2026, 9, 30), date(2026, 10, 7), 0),
        (date(2026, 9, 30), date(2026, 10, 10), 3),
        (date(2026, 9, 30), date(2026, 10, 11), 3), (date(2026, 10, 8), date(2026, 9, 30), -1),
        (date(2026, 11, 23), date(2026, 11, 23), 0),
        (date(2026, 11, 20), date(2026, 11, 22), 0), (date(2026, 11, 23), date(2026, 12, 14), 15),
    ],
)  # fmt: skip
def test_working_days_between(start: date, end: date, expected: int) -> None:
    assert BOOK.between(start, end) == expected


@pytest.mark.parametrize("days", range(16))
@pytest.mark.parametrize("end", [date(2026, 10, 9), date(2026, 10, 10), date(2026, 10, 14), date(2026, 11, 23)])
def test_subtracting_finds_the_first_day_with_no_more_left(end: date, days: int) -> None:
    first = BOOK.subtract(end, days)
    assert BOOK.between(first, end) <= days
    before = date.fromordinal(first.toordinal() - 1)
    assert BOOK.between(before, end) == days + 1


def test_the_next_working_day() -> None:
    assert BOOK.next_working(date(2026, 10, 1)) == date(2026, 10, 8)
    assert BOOK.next_working(date(2026, 10, 10)) == date(2026, 10, 10)


@pytest.mark.parametrize(
    ("first", "last", "known"),
    [
        (date(2026, 11, 23), date(2026, 12, 31), True), (date(2026, 11, 23), date(2027, 1, 1), False),
        (date(2025, 12, 31), date(2026, 1, 1), False), (date(2027, 1, 1), date(2027, 1, 2), False),
    ],
)  # fmt: skip
def test_a_year_beyond_the_calendar_is_unknown(first: date, last: date, *, known: bool) -> None:
    assert BOOK.knows(first, last) is known
    assert due(BOOK, first, last, yellow_min=3, yellow_share=0.2).provisional is not known


@pytest.mark.parametrize(
    ("start", "last", "working", "yellow"),
    [
        (date(2026, 11, 23), date(2026, 11, 26), 3, date(2026, 11, 23)),  # 立行立改: yellow from the start
        (date(2026, 11, 23), date(2026, 12, 14), 15, date(2026, 12, 9)),  # 15 days: max(3, 3) = 3 left
        (date(2026, 11, 23), date(2026, 12, 21), 20, date(2026, 12, 15)),  # 20 days: 4 left
        (date(2026, 11, 23), date(2026, 12, 22), 21, date(2026, 12, 15)),  # 21 days: ceil(4.2) = 5 left
        (date(2026, 9, 18), date(2026, 10, 14), 15, date(2026, 10, 10)),  # across 国庆, the worked Saturday counts
    ],
)
def test_yellow_begins_when_a_fifth_or_three_days_are_left(start: date, last: date, working: int, yellow: date) -> None:
    made = due(BOOK, start, last, yellow_min=3, yellow_share=0.2)
    assert (made.working_days, made.yellow_on) == (working, yellow)
    assert made.due_at == datetime(last.year, last.month, last.day, 15, 59, 59, tzinfo=UTC)


@dataclass
class Row:
    """The columns of a deadline."""

    due_at: datetime | None = datetime(2026, 12, 14, 15, 59, 59, tzinfo=UTC)
    yellow_on: date | None = date(2026, 12, 9)
    due_on: date | None = date(2026, 12, 14)
    fulfilled_at: datetime | None = None
    closed_at: datetime | None = None
    auto_signed: bool = False


@dataclass
class Stepped(Row):
    """The same, with milestones and a clock that may stand."""

    milestone_due_on: date | None = None
    suspended_at: datetime | None = None


def at(text: str) -> datetime:
    """An instant in legal time."""
    return datetime.fromisoformat(f"{text}+08:00")


@pytest.mark.parametrize(
    ("now", "row", "expected"),
    [
        ("2026-12-08T23:59:59", Row(), Light.GREEN), ("2026-12-09T00:00:00", Row(), Light.YELLOW),
        ("2026-12-14T23:59:59", Row(), Light.YELLOW), ("2026-12-15T00:00:00", Row(), Light.RED),
        ("2026-11-23T09:00:00", Row(auto_signed=True), Light.YELLOW), ("2026-12-15T00:00:00", Row(auto_signed=True), Light.RED),
        ("2026-12-20T00:00:00", Row(closed_at=at("2026-12-14T23:59:59")), Light.BLUE),
        ("2026-12-20T00:00:00", Row(closed_at=at("2026-12-15T00:00:00")), Light.GREY),
        ("2026-12-20T00:00:00", Row(closed_at=at("2026-12-18T00:00:00"), fulfilled_at=at("2026-12-14T10:00:00")), Light.BLUE),
        ("2026-12-20T00:00:00", Row(closed_at=at("2026-12-18T00:00:00"), fulfilled_at=at("2026-12-15T00:00:00")), Light.GREY),
        ("2026-12-20T00:00:00", Row(due_at=None, yellow_on=None, due_on=None), None),
    ],
)  # fmt: skip
def test_the_light_of_a_deadline(now: str, row: Row, expected: Light | None) -> None:
    assert light(at(now), row) is expected


WEDNESDAY = date(2026, 11, 25)


def test_five_working_days_late_is_yellow_and_six_is_red() -> None:
    late = lateness(PLAIN, WEDNESDAY, 5)
    assert late.today == WEDNESDAY
    assert date(2026, 11, 18) >= late.red_before  # Thu Fri Mon Tue Wed: five days
    assert date(2026, 11, 17) < late.red_before


@pytest.mark.parametrize(
    ("step", "row", "expected"),
    [
        (None, {}, Light.GREEN), (date(2026, 11, 25), {}, Light.GREEN), (date(2026, 11, 24), {}, Light.YELLOW),
        (date(2026, 11, 18), {}, Light.YELLOW), (date(2026, 11, 17), {}, Light.RED),
        (date(2026, 11, 17), {"closed_at": at("2026-11-24T10:00:00")}, Light.BLUE),
        (date(2026, 11, 17), {"suspended_at": at("2026-11-24T10:00:00")}, Light.GREY),
        (date(2026, 11, 24), {"due_at": at("2026-11-24T23:59:59")}, Light.RED),
    ],
)  # fmt: skip
def test_a_late_milestone_colours_what_is_open(step: date | None, row: dict[str, Any], expected: Light) -> None:
    stepped = Stepped(milestone_due_on=step, **row)
    assert light(at("2026-11-25T10:00:00"), stepped, lateness(PLAIN, WEDNESDAY, 5)) is expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-12-11T08:00:00", 1), ("2026-12-14T08:00:00", 0), ("2026-12-14T23:59:59", 0), ("2026-12-15T00:00:00", -1),
        ("2026-12-19T12:00:00", -4), ("2026-12-12T12:00:00", 1),
    ],
)  # fmt: skip
def test_days_left_are_working_days_and_negative_once_overdue(now: str, expected: int) -> None:
    assert days_left(PLAIN, at(now), Row()) == expected


def test_an_overdue_weekend_is_a_day_overdue() -> None:
    row = Row(due_at=at("2026-12-11T23:59:59"), due_on=date(2026, 12, 11))
    assert days_left(PLAIN, at("2026-12-12T08:00:00"), row) == -1


def test_what_is_closed_has_no_days_left() -> None:
    assert days_left(PLAIN, at("2026-12-11T08:00:00"), Row(closed_at=at("2026-12-10T08:00:00"))) is None
