"""The review's machine (domain.md §3.3 复核)."""

from enum import StrEnum, nonmember

from app.access.policy import Permission
from app.core.machine import Move


class State(StrEnum):
    """Where a review stands; a draft is the unit's own."""

    machine = nonmember("review")
    DRAFT = "draft"
    FILED = "filed"
    OUT_OF_TIME = "out_of_time"
    ACCEPTED = "accepted"
    FORM_REJECTED = "form_rejected"
    REVIEWING = "reviewing"
    DECIDED = "decided"
    SERVED = "served"
    WITHDRAWN = "withdrawn"


class Verb(StrEnum):
    """What moves it; `lapse` is the system's own, for what is filed too late."""

    FILE = "file"
    LAPSE = "lapse"
    ACCEPT = "accept"
    REJECT_FORM = "reject_form"
    ASSIGN = "assign"
    ADVISE = "advise"
    DECIDE = "decide"
    SEND = "send"
    RECEIVE = "receive"
    SERVE = "serve"
    STAY = "stay"
    LIFT = "lift"
    WITHDRAW = "withdraw"


P = Permission
S, V = State, Verb
UNDECIDED = (S.FILED, S.ACCEPTED, S.REVIEWING)
MOVES = (
    Move(S.DRAFT, V.FILE, S.FILED, P.REVIEW_FILE),
    Move(S.DRAFT, V.LAPSE, S.OUT_OF_TIME, P.SYSTEM),
    Move(S.FILED, V.ACCEPT, S.ACCEPTED, P.REVIEW_EXAMINE),
    Move(S.FILED, V.REJECT_FORM, S.FORM_REJECTED, P.REVIEW_EXAMINE),
    Move(S.ACCEPTED, V.ASSIGN, S.REVIEWING, P.REVIEW_ASSIGN),
    Move(S.REVIEWING, V.ASSIGN, S.REVIEWING, P.REVIEW_ASSIGN),
    Move(S.REVIEWING, V.ADVISE, S.REVIEWING, P.REVIEW_EXAMINE),
    Move(S.REVIEWING, V.DECIDE, S.DECIDED, P.REVIEW_DECIDE),
    Move(S.DECIDED, V.SEND, S.DECIDED, P.REVIEW_ASSIGN),
    Move(S.DECIDED, V.RECEIVE, S.SERVED, P.REVIEW_DRAFT),
    Move(S.DECIDED, V.SERVE, S.SERVED, P.REVIEW_ASSIGN),
    *(Move(state, V.STAY, state, P.REVIEW_STAY) for state in UNDECIDED),
    *(Move(state, V.LIFT, state, P.REVIEW_STAY) for state in UNDECIDED),
    *(Move(state, V.WITHDRAW, S.WITHDRAWN, P.REVIEW_FILE) for state in UNDECIDED),
)
OPEN = frozenset({*UNDECIDED, S.DECIDED})
AGAIN = frozenset({S.FORM_REJECTED, S.WITHDRAWN})  # over without a word on the matter: another application may follow
SPOKEN = tuple(verb for verb in Verb if verb != Verb.LAPSE)  # the verbs of POST /reviews/{id}/moves


class Decision(StrEnum):
    """维持、变更、撤销."""

    UPHOLD = "uphold"
    AMEND = "amend"
    REVOKE = "revoke"


class Change(StrEnum):
    """What an amending decision does to one finding."""

    AMEND = "amend"
    REVOKE = "revoke"


class Why(StrEnum):
    """Why somebody may not handle a review; the first that holds is named."""

    CONCLUSION_AUTHOR = "conclusion_author"
    CONCLUSION_SIGNER = "conclusion_signer"
    REPORT_AUTHOR = "report_author"
    DECIDED_FINDING = "decided_finding"
    OWN_UNIT = "own_unit"
    FORMER_UNIT = "former_unit"
    KIN = "kin"
    INTEREST = "interest"
