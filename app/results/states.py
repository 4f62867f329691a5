"""The accountability machine (domain.md §3.3): one for seven kinds, whose ways part after approval."""

from enum import StrEnum, nonmember

from app.access.policy import Permission
from app.core.machine import Move


class Kind(StrEnum):
    """激励、表扬、批评、约谈、问责建议、移送、曝光."""

    INCENTIVE = "incentive"
    PRAISE = "praise"
    CRITICISM = "criticism"
    INTERVIEW = "interview"
    ACCOUNTABILITY = "accountability"
    TRANSFER = "transfer"
    EXPOSURE = "exposure"


class State(StrEnum):
    """Where a result stands."""

    machine = nonmember("result")
    SUGGESTED = "suggested"
    DRAFT = "draft"
    DISMISSED = "dismissed"
    PROPOSED = "proposed"
    REFUSED = "refused"
    APPROVED = "approved"
    NOTIFIED = "notified"
    EXECUTED = "executed"
    HANDED_OVER = "handed_over"
    RECEIVED = "received"
    OUTCOME_RECORDED = "outcome_recorded"
    MASKED = "masked"
    CHECKED = "checked"
    SENT_TO_MEDIA = "sent_to_media"
    AIRED = "aired"
    PLEDGE_TRACKING = "pledge_tracking"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Verb(StrEnum):
    """What moves it."""

    TAKE = "take"
    DISMISS = "dismiss"
    PROPOSE = "propose"
    APPROVE = "approve"
    REFUSE = "refuse"
    NOTIFY = "notify"
    EXECUTE = "execute"
    HAND_OVER = "hand_over"
    RECEIVE = "receive"
    RECORD_OUTCOME = "record_outcome"
    MASK = "mask"
    RETURN = "return"
    CHECK = "check"
    SEND = "send"
    AIR = "air"
    PLEDGE = "pledge"
    KEEP = "keep"
    TURN_INTO_TASK = "turn_into_task"
    CLOSE = "close"
    WITHDRAW = "withdraw"


S, V, P = State, Verb, Permission
MOVES = (
    Move(S.SUGGESTED, V.TAKE, S.DRAFT, P.RESULT_PROPOSE),
    Move(S.SUGGESTED, V.DISMISS, S.DISMISSED, P.RESULT_PROPOSE),
    Move(S.DRAFT, V.DISMISS, S.DISMISSED, P.RESULT_PROPOSE),
    Move(S.DRAFT, V.PROPOSE, S.PROPOSED, P.RESULT_PROPOSE),
    Move(S.PROPOSED, V.APPROVE, S.APPROVED, P.RESULT_APPROVE),
    Move(S.PROPOSED, V.REFUSE, S.REFUSED, P.RESULT_APPROVE),
    # 激励、表扬、批评、约谈
    Move(S.APPROVED, V.NOTIFY, S.NOTIFIED, P.RESULT_EXECUTE),
    Move(S.APPROVED, V.EXECUTE, S.EXECUTED, P.RESULT_EXECUTE),
    Move(S.NOTIFIED, V.EXECUTE, S.EXECUTED, P.RESULT_EXECUTE),
    # 问责建议、移送
    Move(S.APPROVED, V.HAND_OVER, S.HANDED_OVER, P.RESULT_EXECUTE),
    Move(S.HANDED_OVER, V.RECEIVE, S.RECEIVED, P.RESULT_OUTCOME),
    Move(S.RECEIVED, V.RECORD_OUTCOME, S.OUTCOME_RECORDED, P.RESULT_OUTCOME),
    # 曝光
    Move(S.APPROVED, V.MASK, S.MASKED, P.RESULT_PROPOSE),
    Move(S.MASKED, V.RETURN, S.APPROVED, P.RESULT_CHECK),
    Move(S.MASKED, V.CHECK, S.CHECKED, P.RESULT_CHECK),
    Move(S.CHECKED, V.SEND, S.SENT_TO_MEDIA, P.RESULT_EXECUTE),
    Move(S.CHECKED, V.SEND, S.SENT_TO_MEDIA, P.RESULT_APPROVE),
    Move(S.SENT_TO_MEDIA, V.AIR, S.AIRED, P.RESULT_AIR),
    # 公开表态承诺
    Move(S.EXECUTED, V.PLEDGE, S.PLEDGE_TRACKING, P.RESULT_PROPOSE),
    Move(S.EXECUTED, V.PLEDGE, S.PLEDGE_TRACKING, P.RESULT_PLEDGE),
    Move(S.AIRED, V.PLEDGE, S.PLEDGE_TRACKING, P.RESULT_PROPOSE),
    Move(S.AIRED, V.PLEDGE, S.PLEDGE_TRACKING, P.RESULT_PLEDGE),
    Move(S.PLEDGE_TRACKING, V.KEEP, S.CLOSED, P.RESULT_PROPOSE),
    Move(S.PLEDGE_TRACKING, V.TURN_INTO_TASK, S.CLOSED, P.RESULT_PROPOSE),
    Move(S.EXECUTED, V.CLOSE, S.CLOSED, P.RESULT_PROPOSE),
    Move(S.AIRED, V.CLOSE, S.CLOSED, P.RESULT_PROPOSE),
    # before anything is out, whoever approved may take it back
    Move(S.APPROVED, V.WITHDRAW, S.WITHDRAWN, P.RESULT_APPROVE),
    Move(S.NOTIFIED, V.WITHDRAW, S.WITHDRAWN, P.RESULT_APPROVE),
    Move(S.MASKED, V.WITHDRAW, S.WITHDRAWN, P.RESULT_APPROVE),
    Move(S.CHECKED, V.WITHDRAW, S.WITHDRAWN, P.RESULT_APPROVE),
    Move(S.SENT_TO_MEDIA, V.WITHDRAW, S.WITHDRAWN, P.RESULT_APPROVE),
)
SEALED_KINDS = frozenset({Kind.ACCOUNTABILITY, Kind.TRANSFER})
GRAVE = SEALED_KINDS | {Kind.EXPOSURE}  # a deputy's approval is not enough (domain.md §3.3)
PLAIN = frozenset({Kind.INCENTIVE, Kind.PRAISE, Kind.CRITICISM})
PLEDGING = frozenset({Kind.CRITICISM, Kind.INTERVIEW, Kind.EXPOSURE})
BRANCHES: dict[tuple[str, str], frozenset[Kind]] = {  # arrows that not every kind has
    (S.APPROVED, V.NOTIFY): frozenset({Kind.INTERVIEW}),
    (S.APPROVED, V.EXECUTE): PLAIN,
    (S.APPROVED, V.HAND_OVER): SEALED_KINDS,
    (S.APPROVED, V.MASK): frozenset({Kind.EXPOSURE}),
    (S.EXECUTED, V.PLEDGE): PLEDGING,
}
EARLY = frozenset({S.SUGGESTED, S.DRAFT, S.DISMISSED, S.PROPOSED, S.REFUSED, S.APPROVED})
HANDED = frozenset({S.HANDED_OVER, S.RECEIVED, S.OUTCOME_RECORDED})


def has_arrow(kind: str, state: str, verb: str) -> bool:
    """Whether this kind's way has the arrow at all."""
    kinds = BRANCHES.get((state, verb))
    return kinds is None or kind in kinds


class GroundKind(StrEnum):
    """What a result rests on."""

    FINDING = "finding"
    EXAMPLE = "example"


class Column(StrEnum):
    """“走在后”、“说清楚”."""

    LAGGING = "lagging"
    EXPLAIN = "explain"


class PledgeState(StrEnum):
    """What became of a pledge."""

    OPEN = "open"
    KEPT = "kept"
    TASK = "task"


class Pillar(StrEnum):
    """五位一体: the five of a unit's file."""

    SUPERVISION = "supervision"
    INCENTIVE = "incentive"
    INTERVIEW = "interview"
    ACCOUNTABILITY = "accountability"
    EXPOSURE = "exposure"


PILLARS: dict[Kind, Pillar] = {
    Kind.INCENTIVE: Pillar.INCENTIVE, Kind.PRAISE: Pillar.INCENTIVE, Kind.CRITICISM: Pillar.INTERVIEW,
    Kind.INTERVIEW: Pillar.INTERVIEW, Kind.ACCOUNTABILITY: Pillar.ACCOUNTABILITY, Kind.TRANSFER: Pillar.ACCOUNTABILITY,
    Kind.EXPOSURE: Pillar.EXPOSURE,
}  # fmt: skip


class Lag(StrEnum):
    """Why a unit is shown as lagging “走在后” (domain.md §5)."""

    ON_TIME = "on_time"
    LONG_OVERDUE = "long_overdue"
    REOPENED = "reopened"
    AUTO_SIGNED = "auto_signed"
