"""The mission's machine (domain.md §3.3), and its closed sets."""

from enum import StrEnum, nonmember

from app.access.policy import Permission
from app.core.machine import Move


class State(StrEnum):
    """From the draft to the archive."""

    machine = nonmember("mission")
    DRAFT = "draft"
    PENDING = "pending"
    APPROVED = "approved"
    DEPLOYED = "deployed"
    FIELDWORK = "fieldwork"
    REPORTING = "reporting"
    CONCLUDED = "concluded"
    ARCHIVED = "archived"
    ABORTED = "aborted"
    CANCELLED = "cancelled"


class Verb(StrEnum):
    """What moves it; `start` is the system's own, by the first site opened or the first report."""

    SUBMIT = "submit"
    APPROVE = "approve"
    APPROVE_ORALLY = "approve_orally"
    CONFIRM = "confirm"  # the written approval after an oral one
    RETURN = "return"
    COMMIT = "commit"  # a member signs the commitment and declares or denies an interest
    ASSIGN = "assign"
    DEPLOY = "deploy"
    START = "start"
    ATTEND = "attend"  # the leading official was there
    REPORT = "report"
    CONCLUDE = "conclude"
    ARCHIVE = "archive"
    ABORT = "abort"
    CANCEL = "cancel"
    GRANT = "grant"  # a wider plan, asked for after approval
    REFUSE = "refuse"


class Method(StrEnum):
    """明查, 暗访, 明暗结合."""

    OPEN = "open"
    COVERT = "covert"
    MIXED = "mixed"


class Kind(StrEnum):
    """条例 Art. 14."""

    COMPREHENSIVE = "comprehensive"
    SPECIAL = "special"
    INVESTIGATION = "investigation"
    DAILY = "daily"
    CLUE_CHECK = "clue_check"


class Scope(StrEnum):
    """全面督查, 重点督查."""

    COMPREHENSIVE = "comprehensive"
    FOCUSED = "focused"


class MissionMode(StrEnum):
    """集中督查, 连续督办, 跟踪督查."""

    CONCENTRATED = "concentrated"
    CONTINUOUS = "continuous"
    TRACKING = "tracking"


class Depth(StrEnum):
    """常规, 深度."""

    ROUTINE = "routine"
    IN_DEPTH = "in_depth"


class Cadence(StrEnum):
    """How often a long mission goes back."""

    NONE = "none"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"


class Basis(StrEnum):
    """By what authority (条例 Art. 7, 11; domain.md §0.1)."""

    HEAD_DECISION = "head_decision"
    HEAD_APPROVAL = "head_approval"
    DESIGNATION = "art7_designation"
    PARTY_ARRANGEMENT = "party_arrangement"
    SECTOR_LAW = "sector_law"
    SELF_CHECK = "self_check"


class Submethod(StrEnum):
    """条例 Art. 12."""

    SELF_CHECK = "self_check"
    REPORT = "report"
    ON_SITE = "on_site"
    MEETING = "meeting"
    DOCUMENTS = "documents"
    CLUES = "clues"
    INTERVIEW = "interview"
    INTERNET = "internet"


class Part(StrEnum):
    """What a unit is to a mission."""

    ORGANISER = "organiser"
    TARGET = "target"


class OpensAfter(StrEnum):
    """What unseals a site."""

    NONE = "none"
    PREVIOUS = "previous"
    TIME = "time"


class SiteVerb(StrEnum):
    """What is done at a site of a mission."""

    OPEN = "open"
    FINISH = "finish"


class Standing(StrEnum):
    """As what somebody is on a mission's list (domain.md §3.4 C0)."""

    PLANNER = "planner"
    LEADER = "leader"
    MEMBER = "member"
    LED_BY = "led_by"
    REVIEWER = "assigned_reviewer"
    NEED_TO_KNOW = "need_to_know"


class PlanState(StrEnum):
    """A version of the plan: as approved, or a wider one asked for."""

    ASKED = "asked"
    IN_FORCE = "in_force"
    REFUSED = "refused"
    REPLACED = "replaced"


P, S, V = Permission, State, Verb
MOVES = (
    Move(S.DRAFT, V.SUBMIT, S.PENDING, P.MISSION_PLAN),
    Move(S.PENDING, V.APPROVE, S.APPROVED, P.MISSION_APPROVE),
    Move(S.PENDING, V.APPROVE, S.APPROVED, P.MISSION_DECIDE),
    Move(S.PENDING, V.APPROVE_ORALLY, S.APPROVED, P.MISSION_DECIDE),
    Move(S.PENDING, V.RETURN, S.DRAFT, P.MISSION_APPROVE),
    Move(S.PENDING, V.RETURN, S.DRAFT, P.MISSION_DECIDE),
    Move(S.APPROVED, V.CONFIRM, S.APPROVED, P.MISSION_APPROVE),
    Move(S.DEPLOYED, V.CONFIRM, S.DEPLOYED, P.MISSION_APPROVE),
    Move(S.FIELDWORK, V.CONFIRM, S.FIELDWORK, P.MISSION_APPROVE),
    Move(S.REPORTING, V.CONFIRM, S.REPORTING, P.MISSION_APPROVE),
    Move(S.APPROVED, V.COMMIT, S.APPROVED, P.MISSION_FIELD),
    Move(S.DEPLOYED, V.COMMIT, S.DEPLOYED, P.MISSION_FIELD),
    Move(S.FIELDWORK, V.COMMIT, S.FIELDWORK, P.MISSION_FIELD),
    Move(S.APPROVED, V.ASSIGN, S.APPROVED, P.MISSION_DECIDE),
    Move(S.DEPLOYED, V.ASSIGN, S.DEPLOYED, P.MISSION_DECIDE),
    Move(S.FIELDWORK, V.ASSIGN, S.FIELDWORK, P.MISSION_DECIDE),
    Move(S.REPORTING, V.ASSIGN, S.REPORTING, P.MISSION_DECIDE),
    Move(S.APPROVED, V.DEPLOY, S.DEPLOYED, P.MISSION_DEPLOY),
    Move(S.DEPLOYED, V.START, S.FIELDWORK, P.SYSTEM),
    Move(S.FIELDWORK, V.ATTEND, S.FIELDWORK, P.MISSION_ATTEND),
    Move(S.REPORTING, V.ATTEND, S.REPORTING, P.MISSION_ATTEND),
    Move(S.FIELDWORK, V.REPORT, S.REPORTING, P.MISSION_LEAD),
    Move(S.REPORTING, V.CONCLUDE, S.CONCLUDED, P.MISSION_CONCLUDE),
    Move(S.CONCLUDED, V.ARCHIVE, S.ARCHIVED, P.MISSION_ARCHIVE),
    Move(S.APPROVED, V.ABORT, S.ABORTED, P.MISSION_ABORT),
    Move(S.DEPLOYED, V.ABORT, S.ABORTED, P.MISSION_ABORT),
    Move(S.FIELDWORK, V.ABORT, S.ABORTED, P.MISSION_ABORT),
    Move(S.DRAFT, V.CANCEL, S.CANCELLED, P.MISSION_PLAN),
    Move(S.PENDING, V.CANCEL, S.CANCELLED, P.MISSION_PLAN),
    Move(S.APPROVED, V.CANCEL, S.CANCELLED, P.MISSION_APPROVE),
    Move(S.APPROVED, V.GRANT, S.APPROVED, P.MISSION_APPROVE),
    Move(S.DEPLOYED, V.GRANT, S.DEPLOYED, P.MISSION_APPROVE),
    Move(S.FIELDWORK, V.GRANT, S.FIELDWORK, P.MISSION_APPROVE),
    Move(S.APPROVED, V.REFUSE, S.APPROVED, P.MISSION_APPROVE),
    Move(S.DEPLOYED, V.REFUSE, S.DEPLOYED, P.MISSION_APPROVE),
    Move(S.FIELDWORK, V.REFUSE, S.FIELDWORK, P.MISSION_APPROVE),
)
RUNNING = frozenset({S.APPROVED, S.DEPLOYED, S.FIELDWORK})  # approved, and not yet over in the field
IN_FIELD = frozenset({S.DEPLOYED, S.FIELDWORK})
DEAD = frozenset({S.ABORTED, S.CANCELLED})
STEPLESS = DEAD | {S.DRAFT, S.PENDING, S.ARCHIVED}  # no milestone is reached in these
# a phone may have been without network while its team was called back: what was seen until then still belongs to the mission
REPORTABLE = IN_FIELD | {S.REPORTING, S.ABORTED}
CARRIED = RUNNING | {S.REPORTING}  # what phones of the team keep a copy of
