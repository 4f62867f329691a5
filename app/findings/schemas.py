"""Findings on the wire."""

import hashlib
from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Self, TypeVar
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from app.attest.schemas import ContentReceipt
from app.calendar.lights import Light
from app.core.schema import FieldInstant, Grown, Instant, Line, OptionalLine, OptionalText, Point, Schema, Text
from app.evidence.schemas import EvidenceDraft, EvidenceOut
from app.findings.states import CauseLevel, DeviationTag, PersonKind, ProposalKind, Severity, State, TopicTag, Verb

MOST_PHOTOS = 60


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


Tag = TypeVar("Tag", bound=StrEnum)


def _once(tags: list[Tag]) -> list[Tag]:
    return list(dict.fromkeys(tags))


class Observed(Schema):
    """What may be said of a fault beyond its record; `related_party` is a firm or a villager, never the responsible unit."""

    public_interest: bool = False
    topic_tags: Annotated[list[TopicTag], AfterValidator(_once), Field(max_length=4)] = Field(default_factory=list)
    deviation_tags: Annotated[list[DeviationTag], AfterValidator(_once), Field(max_length=8)] = Field(default_factory=list)
    cause_level: CauseLevel | None = None
    related_party: Line | None = None
    gb30428_code: Annotated[str, Field(pattern=r"^[0-9A-Za-z.-]{1,20}$")] | None = None
    occurred_at: FieldInstant | None = None
    assistance_given: Text | None = None


class FindingMarks(Observed):
    """What the office sets on a finding, all of it at once."""

    negative_example: bool = False
    on_the_spot_fixed: bool = False


class FindingDraft(Grown, Observed):
    """A fault as the inspector records it: no finding without facts, cause, suggestion, a person or post, and evidence."""

    LATER: ClassVar[frozenset[str]] = frozenset(Observed.model_fields)

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
    """A verb on a finding; with `confirm` the office may set the record right, keeping the inspector's words in the report.

    `propose` names what is `proposed`; `merge` the standing finding it doubles (`duplicate_of`); `transfer` its `receiver`.
    """

    verb: Annotated[
        Verb,
        Field(
            json_schema_extra={
                "enum": ["confirm", "reject", "merge", "settle", "ask", "waive", "propose", "transfer", "close", "reopen"]
            }
        ),
    ]
    severity: Severity | None = None
    focus_area: str | None = None
    category: str | None = None
    responsible_unit_id: UUID | None = None
    facts: Text | None = None
    reason: OptionalText | None = None
    proposed: ProposalKind | None = None
    duplicate_of: UUID | None = None
    receiver: Line | None = None


class SupplementDraft(Schema):
    """What the author adds; photographs follow by tus, with `supplement_id` in the upload's metadata."""

    id: UUID
    text: Text
    evidence: Annotated[list[EvidenceDraft], Field(max_length=MOST_PHOTOS, default_factory=list)]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len({draft.id for draft in self.evidence}) != len(self.evidence):
            raise PydanticCustomError("duplicate_id", "{pointer}", {"pointer": "/evidence"})
        return self

    def content_sha256(self) -> str:
        """The identity of the content."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


class PersonOut(Schema):
    """A person or post."""

    name: str | None
    post: str | None
    kind: PersonKind


class MarksOut(Schema):
    """What the office and the inspector said of a fault beyond its record."""

    public_interest: bool
    negative_example: bool
    topic_tags: list[TopicTag]
    deviation_tags: list[DeviationTag]
    cause_level: CauseLevel | None
    related_party: str | None
    gb30428_code: str | None
    occurred_at: Instant | None
    on_the_spot_fixed: bool
    assistance_given: str | None


class ProposalOut(Schema):
    """What a reviewer proposed; it stays beside the decision."""

    kind: ProposalKind
    severity: Severity | None
    duplicate_of: UUID | None
    reason: str
    by_name: str | None
    at: Instant


class DowngradeOut(Schema):
    """One change of degree, or a rejection (`severity_to` null): by whom, when and why, for the author to read."""

    verb: str
    severity_from: Severity
    severity_to: Severity | None
    reason: str
    by_name: str | None
    at: Instant


class SupplementOut(Schema):
    """What the author added, and what had been asked."""

    id: UUID
    finding_id: UUID
    question: str
    text: str
    received_at: Instant
    submitted_at: Instant | None
    missing: list[UUID]
    evidence: list[EvidenceOut]
    receipt: ContentReceipt | None


class TransferOut(Schema):
    """移送: to whom and why; for those who keep seals alone."""

    receiver: str
    reason: str
    by_name: str | None
    at: Instant


class Inside(Schema):
    """What only the office and the author read of a finding; `relapse_of` is the office's."""

    marks: MarksOut
    question: str | None
    asked_by_name: str | None
    supplements: list[SupplementOut]
    proposal: ProposalOut | None
    duplicate_of: UUID | None
    relapse_of: UUID | None
    decided_by_name: str | None
    decided_at: Instant | None
    downgrades: list[DowngradeOut]
    transfer: TransferOut | None
    appeal_decision_no: str | None


class Neighbour(Schema):
    """Another finding of the same category close by."""

    id: UUID
    number: str | None
    state: State
    facts: str
    site_name: str
    found_on: date
    distance_m: int
    responsible_unit_name: str
    report_id: UUID


class Neighbours(Schema):
    """`duplicates` found in the last days (rule `duplicate_days`); `relapses` closed ones, whenever; the nearest first."""

    duplicates: list[Neighbour]
    relapses: list[Neighbour]


class FindingOut(Schema):
    """A fault as the reader may see it; `report_id`, `author_name`, the office's reasons and `inside` are null for units."""

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
    inside: Inside | None
    version: int
    moves: list[Verb]
