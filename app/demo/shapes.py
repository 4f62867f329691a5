"""What the story is made of: tasks, visits, findings, photographs and how each of them ends."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from app.demo.county import demo_id


class Fate(StrEnum):
    """How far a visit's report has come."""

    INCOMPLETE = "incomplete"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    RELEASED = "released"
    VOID = "void"


class Ending(StrEnum):
    """What became of a finding once its report was accepted; most name the state of its order today."""

    UNDECIDED = "undecided"
    REJECTED = "rejected"
    CONFIRMED = "confirmed"
    ISSUED = "issued"
    SIGNED = "signed"
    SUBMITTED = "submitted"
    SUBMITTED_RED = "submitted_red"
    RETURNED_RED = "returned_red"
    OVERDUE = "overdue"
    AUTO_SIGNED_RED = "auto_signed_red"
    LONG_OPEN = "long_open"
    DUE_TODAY = "due_today"
    ACCEPTED = "accepted"
    ON_TIME = "on_time"
    LATE = "late"
    RETURNED_THEN_CLOSED = "returned_then_closed"
    REOPENED = "reopened"
    CANCELLED = "cancelled"
    # more time, objections, stays, reviews
    EXTENDED = "extended"
    EXTENDED_DIRECTOR = "extended_director"
    EXTENDED_LEADER = "extended_leader"
    EXTENSION_REFUSED = "extension_refused"
    EXTENSION_ASKED = "extension_asked"
    EXTENSION_ESCALATED = "extension_escalated"
    EXTENSION_WITHDRAWN = "extension_withdrawn"
    OBJECTED = "objected"
    OBJECTION_REFUSED = "objection_refused"
    REASSIGNED = "reassigned"
    SUSPENDED = "suspended"
    LIFTED = "lifted"
    BY_TELEGRAM = "by_telegram"
    REVOKED = "revoked"
    LOWERED = "lowered"
    # never ordered
    NEED_MORE = "need_more"
    PROPOSED = "proposed"
    SETTLED = "settled"
    MERGED = "merged"
    TRANSFERRED = "transferred"


CLOSED = frozenset(
    {Ending.ON_TIME, Ending.LATE, Ending.RETURNED_THEN_CLOSED, Ending.REOPENED, Ending.EXTENDED, Ending.LIFTED, Ending.LOWERED}
)
UNORDERED = frozenset(
    {
        Ending.UNDECIDED, Ending.REJECTED, Ending.CONFIRMED, Ending.NEED_MORE, Ending.PROPOSED, Ending.SETTLED, Ending.MERGED,
        Ending.TRANSFERRED,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PhotoSeed:
    """One exposure; times in Asia/Shanghai, `accuracy_m` is None when the phone had no fix."""

    key: str
    kind: str
    site: str
    place: str
    label: str
    taken_at: datetime
    lat: float
    lon: float
    accuracy_m: float | None
    after: bool = False
    source: str = "camera"
    turn: int = 1
    damaged: bool = False

    @property
    def id(self) -> UUID:
        """Its evidence id."""
        return demo_id("evidence", self.key)


@dataclass(frozen=True, slots=True)
class FindingSeed:
    """One fault; `unit` is a unit key, persons are (post, kind), `photos` are keys, `spot` is latitude and longitude."""

    key: str
    area: str
    category: str
    facts: str
    cause: str
    suggestion: str
    severity: str
    unit: str
    persons: tuple[tuple[str, str], ...]
    photos: tuple[str, ...]
    order_class: str
    ending: Ending
    scene: str
    place: str
    spot: tuple[float, float]
    author: str
    fixed_on_the_spot: bool = False

    @property
    def id(self) -> UUID:
        """Its id in the demo database."""
        return demo_id("finding", self.key)


@dataclass(frozen=True, slots=True)
class VisitSeed:
    """One unannounced visit and its report; `task` is a task key, `site_unit` a unit key."""

    key: str
    task: str
    author: str
    site_name: str
    site_unit: str
    lat: float
    lon: float
    started_at: datetime
    finished_at: datetime
    summary: str
    photos: tuple[PhotoSeed, ...]
    findings: tuple[FindingSeed, ...]
    fate: Fate
    no_problem: str | None = None
    positives: tuple[tuple[str, str], ...] = ()
    difficulties: tuple[tuple[str, str], ...] = ()
    skew_ms: int = 0
    return_reason: str = ""
    mission: str | None = None

    @property
    def id(self) -> UUID:
        """Its report's id."""
        return demo_id("report", self.key)


@dataclass(frozen=True, slots=True)
class TaskSeed:
    """One matter to be supervised; units are keys, inspectors usernames."""

    key: str
    area: str
    title: str
    content: str
    source_type: str
    source_level: str
    source_ref: str
    priority: str
    side: str
    mode: str
    lead: str
    assists: tuple[str, ...]
    inspectors: tuple[str, ...]
    created_on: date
    due_on: date

    @property
    def id(self) -> UUID:
        """Its id in the demo database."""
        return demo_id("task", self.key)


@dataclass(frozen=True, slots=True)
class MissionSeed:
    """One mission as data/missions.toml tells it, `ends` being how far it comes; units are keys, people usernames, days shifted."""

    key: str
    title: str
    areas: tuple[str, ...]
    first: date
    last: date
    method: str
    organisers: tuple[str, ...]
    basis: str
    ends: str
    planner: str
    leader: str
    team: tuple[str, ...]
    targets: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    led_by: str | None = None
    present: date | None = None
    mode: str = "concentrated"
    kind: str = "special"
    basis_ref: str = ""
    sites: tuple[tuple[str, str, str], ...] = ()  # name, unit, what opens it
    scope_words: str = ""
    plan_words: str = ""
    draw: str = ""  # how far its random draw comes
    visits: tuple[VisitSeed, ...] = ()

    @property
    def id(self) -> UUID:
        """Its id in the demo database."""
        return demo_id("mission", self.key)


@dataclass(frozen=True, slots=True)
class Story:
    """Everything that happens, in order of time, ending today."""

    today: date
    tasks: tuple[TaskSeed, ...]
    visits: tuple[VisitSeed, ...]
    missions: tuple[MissionSeed, ...]
