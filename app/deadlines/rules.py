"""The ladder of a deadline, pure: reminders before it, urging and escalation after it (domain.md §5)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from app.calendar.rules import WorkingCalendar
from app.core.clock import legal_date, start_of_day
from app.deadlines.states import Act
from app.rulebook.book import Rules

WEEK = 7


class Rung(NamedTuple):
    """One act: `step` tells reminders by their working days before, weekly ones by their number; `at` is when it is due."""

    at: datetime
    act: Act
    step: int

    @property
    def key(self) -> str:
        """What the act is called in its unique key; changing a rule's days does not make it another act."""
        return f"{self.act}-{self.step}" if self.act in {Act.REMIND, Act.WEEKLY} else self.act.value


def ladder(calendar: WorkingCalendar, rules: Rules, due_on: date, now: datetime) -> Iterator[Rung]:
    """Every rung of a deadline at the end of `due_on`; of the weekly ones only the newest due by `now`: missed ones are one."""

    def at(day: date) -> datetime:
        return start_of_day(day) + timedelta(hours=rules.remind_hour)

    for days in sorted(set(rules.remind_before_days), reverse=True):
        yield Rung(at(calendar.subtract(due_on, days)), Act.REMIND, days)
    urge = calendar.add(due_on, rules.remind_after_days)
    yield Rung(at(urge), Act.URGE, rules.remind_after_days)
    yield Rung(at(calendar.add(due_on, rules.escalate_principal_days)), Act.ESCALATE, rules.escalate_principal_days)
    yield Rung(at(calendar.add(due_on, rules.propose_interview_days)), Act.INTERVIEW, rules.propose_interview_days)
    if rules.remind_weekly:
        weeks = (legal_date(now) - urge).days // WEEK
        for week in range(weeks, 0, -1):
            if (due := at(calendar.next_working(urge + timedelta(days=WEEK * week)))) <= now:
                yield Rung(due, Act.WEEKLY, week)
                return


def horizon(calendar: WorkingCalendar, rules: Rules, today: date) -> date:
    """The last due date that any rung due by today may belong to."""
    furthest = max(rules.remind_before_days, default=0)
    return calendar.add(today, furthest + 1)
