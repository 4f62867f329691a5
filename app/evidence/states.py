"""The mask's machine: whether anybody has seen to it that nobody can be known from a photograph's copy."""

from enum import StrEnum, nonmember

from app.access.policy import Permission
from app.core.machine import Move


class MaskState(StrEnum):
    """Where a mask stands; only the copy of a checked one leaves the office."""

    machine = nonmember("mask")
    NONE = "none"
    SUGGESTED = "suggested"
    CHECKED = "checked"


class MaskVerb(StrEnum):
    """What moves it."""

    SUGGEST = "suggest"
    EDIT = "edit"
    CHECK = "check"
    REOPEN = "reopen"


S, V, P = MaskState, MaskVerb, Permission
MOVES = (
    Move(S.NONE, V.SUGGEST, S.SUGGESTED, P.SYSTEM),
    Move(S.NONE, V.EDIT, S.NONE, P.EVIDENCE_MASK),
    Move(S.SUGGESTED, V.EDIT, S.SUGGESTED, P.EVIDENCE_MASK),
    Move(S.NONE, V.CHECK, S.CHECKED, P.EVIDENCE_MASK),
    Move(S.SUGGESTED, V.CHECK, S.CHECKED, P.EVIDENCE_MASK),
    Move(S.CHECKED, V.REOPEN, S.NONE, P.EVIDENCE_MASK),
)


class Hint(StrEnum):
    """What a suggestion takes for something to hide: 人脸、号牌、号码."""

    FACE = "face"
    PLATE = "plate"
    NUMBER = "number"


class Rendition(StrEnum):
    """Which copy of a photograph a reader may get: as it is, the masked one, or none yet."""

    AS_IS = "as_is"
    MASKED = "masked"
    PENDING = "pending"
