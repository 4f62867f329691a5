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


def window_ends(calendar: WorkingCalendar, rules: Rules, fed_back_on: Iterable[date | None]) -> date | None:
    """The last day on which a unit may ask for review of any of these; None if one was never fed back.

    Calendar days, the first not counted, rolling to a working day (domain.md §2.1).
    """
    days = list(fed_back_on)
    if not days or any(day is None for day in days):
        return None
    return calendar.next_working(max(day for day in days if day) + timedelta(days=rules.appeal_file_days))
