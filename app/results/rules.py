"""Which kinds are on, what each rests on, and when the way to the media is free; pure."""

from collections.abc import Iterable
from datetime import date, timedelta

from app.calendar.rules import WorkingCalendar
from app.results.states import Kind, State
from app.rulebook.book import Rules

ON_EXAMPLES = frozenset({Kind.INCENTIVE, Kind.PRAISE})
FIRM_FINDINGS = frozenset({"confirmed", "released", "rectifying", "claimed", "verified", "closed"})
FIRM_EXAMPLES = frozenset({"approved", "promoted"})
OPEN_PLEDGE = frozenset({State.PLEDGE_TRACKING})


def is_on(rules: Rules, kind: str) -> bool:
    """Whether the rulebook lets this kind be used."""
    return rules.exposure if kind == Kind.EXPOSURE else rules.accountability


def window_ends(calendar: WorkingCalendar, rules: Rules, from_day: date) -> date:
    """The last day on which a unit may ask for review of what reached it on a day.

    Calendar days, the first not counted, rolling to a working day (domain.md §2.1).
    """
    return calendar.next_working(from_day + timedelta(days=rules.appeal_file_days))


def last_of(days: Iterable[date | None]) -> date | None:
    """The latest of some days; None if one of them is not known yet, or there is none."""
    known = list(days)
    return None if not known or None in known else max(day for day in known if day)
