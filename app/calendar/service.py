"""Seeding and importing years."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import chinese_calendar
from sqlalchemy import delete, select

from app.access.policy import Permission, require
from app.audit.service import record
from app.calendar.errors import DayOutsideYear
from app.calendar.models import CalendarDay, CalendarYear
from app.calendar.schemas import CalendarYearDraft, DayKind
from app.core.db import Tx
from app.jobs.service import enqueue

SEED = "chinesecalendar"
RECOMPUTE = "order.recompute-due"  # provisional deadlines follow an import
_NAMESPACE = uuid.UUID("5b6a3f53-7c0c-4b6c-9a58-5a4b0c1f7a10")


@dataclass(frozen=True, slots=True)
class YearSubject:
    """A year as the log names it."""

    id: uuid.UUID
    __tablename__ = "calendar_year"


def seed(tx: Tx) -> None:
    """Take over the years the library knows and the table does not."""
    held = set(tx.session.scalars(select(CalendarYear.year)))
    constants = chinese_calendar.constants
    for number in sorted({day.year for day in constants.holidays} - held):
        _write(tx, number, SEED, _library_days(number))


def _library_days(number: int) -> Iterable[tuple[date, DayKind, str | None]]:
    constants = chinese_calendar.constants
    for table, kind in ((constants.holidays, DayKind.HOLIDAY), (constants.workdays, DayKind.WORKDAY)):
        for day, name in table.items():
            if day.year == number:
                yield day, kind, str(name)[:40]


def replace(tx: Tx, number: int, draft: CalendarYearDraft) -> None:
    """Import one year's arrangement in place of what was known. Raises: Forbidden, DayOutsideYear."""
    require(tx.actor, Permission.CALENDAR_WRITE)
    for position, each in enumerate(draft.days):
        if each.day.year != number:
            raise DayOutsideYear(pointer=f"/days/{position}/day", day=each.day.isoformat(), year=number)
    tx.session.execute(delete(CalendarDay).where(CalendarDay.day.between(date(number, 1, 1), date(number, 12, 31))))
    tx.session.execute(delete(CalendarYear).where(CalendarYear.year == number))
    tx.session.flush()
    _write(tx, number, draft.source, ((day.day, day.kind, day.name) for day in draft.days))
    tx.session.info.pop("calendar", None)
    enqueue(tx, RECOMPUTE)
    record(tx, "calendar.imported", YearSubject(uuid.uuid5(_NAMESPACE, str(number))), year=number, source=draft.source)


def _write(tx: Tx, number: int, source: str, days: Iterable[tuple[date, DayKind, str | None]]) -> None:
    tx.session.add(CalendarYear(year=number, source=source, imported_at=tx.now))
    unique = {day: CalendarDay(day=day, kind=kind, name=name) for day, kind, name in days}
    tx.session.add_all(unique.values())
