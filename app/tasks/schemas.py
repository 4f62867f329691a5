"""Tasks on the wire: what comes in. What goes out is in `views.py`."""

import hashlib
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.core.schema import Day, Line, OptionalText, Point, Schema, ShortLine, Text
from app.tasks.states import SPOKEN, AuthoritySide, Cadence, Mode, Priority, SourceLevel, SourceType, TaskVerb

MOST_SPLIT = 50


class _Content(Schema):
    def content_sha256(self) -> str:
        """The identity of the content."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


class TaskSite(Schema):
    """A place to look at."""

    name: Line
    unit_id: UUID | None = None
    address: Line | None = None
    location: Point | None = None


class Instruction(Schema):
    """A leader's instruction 批示; with `report_back` the result is owed to that leader by a day."""

    leader: ShortLine
    leader_id: UUID | None = Field(default=None, description="the leader's account, so that the leader finds what became of it")
    post: ShortLine | None = None
    given_on: Day
    text: Text
    report_back: bool = False
    report_back_on: Day | None = None


class Campaign(Schema):
    """专项行动: a label with its first and last day."""

    name: ShortLine
    starts_on: Day | None = None
    ends_on: Day | None = None

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise PydanticCustomError("finished_before_started", "{pointer}", {"pointer": "/campaign/ends_on"})
        return self


class Target(Schema):
    """An indicator; `actual` is what the newest figures say, as of a day."""

    name: ShortLine
    unit: ShortLine
    target: Annotated[float, Field(ge=-1e12, le=1e12)]
    actual: Annotated[float, Field(ge=-1e12, le=1e12)] | None = None
    as_of: Day | None = None


class MilestoneDraft(Schema):
    """One step on the way."""

    id: UUID
    name: Line
    due_on: Day


class Responsible(Schema):
    """Who answers for the work in the lead unit."""

    name: ShortLine
    post: ShortLine | None = None


def _each_once(names: list[object], at: str) -> None:
    if len(set(names)) != len(names):
        raise PydanticCustomError("duplicate_id", "{pointer}", {"pointer": at})


class _Origin(Schema):
    source_type: SourceType
    source_level: SourceLevel
    source_ref: Line | None = None
    basis: Line | None = Field(default=None, description="On what authority, where the source alone does not say.")
    instruction: Instruction | None = None
    campaign: Campaign | None = None
    authority_side: AuthoritySide = AuthoritySide.JOINT


class _Matter(Schema):
    title: Line
    content: Text
    focus_area: str
    priority: Priority = Priority.ORDINARY
    mode: Mode = Mode.CONCENTRATED
    lead_unit_id: UUID
    assist_unit_ids: Annotated[list[UUID], Field(max_length=40, default_factory=list)]
    inspector_ids: Annotated[list[UUID], Field(max_length=40, default_factory=list)]
    due_on: Day = Field(description="Last day, in legal time (Asia/Shanghai).")
    sites: Annotated[list[TaskSite], Field(max_length=100, default_factory=list)]
    targets: Annotated[list[Target], Field(max_length=20, default_factory=list)]
    milestones: Annotated[list[MilestoneDraft], Field(max_length=40, default_factory=list)]
    report_cadence: Cadence = Cadence.NONE

    @model_validator(mode="after")
    def _once(self) -> Self:
        _each_once([target.name for target in self.targets], "/targets")
        _each_once([milestone.id for milestone in self.milestones], "/milestones")
        return self


class TaskDraft(_Content, _Matter, _Origin):
    """A matter as it is set up. `draft` counts when it is created: it is kept back instead of being dispatched."""

    draft: bool = False


class SplitItem(_Matter):
    """One matter of several that come from one source."""

    id: UUID


class SplitDraft(_Origin):
    """A document or meeting split into matters; all of them, or none."""

    draft: bool = False
    items: Annotated[list[SplitItem], Field(min_length=1, max_length=MOST_SPLIT)]

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        _each_once([item.id for item in self.items], "/items")
        return self

    def drafts(self) -> list[tuple[UUID, TaskDraft]]:
        """Each matter with its source, as it would be set up alone."""
        origin = {name: getattr(self, name) for name in _Origin.model_fields} | {"draft": self.draft}
        matters = [(item.id, {name: getattr(item, name) for name in _Matter.model_fields}) for item in self.items]
        return [(task_id, TaskDraft.model_validate(origin | matter)) for task_id, matter in matters]


class TaskMove(Schema):
    """A verb on a task and what it asks for.

    `reason`: return, object, overrule, reassign, reopen, suspend, cancel need it; an opinion with the others.
    `lead_unit_id`: reassign. `due_on`: a new last day, with dispatch, return, reassign, reopen. `instrument`: approve.
    `responsible_persons` and `plan`: start.
    """

    verb: Annotated[TaskVerb, Field(json_schema_extra={"enum": [each.value for each in SPOKEN]})]
    reason: OptionalText | None = None
    due_on: Day | None = None
    lead_unit_id: UUID | None = None
    instrument: Line | None = None
    responsible_persons: Annotated[list[Responsible], Field(max_length=20, default_factory=list)]
    plan: OptionalText | None = None


class Figure(Schema):
    """What an indicator stands at."""

    name: ShortLine
    actual: Annotated[float, Field(ge=-1e12, le=1e12)]
    as_of: Day


class ProgressDraft(_Content):
    """A progress report, stated to be true."""

    id: UUID
    text: Text
    figures: Annotated[list[Figure], Field(max_length=20, default_factory=list)]
    truth_statement: Literal[True]


class FeedbackDraft(_Content):
    """The unit's answer to the whole matter; `signed_by` names the principal who signed it."""

    id: UUID
    text: Text
    figures: Annotated[list[Figure], Field(max_length=20, default_factory=list)]
    truth_statement: Literal[True]
    signed_by: ShortLine


class MilestoneDone(Schema):
    """When a milestone was reached; null takes it back."""

    done_on: Day | None
    note: OptionalText | None = None
