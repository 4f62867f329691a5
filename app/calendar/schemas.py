"""A year's arrangement on the wire."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from app.core.schema import Line, OptionalLine, Schema, fits


class DayKind(StrEnum):
    """What a listed day is."""

    WORKDAY = "workday"
    HOLIDAY = "holiday"


class CalendarDayBody(Schema):
    """One day that differs from the plain week."""

    day: date
    kind: DayKind
    name: Annotated[OptionalLine, fits(40)] | None = None


class CalendarYearDraft(Schema):
    """The arrangement of one year, replacing what was known; `source` names the notice."""

    source: Annotated[Line, fits(100)]
    days: Annotated[list[CalendarDayBody], Field(max_length=120)]


class CalendarYearOut(Schema):
    """One year; `known` false means: counted Monday to Friday, provisional."""

    year: int
    known: bool
    source: str | None
    days: list[CalendarDayBody]
