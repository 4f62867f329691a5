"""Findings on the wire."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.calendar.lights import Light
from app.core.schema import Instant, OptionalLine, OptionalText, Point, Schema, Text
from app.findings.states import PersonKind, Severity, State, Verb


class Person(Schema):
    """A person or a post that answers for the fault; an account is not needed."""

    name: OptionalLine | None = None
    post: OptionalLine | None = None
    kind: PersonKind

    @model_validator(mode="after")
    def _someone(self) -> Self:
        if not (self.name or self.post):
            raise PydanticCustomError("name_or_post", "name or post")
        return self


class FindingDraft(Schema):
    """A fault as the inspector records it: no finding without facts, cause, suggestion, a person or post, and evidence."""

    id: UUID
    focus_area: str
    category: str
    facts: Text
    cause: Text
    suggestion: Text
    severity: Severity
    responsible_unit_id: UUID
    responsible_persons: Annotated[list[Person], Field(min_length=1, max_length=10)]
    evidence_ids: Annotated[list[UUID], Field(min_length=1, max_length=200)]
    on_the_spot_fixed: bool = False


class FindingDecision(Schema):
    """A verb on a finding; with `confirm` the office may set the record right, keeping the inspector's words in the report."""

    verb: Annotated[Verb, Field(json_schema_extra={"enum": ["confirm", "reject", "close", "reopen"]})]
    severity: Severity | None = None
    focus_area: str | None = None
    category: str | None = None
    responsible_unit_id: UUID | None = None
    facts: Text | None = None
    reason: OptionalText | None = None


class PersonOut(Schema):
    """A person or post."""

    name: str | None
    post: str | None
    kind: PersonKind


class FindingOut(Schema):
    """A fault as the reader may see it; `report_id`, `author_name` and the office's reasons are null for units."""

    id: UUID
    number: str | None
    report_id: UUID | None
    state: State
    focus_area: str
    category: str
    facts: str
    cause: str
    suggestion: str
    severity: Severity
    severity_reported: Severity | None
    responsible_unit_id: UUID
    responsible_unit_name: str
    responsible_persons: list[PersonOut]
    evidence_ids: list[UUID]
    site_name: str
    location: Point | None
    found_on: date
    on_the_spot_fixed: bool
    decision_reason: str | None
    return_count: int
    reopen_count: int
    order_id: UUID | None
    order_number: str | None
    due_on: date | None
    due_at: Instant | None
    due_provisional: bool
    light: Light | None
    days_left: int | None
    closed_at: Instant | None
    closed_late: bool
    author_name: str | None
    version: int
    moves: list[Verb]
