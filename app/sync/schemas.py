"""Changes on the wire."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.core.schema import Schema
from app.findings.schemas import FindingOut
from app.missions.schemas import EnvelopeOut, MissionCarried
from app.rectification.schemas import OrderOut
from app.reports.schemas import ReportSummary
from app.tasks.views import TaskOut


class Kind(StrEnum):
    """What a phone keeps a copy of."""

    TASK = "task"
    REPORT = "report"
    FINDING = "finding"
    ORDER = "order"
    MISSION = "mission"


class TaskChange(Schema):
    """A task as it is now."""

    kind: Annotated[Kind, Field(json_schema_extra={"const": "task"})]
    id: UUID
    object: TaskOut


class ReportChange(Schema):
    """A report as it is now."""

    kind: Annotated[Kind, Field(json_schema_extra={"const": "report"})]
    id: UUID
    object: ReportSummary


class FindingChange(Schema):
    """A finding as it is now."""

    kind: Annotated[Kind, Field(json_schema_extra={"const": "finding"})]
    id: UUID
    object: FindingOut


class OrderChange(Schema):
    """An order as it is now, with its answers."""

    kind: Annotated[Kind, Field(json_schema_extra={"const": "order"})]
    id: UUID
    object: OrderOut


class MissionChange(Schema):
    """A mission as the phones of its team keep it."""

    kind: Annotated[Kind, Field(json_schema_extra={"const": "mission"})]
    id: UUID
    object: MissionCarried


class Changes(Schema):
    """One page of changes; ask again at once while `more`."""

    changes: list[TaskChange | ReportChange | FindingChange | OrderChange | MissionChange]
    next_cursor: str
    more: bool


class HeldItem(Schema):
    """Something the device keeps a copy of."""

    kind: Kind
    id: UUID


class Held(Schema):
    """What the device keeps, at most a thousand at a time."""

    items: Annotated[list[HeldItem], Field(max_length=1000)]


class Gone(Schema):
    """What of it the reader may see no more: to be purged, unsent work excepted."""

    gone: list[HeldItem]


class Envelopes(Schema):
    """What the phone may open where there is no network; it replaces all it was handed before."""

    items: list[EnvelopeOut]
