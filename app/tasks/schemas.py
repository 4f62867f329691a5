"""Tasks on the wire."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.calendar.lights import Light
from app.core.schema import Day, Instant, Line, Point, Schema, Text
from app.tasks.states import AuthoritySide, Mode, Priority, SourceLevel, SourceType, TaskState


class TaskSite(Schema):
    """A place to look at."""

    name: Line
    unit_id: UUID | None = None
    address: Line | None = None
    location: Point | None = None


class TaskDraft(Schema):
    """A matter as the office sets it up."""

    title: Line
    source_type: SourceType
    source_level: SourceLevel
    source_ref: Line | None = None
    content: Text
    focus_area: str
    priority: Priority = Priority.ORDINARY
    authority_side: AuthoritySide = AuthoritySide.JOINT
    mode: Mode = Mode.CONCENTRATED
    lead_unit_id: UUID
    assist_unit_ids: Annotated[list[UUID], Field(max_length=40, default_factory=list)]
    inspector_ids: Annotated[list[UUID], Field(max_length=40, default_factory=list)]
    due_on: Day = Field(description="Last day, in legal time (Asia/Shanghai).")
    sites: Annotated[list[TaskSite], Field(max_length=100, default_factory=list)]


class TaskInspectorOut(Schema):
    """An inspector's name, for colleagues only."""

    id: UUID
    name: str


class TaskSiteOut(Schema):
    """A place to look at."""

    name: str
    unit_id: UUID | None
    address: str | None
    location: Point | None


class TaskOut(Schema):
    """A matter as the reader may see it; `inspectors` and `sites` are empty for units."""

    id: UUID
    number: str | None
    state: TaskState
    title: str
    source_type: SourceType
    source_level: SourceLevel
    source_ref: str | None
    content: str
    focus_area: str
    priority: Priority
    authority_side: AuthoritySide
    mode: Mode
    lead_unit_id: UUID
    lead_unit_name: str
    assist_unit_ids: list[UUID]
    inspector_ids: list[UUID]
    inspectors: list[TaskInspectorOut]
    sites: list[TaskSiteOut]
    due_on: date
    due_at: Instant
    due_provisional: bool
    light: Light | None
    days_left: int | None
    created_at: Instant
    version: int
