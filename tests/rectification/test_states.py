"""The order's machine, whole; and the arithmetic of its deadlines."""

from datetime import date

import pytest

from app.rectification.rules import months_later
from app.rectification.states import MOVES, SPOKEN, State, Verb

DIAGRAM = {
    State.ISSUED: {Verb.SIGN: State.SIGNED, Verb.ANSWER: State.SUBMITTED, Verb.CANCEL: State.CANCELLED},
    State.SIGNED: {Verb.ANSWER: State.SUBMITTED, Verb.CANCEL: State.CANCELLED},
    State.ANSWERING: {Verb.ANSWER: State.SUBMITTED, Verb.CANCEL: State.CANCELLED},
    State.SUBMITTED: {Verb.ACCEPT: State.ACCEPTED, Verb.RETURN: State.ANSWERING, Verb.RESUME: State.ANSWERING},
    State.ACCEPTED: {Verb.RESUME: State.ANSWERING, Verb.CLOSE: State.CLOSED},
    State.CLOSED: {Verb.RESUME: State.ANSWERING},
    State.CANCELLED: {},
}  # by hand, on purpose
NEEDS = {
    Verb.SIGN: "order.sign", Verb.ANSWER: "order.answer", Verb.ACCEPT: "order.judge", Verb.RETURN: "order.judge",
    Verb.CANCEL: "order.issue", Verb.RESUME: "system", Verb.CLOSE: "system",
}  # fmt: skip


@pytest.mark.parametrize("verb", Verb)
@pytest.mark.parametrize("state", State)
def test_every_state_under_every_verb(state: State, verb: Verb) -> None:
    targets = [move.target for move in MOVES if (move.source, move.verb) == (state, verb)]
    assert targets == ([DIAGRAM[state][verb]] if verb in DIAGRAM[state] else [])


@pytest.mark.parametrize("move", MOVES, ids=lambda move: f"{move.source}-{move.verb}")
def test_every_arrow_asks_for_its_permission(move: object) -> None:
    assert move.needs == NEEDS[move.verb]  # type: ignore[attr-defined]


def test_the_verbs_of_the_api() -> None:
    assert set(SPOKEN) == {Verb.SIGN, Verb.ACCEPT, Verb.RETURN, Verb.CANCEL}


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)), (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 11, 23), 6, date(2027, 5, 23)), (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)  # fmt: skip
def test_so_many_months_later(start: date, months: int, expected: date) -> None:
    assert months_later(start, months) == expected
