"""Missions as they are read. Null where the reader is not let in so far."""

from datetime import date
from uuid import UUID

from pydantic import Field

from app.calendar.lights import Light
from app.core.schema import Instant, Point, Schema
from app.missions.states import (
    Basis,
    Cadence,
    Depth,
    Kind,
    Method,
    MissionMode,
    OpensAfter,
    PlanState,
    Scope,
    SiteVerb,
    Standing,
    State,
    Submethod,
    Verb,
)
from app.tasks.states import AuthoritySide


class NamedPerson(Schema):
    """Somebody's name, for colleagues on the list."""

    id: UUID
    name: str


class Member(NamedPerson):
    """Somebody of the team."""

    committed_at: Instant | None
    recused: bool
    recusal_note: str | None


class UnitName(Schema):
    """A unit."""

    id: UUID
    name: str


class TaskTitle(Schema):
    """A matter the mission follows up."""

    id: UUID
    title: str
    focus_area: str


class KnownTo(NamedPerson):
    """Somebody let in besides the team; the reason is for those who keep the list."""

    reason: str | None


class MissionSiteOut(Schema):
    """A site; unopened, it has no name for the team. `moves` is `open` also while it waits as `opens_after` and `opens_at` say."""

    id: UUID
    seq: int
    opens_after: OpensAfter
    opens_at: Instant | None
    opened_at: Instant | None = Field(description="by the server's clock; for one opened offline, when it was told")
    opened_device_at: Instant | None = Field(description="as the phone stated it")
    opened_offline: bool
    done_at: Instant | None
    name: str | None
    unit_id: UUID | None
    unit_name: str | None
    address: str | None
    location: Point | None
    moves: list[SiteVerb]


class EnvelopeOut(Schema):
    """A site as a phone may open it without a network: nothing is readable in it without the key."""

    mission_id: UUID
    site_id: UUID
    sealed: str = Field(description="base64 of a 12 byte nonce and AES-256-GCM over JSON; the site's 16 byte id is authenticated")
    key: str | None = Field(description="base64; none where it lies in the envelope of the site before")


class MilestoneOut(Schema):
    """A step of a long mission; late by so many working days."""

    id: UUID
    name: str
    due_on: date
    done_on: date | None
    light: Light
    reachable: bool = Field(description="the reader may say that it was reached")


class PlanOut(Schema):
    """A version of the plan: what was asked for, and what became of it."""

    id: UUID
    seq: int
    state: PlanState
    reason: str
    targets: list[UnitName]
    target_scope: str
    period_to: date
    site_count: int
    asked_by: NamedPerson
    asked_at: Instant
    decided_by: NamedPerson | None
    decided_at: Instant | None


class Remark(Schema):
    """One line of the story, with what was said."""

    at: Instant
    action: str
    actor_name: str | None
    note: str | None


class MissionSummary(Schema):
    """A mission in a list."""

    id: UUID
    number: str | None
    state: State
    sealed: bool
    title: str
    kind: Kind
    method: Method
    mode: MissionMode
    focus_areas: list[str]
    organisers: list[UnitName]
    leader: NamedPerson | None
    period_from: date
    period_to: date
    light: Light | None
    site_count: int
    sites_done: int
    member_count: int
    version: int


class MissionOut(MissionSummary):
    """A whole mission. `targets`, `target_scope` and the names of unopened sites are for those who plan and decide.

    `editable`: the reader may write its plan; `changeable`: he may ask for a wider one; `visiting`: his team is out; `draws`: it
    has or may be given a draw that he runs or witnesses; `drawable`: he may lock the lists of one now.
    """

    scope: Scope
    submethods: list[Submethod]
    mode_reason: str
    depth: Depth
    cadence: Cadence
    authority_basis: Basis
    authority_side: AuthoritySide
    basis_ref: str
    basis_from: date | None
    basis_to: date | None
    joint: bool
    inside: bool
    targets: list[UnitName]
    target_scope: str | None
    plan_text: str | None
    led_by: NamedPerson | None
    led_by_present_on: date | None
    reviewer: NamedPerson | None
    members: list[Member]
    need_to_know: list[KnownTo]
    tasks: list[TaskTitle]
    no_notice: bool
    no_fixed_route: bool
    no_escort: bool
    flags_note: str
    draw_required: bool | None
    drawn_at: Instant | None
    sites: list[MissionSiteOut]
    milestones: list[MilestoneOut]
    plans: list[PlanOut]
    created_by: NamedPerson
    created_at: Instant
    submitted_at: Instant | None
    approved_by: NamedPerson | None
    approved_at: Instant | None
    instrument: str | None
    oral_by: NamedPerson | None
    oral_at: Instant | None
    written_due_on: date | None
    approval_holds: bool
    deployed_at: Instant | None
    fieldwork_started_at: Instant | None
    fieldwork_ended_at: Instant | None
    concluded_at: Instant | None
    leak_suspected_at: Instant | None
    timeline: list[Remark]
    editable: bool
    changeable: bool
    visiting: bool
    draws: bool
    drawable: bool
    moves: list[Verb]


class MissionCarried(Schema):
    """A mission as the phones of its team keep it: no target, no plan, and no name of an unopened site.

    `moves` and `visiting` as of the copy; `visiting`: the team is out, opens sites and reports what it sees there.
    """

    id: UUID
    state: State
    sealed: bool
    title: str
    kind: Kind
    method: Method
    focus_areas: list[str]
    leader: NamedPerson | None
    leads: bool
    committed: bool
    period_from: date
    period_to: date
    no_notice: bool
    no_fixed_route: bool
    no_escort: bool
    tasks: list[TaskTitle]
    sites: list[MissionSiteOut]
    visiting: bool
    version: int
    moves: list[Verb]


class ReaderOut(Schema):
    """Somebody on the list or who read a sealed mission; `since` is where the review of a leak begins."""

    person: NamedPerson
    standings: list[Standing]
    first_read_at: Instant | None
    last_read_at: Instant | None
    reads: int
    on_phone: bool


class Readers(Schema):
    """Who may have known."""

    since: Instant
    items: list[ReaderOut]
