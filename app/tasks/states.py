"""The task's machine (domain.md §3.3), whole, and the closed sets of a matter."""

from enum import StrEnum, nonmember

from app.access.policy import Permission
from app.core.machine import Move


class TaskState(StrEnum):
    """立项, 交办, 签收, 办理, 反馈, 办结, 归档; suspended and cancelled beside them. Overdue is not a state."""

    machine = nonmember("task")
    DRAFT = "draft"
    PENDING_APPROVAL = "pending_approval"
    APPROVED = "approved"
    DISPATCHED = "dispatched"
    SIGNED = "signed"
    IN_PROGRESS = "in_progress"
    FEEDBACK_SUBMITTED = "feedback_submitted"
    CLOSED = "closed"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"
    ARCHIVED = "archived"


class TaskVerb(StrEnum):
    """What moves it; `answer` is the unit's feedback, which has an address of its own."""

    SUBMIT = "submit"
    APPROVE = "approve"
    RETURN = "return"
    DISPATCH = "dispatch"
    SIGN = "sign"
    OBJECT = "object"
    OVERRULE = "overrule"
    REASSIGN = "reassign"
    START = "start"
    ANSWER = "answer"
    CLOSE = "close"
    REOPEN = "reopen"
    SUSPEND = "suspend"
    RESUME = "resume"
    CANCEL = "cancel"
    ARCHIVE = "archive"


P, S, V = Permission, TaskState, TaskVerb
ACTIVE = (S.DISPATCHED, S.SIGNED, S.IN_PROGRESS, S.FEEDBACK_SUBMITTED)  # a clock runs
MOVES = (
    Move(S.DRAFT, V.SUBMIT, S.PENDING_APPROVAL, P.TASK_WRITE),
    Move(S.DRAFT, V.SUBMIT, S.PENDING_APPROVAL, P.TASK_PROPOSE),
    Move(S.DRAFT, V.DISPATCH, S.DISPATCHED, P.TASK_WRITE),  # no leader's approval asked for
    Move(S.DRAFT, V.CANCEL, S.CANCELLED, P.TASK_WRITE),
    Move(S.DRAFT, V.CANCEL, S.CANCELLED, P.TASK_PROPOSE),
    Move(S.PENDING_APPROVAL, V.APPROVE, S.APPROVED, P.TASK_APPROVE),
    Move(S.PENDING_APPROVAL, V.APPROVE, S.APPROVED, P.TASK_DISPATCH),  # a department's proposal, no leader's approval asked for
    Move(S.PENDING_APPROVAL, V.RETURN, S.DRAFT, P.TASK_APPROVE),
    Move(S.PENDING_APPROVAL, V.RETURN, S.DRAFT, P.TASK_DISPATCH),
    Move(S.APPROVED, V.DISPATCH, S.DISPATCHED, P.TASK_DISPATCH),
    Move(S.DISPATCHED, V.SIGN, S.SIGNED, P.TASK_SIGN),
    Move(S.DISPATCHED, V.SIGN, S.SIGNED, P.TASK_BEHALF),
    Move(S.DISPATCHED, V.SIGN, S.SIGNED, P.SYSTEM),
    Move(S.DISPATCHED, V.OBJECT, S.DISPATCHED, P.TASK_SIGN),
    Move(S.SIGNED, V.OBJECT, S.SIGNED, P.TASK_SIGN),
    Move(S.DISPATCHED, V.OVERRULE, S.DISPATCHED, P.TASK_DISPATCH),
    Move(S.SIGNED, V.OVERRULE, S.SIGNED, P.TASK_DISPATCH),
    Move(S.DISPATCHED, V.REASSIGN, S.APPROVED, P.TASK_DISPATCH),
    Move(S.SIGNED, V.REASSIGN, S.APPROVED, P.TASK_DISPATCH),
    Move(S.SIGNED, V.START, S.IN_PROGRESS, P.TASK_ANSWER),
    Move(S.SIGNED, V.START, S.IN_PROGRESS, P.TASK_BEHALF),
    Move(S.IN_PROGRESS, V.ANSWER, S.FEEDBACK_SUBMITTED, P.TASK_ANSWER),
    Move(S.IN_PROGRESS, V.ANSWER, S.FEEDBACK_SUBMITTED, P.TASK_BEHALF),
    Move(S.FEEDBACK_SUBMITTED, V.RETURN, S.IN_PROGRESS, P.TASK_JUDGE),
    Move(S.FEEDBACK_SUBMITTED, V.CLOSE, S.CLOSED, P.TASK_CLOSE),
    Move(S.FEEDBACK_SUBMITTED, V.CLOSE, S.CLOSED, P.TASK_CLOSE_MAJOR),
    Move(S.CLOSED, V.REOPEN, S.IN_PROGRESS, P.TASK_CLOSE),
    *(Move(state, V.SUSPEND, S.SUSPENDED, P.TASK_HALT) for state in ACTIVE),
    *(Move(S.SUSPENDED, V.RESUME, state, P.TASK_HALT) for state in ACTIVE),  # back to where it stood
    *(Move(state, V.CANCEL, S.CANCELLED, P.TASK_HALT) for state in (S.PENDING_APPROVAL, S.APPROVED, *ACTIVE, S.SUSPENDED)),
    Move(S.CLOSED, V.ARCHIVE, S.ARCHIVED, P.TASK_JUDGE),
    Move(S.CLOSED, V.ARCHIVE, S.ARCHIVED, P.SYSTEM),
    Move(S.CANCELLED, V.ARCHIVE, S.ARCHIVED, P.TASK_JUDGE),
    Move(S.CANCELLED, V.ARCHIVE, S.ARCHIVED, P.SYSTEM),
)
SPOKEN = tuple(verb for verb in TaskVerb if verb != V.ANSWER)  # the verbs of POST /tasks/{id}/moves
OVER = frozenset({S.CLOSED, S.CANCELLED, S.ARCHIVED})
FIXED = OVER | {S.PENDING_APPROVAL, S.APPROVED}  # what an approver has before them, or has approved, is not edited
WORKED_ON = frozenset({S.SIGNED, S.IN_PROGRESS})  # progress is reported and milestones are ticked off


class SourceType(StrEnum):
    """Where a matter comes from (domain.md §3.1)."""

    MEETING = "meeting"
    DOCUMENT = "document"
    NOTICE = "notice"
    LEADER_INSTRUCTION = "leader_instruction"
    ANNUAL_TARGET = "annual_target"
    CLUE = "clue"
    COMPLAINT = "complaint"
    MEDIA = "media"
    OTHER = "other"


class SourceLevel(StrEnum):
    """Whose matter it is."""

    CENTRAL = "central"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"


class Priority(StrEnum):
    """大事要事、重点难点、一般."""

    MAJOR = "major"
    KEY = "key"
    ORDINARY = "ordinary"


class AuthoritySide(StrEnum):
    """Which of the two masters (domain.md §0.7)."""

    PARTY = "party"
    GOVERNMENT = "government"
    JOINT = "joint"


class Mode(StrEnum):
    """集中督查, 连续督办."""

    CONCENTRATED = "concentrated"
    CONTINUOUS = "continuous"


class Cadence(StrEnum):
    """How often the unit reports progress."""

    NONE = "none"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"


class FeedbackState(StrEnum):
    """办理反馈: judged by closing the task or returning it."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    RETURNED = "returned"
