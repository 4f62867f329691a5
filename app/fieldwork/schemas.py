"""Fieldwork on the wire."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from app.core.schema import Instant, Schema
from app.missions.schemas import NamedPerson, UnitName
from app.reports.states import State as ReportState


class VisitOut(Schema):
    """One report under a mission."""

    id: UUID
    state: ReportState
    site_name: str
    author: NamedPerson
    started_at: Instant
    finding_count: int


class Fieldwork(Schema):
    """What a mission's visits brought; `desk_only` once the team is back without a single visit."""

    reports: dict[str, int]
    findings: dict[str, int]
    desk_only: bool
    visits: list[VisitOut]


class OverlapKind(StrEnum):
    """Another mission, or a visit."""

    MISSION = "mission"
    REPORT = "report"


class Overlap(Schema):
    """Somebody else who looks, or looked, at the same unit for the same matter."""

    kind: OverlapKind
    id: UUID
    title: str
    unit: UnitName
    focus_areas: list[str]
    first: date
    last: date


class Burden(Schema):
    """What a unit receives in the month the mission begins, this one included; `over` once there are more than the rule allows."""

    unit: UnitName
    month: str
    missions: int
    open_missions: int
    visits: int
    allowed: int
    over: bool


class Overlaps(Schema):
    """What speaks against one more mission, as far as the reader may know; overlaps within `days`."""

    days: int
    items: list[Overlap]
    burden: list[Burden]
