"""The arithmetic of domain.md §5, pure."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.calendar.rules import DAY

_MONTH = re.compile(r"(\d{4})-(\d{2})")
_QUARTER = re.compile(r"(\d{4})-Q([1-4])")
_YEAR = re.compile(r"\d{4}")
_SPAN = re.compile(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})")
BANDS = ((1, 5), (6, 10), (11, None))  # working days overdue (domain.md §5)
MONTHS_OF_QUARTER = 3
EARTH_M = 6_371_000


@dataclass(frozen=True, slots=True)
class Period:
    """Days in legal time, both included."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Whether a defining date falls in it."""
        return self.first <= day <= self.last


def period(text: str) -> Period:
    """`2026-11`, `2026-Q4`, `2026` or `2026-11-01..2026-11-23`. Raises: ValueError."""
    if found := _MONTH.fullmatch(text):
        year, month = int(found[1]), int(found[2])
        return Period(date(year, month, 1), _month_end(year, month))
    if found := _QUARTER.fullmatch(text):
        year, last = int(found[1]), 3 * int(found[2])
        return Period(date(year, last - 2, 1), _month_end(year, last))
    if _YEAR.fullmatch(text):
        return Period(date(int(text), 1, 1), date(int(text), 12, 31))
    if found := _SPAN.fullmatch(text):
        made = Period(date.fromisoformat(found[1]), date.fromisoformat(found[2]))
        if made.first <= made.last:
            return made
    raise ValueError(text)


def _month_end(year: int, month: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - DAY


def month_of(day: date) -> str:
    """The month a day lies in."""
    return f"{day.year:04}-{day.month:02}"


def quarter_of(day: date) -> str:
    """The quarter a day lies in."""
    return f"{day.year:04}-Q{(day.month + 2) // 3}"


def share(part: float, whole: float) -> float | None:
    """A part of a whole; nothing of nothing has no value."""
    return part / whole if whole else None


def median(values: Iterable[int]) -> float | None:
    """The middle one, or half way between the two in the middle."""
    row = sorted(values)
    if not row:
        return None
    half = len(row) // 2
    return float(row[half]) if len(row) % 2 else (row[half - 1] + row[half]) / 2


def band(days: int) -> int:
    """Which band of overdue days: 0, 1 or 2."""
    return next(place for place, (_, most) in enumerate(BANDS) if most is None or days <= most)


def at_least(found: int, of: int, chance: float) -> float:
    """P(X ≥ found), X ~ Bin(of, chance), summed exactly."""
    terms = (math.comb(of, k) * chance**k * (1 - chance) ** (of - k) for k in range(found, of + 1))
    return min(1.0, math.fsum(terms))


@dataclass(frozen=True, slots=True)
class Suspicion:
    """What the zero-problem test says of one team: `chance` is P(X ≥ x); None when there is nobody to compare with."""

    visits: int
    zero: int
    expected: float | None
    chance: float | None
    flagged: bool


def suspicion(team: Mapping[str, tuple[int, int]], others: Mapping[str, tuple[int, int]], *, least: int, alpha: float) -> Suspicion:
    """Compare a team's zero-problem visits with what the others find in the same areas, weighted by this team's mix.

    Both tables: area → (visits, of them without a problem). Areas no other team went to tell nothing and are left out.
    """
    known = {area: counts for area, counts in team.items() if others.get(area, (0, 0))[0]}
    visits, zero = sum(each[0] for each in known.values()), sum(each[1] for each in known.values())
    if not visits:
        return Suspicion(sum(each[0] for each in team.values()), sum(each[1] for each in team.values()), None, None, flagged=False)
    expected = sum(counts[0] / visits * others[area][1] / others[area][0] for area, counts in known.items())
    chance = at_least(zero, visits, expected)
    return Suspicion(visits, zero, expected, chance, flagged=visits >= least and chance < alpha)


def apart_m(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Metres between two places, each (lat, lon) in degrees."""
    lat1, lon1, lat2, lon2 = (math.radians(each) for each in (*one, *other))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_M * math.asin(math.sqrt(min(1.0, half)))


def quota(full: int, months_in_post: int | None) -> int:
    """A leader's quota of the quarter: floor(full × months ÷ 3) for part of one."""
    return full if months_in_post is None else full * months_in_post // MONTHS_OF_QUARTER


def fulfilled(counted: int, quota_: int) -> float | None:
    """min(1, counted ÷ quota); no value when nothing is owed."""
    return min(1.0, counted / quota_) if quota_ else None


@dataclass(frozen=True, slots=True)
class Outing:
    """One mission as a duty sees it: when its fieldwork ended, and what it looked at, as (target, topic)."""

    id: str
    ended_on: date
    aims: frozenset[tuple[str, str]]


def repeated(outings: Sequence[Outing], days: int) -> set[str]:
    """Those that looked again at nothing but what was looked at within so many days before; `outings` of one organiser."""
    seen: dict[tuple[str, str], date] = {}
    again: set[str] = set()
    for each in sorted(outings, key=lambda outing: (outing.ended_on, outing.id)):
        recent = {aim for aim in each.aims if aim in seen and each.ended_on - seen[aim] <= timedelta(days=days)}
        if each.aims and recent == each.aims:
            again.add(each.id)
        else:
            seen |= dict.fromkeys(each.aims, each.ended_on)
    return again


def one_a_day(days: Mapping[str, date]) -> set[str]:
    """Of missions with the day somebody was present: the first of each day; the others of that day count nothing."""
    first: dict[date, str] = {}
    for mission, day in sorted(days.items()):
        first.setdefault(day, mission)
    return set(first.values())


def days_to(later: date, days: int) -> date:
    """So many calendar days before."""
    return later - timedelta(days=days)


def replayed(moves: Iterable[tuple[str, str, str]], first: str, verbs: Iterable[str]) -> str:
    """The state a machine's verbs lead to from `first`; words that are no verb of it are passed by."""
    table = {(source, verb): target for source, verb, target in moves}
    state = first
    for verb in verbs:
        state = table.get((state, verb), state)
    return state
