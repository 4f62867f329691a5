"""The machines of coordination items and difficulties (domain.md §1 rows 27, 39)."""

from enum import StrEnum, nonmember

from app.access.policy import Permission
from app.core.machine import Move


class CoordinationState(StrEnum):
    """Where an item stands."""

    machine = nonmember("coordination")
    RAISED = "raised"
    SCHEDULED = "scheduled"
    DECIDED = "decided"
    FOLLOWED = "followed"
    CLOSED = "closed"


class CoordinationVerb(StrEnum):
    """What moves it; a meeting may be set anew, and a decision is followed as often as needed."""

    SCHEDULE = "schedule"
    DECIDE = "decide"
    FOLLOW = "follow"
    CLOSE = "close"


class DifficultyState(StrEnum):
    """Where a difficulty stands."""

    machine = nonmember("difficulty")
    OPEN = "open"
    ASSIGNED = "assigned"
    ANSWERED = "answered"
    CLOSED = "closed"


class DifficultyVerb(StrEnum):
    """What moves it; another helper may be named."""

    ASSIGN = "assign"
    ANSWER = "answer"
    CLOSE = "close"


class DifficultySource(StrEnum):
    """Who wrote it down."""

    REPORT = "report"
    UNIT = "unit"
    OFFICE = "office"


P, _S, _V = Permission, CoordinationState, CoordinationVerb
COORDINATION_MOVES = (
    Move(_S.RAISED, _V.SCHEDULE, _S.SCHEDULED, P.COORDINATION_RAISE),
    Move(_S.SCHEDULED, _V.SCHEDULE, _S.SCHEDULED, P.COORDINATION_RAISE),
    Move(_S.SCHEDULED, _V.DECIDE, _S.DECIDED, P.COORDINATION_DECIDE),
    Move(_S.DECIDED, _V.FOLLOW, _S.FOLLOWED, P.COORDINATION_RAISE),
    Move(_S.FOLLOWED, _V.FOLLOW, _S.FOLLOWED, P.COORDINATION_RAISE),
    Move(_S.FOLLOWED, _V.CLOSE, _S.CLOSED, P.COORDINATION_CLOSE),
)
DIFFICULTY_MOVES = (
    Move(DifficultyState.OPEN, DifficultyVerb.ASSIGN, DifficultyState.ASSIGNED, P.DIFFICULTY_ASSIGN),
    Move(DifficultyState.ASSIGNED, DifficultyVerb.ASSIGN, DifficultyState.ASSIGNED, P.DIFFICULTY_ASSIGN),
    Move(DifficultyState.ASSIGNED, DifficultyVerb.ANSWER, DifficultyState.ANSWERED, P.DIFFICULTY_ANSWER),
    Move(DifficultyState.ANSWERED, DifficultyVerb.ASSIGN, DifficultyState.ASSIGNED, P.DIFFICULTY_ASSIGN),
    Move(DifficultyState.ANSWERED, DifficultyVerb.CLOSE, DifficultyState.CLOSED, P.DIFFICULTY_ASSIGN),
)
