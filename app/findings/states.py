"""The finding's machine (domain.md §3.3)."""

from enum import StrEnum, nonmember

from app.access.policy import Permission
from app.core.machine import Move


class State(StrEnum):
    """Where a finding stands."""

    machine = nonmember("finding")
    SUBMITTED = "submitted"
    NEED_MORE = "need_more"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    MERGED = "merged"
    TRANSFERRED = "transferred"
    RELEASED = "released"
    RECTIFYING = "rectifying"
    CLAIMED = "claimed"
    VERIFIED = "verified"
    CLOSED = "closed"
    REVOKED = "revoked"


class Verb(StrEnum):
    """What moves it. The rest after `reopen` are the system's own, caused by orders, re-inspections and decided reviews."""

    ASK = "ask"
    WAIVE = "waive"
    SUPPLEMENT = "supplement"
    PROPOSE = "propose"
    CONFIRM = "confirm"
    REJECT = "reject"
    MERGE = "merge"
    SETTLE = "settle"
    TRANSFER = "transfer"
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
    Move(State.SUBMITTED, Verb.ASK, State.NEED_MORE, P.REPORT_REVIEW),
    Move(State.NEED_MORE, Verb.WAIVE, State.SUBMITTED, P.REPORT_REVIEW),
    Move(State.NEED_MORE, Verb.SUPPLEMENT, State.SUBMITTED, P.REPORT_WRITE),
    Move(State.SUBMITTED, Verb.PROPOSE, State.SUBMITTED, P.FINDING_PROPOSE),
    Move(State.SUBMITTED, Verb.CONFIRM, State.CONFIRMED, P.FINDING_DECIDE),
    Move(State.SUBMITTED, Verb.REJECT, State.REJECTED, P.FINDING_DECIDE),
    Move(State.SUBMITTED, Verb.MERGE, State.MERGED, P.FINDING_DECIDE),
    Move(State.SUBMITTED, Verb.SETTLE, State.VERIFIED, P.FINDING_DECIDE),
    Move(State.CONFIRMED, Verb.SETTLE, State.VERIFIED, P.FINDING_DECIDE),
    Move(State.CONFIRMED, Verb.TRANSFER, State.TRANSFERRED, P.FINDING_TRANSFER),
    Move(State.CONFIRMED, Verb.REJECT, State.REJECTED, P.FINDING_DECIDE),
    Move(State.CONFIRMED, Verb.RELEASE, State.RELEASED, P.ORDER_ISSUE),
    Move(State.RELEASED, Verb.START, State.RECTIFYING, P.SYSTEM),
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
DECISIONS = frozenset({Verb.CONFIRM, Verb.REJECT, Verb.MERGE, Verb.SETTLE})  # one proposes, another decides
REVIEW = frozenset({Verb.ASK, Verb.WAIVE, Verb.PROPOSE, Verb.TRANSFER}) | DECISIONS
SPOKEN = (  # the verbs of POST /findings/{id}/moves
    Verb.CONFIRM, Verb.REJECT, Verb.MERGE, Verb.SETTLE, Verb.ASK, Verb.WAIVE, Verb.PROPOSE, Verb.TRANSFER, Verb.CLOSE, Verb.REOPEN,
)  # fmt: skip
OFF_THE_BOOKS = frozenset({State.MERGED, State.REVOKED})  # leave both sides of every figure (domain.md §5)
STANDING = frozenset(State) - OFF_THE_BOOKS - {State.REJECTED, State.TRANSFERRED}
PROVEN = STANDING - {State.SUBMITTED, State.NEED_MORE}


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


class ProposalKind(StrEnum):
    """What a reviewer may propose; the director decides."""

    CONFIRM = "confirm"
    REJECT = "reject"
    MERGE = "merge"
    DOWNGRADE = "downgrade"


class DeviationTag(StrEnum):
    """打折扣、做选择、搞变通、未启动、虚报 (domain.md §1 row 9)."""

    DISCOUNTED = "discounted"
    SELECTIVE = "selective"
    ALTERED = "altered"
    NOT_STARTED = "not_started"
    FALSE_REPORT = "false_report"


class TopicTag(StrEnum):
    """涉及稳定、热点难点."""

    STABILITY = "stability"
    HOT = "hot"


class CauseLevel(StrEnum):
    """中梗阻、最后一公里."""

    MID_BLOCKAGE = "mid_blockage"
    LAST_MILE = "last_mile"
