"""The telegram's machine (domain.md §3.3 Document)."""

from enum import StrEnum, nonmember

from app.access.policy import Permission
from app.core.machine import Move


class TelegramState(StrEnum):
    """Where it stands; whether a recipient has signed for it is on the recipient."""

    machine = nonmember("telegram")
    DRAFT = "draft"
    COUNTERSIGNED = "countersigned"
    SIGNED = "signed"
    ISSUED = "issued"
    ARCHIVED = "archived"


class TelegramVerb(StrEnum):
    """What moves it; every recipient signs for itself."""

    COUNTERSIGN = "countersign"
    SIGN = "sign"
    RETURN = "return"
    ISSUE = "issue"
    RECEIVE = "receive"
    ARCHIVE = "archive"


class Urgency(StrEnum):
    """特提、特急、加急、平急."""

    SPECIAL = "special"
    TOP = "top"
    URGENT = "urgent"
    ROUTINE = "routine"


class Classification(StrEnum):
    """公开、内部、工作秘密: nothing higher is ever taken (domain.md §0.6)."""

    PUBLIC = "public"
    INTERNAL = "internal"
    WORK_SECRET = "work_secret"  # ruff: ignore[hardcoded-password-string]  工作秘密


P, _S, _V = Permission, TelegramState, TelegramVerb
MOVES = (
    Move(_S.DRAFT, _V.COUNTERSIGN, _S.COUNTERSIGNED, P.TELEGRAM_DRAFT),
    Move(_S.COUNTERSIGNED, _V.SIGN, _S.SIGNED, P.TELEGRAM_SIGN),
    Move(_S.COUNTERSIGNED, _V.RETURN, _S.DRAFT, P.TELEGRAM_SIGN),
    Move(_S.SIGNED, _V.RETURN, _S.DRAFT, P.TELEGRAM_SIGN),
    Move(_S.SIGNED, _V.ISSUE, _S.ISSUED, P.TELEGRAM_ISSUE),
    Move(_S.ISSUED, _V.RECEIVE, _S.ISSUED, P.TELEGRAM_RECEIVE),
    Move(_S.ISSUED, _V.ARCHIVE, _S.ARCHIVED, P.TELEGRAM_DRAFT),
)
OUT = frozenset({_S.ISSUED, _S.ARCHIVED})  # recipients see it
