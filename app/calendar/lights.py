"""Lights 红黄绿蓝灰 as computed in domain.md §5, pure; the same rule as SQL for filters."""

import math
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_

from app.calendar.rules import WorkingCalendar
from app.core.clock import end_of_day, legal_date


class Light(StrEnum):
    """Green on track, yellow due soon, red overdue, blue closed on time, grey: no clock runs (suspended, or closed late)."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    BLUE = "blue"
    GREY = "grey"


@dataclass(frozen=True, slots=True)
class Lateness:
    """Milestones due before `today` and not reached are late: yellow; those due before `red_before`: red."""

    today: date
    red_before: date


def lateness(calendar: WorkingCalendar, today: date, red_days: int) -> Lateness:
    """A milestone late by more than `red_days` working days turns its matter or order red (domain.md §5)."""
    return Lateness(today, calendar.subtract(today, red_days))


@dataclass(frozen=True, slots=True)
class Due:
    """A computed deadline. `yellow_on` is the first day of the yellow light; both days in legal time."""

    due_on: date
    due_at: datetime
    yellow_on: date
    working_days: int
    provisional: bool


def due(calendar: WorkingCalendar, start: date, due_on: date, *, yellow_min: int, yellow_share: float) -> Due:
    """The deadline at the end of `due_on` for something set on `start`.

    Yellow begins when no more than max(3, ceil(0.2 × total)) working days are left. Provisional as soon as a year
    between the two is unknown to the calendar.
    """
    total = calendar.between(start, due_on)
    threshold = max(yellow_min, math.ceil(yellow_share * total))
    return Due(due_on, end_of_day(due_on), calendar.subtract(due_on, threshold), total, not calendar.knows(start, due_on))


def light(now: datetime, row: Any, late: Lateness | None = None) -> Light | None:  # ruff: ignore[any-type]  any row with a deadline
    """The light of a row with the columns of a deadline; None without one. What can be suspended has `suspended_at`.

    The columns: `due_at`, `yellow_on`, `fulfilled_at`, `closed_at`, `auto_signed`; with `late` also `milestone_due_on`,
    the first day due of what has been planned and not reached.
    """
    if row.due_at is None or row.yellow_on is None:
        return None
    if row.closed_at is not None:
        return Light.BLUE if (row.fulfilled_at or row.closed_at) <= row.due_at else Light.GREY
    if getattr(row, "suspended_at", None) is not None:
        return Light.GREY
    step = row.milestone_due_on if late else None
    if now > row.due_at or (late and step and step < late.red_before):
        return Light.RED
    soon = legal_date(now) >= row.yellow_on or row.auto_signed or (late and step and step < late.today)
    return Light.YELLOW if soon else Light.GREEN


def shines(now: datetime, row: Any, wanted: Light, late: Lateness | None = None) -> ColumnElement[bool]:  # ruff: ignore[any-type]  a mapped class
    """The same rule in SQL."""
    stays = row.suspended_at.is_not(None) if hasattr(row, "suspended_at") else false()
    is_open = and_(row.due_at.is_not(None), row.closed_at.is_(None), ~stays)
    behind = _behind(row, late.today) if late else false()
    over = or_(row.due_at < now, _behind(row, late.red_before) if late else false())
    soon = or_(row.yellow_on <= legal_date(now), row.auto_signed, behind)
    in_time = row.fulfilled_at <= row.due_at
    rule: dict[Light, ColumnElement[bool]] = {
        Light.RED: and_(is_open, over),
        Light.YELLOW: and_(is_open, ~over, soon),
        Light.GREEN: and_(is_open, ~over, ~soon),
        Light.BLUE: and_(row.closed_at.is_not(None), in_time),
        Light.GREY: and_(row.due_at.is_not(None), or_(and_(row.closed_at.is_not(None), ~in_time), stays)),
    }
    return rule.get(wanted, false())


def _behind(row: Any, day: date) -> ColumnElement[bool]:  # ruff: ignore[any-type]
    return and_(row.milestone_due_on.is_not(None), row.milestone_due_on < day)


def days_left(calendar: WorkingCalendar, now: datetime, row: Any) -> int | None:  # ruff: ignore[any-type]
    """Working days from today to the deadline, 0 on its day, negative once overdue; None when closed, suspended or without one."""
    if row.due_on is None or row.closed_at is not None or getattr(row, "suspended_at", None) is not None:
        return None
    left = calendar.between(legal_date(now), row.due_on)
    return left if now <= row.due_at else min(left, -1)
