"""The finding's machine (domain.md §3.3)."""

from enum import StrEnum, nonmember

from app.access.policy import Permission
from app.core.machine import Move


class State(StrEnum):
    """Where a finding stands."""

    machine = nonmember("finding")
    SUBMITTED = "submitted"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    RELEASED = "released"
    RECTIFYING = "rectifying"
    CLAIMED = "claimed"
    VERIFIED = "verified"
    CLOSED = "closed"
    REVOKED = "revoked"


class Verb(StrEnum):
    """What moves it. The rest after `reopen` are the system's own, caused by orders and re-inspections."""

    CONFIRM = "confirm"
    REJECT = "reject"
    CLOSE = "close"
    REOPEN = "reopen"
    RELEASE = "release"
    START = "start"
    CLAIM = "claim"
    VERIFY = "verify"
    FAIL = "fail"
    UNCLAIM = "unclaim"
    REASSIGN = "reassign"
    RECALL = "recall"
    RELAPSE = "relapse"
    REVOKE = "revoke"


P = Permission
REVOCABLE = (State.CONFIRMED, State.RELEASED, State.RECTIFYING, State.CLAIMED, State.VERIFIED, State.CLOSED)  # by a review 复核
MOVES = (
    Move(State.SUBMITTED, Verb.CONFIRM, State.CONFIRMED, P.FINDING_DECIDE),
    Move(State.SUBMITTED, Verb.REJECT, State.REJECTED, P.FINDING_DECIDE),
    Move(State.CONFIRMED, Verb.REJECT, State.REJECTED, P.FINDING_DECIDE),
    Move(State.CONFIRMED, Verb.RELEASE, State.RELEASED, P.ORDER_ISSUE),
    Move(State.RELEASED, Verb.START, State.RECTIFYING, P.SYSTEM),
    Move(State.RELEASED, Verb.CLAIM, State.CLAIMED, P.SYSTEM),
    Move(State.RECTIFYING, Verb.CLAIM, State.CLAIMED, P.SYSTEM),
    Move(State.CLAIMED, Verb.VERIFY, State.VERIFIED, P.SYSTEM),
    Move(State.CLAIMED, Verb.FAIL, State.RECTIFYING, P.SYSTEM),
    Move(State.VERIFIED, Verb.FAIL, State.RECTIFYING, P.SYSTEM),
    Move(State.CLAIMED, Verb.UNCLAIM, State.RECTIFYING, P.SYSTEM),
    Move(State.RELEASED, Verb.REASSIGN, State.RELEASED, P.SYSTEM),
    Move(State.RECTIFYING, Verb.REASSIGN, State.RELEASED, P.SYSTEM),
    Move(State.RELEASED, Verb.RECALL, State.CONFIRMED, P.SYSTEM),
    Move(State.RECTIFYING, Verb.RECALL, State.CONFIRMED, P.SYSTEM),
    Move(State.CLAIMED, Verb.RECALL, State.CONFIRMED, P.SYSTEM),
    Move(State.VERIFIED, Verb.RECALL, State.CONFIRMED, P.SYSTEM),
    Move(State.VERIFIED, Verb.CLOSE, State.CLOSED, P.FINDING_CLOSE),
    Move(State.CLOSED, Verb.REOPEN, State.RECTIFYING, P.FINDING_CLOSE),
    Move(State.CLOSED, Verb.RELAPSE, State.RECTIFYING, P.SYSTEM),
    *(Move(state, Verb.REVOKE, State.REVOKED, P.SYSTEM) for state in REVOCABLE),
)
SPOKEN = (Verb.CONFIRM, Verb.REJECT, Verb.CLOSE, Verb.REOPEN)  # the verbs of POST /findings/{id}/moves


class Severity(StrEnum):
    """轻微、一般、严重."""

    MINOR = "minor"
    GENERAL = "general"
    SERIOUS = "serious"


class PersonKind(StrEnum):
    """直接责任人、分管负责人、主要负责人."""

    DIRECT = "direct"
    LINE_LEADER = "line_leader"
    PRINCIPAL = "principal"


RANK = {Severity.MINOR: 1, Severity.GENERAL: 2, Severity.SERIOUS: 3}
