"""The report's machine (design.md §2)."""

from enum import StrEnum, nonmember

from app.access.policy import Permission
from app.core.machine import Move


class State(StrEnum):
    """A draft lives on the phone only."""

    machine = nonmember("report")
    INCOMPLETE = "incomplete"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    RELEASED = "released"
    VOID = "void"


class Second(StrEnum):
    """第二人确认: whether another member of the team vouches for the report, where the office asks for it."""

    NONE = "none"
    AWAITED = "awaited"
    CONFIRMED = "confirmed"


class Verb(StrEnum):
    """What moves it; `complete`, `resume` and `release` are the system's own."""

    CONFIRM = "confirm"  # another member of the team was there and vouches for it
    ACCEPT = "accept"
    RETURN = "return"
    VOID = "void"
    COMPLETE = "complete"
    RESUME = "resume"
    RELEASE = "release"


P = Permission
MOVES = (
    Move(State.INCOMPLETE, Verb.COMPLETE, State.SUBMITTED, P.SYSTEM),
    Move(State.RETURNED, Verb.RESUME, State.INCOMPLETE, P.SYSTEM),
    Move(State.SUBMITTED, Verb.CONFIRM, State.SUBMITTED, P.REPORT_CONFIRM),
    Move(State.SUBMITTED, Verb.ACCEPT, State.ACCEPTED, P.REPORT_REVIEW),
    Move(State.SUBMITTED, Verb.RETURN, State.RETURNED, P.REPORT_REVIEW),
    Move(State.INCOMPLETE, Verb.VOID, State.VOID, P.REPORT_REVIEW),
    Move(State.SUBMITTED, Verb.VOID, State.VOID, P.REPORT_REVIEW),
    Move(State.RETURNED, Verb.VOID, State.VOID, P.REPORT_REVIEW),
    Move(State.ACCEPTED, Verb.RELEASE, State.RELEASED, P.SYSTEM),
)
DECIDABLE = frozenset({State.ACCEPTED, State.RELEASED})  # findings are decided from here on
