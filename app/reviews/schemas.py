"""Reviews on the wire."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.calendar.lights import Light
from app.conclusions.schemas import StatedFinding, Step
from app.core.schema import FieldInstant, Instant, Line, OptionalText, Schema, ShortLine, Text
from app.findings.states import Severity
from app.reviews.states import SPOKEN, Change, Decision, State, Verb, Why


class ReviewDraft(Schema):
    """An application as the unit writes it."""

    conclusion_id: UUID
    grounds: Text


class ChangeDraft(Schema):
    """What becomes of one finding; `amend` says its new severity, its new facts, or both."""

    finding_id: UUID
    change: Change
    severity: Severity | None = None
    facts: Text | None = None


class ReviewMove(Schema):
    """A verb on a review with what it takes; reasons are the words of rejecting, advising, deciding, staying and lifting."""

    verb: Annotated[Verb, Field(json_schema_extra={"enum": [verb.value for verb in SPOKEN]})]
    reason: OptionalText | None = None
    handler_ids: Annotated[list[UUID], Field(max_length=10)] = Field(default=[], description="assign: who handles it")
    decision: Decision | None = None
    changes: Annotated[list[ChangeDraft], Field(max_length=200)] = Field(default=[], description="decide: what is amended")
    meeting_record: Line | None = Field(default=None, description="decide: the record, when the signer of the conclusion decides")
    receiver: ShortLine | None = None
    received_at: FieldInstant | None = None
    proof: Line | None = Field(default=None, description="serve: where the unit's signed slip is kept")


class ReviewFinding(StatedFinding):
    """A finding under review; cause, suggestion and photographs are for those who handle it and the office."""

    cause: str | None
    suggestion: str | None
    evidence_ids: list[UUID]


class ChangeOut(Schema):
    """What a decision did to one finding."""

    finding_id: UUID
    change: Change
    severity: Severity | None
    facts: str | None


class Handler(Schema):
    """Who handles a review, and what they advise."""

    id: UUID
    name: str
    advice: str | None
    advised_at: Instant | None


class HandlerChoice(Schema):
    """A review officer, and why they may not handle this one."""

    id: UUID
    name: str
    unit_name: str | None
    recused: Why | None


class HandlerChoices(Schema):
    """Every review officer."""

    items: list[HandlerChoice]


class ReviewSummary(Schema):
    """A review in a list; the decision is null for the unit until it is sent, the office's names always."""

    id: UUID
    conclusion_id: UUID
    conclusion_number: str
    unit_id: UUID
    unit_name: str
    state: State
    made_at: Instant
    filed_at: Instant | None
    accept_by: date | None
    due_on: date | None
    due_at: Instant | None
    warn_on: date | None
    due_provisional: bool
    light: Light | None
    days_left: int | None = Field(description="calendar days to the last day to decide; negative once past")
    warning: bool
    late: bool
    decision: Decision | None
    decision_number: str | None
    decided_at: Instant | None
    sent_at: Instant | None
    received_at: Instant | None
    stayed_at: Instant | None
    closed_at: Instant | None
    again: bool = Field(description="over without a word on the matter: another application may follow it")
    version: int
    moves: list[Verb]


class ReviewOut(ReviewSummary):
    """A whole review."""

    grounds: str
    conclusion_text: str
    conclusion_received_at: Instant | None
    apply_by: date | None
    findings: list[ReviewFinding]
    filer_name: str | None
    examiner_name: str | None
    form_reason: str | None
    handlers: list[Handler]
    decision_reason: str | None
    changes: list[ChangeOut]
    meeting_record: str | None
    decider_name: str | None
    signed_conclusion: bool = Field(description="whether the reader signed the conclusion, and needs a meeting's record to decide")
    stay_reason: str | None
    receiver: str | None
    receipt_proof: str | None
    timeline: list[Step]
