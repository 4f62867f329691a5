"""Results on the wire."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.core.schema import Day, FieldInstant, Instant, Line, OptionalText, Schema, ShortLine, Text
from app.findings.states import Severity
from app.results.states import Column, GroundKind, Kind, Lag, Pillar, PledgeState, State, Verb
from app.reviews.states import State as ReviewState

MOST_GROUNDS = 50
MOST_PHOTOS = 30


class ActionDraft(Schema):
    """What is proposed, for whom, and on what it rests."""

    kind: Kind
    unit_id: UUID
    person_name: ShortLine | None = None
    person_post: ShortLine | None = None
    proposal: Text
    finding_ids: Annotated[list[UUID], Field(max_length=MOST_GROUNDS, default_factory=list)]
    example_ids: Annotated[list[UUID], Field(max_length=MOST_GROUNDS, default_factory=list)]


class InterviewNotice(Schema):
    """约谈通知书: when, where, about what."""

    held_at: FieldInstant
    place: Line
    about: Text


class Execution(Schema):
    """How it was carried out; an interview has two of the office, attendees, and minutes in `note`."""

    happened_on: Day
    note: Text
    staff_ids: Annotated[list[UUID], Field(max_length=10, default_factory=list)]
    attendees: Annotated[list[ShortLine], Field(max_length=30, default_factory=list)]


class OutcomeReport(Schema):
    """What the discipline office decided."""

    text: Text
    on: Day


class Package(Schema):
    """What goes to the media; `masked` says that every picture was looked at and shows no face, plate or number."""

    title: Line
    text: Text
    column: Column
    evidence_ids: Annotated[list[UUID], Field(max_length=MOST_PHOTOS, default_factory=list)]
    masked: bool = False


class Airing(Schema):
    """When and where it was shown."""

    programme: Line
    column: Column
    aired_on: Day


class Pledge(Schema):
    """公开表态承诺."""

    person: ShortLine
    text: Text
    due_on: Day


class ActionMove(Schema):
    """A verb on a result, with what it takes."""

    verb: Verb
    reason: OptionalText | None = None
    instrument: Line | None = None
    notice: InterviewNotice | None = None
    execution: Execution | None = None
    receiver: Line | None = None
    receipt: Line | None = None
    outcome: OutcomeReport | None = None
    package: Package | None = None
    secrecy_checked: bool = False
    opinion_checked: bool = False
    airing: Airing | None = None
    pledge: Pledge | None = None
    task_id: UUID | None = None


class OpenReview(Schema):
    """An open review 复核 of the conclusion that states a finding; the id for whoever may open it."""

    id: UUID | None
    conclusion_number: str
    state: ReviewState
    due_on: date | None


class GroundOut(Schema):
    """A finding or an example as the reader may see it; never who found it. The open review is told to the office alone."""

    kind: GroundKind
    id: UUID
    number: str | None
    title: str
    place: str | None
    state: str
    severity: Severity | None
    on: date
    evidence_ids: list[UUID]
    review: OpenReview | None


class InterviewNoticeOut(Schema):
    """约谈通知书."""

    held_at: Instant
    place: str
    about: str


class ExecutionOut(Schema):
    """How it was carried out; `staff` is empty for units."""

    happened_on: date
    note: str
    staff: list[str]
    attendees: list[str]


class PackageOut(Schema):
    """The media package; `sha256` once it is made."""

    title: str
    text: str
    column: Column
    photo_count: int
    evidence_ids: list[UUID]
    sha256: str | None


class PledgeOut(Schema):
    """A pledge and what became of it."""

    person: str
    text: str
    due_on: date
    overdue: bool
    state: PledgeState
    task_id: UUID | None


class ActionStep(Schema):
    """One line of the story; names and notes are null for whoever is outside the office."""

    at: Instant
    action: str
    actor_name: str | None
    note: str | None


class ActionSummary(Schema):
    """A result in a list; what the office thought and who acted is null outside it."""

    id: UUID
    number: str | None
    kind: Kind
    state: State
    unit_id: UUID
    unit_name: str
    person_name: str | None
    person_post: str | None
    proposal: str | None
    because: str | None
    opened_at: Instant
    author_name: str | None
    proposed_at: Instant | None
    decided_at: Instant | None
    decision_reason: str | None
    instrument: str | None
    released_at: Instant | None
    handed_to: str | None
    handed_at: Instant | None
    receipt: str | None
    outcome: str | None
    outcome_on: date | None
    sent_at: Instant | None
    programme: str | None
    column: Column | None
    aired_on: date | None
    pledge: PledgeOut | None
    closed_at: Instant | None
    ground_count: int
    under_review: bool = Field(description="whether a review of what it rests on is open; false outside the office")
    version: int
    moves: list[Verb]


class ActionOut(ActionSummary):
    """A whole result."""

    editable: bool
    notice: InterviewNoticeOut | None
    execution: ExecutionOut | None
    package: PackageOut | None
    window_ends_on: date | None
    grounds: list[GroundOut]
    timeline: list[ActionStep]


class BoardCell(Schema):
    """How many results of a kind stand in a state."""

    state: State
    kind: Kind
    count: int


class ResultBoard(Schema):
    """What stands where, over what the reader may see, and the kinds the rulebook has on."""

    cells: list[BoardCell]
    kinds_on: list[Kind]
    pledges_open: int
    pledges_overdue: int


class Reason(Schema):
    """Why a unit is a candidate: the rule, and its figure."""

    code: Lag
    count: int
    of: int | None


class Candidate(Schema):
    """A unit that lags, by rule; people choose. The orders behind the figures come with it."""

    unit_id: UUID
    unit_name: str
    reasons: list[Reason]
    order_ids: list[UUID]
    finding_ids: list[UUID]


class CandidateList(Schema):
    """“走在后” candidates of the present quarter, as of now."""

    items: list[Candidate]
    quarter_from: date
    as_of: Instant


class Supervision(Schema):
    """督查: what a unit was found and ordered, over what the reader may see."""

    findings: int
    serious: int
    open: int
    closed: int
    reopened: int
    orders: int
    orders_overdue: int


class PillarOut(Schema):
    """One of the five, with its results, the newest first."""

    pillar: Pillar
    count: int
    items: list[ActionSummary]


class UnitFile(Schema):
    """五位一体: one file a unit."""

    unit_id: UUID
    unit_name: str
    supervision: Supervision
    pillars: list[PillarOut]
    examples_promoted: int
    as_of: Instant
