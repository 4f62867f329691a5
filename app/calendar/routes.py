"""HTTP for the working-day calendar."""

from typing import Annotated

from fastapi import Path

from app.calendar import queries, service
from app.calendar.errors import DayOutsideYear
from app.calendar.schemas import CalendarYearDraft, CalendarYearOut
from app.core.http import Reading, Router, Writing, problems, tags
from app.core.problem import Forbidden

router = Router(prefix="/calendar", tags=tags("calendar"))
Year = Annotated[int, Path(ge=2000, le=2099)]


@router.get("/{year}")
def read_year(year: Year, tx: Reading) -> CalendarYearOut:
    """One year's holidays and make-up working days."""
    return queries.year(tx, year)


@router.put("/{year}", responses=problems(Forbidden, DayOutsideYear))
def replace_year(year: Year, draft: CalendarYearDraft, tx: Writing) -> CalendarYearOut:
    """Import one year's arrangement; provisional deadlines are computed anew."""
    service.replace(tx, year, draft)
    tx.session.flush()
    return queries.year(tx, year)
