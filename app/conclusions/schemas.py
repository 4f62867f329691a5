"""Conclusions on the wire."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.conclusions.states import State, Verb
from app.core.schema import FieldInstant, Instant, Line, OptionalText, Schema, ShortLine, Text
from app.findings.states import Severity

MOST_FINDINGS = 200


class ConclusionDraft(Schema):
    """A conclusion as the office writes it; unit and mission stay what they were at first."""

    unit_id: UUID
    mission_id: UUID | None = None
    text: Text
    finding_ids: Annotated[list[UUID], Field(max_length=MOST_FINDINGS)]


class ConclusionMove(Schema):
    """A verb on a conclusion; `enter_receipt` takes who signed, when, and where the slip is kept."""

    verb: Annotated[Verb, Field(json_schema_extra={"enum": ["sign", "recall", "issue", "receive", "enter_receipt"]})]
    reason: OptionalText | None = None
    receiver: ShortLine | None = None
    received_at: FieldInstant | None = None
    proof: Line | None = None


class StatedFinding(Schema):
    """A finding as the conclusion tells it: never who found it, nor the route."""

    id: UUID
    number: str | None
    facts: str
    focus_area: str
    category: str
    severity: Severity
    site_name: str
    found_on: date


class Step(Schema):
    """One line of the story; names of the office's people are null for units."""

    at: Instant
    action: str
    actor_name: str | None
    note: str | None


class ConclusionSummary(Schema):
    """A conclusion in a list; the office's names and the mission are null for units."""

    id: UUID
    mission_id: UUID | None
    unit_id: UUID
    unit_name: str
    state: State
    number: str | None
    author_name: str | None
    signer_name: str | None
    made_at: Instant
    signed_at: Instant | None
    issued_at: Instant | None
    received_at: Instant | None
    receiver: str | None
    apply_by: date | None
    apply_by_provisional: bool
    final_at: Instant | None
    finding_count: int
    version: int
    moves: list[Verb]


class ConclusionOut(ConclusionSummary):
    """A whole conclusion. `editable`: the reader may change it; `reviewable`: he may apply for review as far as it goes itself."""

    editable: bool
    reviewable: bool
    text: str
    office_name: str
    receipt_proof: str | None
    findings: list[StatedFinding]
    timeline: list[Step]


class ConclusionCandidate(Schema):
    """Confirmed findings of one unit in one mission that no conclusion states yet."""

    mission_id: UUID | None
    unit_id: UUID
    unit_name: str
    conclusion_id: UUID | None = Field(description="the conclusion this mission and unit have already, a draft")
    findings: list[StatedFinding]


class ConclusionCandidates(Schema):
    """What is left to conclude."""

    items: list[ConclusionCandidate]
