"""IndicatorList, their lists, and duties on the wire."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.calendar.lights import Light
from app.core.paging import Page
from app.core.schema import Instant, OptionalText, Schema, Text
from app.findings.states import Severity
from app.findings.states import State as FindingState
from app.indicators.states import Kind, Measure, Name, NotCounted, State, SubjectKind, Verb, WaiverGround


class Span(Schema):
    """A period as it was read: days in legal time, both included."""

    text: str
    first: date
    last: date


class Detail(Schema):
    """A number beside a figure, by its code."""

    code: str
    value: float | None


class IndicatorGroup(Schema):
    """The part of a figure that belongs to one unit, area or person; `flagged` is a hint, with its reasons in the details."""

    key: str
    by: str
    label: str
    value: float | None
    numerator: int
    denominator: int
    flagged: bool
    details: list[Detail]


class IndicatorSummary(Schema):
    """A figure; `value` is null when there is nothing to divide by. `provisional` when time may still change it."""

    name: Name
    measure: Measure
    value: float | None
    numerator: int
    denominator: int
    provisional: bool
    details: list[Detail]


class IndicatorOut(IndicatorSummary):
    """A figure with its parts."""

    period: Span
    as_of: Instant
    groups: list[IndicatorGroup]


class IndicatorList(Schema):
    """Every figure of a period."""

    period: Span
    as_of: Instant
    items: list[IndicatorSummary]


class IndicatorItem(Schema):
    """One line of a figure's list; `number` and `title` as the reader may see them; `order_id` is the order it hangs on."""

    kind: Kind
    id: UUID
    order_id: UUID | None
    number: str | None
    title: str
    unit_name: str | None
    on: date
    amount: int | None
    note: str | None


class IndicatorItemPage(Page[IndicatorItem]):
    """A page of a figure's list."""

    total: int


class AreaMonths(Schema):
    """One focus area: how many findings were let out in each month."""

    key: str
    label: str
    counts: list[int]


class Trend(Schema):
    """Findings let out, by focus area, in the twelve months that end with the day's; `months` as periods a list is asked by."""

    period: Span
    as_of: Instant
    months: list[str]
    items: list[AreaMonths]


class MapBounds(Schema):
    """A box in WGS-84 degrees."""

    south: float
    west: float
    north: float
    east: float


class MapPoint(Schema):
    """A finding let out, where it was found."""

    id: UUID
    order_id: UUID | None
    number: str | None
    facts: str
    unit_name: str
    focus_area: str
    severity: Severity
    state: FindingState
    light: Light | None
    lat: float
    lon: float
    on: date


class FindingMap(Schema):
    """Findings let out in a period that have a place, the newest first; `unplaced` counts those without."""

    period: Span
    as_of: Instant
    bounds: MapBounds | None
    items: list[MapPoint]
    unplaced: int


class DutyMission(Schema):
    """A mission as a duty counts it; `not_counted` says why it does not."""

    id: UUID
    number: str | None
    title: str
    on: date
    counted: bool
    not_counted: NotCounted | None


class DutyRow(Schema):
    """One duty: `rate` is min(1, counted ÷ quota), null when nothing is owed."""

    subject_kind: SubjectKind
    subject_id: UUID
    name: str
    unit_name: str | None
    period: str
    quota: int
    counted: int
    rate: float | None
    waiver: "WaiverOut | None"
    missions: list[DutyMission]


class Duties(Schema):
    """The duty table of departments (by month) or leaders (by quarter)."""

    period: Span
    as_of: Instant
    periods: list[str]
    items: list[DutyRow]


class WaiverDraft(Schema):
    """A duty waived: `months_in_post` only for part of a quarter."""

    subject_kind: SubjectKind
    subject_id: UUID
    period: Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2]|Q[1-4])$")]
    ground: WaiverGround
    months_in_post: Annotated[int, Field(ge=0, le=2)] | None = None
    reason: Text

    @model_validator(mode="after")
    def _part(self) -> Self:
        if (self.ground == WaiverGround.PART_QUARTER) != (self.months_in_post is not None):
            raise PydanticCustomError("months_in_post_required", "{pointer}", {"pointer": "/months_in_post"})
        return self


class WaiverMove(Schema):
    """A verb on a waiver; withdrawing takes a reason."""

    verb: Verb
    reason: OptionalText | None = None


class WaiverOut(Schema):
    """A waiver as the readers of the duty table see it."""

    id: UUID
    subject_kind: SubjectKind
    subject_id: UUID
    period: str
    ground: WaiverGround
    months_in_post: int | None
    reason: str
    state: State
    granted_by_name: str | None
    granted_at: Instant
    withdrawn_at: Instant | None
    withdrawal_reason: str | None
    version: int
    moves: list[Verb]
