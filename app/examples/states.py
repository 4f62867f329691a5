"""The example's machine (domain.md §3.3)."""

from enum import StrEnum, nonmember

from app.access.policy import Permission
from app.core.machine import Move


class State(StrEnum):
    """Where an example stands."""

    machine = nonmember("example")
    DRAFT = "draft"
    VERIFIED = "verified"
    APPROVED = "approved"
    PROMOTED = "promoted"
    WITHDRAWN = "withdrawn"


class Verb(StrEnum):
    """What moves it."""

    VERIFY = "verify"
    APPROVE = "approve"
    PROMOTE = "promote"
    WITHDRAW = "withdraw"


S, V, P = State, Verb, Permission
MOVES = (
    Move(S.DRAFT, V.VERIFY, S.VERIFIED, P.EXAMPLE_VERIFY),
    Move(S.VERIFIED, V.APPROVE, S.APPROVED, P.EXAMPLE_APPROVE),
    Move(S.APPROVED, V.PROMOTE, S.PROMOTED, P.EXAMPLE_PROMOTE),
    Move(S.DRAFT, V.WITHDRAW, S.WITHDRAWN, P.EXAMPLE_APPROVE),
    Move(S.VERIFIED, V.WITHDRAW, S.WITHDRAWN, P.EXAMPLE_APPROVE),
    Move(S.APPROVED, V.WITHDRAW, S.WITHDRAWN, P.EXAMPLE_APPROVE),
    Move(S.PROMOTED, V.WITHDRAW, S.WITHDRAWN, P.EXAMPLE_APPROVE),
)


class Origin(StrEnum):
    """Who brought it."""

    REPORT = "report"
    OFFICE = "office"
    UNIT = "unit"
