"""The calendar of the story: on which days who went out, and how each visit ends; days count back from today."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle

from app.demo.shapes import Ending, Fate

LAST_DAY = date(2026, 11, 23)
SATURDAY = 5
NATIONAL_DAY, NATIONAL_WEEK = 10, 7  # month and days without offices to visit

# (first and last day back from today, visits, fate of the report, endings of its findings in turn)
PHASES: tuple[tuple[int, int, int, Fate, tuple[tuple[Ending, ...], ...]], ...] = (
    (82, 40, 26, Fate.RELEASED, (
        (Ending.ON_TIME, Ending.ON_TIME), (Ending.ON_TIME, Ending.REJECTED), (Ending.LATE, Ending.LATE),
        (Ending.ON_TIME, Ending.ON_TIME, Ending.ON_TIME), (Ending.RETURNED_THEN_CLOSED, Ending.RETURNED_THEN_CLOSED),
        (Ending.ON_TIME, Ending.ON_TIME), (Ending.OVERDUE, Ending.OVERDUE),
    )),
    (39, 24, 16, Fate.RELEASED, (
        (Ending.ON_TIME, Ending.ON_TIME), (Ending.OVERDUE, Ending.OVERDUE), (Ending.ON_TIME, Ending.ACCEPTED),
        (Ending.SUBMITTED_RED, Ending.SUBMITTED_RED), (Ending.ON_TIME, Ending.REJECTED), (Ending.RETURNED_RED,),
        (Ending.REOPENED,), (Ending.AUTO_SIGNED_RED, Ending.AUTO_SIGNED_RED),
    )),
    (21, 18, 8, Fate.RELEASED, (
        (Ending.SIGNED, Ending.SIGNED), (Ending.SUBMITTED, Ending.SUBMITTED), (Ending.ON_TIME, Ending.ON_TIME),
        (Ending.SIGNED,),
    )),
    (17, 7, 11, Fate.RELEASED, (
        (Ending.SIGNED, Ending.SIGNED), (Ending.SUBMITTED, Ending.SUBMITTED), (Ending.ON_TIME,),
        (Ending.CANCELLED,), (Ending.SIGNED, Ending.SIGNED, Ending.SIGNED),
    )),
    (4, 3, 4, Fate.RELEASED, ((Ending.ISSUED, Ending.ISSUED), (Ending.ISSUED,))),
    (6, 4, 4, Fate.ACCEPTED, ((Ending.CONFIRMED, Ending.CONFIRMED), (Ending.CONFIRMED, Ending.UNDECIDED))),
    (3, 0, 8, Fate.SUBMITTED, ((Ending.UNDECIDED, Ending.UNDECIDED), (Ending.UNDECIDED,))),
    (5, 1, 3, Fate.RETURNED, ((Ending.UNDECIDED, Ending.UNDECIDED),)),
    (2, 0, 3, Fate.INCOMPLETE, ((Ending.UNDECIDED, Ending.UNDECIDED),)),
    (30, 12, 2, Fate.VOID, ((Ending.UNDECIDED,),)),
    (70, 10, 9, Fate.ACCEPTED, ((),)),
    # what the cycle is about beside the main path, one finding a visit
    (75, 75, 1, Fate.RELEASED, ((Ending.REVOKED,),)),
    (36, 36, 1, Fate.RELEASED, ((Ending.LIFTED,),)),
    (33, 31, 3, Fate.RELEASED, ((Ending.EXTENDED,),)),
    (32, 32, 1, Fate.RELEASED, ((Ending.EXTENSION_REFUSED,),)),
    (30, 30, 1, Fate.RELEASED, ((Ending.LOWERED,),)),
    (20, 19, 2, Fate.RELEASED, ((Ending.EXTENDED_DIRECTOR,), (Ending.EXTENDED_LEADER,))),
    (18, 17, 4, Fate.RELEASED, (
        (Ending.EXTENSION_ESCALATED,), (Ending.EXTENSION_WITHDRAWN,), (Ending.EXTENSION_ASKED,), (Ending.EXTENSION_ASKED,),
    )),
    (14, 14, 1, Fate.RELEASED, ((Ending.SUSPENDED,),)),
    (11, 10, 2, Fate.RELEASED, ((Ending.REASSIGNED,), (Ending.OBJECTION_REFUSED,))),
    (10, 9, 2, Fate.RELEASED, ((Ending.BY_TELEGRAM,),)),
    (5, 5, 1, Fate.RELEASED, ((Ending.OBJECTED,),)),
    (6, 3, 5, Fate.ACCEPTED, (
        (Ending.NEED_MORE,), (Ending.PROPOSED,), (Ending.SETTLED,), (Ending.MERGED,), (Ending.TRANSFERRED,),
    )),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stop:
    """One planned visit; no endings means that nothing was found."""

    day: date
    fate: Fate
    endings: tuple[Ending, ...]


def stops(today: date, latest: date) -> Iterator[Stop]:
    """Every visit beside the twenty told ones, phase by phase; nobody goes out after `latest`."""
    for first, last, count, fate, endings in PHASES:
        turns = cycle(endings)
        for number in range(count):
            back = first - round((first - last) * number / max(1, count - 1))
            yield Stop(_on_a_weekday(today - timedelta(days=back), latest), fate, next(turns))


def _on_a_weekday(day: date, latest: date) -> date:
    if day.month == NATIONAL_DAY and day.day <= NATIONAL_WEEK:
        day += timedelta(days=NATIONAL_WEEK)
    back = max(0, day.weekday() - SATURDAY + 1)
    return min(latest, day - timedelta(days=back) if day < latest else day)
