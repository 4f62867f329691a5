"""Reports on the wire."""

import hashlib
from enum import StrEnum
from typing import Annotated, LiteralString, Self
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.core.schema import FieldInstant, Instant, Line, OptionalText, Point, Schema, Text
from app.evidence.schemas import EvidenceDraft, EvidenceOut, EvidenceReceipt, FixSource
from app.findings.schemas import FindingDraft, FindingOut
from app.reports.states import Second, State, Verb

MOST_PHOTOS, MOST_FINDINGS = 200, 50


class ClaimedPoint(Point):
    """Where the site is said to be; a client that measured it may say how well, which decides nothing."""

    accuracy_m: Annotated[float, Field(ge=0, le=1_000_000)] | None = None
    fixed_at: FieldInstant | None = None
    source: FixSource | None = None


class Site(Schema):
    """The place visited, as claimed; the measured fixes are on the photographs."""

    name: Line
    unit_id: UUID | None = None
    address: Line | None = None
    location: ClaimedPoint | None = None


class Device(Schema):
    """What the phone says of itself; skew in milliseconds against the server, positive when the phone is ahead."""

    name: Line | None = None
    app_version: Line | None = None
    clock_skew_ms: Annotated[int, Field(ge=-(10**13), le=10**13)] | None = None


class Positive(Schema):
    """A good example seen."""

    title: Line
    facts: Text


class Difficulty(Schema):
    """A difficulty a unit named 困难诉求, kept apart from findings."""

    unit_id: UUID | None = None
    text: Text


class Manifest(Schema):
    """A whole report without its bytes. Photographs at most 200, findings at most 50; ids minted by the phone."""

    task_id: UUID
    mission_id: UUID | None = None
    site: Site
    started_at: FieldInstant
    finished_at: FieldInstant
    summary: OptionalText = ""
    no_problem_statement: OptionalText | None = None
    location_refused: bool = False
    device: Device | None = None
    evidence: Annotated[list[EvidenceDraft], Field(max_length=MOST_PHOTOS)]
    findings: Annotated[list[FindingDraft], Field(max_length=MOST_FINDINGS)]
    positives: Annotated[list[Positive], Field(max_length=20, default_factory=list)]
    difficulties: Annotated[list[Difficulty], Field(max_length=20, default_factory=list)]

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        photos = [each.id for each in self.evidence]
        _unique(photos, "evidence")
        _unique([each.id for each in self.findings], "findings")
        known = set(photos)
        for position, finding in enumerate(self.findings):
            for place, evidence_id in enumerate(finding.evidence_ids):
                if evidence_id not in known:
                    raise _at("evidence_not_in_manifest", f"/findings/{position}/evidence_ids/{place}")
        if not self.findings and not self.no_problem_statement:
            raise _at("statement_required", "/no_problem_statement")
        if self.finished_at < self.started_at:
            raise _at("finished_before_started", "/finished_at")
        return self

    def content_sha256(self) -> str:
        """The identity of the content: the same for any order of keys or spacing it was sent with."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


class ReportSubmission(Manifest):
    """The JSON part of a one-request report: the manifest and the report's id."""

    id: UUID

    def manifest(self) -> Manifest:
        """Without the id, exactly as a PUT would carry it."""
        return Manifest.model_construct(**{name: getattr(self, name) for name in Manifest.model_fields})


def _at(kind: LiteralString, pointer: str) -> PydanticCustomError:
    return PydanticCustomError(kind, "at {pointer}", {"pointer": pointer})  # ruff: ignore[missing-f-string-syntax]  pydantic fills it


def _unique(ids: list[UUID], name: str) -> None:
    seen: set[UUID] = set()
    for position, each in enumerate(ids):
        if each in seen:
            raise _at("duplicate_id", f"/{name}/{position}/id")
        seen.add(each)


class Receipt(Schema):
    """What the server says it holds, given only after bytes, rows and log entry are on disk; signed (docs/evidence.md §4)."""

    report_id: UUID
    content_sha256: str
    received_at: Instant
    log_index: int
    log_chain: str
    statement: str
    signature: str
    evidence: list[EvidenceReceipt]


class ReportReceived(Schema):
    """The answer to a manifest: what is still missing, or the receipt."""

    id: UUID
    state: State
    missing: list[UUID]
    content_sha256: str
    receipt: Receipt | None


class Flag(StrEnum):
    """Marks for the reviewer's queue: observations, not verdicts."""

    LOCATION_MISSING = "location_missing"
    ACCURACY_POOR = "accuracy_poor"
    CLOCK_SKEW = "clock_skew"
    PICKER = "picker"
    UNDECODABLE = "undecodable"
    FAR_FROM_SITE = "far_from_site"
    SIMILAR = "similar"


class Author(Schema):
    """Who went to look."""

    id: UUID
    name: str


class SiteOut(Schema):
    """The place visited, as claimed."""

    name: str
    unit_id: UUID | None
    address: str | None
    location: Point | None


class ReportSummary(Schema):
    """A report in a list; `resumable`: it was returned to the reader, who goes on with it.

    `masks_waiting`: for the desk, how many of its photographs are let out and not given out until their masks are checked.
    """

    id: UUID
    state: State
    task_id: UUID
    mission_id: UUID | None
    task_title: str
    site: SiteOut
    author: Author
    started_at: Instant
    finished_at: Instant
    received_at: Instant
    submitted_at: Instant | None
    summary: str
    finding_count: int
    evidence_count: int
    missing_count: int
    worst_severity: str | None
    cover_evidence_id: UUID | None
    return_reason: str | None
    second: Second
    flags: list[Flag]
    resumable: bool
    masks_waiting: int
    version: int


class Revision(Schema):
    """One content a report has had."""

    seq: int
    received_at: Instant
    content_sha256: str


class Conflict(Schema):
    """Other content that came under the same id."""

    received_at: Instant
    content_sha256: str


class Step(Schema):
    """One line of the story; names are null for those who may not know them."""

    at: Instant
    action: str
    actor_name: str | None
    note: str | None


class PositiveOut(Schema):
    """A good example seen."""

    title: str
    facts: str


class DifficultyOut(Schema):
    """A difficulty a unit named."""

    unit_id: UUID | None
    text: str


class ReportOut(ReportSummary):
    """A whole report."""

    no_problem_statement: str | None
    location_refused: bool
    device: Device | None
    evidence: list[EvidenceOut]
    findings: list[FindingOut]
    positives: list[PositiveOut]
    difficulties: list[DifficultyOut]
    confirmed_by: Author | None
    confirmed_at: Instant | None
    revisions: list[Revision]
    conflicts: list[Conflict]
    receipt: Receipt | None
    timeline: list[Step]
    moves: list[Verb]


class ReportMove(Schema):
    """A verb on a report; `return` and `void` take a reason, which the author is shown.

    `confirm` is another member's word that he was there, with what he has to add as its reason. To `accept` without the
    confirmation that is awaited takes an `override_reason`.
    """

    verb: Annotated[Verb, Field(json_schema_extra={"enum": ["accept", "return", "void", "confirm"]})]
    reason: OptionalText | None = None
    override_reason: OptionalText | None = None
