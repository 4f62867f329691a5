"""What hangs on an order, on the wire: objections, extensions, milestones, progress; and the rows of their ledgers."""

import hashlib
from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.core.schema import Day, Instant, Line, OptionalText, Schema, ShortLine, Text
from app.findings.schemas import Person
from app.rectification.states import (
    Authority,
    ExtensionState,
    ExtensionVerb,
    ObjectionState,
    ObjectionVerb,
    ReinspectionResult,
    ReinspectionState,
    SubmissionVerb,
)

MOST_MILESTONES = 30
MOST_PERSONS = 10


class Content(Schema):
    """Something whose content is its identity."""

    def content_sha256(self) -> str:
        """The identity of the content."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


class ObjectionDraft(Content):
    """Why the order is not this unit's, and whose it may be."""

    id: UUID
    reason: Text
    suggested_unit_id: UUID | None = None


class ObjectionMove(Schema):
    """`reassign` names the other unit, and may name its last day and who answers there; `refuse` takes a reason."""

    verb: ObjectionVerb
    reason: OptionalText | None = None
    unit_id: UUID | None = None
    due_on: Day | None = None
    responsible_persons: Annotated[list[Person], Field(max_length=MOST_PERSONS, default_factory=list)]


class ObjectionOut(Schema):
    """An objection; `decider_name` is null for units."""

    id: UUID
    order_id: UUID
    state: ObjectionState
    unit_id: UUID
    unit_name: str
    reason: str
    suggested_unit_id: UUID | None
    suggested_unit_name: str | None
    filed_at: Instant
    decided_at: Instant | None
    decider_name: str | None
    decision_reason: str | None
    new_unit_name: str | None
    moves: list[ObjectionVerb]


class ExtensionDraft(Content):
    """More time: why, how far the work is, and the new last day; `signed_by` names the principal who signed it."""

    id: UUID
    reason: Text
    progress: Text
    new_due_on: Day
    signed_by: ShortLine


class ExtensionMove(Schema):
    """`grant` may name an earlier day than was asked for; `refuse` takes a reason."""

    verb: Annotated[ExtensionVerb, Field(json_schema_extra={"enum": ["grant", "refuse", "withdraw"]})]
    reason: OptionalText | None = None
    new_due_on: Day | None = None


class ExtensionOut(Schema):
    """A request for more time; `added_days` are working days, `decider_name` is null for units."""

    id: UUID
    order_id: UUID
    state: ExtensionState
    reason: str
    progress: str
    signed_by: str
    new_due_on: date
    due_before_on: date
    added_days: int
    late: bool
    authority: Authority
    filed_at: Instant
    escalate_on: date
    escalated_at: Instant | None
    decided_at: Instant | None
    decider_name: str | None
    decision_reason: str | None
    granted_due_on: date | None
    moves: list[ExtensionVerb]


class ExtensionRow(ExtensionOut):
    """A request in the ledger, with its order."""

    order_number: str
    unit_id: UUID
    unit_name: str


class MilestoneDraft(Schema):
    """A step and its last day."""

    id: UUID
    name: Line
    due_on: Day


class MilestonePlan(Schema):
    """Every step of a long order that is still ahead; those reached stay."""

    items: Annotated[list[MilestoneDraft], Field(max_length=MOST_MILESTONES)]

    @model_validator(mode="after")
    def _once(self) -> Self:
        if len({each.id for each in self.items}) != len(self.items):
            raise PydanticCustomError("duplicate_id", "{pointer}", {"pointer": "/items"})
        return self


class MilestoneOut(Schema):
    """A step; `late_days` are working days, 0 when it is not late."""

    id: UUID
    name: str
    due_on: date
    done_at: Instant | None
    late_days: int


class ProgressDraft(Content):
    """The month's progress, and the milestones reached."""

    id: UUID
    text: Text
    done: Annotated[list[UUID], Field(max_length=MOST_MILESTONES, default_factory=list)]


class ProgressOut(Schema):
    """One month's word; `month` is YYYY-MM in legal time."""

    id: UUID
    month: str
    text: str
    done: list[UUID]
    entered_at: Instant


class SubmissionMove(Schema):
    """The unit takes its answer back."""

    verb: Annotated[SubmissionVerb, Field(json_schema_extra={"enum": ["withdraw"]})]


class LookRow(Schema):
    """A second look in the ledger; `author_name` is null for units, and so is what only the office reads."""

    id: UUID
    finding_id: UUID
    finding_number: str | None
    facts: str
    order_id: UUID | None
    order_number: str | None
    unit_name: str
    result: ReinspectionResult
    state: ReinspectionState
    note: str
    inspected_on: date
    planned: bool
    author_name: str | None
    applied_at: Instant | None
    reopened: bool
