"""Orders, submissions and re-inspections on the wire."""

import hashlib
from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.attest.schemas import ContentReceipt
from app.calendar.lights import Light
from app.core.schema import Day, FieldInstant, Instant, OptionalText, Point, Schema, ShortLine, Text
from app.evidence.schemas import EvidenceDraft, EvidenceOut
from app.findings.schemas import FindingOut
from app.rectification.part_schemas import Content, ExtensionOut, MilestoneOut, ObjectionOut, ProgressOut
from app.rectification.states import (
    Ask,
    Channel,
    EvidenceRequirement,
    OrderClass,
    ReinspectionResult,
    ReinspectionState,
    State,
    SubmissionState,
    SubmissionVerb,
    Verb,
)

MOST_PHOTOS = 60


class DueQuestion(Schema):
    """What an order's deadline would be if issued now."""

    class_: OrderClass = Field(alias="class")
    due_on: Day | None = None


class DueAnswer(Schema):
    """The last day in legal time; provisional when a year on the way is unknown to the calendar."""

    due_on: date
    due_at: Instant
    working_days: int
    provisional: bool


class OrderDraft(Content):
    """What the office decides when issuing an order."""

    id: UUID
    finding_ids: Annotated[list[UUID], Field(min_length=1, max_length=50)]
    unit_id: UUID
    class_: OrderClass = Field(alias="class")
    due_on: Day | None = Field(default=None, description="Last day to comply, in legal time; required for long orders.")
    requirements: Text
    evidence_requirement: EvidenceRequirement = EvidenceRequirement.NONE
    necessity_reason: OptionalText | None = None

    @model_validator(mode="after")
    def _reasoned(self) -> Self:
        if self.evidence_requirement == EvidenceRequirement.PHOTO and not self.necessity_reason:
            raise PydanticCustomError("photo_reason_required", "{pointer}", {"pointer": "/necessity_reason"})
        return self


class OrderMove(Schema):
    """A verb on an order; `return`, `cancel`, `revoke` and `suspend` take a reason; `return` may set a new last day."""

    verb: Annotated[Verb, Field(json_schema_extra={"enum": ["sign", "accept", "return", "cancel", "revoke", "suspend", "lift"]})]
    reason: OptionalText | None = None
    new_due_on: Day | None = None


def _unique(drafts: list[EvidenceDraft]) -> None:
    if len({draft.id for draft in drafts}) != len(drafts):
        raise PydanticCustomError("duplicate_id", "{pointer}", {"pointer": "/evidence"})


class SubmissionDraft(Content):
    """The unit's answer; `signed_by` names the principal who signed it. Of a paper, `paper_received_on` is the day it came."""

    id: UUID
    measures: Text
    result: Text
    long_term_mechanism: OptionalText | None = None
    truth_statement: Literal[True]
    signed_by: ShortLine
    channel: Channel = Channel.APP
    paper_received_on: Day | None = None
    evidence: Annotated[list[EvidenceDraft], Field(max_length=MOST_PHOTOS, default_factory=list)]

    @model_validator(mode="after")
    def _once(self) -> Self:
        _unique(self.evidence)
        return self

    def content(self) -> bytes:
        """What the identity is of, the same as before there was a day of papers for all that are none."""
        left_out = {"paper_received_on"} if self.paper_received_on is None else set[str]()
        return self.model_dump_json(exclude=left_out).encode()

    def content_sha256(self) -> str:
        """The identity of the content."""
        return hashlib.sha256(self.content()).hexdigest()


class SubmissionOut(Schema):
    """An answer as the reader may see it."""

    id: UUID
    order_id: UUID
    seq: int
    state: SubmissionState
    measures: str
    result: str
    long_term_mechanism: str | None
    truth_statement: bool
    signed_by: str
    channel: Channel
    paper_received_on: date | None = Field(description="The day the paper came; it counts as given on that day.")
    received_at: Instant
    submitted_at: Instant | None
    judged_at: Instant | None
    judge_reason: str | None
    on_behalf_of: UUID | None = Field(description="The unit whose paper the office entered.")
    entered_by_name: str | None
    missing: list[UUID]
    evidence: list[EvidenceOut]
    receipt: ContentReceipt | None = Field(description="Once its last photograph has arrived.")
    moves: list[SubmissionVerb]


class Step(Schema):
    """One line of the story; names of the office's people are null for units."""

    at: Instant
    action: str
    actor_name: str | None
    note: str | None
    due_on: date | None
    unit_name: str | None
    result: ReinspectionResult | None
    finding_number: str | None


class OrderSummary(Schema):
    """An order in a list; `issuer_name` is null for units.

    `masks_waiting`: for the desk, how many photographs its unit is not given yet because nobody has checked their masks.
    """

    id: UUID
    number: str
    state: State
    unit_id: UUID
    unit_name: str
    class_: OrderClass = Field(serialization_alias="class", validation_alias="kind")
    requirements: str
    evidence_requirement: EvidenceRequirement
    necessity_reason: str | None
    office_name: str
    issuer_name: str | None
    issued_at: Instant
    due_on: date
    due_at: Instant
    due_original_on: date
    due_provisional: bool
    light: Light | None
    days_left: int | None
    overdue_days: int
    signed_at: Instant | None
    signer_name: str | None
    auto_signed: bool
    return_count: int
    last_return_reason: str | None
    suspended_at: Instant | None
    suspended_why: str | None
    closed_at: Instant | None
    masks_waiting: int
    findings: list[FindingOut]
    version: int
    moves: list[Verb]


class OrderOut(OrderSummary):
    """A whole order; `lookable`: its findings the reader may ask inspectors to look at again."""

    submissions: list[SubmissionOut]
    reinspections: list["ReinspectionOut"]
    objections: list[ObjectionOut]
    extensions: list[ExtensionOut]
    extensions_left: int
    milestones: list[MilestoneOut]
    progress: list[ProgressOut]
    asks: list[Ask]
    lookable: list[UUID]
    timeline: list[Step]


class ReinspectionDraft(Content):
    """What the second look found."""

    id: UUID
    result: ReinspectionResult
    note: Text
    inspected_at: FieldInstant
    location: Point | None = None
    evidence: Annotated[list[EvidenceDraft], Field(min_length=1, max_length=MOST_PHOTOS)]

    @model_validator(mode="after")
    def _once(self) -> Self:
        _unique(self.evidence)
        return self


class ReinspectionOut(Schema):
    """A second look; `author_name` is null for units."""

    id: UUID
    finding_id: UUID
    state: ReinspectionState
    result: ReinspectionResult
    note: str
    planned: bool
    inspected_at: Instant
    location: Point | None
    received_at: Instant
    applied_at: Instant | None
    author_name: str | None
    missing: list[UUID]
    evidence: list[EvidenceOut]
    receipt: ContentReceipt | None = Field(description="Once its last photograph has arrived; for the office and the field.")


class ReinspectionList(Schema):
    """A finding's second looks, oldest first."""

    items: list[ReinspectionOut]
