"""The machines of orders, submissions and re-inspections (domain.md §3.3)."""

from enum import StrEnum, nonmember

from app.access.policy import Permission
from app.core.machine import Move


class State(StrEnum):
    """Where an order stands; overdue is not a state."""

    machine = nonmember("order")
    ISSUED = "issued"
    SIGNED = "signed"
    ANSWERING = "answering"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Verb(StrEnum):
    """What moves it; the last three are the system's own."""

    SIGN = "sign"
    ACCEPT = "accept"
    RETURN = "return"
    CANCEL = "cancel"
    ANSWER = "answer"
    RESUME = "resume"
    CLOSE = "close"


P = Permission
MOVES = (
    Move(State.ISSUED, Verb.SIGN, State.SIGNED, P.ORDER_SIGN),
    Move(State.ISSUED, Verb.ANSWER, State.SUBMITTED, P.ORDER_ANSWER),
    Move(State.SIGNED, Verb.ANSWER, State.SUBMITTED, P.ORDER_ANSWER),
    Move(State.ANSWERING, Verb.ANSWER, State.SUBMITTED, P.ORDER_ANSWER),
    Move(State.SUBMITTED, Verb.ACCEPT, State.ACCEPTED, P.ORDER_JUDGE),
    Move(State.SUBMITTED, Verb.RETURN, State.ANSWERING, P.ORDER_JUDGE),
    Move(State.ACCEPTED, Verb.RESUME, State.ANSWERING, P.SYSTEM),
    Move(State.CLOSED, Verb.RESUME, State.ANSWERING, P.SYSTEM),
    Move(State.SUBMITTED, Verb.RESUME, State.ANSWERING, P.SYSTEM),
    Move(State.ACCEPTED, Verb.CLOSE, State.CLOSED, P.SYSTEM),
    Move(State.ISSUED, Verb.CANCEL, State.CANCELLED, P.ORDER_ISSUE),
    Move(State.SIGNED, Verb.CANCEL, State.CANCELLED, P.ORDER_ISSUE),
    Move(State.ANSWERING, Verb.CANCEL, State.CANCELLED, P.ORDER_ISSUE),
)
ANSWERABLE = frozenset({State.ISSUED, State.SIGNED, State.ANSWERING})
SPOKEN = (Verb.SIGN, Verb.ACCEPT, Verb.RETURN, Verb.CANCEL)  # the verbs of POST /orders/{id}/moves


class OrderClass(StrEnum):
    """立行立改, 限期整改, 长期整改."""

    IMMEDIATE = "immediate"
    LIMITED = "limited"
    LONG = "long"


class EvidenceRequirement(StrEnum):
    """What the unit is asked to show; photographs only with a written reason (domain.md §0.2)."""

    NONE = "none"
    PHOTO = "photo"
    DOCUMENT = "document"


class SubmissionState(StrEnum):
    """整改反馈."""

    INCOMPLETE = "incomplete"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    RETURNED = "returned"


class Channel(StrEnum):
    """How an answer came in; units may use a computer, paper or an interface."""

    APP = "app"
    WEB = "web"
    API = "api"
    PAPER_ENTRY = "paper_entry"


class ReinspectionState(StrEnum):
    """Incomplete while photographs are missing; applied once."""

    INCOMPLETE = "incomplete"
    APPLIED = "applied"


class ReinspectionResult(StrEnum):
    """已整改、部分整改、未整改、虚假整改、反弹."""

    RECTIFIED = "rectified"
    PARTIAL = "partial"
    NOT_RECTIFIED = "not_rectified"
    FAKE = "fake"
    RELAPSED = "relapsed"
