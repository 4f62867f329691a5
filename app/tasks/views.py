"""Tasks on the wire: what goes out."""

from datetime import date
from uuid import UUID

from app.calendar.lights import Light
from app.core.schema import Instant, Point, Schema
from app.tasks.schemas import Campaign, Figure, Instruction, Responsible, Target
from app.tasks.states import (
    AuthoritySide,
    Cadence,
    FeedbackState,
    Mode,
    Priority,
    SourceLevel,
    SourceType,
    TaskState,
    TaskVerb,
)


class TaskInspectorOut(Schema):
    """An inspector's name, for colleagues only."""

    id: UUID
    name: str


class TaskSiteOut(Schema):
    """A place to look at."""

    name: str
    unit_id: UUID | None
    address: str | None
    location: Point | None


class MilestoneOut(Schema):
    """One step on the way; `late_days` in working days, 0 when done or not yet due."""

    id: UUID
    name: str
    due_on: date
    done_on: date | None
    note: str | None
    late_days: int


class Objection(Schema):
    """The lead unit says that the matter is not its own."""

    reason: str
    at: Instant


class TaskOut(Schema):
    """A matter as the reader may see it; `inspectors` and `sites` are empty for units. `leads`: the reader's unit leads it.

    `reporting`: the reader may report progress and tick off milestones now, for his own unit or on its behalf.
    """

    id: UUID
    number: str | None
    state: TaskState
    title: str
    source_type: SourceType
    source_level: SourceLevel
    source_ref: str | None
    basis: str | None
    instruction: Instruction | None
    campaign: Campaign | None
    content: str
    focus_area: str
    priority: Priority
    authority_side: AuthoritySide
    mode: Mode
    lead_unit_id: UUID
    lead_unit_name: str
    assist_unit_ids: list[UUID]
    inspector_ids: list[UUID]
    inspectors: list[TaskInspectorOut]
    sites: list[TaskSiteOut]
    targets: list[Target]
    milestones: list[MilestoneOut]
    responsible_persons: list[Responsible]
    plan: str | None
    report_cadence: Cadence
    cadence_in_force: Cadence
    next_report_on: date | None
    proposing_unit_id: UUID | None
    approval_instrument: str | None
    due_on: date
    due_at: Instant
    due_original_on: date
    due_provisional: bool
    light: Light | None
    days_left: int | None
    dispatched_at: Instant | None
    signed_at: Instant | None
    auto_signed: bool
    objection: Objection | None
    objection_until: date | None
    suspended_on: date | None
    return_count: int
    reopen_count: int
    last_return_reason: str | None
    closed_at: Instant | None
    archive_number: str | None
    created_at: Instant
    version: int
    leads: bool
    reporting: bool
    moves: list[TaskVerb]


class TaskStep(Schema):
    """One line of the story; names of the office's people are null for units."""

    at: Instant
    action: str
    actor_name: str | None
    note: str | None


class ProgressOut(Schema):
    """A progress report; `on_behalf` when the office entered what came on paper."""

    id: UUID
    text: str
    figures: list[Figure]
    on_behalf: bool
    author_name: str | None
    received_at: Instant


class FeedbackOut(Schema):
    """An answer to the whole matter."""

    id: UUID
    seq: int
    state: FeedbackState
    text: str
    figures: list[Figure]
    signed_by: str
    on_behalf: bool
    author_name: str | None
    received_at: Instant
    judged_at: Instant | None
    judge_reason: str | None


class TaskFull(TaskOut):
    """A whole matter; `editable`: the reader may change it."""

    editable: bool
    progress: list[ProgressOut]
    feedbacks: list[FeedbackOut]
    timeline: list[TaskStep]


class TaskTally(Schema):
    """How many visible matters stand in each state, under the same filters."""

    counts: dict[TaskState, int]


class CampaignOut(Schema):
    """A campaign in use, and over how many visible matters."""

    name: str
    starts_on: date | None
    ends_on: date | None
    tasks: int


class CampaignList(Schema):
    """Campaigns in use, the newest first."""

    items: list[CampaignOut]


class SplitOut(Schema):
    """The matters a source was split into, in the order asked."""

    items: list[TaskOut]
