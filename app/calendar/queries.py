"""The calendar as one value, read once per change."""

from datetime import date

from sqlalchemy import select

from app.calendar.models import CalendarDay, CalendarYear
from app.calendar.rules import WorkingCalendar
from app.calendar.schemas import CalendarDayBody, CalendarYearOut, DayKind
from app.core.db import Tx


def load(tx: Tx) -> WorkingCalendar:
    """The calendar in force. Held in the session, so that one transaction reads it once."""
    held = tx.session.info.get("calendar")
    if held is None:
        days = tx.session.execute(select(CalendarDay.day, CalendarDay.kind)).all()
        years = tx.session.scalars(select(CalendarYear.year)).all()
        held = WorkingCalendar({row.day: row.kind == DayKind.WORKDAY for row in days}, frozenset(years))
        tx.session.info["calendar"] = held
    return held


def year(tx: Tx, number: int) -> CalendarYearOut:
    """One year as it is known."""
    row = tx.session.get(CalendarYear, number)
    its = CalendarDay.day.between(date(number, 1, 1), date(number, 12, 31))
    days = tx.session.execute(select(CalendarDay.day, CalendarDay.kind, CalendarDay.name).where(its).order_by(CalendarDay.day))
    listed = [CalendarDayBody.model_validate(day) for day in days]
    return CalendarYearOut(year=number, known=row is not None, source=row.source if row else None, days=listed)
