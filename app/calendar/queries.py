"""The calendar as one value, read once per change."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Row, select

from app.calendar.models import CalendarDay, CalendarYear
from app.calendar.rules import WorkingCalendar
from app.calendar.schemas import CalendarDayBody, CalendarYearOut, DayKind
from app.core.db import Tx

_KEPT: dict[frozenset[UUID], WorkingCalendar] = {}  # by the editions it was read from; of the last few databases or states
_MOST = 4


def load(tx: Tx) -> WorkingCalendar:
    """The calendar in force. One transaction asks once which editions these are; the days are read once per process and change."""
    held = tx.session.info.get("calendar")
    if held is None:
        years = tx.session.execute(select(CalendarYear.year, CalendarYear.edition)).all()
        held = tx.session.info["calendar"] = _of_these(tx, years)
    return held


def _of_these(tx: Tx, years: Sequence[Row[int, UUID]]) -> WorkingCalendar:
    editions = frozenset(row.edition for row in years)
    held = _KEPT.get(editions)
    if held is None:
        days = tx.session.execute(select(CalendarDay.day, CalendarDay.kind)).all()
        held = WorkingCalendar({row.day: row.kind == DayKind.WORKDAY for row in days}, frozenset(row.year for row in years))
        for oldest in list(_KEPT)[: -_MOST + 1]:
            _KEPT.pop(oldest, None)
        _KEPT[editions] = held
    return held


def year(tx: Tx, number: int) -> CalendarYearOut:
    """One year as it is known."""
    row = tx.session.get(CalendarYear, number)
    its = CalendarDay.day.between(date(number, 1, 1), date(number, 12, 31))
    days = tx.session.execute(select(CalendarDay.day, CalendarDay.kind, CalendarDay.name).where(its).order_by(CalendarDay.day))
    listed = [CalendarDayBody.model_validate(day) for day in days]
    return CalendarYearOut(year=number, known=row is not None, source=row.source if row else None, days=listed)
