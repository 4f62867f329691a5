"""Coordination items and difficulties on the wire."""

import hashlib
from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.calendar.lights import Light
from app.coordination.states import CoordinationState, CoordinationVerb, DifficultySource, DifficultyState, DifficultyVerb
from app.core.schema import Day, FieldInstant, Instant, Line, OptionalText, Schema, ShortLine, Text


class _Content(Schema):
    def content_sha256(self) -> str:
        """The identity of the content."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


class CoordinationDraft(_Content):
    """A matter beyond one department's power, raised from a finding; `coordinator` is the leader who takes it on."""

    id: UUID
    finding_id: UUID
    title: Line
    reason: Text
    coordinator: ShortLine
    participant_ids: Annotated[list[UUID], Field(max_length=60, default_factory=list)]


class CoordinationMove(Schema):
    """A verb on an item: `schedule` names the meeting, `decide` the decision and its last day, `follow` and `close` a note."""

    verb: CoordinationVerb
    meeting_at: FieldInstant | None = None
    meeting_place: Line | None = None
    participant_ids: Annotated[list[UUID], Field(max_length=60)] | None = None
    decision: Text | None = None
    due_on: Day | None = None
    note: OptionalText | None = None


class NamedUnit(Schema):
    """A unit by its name."""

    id: UUID
    name: str


class CoordinationStep(Schema):
    """One line of the story; names are null for units."""

    at: Instant
    action: str
    actor_name: str | None
    note: str | None


class CoordinationSummary(Schema):
    """An item as the reader may see it; the finding's own words and the office's names are null for units."""

    id: UUID
    state: CoordinationState
    finding_id: UUID | None
    finding_number: str | None
    finding_facts: str | None
    title: str
    reason: str
    coordinator: str
    participants: list[NamedUnit]
    raised_at: Instant
    raised_by_name: str | None
    meeting_at: Instant | None
    meeting_place: str | None
    decision: str | None
    decided_by_name: str | None
    decided_at: Instant | None
    progress: str | None
    result: str | None
    due_on: date | None
    due_provisional: bool
    light: Light | None
    days_left: int | None
    closed_at: Instant | None
    version: int
    moves: list[CoordinationVerb]


class CoordinationOut(CoordinationSummary):
    """A whole item."""

    timeline: list[CoordinationStep]


class DifficultyDraft(_Content):
    """A difficulty as a unit writes it, or the office for it; without `unit_id` it is the writer's own unit's."""

    id: UUID
    unit_id: UUID | None = None
    text: Text


class DifficultyMove(Schema):
    """A verb on a difficulty: `assign` names the helper and what is asked of it, `answer` and `close` say what came of it."""

    verb: DifficultyVerb
    helper_unit_id: UUID | None = None
    note: OptionalText | None = None


class DifficultyRow(Schema):
    """A difficulty as the reader may see it; `report_id` and `author_name` are null for units."""

    id: UUID
    state: DifficultyState
    source: DifficultySource
    report_id: UUID | None
    author_name: str | None
    unit_id: UUID | None
    unit_name: str | None
    text: str
    noted_at: Instant
    helper_unit_id: UUID | None
    helper_unit_name: str | None
    request: str | None
    result: str | None
    replied_at: Instant | None
    closed_at: Instant | None
    version: int
    moves: list[DifficultyVerb]
