"""The machine of a random draw."""

from enum import StrEnum, nonmember

from app.access.policy import Permission
from app.core.machine import Move


class State(StrEnum):
    """Lists locked, promise published, drawn, witnessed, handed to the mission; a draw is never drawn again."""

    machine = nonmember("draw")
    LOCKED = "locked"
    COMMITTED = "committed"
    DRAWN = "drawn"
    WITNESSED = "witnessed"
    ISSUED = "issued"
    CANCELLED = "cancelled"


class Verb(StrEnum):
    """What moves it; `attest` is the system's own, once enough have witnessed."""

    COMMIT = "commit"
    DRAW = "draw"
    WITNESS = "witness"
    ATTEST = "attest"
    ISSUE = "issue"
    CANCEL = "cancel"


P, S, V = Permission, State, Verb
MOVES = (
    Move(S.LOCKED, V.COMMIT, S.COMMITTED, P.DRAW_RUN),
    Move(S.COMMITTED, V.DRAW, S.DRAWN, P.DRAW_RUN),
    Move(S.DRAWN, V.WITNESS, S.DRAWN, P.DRAW_WITNESS),
    Move(S.DRAWN, V.ATTEST, S.WITNESSED, P.SYSTEM),
    Move(S.WITNESSED, V.ISSUE, S.ISSUED, P.DRAW_RUN),
    Move(S.LOCKED, V.CANCEL, S.CANCELLED, P.DRAW_RUN),
    Move(S.COMMITTED, V.CANCEL, S.CANCELLED, P.DRAW_RUN),
    Move(S.DRAWN, V.CANCEL, S.CANCELLED, P.DRAW_RUN),
    Move(S.WITNESSED, V.CANCEL, S.CANCELLED, P.DRAW_RUN),
)
COMPUTED = frozenset({S.DRAWN, S.WITNESSED, S.ISSUED})
