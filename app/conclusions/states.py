"""The conclusion's machine (domain.md §3.1, 条例 Art. 16)."""

from enum import StrEnum, nonmember

from app.access.policy import Permission
from app.core.machine import Move


class State(StrEnum):
    """Where a conclusion stands."""

    machine = nonmember("conclusion")
    DRAFT = "draft"
    SIGNED = "signed"
    ISSUED = "issued"
    RECEIVED = "received"
    FINAL = "final"


class Verb(StrEnum):
    """What moves it; `finalize` is the system's own."""

    SIGN = "sign"
    RECALL = "recall"
    ISSUE = "issue"
    RECEIVE = "receive"
    ENTER_RECEIPT = "enter_receipt"
    FINALIZE = "finalize"


P = Permission
MOVES = (
    Move(State.DRAFT, Verb.SIGN, State.SIGNED, P.CONCLUSION_SIGN),
    Move(State.SIGNED, Verb.RECALL, State.DRAFT, P.CONCLUSION_SIGN),
    Move(State.SIGNED, Verb.ISSUE, State.ISSUED, P.CONCLUSION_ISSUE),
    Move(State.ISSUED, Verb.RECEIVE, State.RECEIVED, P.CONCLUSION_RECEIVE),
    Move(State.ISSUED, Verb.ENTER_RECEIPT, State.RECEIVED, P.CONCLUSION_WRITE),
    Move(State.RECEIVED, Verb.FINALIZE, State.FINAL, P.SYSTEM),
)
SPOKEN = (Verb.SIGN, Verb.RECALL, Verb.ISSUE, Verb.RECEIVE, Verb.ENTER_RECEIPT)  # the verbs of POST /conclusions/{id}/moves
OUT = frozenset({State.ISSUED, State.RECEIVED, State.FINAL})  # what the unit reads
