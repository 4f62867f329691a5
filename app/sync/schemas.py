"""Changes on the wire."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field, StrictBool

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


Version = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$", description="opaque; another state has another one")]


class TaskChange(Schema):
    """A task as it is now."""

    kind: Annotated[Kind, Field(json_schema_extra={"const": "task"})]
    id: UUID
    version: Version
    object: TaskOut


class ReportChange(Schema):
    """A report as it is now."""

    kind: Annotated[Kind, Field(json_schema_extra={"const": "report"})]
    id: UUID
    version: Version
    object: ReportSummary


class FindingChange(Schema):
    """A finding as it is now."""

    kind: Annotated[Kind, Field(json_schema_extra={"const": "finding"})]
    id: UUID
    version: Version
    object: FindingOut


class OrderChange(Schema):
    """An order as it is now, with its answers."""

    kind: Annotated[Kind, Field(json_schema_extra={"const": "order"})]
    id: UUID
    version: Version
    object: OrderOut


class MissionChange(Schema):
    """A mission as the phones of its team keep it."""

    kind: Annotated[Kind, Field(json_schema_extra={"const": "mission"})]
    id: UUID
    version: Version
    object: MissionCarried


Change = TaskChange | ReportChange | FindingChange | OrderChange | MissionChange


class Changes(Schema):
    """One page of changes; ask again at once while `more`.

    `anew`: the reader's rights have changed, and what follows is everything again; what was kept of other answers counts no more.
    `scope_sha256` comes with the last page: SHA-256 in hex over a line `kind id version` for each thing the device should now
    hold, sorted, each ended by a line feed. A device that computes another one compares (`POST /sync/compare`).
    """

    changes: list[Change]
    next_cursor: str
    more: bool
    anew: bool
    scope_sha256: str | None


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


class Copy(Schema):
    """A copy as the device holds it; the version is what it was told."""

    id: UUID
    version: Annotated[str, Field(max_length=16, description="empty when the device knows none")]


class Comparison(Schema):
    """What the device holds of one kind behind `after`, by id in ascending order; `last` when it holds no more behind these."""

    kind: Kind
    after: UUID | None = None
    items: Annotated[list[Copy], Field(max_length=500)]
    last: StrictBool


class Difference(Schema):
    """What to remove (unsent work excepted) and what to put; ask again behind `through` unless it is null.

    A device whose cursor was refused goes on with `next_cursor` of the first answer once it has compared everything.
    """

    gone: list[UUID]
    changes: list[Change]
    through: UUID | None
    next_cursor: str


class Envelopes(Schema):
    """What the phone may open where there is no network; it replaces all it was handed before."""

    items: list[EnvelopeOut]
