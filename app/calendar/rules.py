"""Counting working days, pure."""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

DAY = timedelta(days=1)
WEEKEND = 5  # Saturday's weekday number
LONGEST = 4000  # days; nothing in supervision runs for eleven years


@dataclass(frozen=True)
class WorkingCalendar:
    """Days that differ from Monday to Friday (True: a working weekend day), and the years that are known at all."""

    differing: Mapping[date, bool] = field(default_factory=dict)
    known_years: frozenset[int] = frozenset()

    def is_working(self, day: date) -> bool:
        """Whether offices work on that day."""
        return self.differing.get(day, day.weekday() < WEEKEND)

    def knows(self, first: date, last: date) -> bool:
        """Whether every year between two days, both included, is known."""
        return all(year in self.known_years for year in range(first.year, last.year + 1))

    def add(self, start: date, working_days: int) -> date:
        """The n-th working day after `start`, the first day not counted."""
        day = start
        for _ in range(LONGEST):
            if working_days <= 0:
                return day
            day += DAY
            working_days -= self.is_working(day)
        raise ValueError("more working days than a calendar holds")

    def between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; negative when `end` lies before `start`."""
        if end < start:
            return -self.between(end, start)
        return sum(self.is_working(day) for day in _days(start + DAY, end))

    def subtract(self, end: date, working_days: int) -> date:
        """The earliest day from which no more than `working_days` are left until `end`."""
        day = end
        while working_days >= 0 and (end - day).days < LONGEST:
            working_days -= self.is_working(day)
            day -= DAY
        return day + DAY

    def next_working(self, day: date) -> date:
        """The day itself if it is a working day, else the next one."""
        while not self.is_working(day):
            day += DAY
        return day


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += DAY


def months_later(start: date, months: int) -> date:
    """The same day so many months later, or the month's last."""
    year, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + year, month + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))
