"""The machines of orders, objections, submissions, extensions and re-inspections (domain.md §3.3)."""

from enum import StrEnum, nonmember

from app.access.policy import Permission
from app.core.machine import Move
from app.findings.states import State as FindingState


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
    SUSPENDED = "suspended"


class Verb(StrEnum):
    """What moves it; `resume` and `close` are the system's own."""

    SIGN = "sign"
    ACCEPT = "accept"
    RETURN = "return"
    CANCEL = "cancel"
    REVOKE = "revoke"
    SUSPEND = "suspend"
    LIFT = "lift"
    REASSIGN = "reassign"
    ANSWER = "answer"
    WITHDRAW = "withdraw"
    RESUME = "resume"
    CLOSE = "close"


P = Permission
_RUNNING = (State.ISSUED, State.SIGNED, State.ANSWERING, State.SUBMITTED)
MOVES = (
    Move(State.ISSUED, Verb.SIGN, State.SIGNED, P.ORDER_SIGN),
    Move(State.SIGNED, Verb.ANSWER, State.SUBMITTED, P.ORDER_ANSWER),
    Move(State.ANSWERING, Verb.ANSWER, State.SUBMITTED, P.ORDER_ANSWER),
    Move(State.SUBMITTED, Verb.ACCEPT, State.ACCEPTED, P.ORDER_JUDGE),
    Move(State.SUBMITTED, Verb.RETURN, State.ANSWERING, P.ORDER_JUDGE),
    Move(State.ACCEPTED, Verb.RESUME, State.ANSWERING, P.SYSTEM),
    Move(State.CLOSED, Verb.RESUME, State.ANSWERING, P.SYSTEM),
    Move(State.SUBMITTED, Verb.RESUME, State.ANSWERING, P.SYSTEM),
    Move(State.ACCEPTED, Verb.CLOSE, State.CLOSED, P.SYSTEM),
    Move(State.SUBMITTED, Verb.WITHDRAW, State.ANSWERING, P.SUBMISSION_WITHDRAW),
    Move(State.ISSUED, Verb.REASSIGN, State.ISSUED, P.ORDER_REASSIGN),
    Move(State.SIGNED, Verb.REASSIGN, State.ISSUED, P.ORDER_REASSIGN),
    *(Move(state, Verb.CANCEL, State.CANCELLED, P.ORDER_ISSUE) for state in (State.ISSUED, State.SIGNED, State.ANSWERING)),
    *(Move(state, Verb.REVOKE, State.CANCELLED, P.ORDER_REVOKE) for state in (*_RUNNING, State.SUSPENDED)),
    *(Move(state, Verb.SUSPEND, State.SUSPENDED, P.ORDER_SUSPEND) for state in _RUNNING),
    *(Move(State.SUSPENDED, Verb.LIFT, state, P.ORDER_SUSPEND) for state in _RUNNING),  # back to where it stood
)
ANSWERABLE = frozenset({State.ISSUED, State.SIGNED, State.ANSWERING})
STAYABLE = frozenset(_RUNNING)
SPOKEN = (Verb.SIGN, Verb.ACCEPT, Verb.RETURN, Verb.CANCEL, Verb.REVOKE, Verb.SUSPEND, Verb.LIFT)  # of POST /orders/{id}/moves


class Ask(StrEnum):
    """What a reader may send in about an order beside its verbs."""

    OBJECT = "object"
    EXTEND = "extend"
    ENTER = "enter"
    PLAN = "plan"
    PROGRESS = "progress"


class ObjectionState(StrEnum):
    """A unit's word that the order is not its own."""

    machine = nonmember("objection")
    FILED = "filed"
    REASSIGNED = "reassigned"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ObjectionVerb(StrEnum):
    """The director's answers, and the unit's second thought."""

    REASSIGN = "reassign"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


OBJECTION_MOVES = (
    Move(ObjectionState.FILED, ObjectionVerb.REASSIGN, ObjectionState.REASSIGNED, P.ORDER_REASSIGN),
    Move(ObjectionState.FILED, ObjectionVerb.REFUSE, ObjectionState.REFUSED, P.ORDER_REASSIGN),
    Move(ObjectionState.FILED, ObjectionVerb.WITHDRAW, ObjectionState.WITHDRAWN, P.ORDER_OBJECT),
)


class ExtensionState(StrEnum):
    """延期; the clock runs on until it is granted."""

    machine = nonmember("extension")
    FILED = "filed"
    ESCALATED = "escalated"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ExtensionVerb(StrEnum):
    """`escalate` is the system's own."""

    GRANT = "grant"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    ESCALATE = "escalate"


EXTENSION_MOVES = (
    Move(ExtensionState.FILED, ExtensionVerb.GRANT, ExtensionState.GRANTED, P.EXTENSION_DECIDE),
    Move(ExtensionState.FILED, ExtensionVerb.REFUSE, ExtensionState.REFUSED, P.EXTENSION_DECIDE),
    Move(ExtensionState.ESCALATED, ExtensionVerb.GRANT, ExtensionState.GRANTED, P.EXTENSION_DECIDE_LONG),
    Move(ExtensionState.ESCALATED, ExtensionVerb.REFUSE, ExtensionState.REFUSED, P.EXTENSION_DECIDE_LONG),
    Move(ExtensionState.FILED, ExtensionVerb.WITHDRAW, ExtensionState.WITHDRAWN, P.EXTENSION_FILE),
    Move(ExtensionState.ESCALATED, ExtensionVerb.WITHDRAW, ExtensionState.WITHDRAWN, P.EXTENSION_FILE),
    Move(ExtensionState.FILED, ExtensionVerb.ESCALATE, ExtensionState.ESCALATED, P.SYSTEM),
)
PENDING = frozenset({ExtensionState.FILED, ExtensionState.ESCALATED})


class Authority(StrEnum):
    """Who may decide an extension of its length."""

    REVIEWER = "reviewer"
    DIRECTOR = "director"
    APPROVER = "approver"


DECIDES = {
    Authority.REVIEWER: P.EXTENSION_DECIDE,
    Authority.DIRECTOR: P.EXTENSION_DECIDE_LONG,
    Authority.APPROVER: P.EXTENSION_DECIDE_ANY,
}


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

    machine = nonmember("submission")
    INCOMPLETE = "incomplete"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class SubmissionVerb(StrEnum):
    """Accepting and returning are verbs on the order."""

    COMPLETE = "complete"
    WITHDRAW = "withdraw"
    ACCEPT = "accept"
    RETURN = "return"


SUBMISSION_MOVES = (
    Move(SubmissionState.INCOMPLETE, SubmissionVerb.COMPLETE, SubmissionState.SUBMITTED, P.SYSTEM),
    Move(SubmissionState.INCOMPLETE, SubmissionVerb.WITHDRAW, SubmissionState.WITHDRAWN, P.SUBMISSION_WITHDRAW),
    Move(SubmissionState.SUBMITTED, SubmissionVerb.WITHDRAW, SubmissionState.WITHDRAWN, P.SUBMISSION_WITHDRAW),
    Move(SubmissionState.SUBMITTED, SubmissionVerb.ACCEPT, SubmissionState.ACCEPTED, P.ORDER_JUDGE),
    Move(SubmissionState.SUBMITTED, SubmissionVerb.RETURN, SubmissionState.RETURNED, P.ORDER_JUDGE),
)


class Channel(StrEnum):
    """How an answer came in; units may use a computer, paper or an interface."""

    APP = "app"
    WEB = "web"
    API = "api"
    PAPER_ENTRY = "paper_entry"


class ReinspectionState(StrEnum):
    """Incomplete while photographs are missing; a planned one waits as done until it is applied, or thrown out by `redo`."""

    INCOMPLETE = "incomplete"
    DONE = "done"
    REDO = "redo"
    APPLIED = "applied"


class LookState(StrEnum):
    """A planned second look at one finding, from the sample to its effect."""

    machine = nonmember("reinspection")
    PROPOSED = "proposed"
    SEALED_PLAN = "sealed_plan"
    DONE = "done"
    REDO = "redo"
    CONFIRMED = "confirmed"
    APPLIED = "applied"
    DROPPED = "dropped"


class LookVerb(StrEnum):
    """Sealing and dropping move a whole plan; `look` is a second look sent in."""

    SEAL = "seal"
    DROP = "drop"
    LOOK = "look"
    CONFIRM = "confirm"
    REDO = "redo"
    APPLY = "apply"


LOOK_MOVES = (
    Move(LookState.PROPOSED, LookVerb.SEAL, LookState.SEALED_PLAN, P.REINSPECTION_SEAL),
    Move(LookState.PROPOSED, LookVerb.DROP, LookState.DROPPED, P.REINSPECTION_SEAL),
    Move(LookState.SEALED_PLAN, LookVerb.LOOK, LookState.DONE, P.FINDING_REINSPECT),
    Move(LookState.REDO, LookVerb.LOOK, LookState.DONE, P.FINDING_REINSPECT),
    Move(LookState.DONE, LookVerb.CONFIRM, LookState.CONFIRMED, P.REINSPECTION_JUDGE),
    Move(LookState.DONE, LookVerb.REDO, LookState.REDO, P.REINSPECTION_JUDGE),
    Move(LookState.CONFIRMED, LookVerb.APPLY, LookState.APPLIED, P.REINSPECTION_APPLY),
)
OPEN_LOOK = frozenset({LookState.SEALED_PLAN, LookState.REDO})


LOOKABLE = frozenset({FindingState.CLAIMED, FindingState.VERIFIED, FindingState.CLOSED})  # answered: there is something to look at


class Chosen(StrEnum):
    """Why a finding is in a plan."""

    DRAWN = "drawn"
    SERIOUS = "serious"
    NEGATIVE = "negative"


class ReinspectionResult(StrEnum):
    """已整改、部分整改、未整改、虚假整改、反弹."""

    RECTIFIED = "rectified"
    PARTIAL = "partial"
    NOT_RECTIFIED = "not_rectified"
    FAKE = "fake"
    RELAPSED = "relapsed"
