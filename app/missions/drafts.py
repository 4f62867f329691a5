"""Missions as they are written: plans, changes, and verbs."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.core.schema import Day, FieldInstant, Line, OptionalLine, OptionalText, Point, Schema
from app.missions.states import Basis, Cadence, Depth, Kind, Method, MissionMode, OpensAfter, Scope, Submethod, Verb
from app.tasks.states import AuthoritySide

MOST = 40  # people, units, matters, milestones; sites have their own bound
MOST_SITES = 100
Ids = Annotated[list[UUID], Field(max_length=MOST, default_factory=list)]


class NeedToKnow(Schema):
    """Somebody let in besides the team, and why."""

    user_id: UUID
    reason: Line


class SiteDraft(Schema):
    """A place to look at, in the order of the list, and what unseals it."""

    id: UUID
    name: Line
    unit_id: UUID | None = None
    address: Line | None = None
    location: Point | None = None
    opens_after: OpensAfter = OpensAfter.NONE
    opens_at: FieldInstant | None = None

    @model_validator(mode="after")
    def _timed(self) -> Self:
        if (self.opens_after == OpensAfter.TIME) != (self.opens_at is not None):
            raise PydanticCustomError("opening_time", "opening time", {"pointer": "/sites"})
        return self


class MilestoneDraft(Schema):
    """A step of a long mission and its day."""

    id: UUID
    name: Line
    due_on: Day


class MissionDraft(Schema):
    """A plan as it is written; what an approval needs is asked for when it is submitted."""

    title: Line
    kind: Kind
    scope: Scope = Scope.FOCUSED
    method: Method
    submethods: Annotated[list[Submethod], Field(max_length=8, default_factory=list)]
    mode: MissionMode = MissionMode.CONCENTRATED
    mode_reason: OptionalLine = ""
    depth: Depth = Depth.ROUTINE
    cadence: Cadence = Cadence.NONE
    focus_areas: Annotated[list[str], Field(max_length=8, default_factory=list)]
    authority_basis: Basis
    authority_side: AuthoritySide = AuthoritySide.JOINT
    basis_ref: OptionalLine = ""
    basis_from: Day | None = None
    basis_to: Day | None = None
    organiser_unit_ids: Annotated[list[UUID], Field(min_length=1, max_length=MOST)]
    target_unit_ids: Ids
    target_scope: OptionalText = ""
    plan_text: OptionalText = ""
    leader_id: UUID | None = None
    led_by_id: UUID | None = None
    member_ids: Ids
    reviewer_id: UUID | None = None
    need_to_know: Annotated[list[NeedToKnow], Field(max_length=MOST, default_factory=list)]
    task_ids: Ids
    period_from: Day
    period_to: Day
    no_notice: bool = True
    no_fixed_route: bool = True
    no_escort: bool = True
    flags_note: OptionalLine = ""
    draw_required: bool | None = None
    sites: Annotated[list[SiteDraft], Field(max_length=MOST_SITES, default_factory=list)]
    milestones: Annotated[list[MilestoneDraft], Field(max_length=MOST, default_factory=list)]

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if self.period_to < self.period_from:
            raise PydanticCustomError("period_backwards", "period backwards", {"pointer": "/period_to"})
        return self


class PlanChange(Schema):
    """A wider plan asked for after approval: it replaces the targets, the scope and the last day, and adds sites."""

    reason: Line
    target_unit_ids: Annotated[list[UUID], Field(min_length=1, max_length=MOST)]
    target_scope: OptionalText
    period_to: Day
    sites: Annotated[list[SiteDraft], Field(max_length=MOST_SITES, default_factory=list)]


class MissionMove(Schema):
    """A verb on a mission, and what it takes with it; the verb says which."""

    verb: Annotated[Verb, Field(json_schema_extra={"enum": [verb.value for verb in Verb if verb != Verb.START]})]
    reason: OptionalText | None = Field(None, description="return, abort, cancel, refuse; a recusal; deploying too few")
    instrument: OptionalLine | None = Field(None, description="approve, confirm: the approving document")
    recusal_declared: bool = Field(default=False, description="submit: interests were asked about")
    overlap_reason: OptionalLine | None = Field(None, description="submit: why in spite of an overlap")
    oral_by: UUID | None = Field(None, description="approve_orally: who said so")
    oral_at: FieldInstant | None = Field(None, description="approve_orally: when")
    recused: bool = Field(default=False, description="commit: an interest is declared")
    leak: bool = Field(default=False, description="abort: it has become known outside")
    on: Day | None = Field(None, description="attend: the day the leading official was there")
    result_check: OptionalText | None = Field(None, description="conclude: what a concentrated mission brought about")
    leader_id: UUID | None = Field(None, description="assign")
    member_ids: Annotated[list[UUID], Field(max_length=MOST)] | None = Field(None, description="assign")
    reviewer_id: UUID | None = Field(None, description="assign")
    need_to_know: Annotated[list[NeedToKnow], Field(max_length=MOST)] | None = Field(None, description="assign")


class SiteMove(Schema):
    """Open a site, or finish it; time and place are what the phone says, the server's clock decides."""

    verb: Annotated[str, Field(json_schema_extra={"enum": ["open", "finish"]}, pattern="^(open|finish)$")]
    at: FieldInstant
    location: Point | None = None
    accuracy_m: Annotated[float, Field(ge=0, le=1_000_000)] | None = None
    token: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = Field(
        None, description="open: what lay in the envelope; the site was opened at that time without a network"
    )


class MilestoneMove(Schema):
    """A milestone was reached on a day."""

    verb: Annotated[str, Field(json_schema_extra={"enum": ["finish"]}, pattern="^finish$")]
    on: Day
