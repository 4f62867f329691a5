"""What a figure is made of: two lists of things, each thing with the groups it belongs to."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from app.indicators.history import Scope
from app.indicators.rules import median, share
from app.indicators.states import Kind, Measure


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing counted: its defining day, its groups as `by:key`, and what it weighs where days are summed."""

    kind: Kind
    id: UUID
    on: date
    groups: frozenset[str] = frozenset()
    amount: int | None = None
    note: str | None = None


@dataclass(slots=True)
class Sides:
    """Numerator and denominator, both open to the reader; `flags` and `more` are what a group is told beside its value."""

    top: list[Entry]
    bottom: list[Entry]
    details: dict[str, float | None] = field(default_factory=dict)
    more: dict[str, dict[str, float | None]] = field(default_factory=dict)
    flags: set[str] = field(default_factory=set)
    provisional: bool = False


Compute = Callable[[Scope], Sides]


def value(measure: Measure, top: list[Entry], bottom: list[Entry]) -> float | None:
    """What a figure says: a share, a count, the median of days, or so many for each."""
    if measure is Measure.COUNT:
        return float(len(top))
    if measure is Measure.DAYS:
        return median(entry.amount or 0 for entry in top)
    return share(len(top), len(bottom))


def of_group(entries: Iterable[Entry], group: str | None) -> list[Entry]:
    """Those of one group; all without one."""
    return [entry for entry in entries if group is None or group in entry.groups]


def rest(sides: Sides) -> list[Entry]:
    """What the denominator holds and the numerator does not."""
    counted = {(entry.kind, entry.id, entry.on) for entry in sides.top}
    return [entry for entry in sides.bottom if (entry.kind, entry.id, entry.on) not in counted]


def groups_of(sides: Sides) -> list[str]:
    """Every group that is in either list."""
    return sorted({group for entry in (*sides.bottom, *sides.top) for group in entry.groups})
