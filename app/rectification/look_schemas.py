"""Plans of second looks on the wire, and an inspector's list of what to look at again."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.core.schema import Day, Instant, OptionalText, Point, Schema
from app.findings.states import Severity
from app.rectification.schemas import ReinspectionOut
from app.rectification.states import Chosen, LookState, LookVerb

MOST_NAMED = 30


class PlanDraft(Schema):
    """A proposal; the sample is drawn by the program."""

    note: OptionalText | None = None


class PlanMove(Schema):
    """`seal` names the team and who judges; `drop` takes a reason."""

    verb: Annotated[LookVerb, Field(json_schema_extra={"enum": ["seal", "drop"]})]
    inspector_ids: Annotated[list[UUID], Field(max_length=MOST_NAMED, default_factory=list)]
    reviewer_ids: Annotated[list[UUID], Field(max_length=MOST_NAMED, default_factory=list)]
    reason: OptionalText | None = None


class LookMove(Schema):
    """`redo` takes a reason; `apply` may name the new last day of what is opened again."""

    verb: Annotated[LookVerb, Field(json_schema_extra={"enum": ["confirm", "redo", "apply"]})]
    reason: OptionalText | None = None
    new_due_on: Day | None = None


class Named(Schema):
    """A person on the list."""

    id: UUID
    name: str


class LookOut(Schema):
    """One finding of a plan, with the second look once there is one."""

    finding_id: UUID
    finding_number: str | None
    facts: str
    severity: Severity
    unit_name: str
    order_id: UUID | None
    order_number: str | None
    closed_at: Instant | None
    state: LookState
    chosen: Chosen
    opinion: str | None
    judged_at: Instant | None
    applied_at: Instant | None
    reinspection: ReinspectionOut | None
    moves: list[LookVerb]


class PlanSummary(Schema):
    """A plan in a list."""

    id: UUID
    state: LookState
    proposed_at: Instant
    proposer_name: str | None
    closed_from: date
    closed_to: date
    share: float
    candidate_count: int
    look_count: int
    open_count: int
    note: str | None
    sealed_at: Instant | None
    version: int
    moves: list[LookVerb]


class PlanOut(PlanSummary):
    """A whole plan; `seed` and `candidates` let anybody on its list draw the sample again."""

    seed: str
    seed_sha256: str
    candidates: list[UUID]
    candidates_sha256: str
    inspectors: list[Named]
    reviewers: list[Named]
    drop_reason: str | None
    looks: list[LookOut]


class ReinspectorsDraft(Schema):
    """Who shall take a quick second look at a finding; an empty list asks nobody."""

    inspector_ids: Annotated[list[UUID], Field(max_length=MOST_NAMED)]


class Reinspectors(Schema):
    """Who is asked and has not looked yet."""

    items: list[Named]


class DueLook(Schema):
    """A finding to look at again, with what is needed on site; the inspector's own list holds nothing else."""

    finding_id: UUID
    finding_number: str | None
    order_number: str | None
    facts: str
    focus_area: str
    category: str
    severity: Severity
    site_name: str
    unit_name: str
    location: Point | None
    found_on: date
    requirements: str | None
    answer: str | None
    before_ids: list[UUID]
    answer_ids: list[UUID]
    planned: bool
    redo_reason: str | None
    closed: bool
    named_at: Instant


class DueLooks(Schema):
    """The inspector's list, the oldest first."""

    items: list[DueLook]
