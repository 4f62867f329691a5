"""The review's machine, whole: every state under every verb."""

import pytest

from app.reviews.states import MOVES, OPEN, SPOKEN, State, Verb

_RUNNING = {Verb.WITHDRAW: State.WITHDRAWN}
DIAGRAM = {
    State.DRAFT: {Verb.FILE: State.FILED, Verb.LAPSE: State.OUT_OF_TIME},
    State.FILED: {
        Verb.ACCEPT: State.ACCEPTED, Verb.REJECT_FORM: State.FORM_REJECTED,
        Verb.STAY: State.FILED, Verb.LIFT: State.FILED,
    } | _RUNNING,
    State.ACCEPTED: {Verb.ASSIGN: State.REVIEWING, Verb.STAY: State.ACCEPTED, Verb.LIFT: State.ACCEPTED} | _RUNNING,
    State.REVIEWING: {
        Verb.ASSIGN: State.REVIEWING, Verb.ADVISE: State.REVIEWING, Verb.DECIDE: State.DECIDED,
        Verb.STAY: State.REVIEWING, Verb.LIFT: State.REVIEWING,
    } | _RUNNING,
    State.DECIDED: {Verb.SEND: State.DECIDED, Verb.RECEIVE: State.SERVED, Verb.SERVE: State.SERVED},
    State.SERVED: {},
    State.OUT_OF_TIME: {},
    State.FORM_REJECTED: {},
    State.WITHDRAWN: {},
}  # by hand, on purpose  # fmt: skip
NEEDS = {
    Verb.FILE: "review.file", Verb.LAPSE: "system", Verb.WITHDRAW: "review.file", Verb.ACCEPT: "review.examine",
    Verb.REJECT_FORM: "review.examine", Verb.ADVISE: "review.examine", Verb.ASSIGN: "review.assign", Verb.SEND: "review.assign",
    Verb.SERVE: "review.assign", Verb.RECEIVE: "review.draft", Verb.DECIDE: "review.decide", Verb.STAY: "review.stay",
    Verb.LIFT: "review.stay",
}  # fmt: skip


@pytest.mark.parametrize("verb", Verb)
@pytest.mark.parametrize("state", State)
def test_every_state_under_every_verb(state: State, verb: Verb) -> None:
    targets = [move.target for move in MOVES if (move.source, move.verb) == (state, verb)]
    assert targets == ([DIAGRAM[state][verb]] if verb in DIAGRAM[state] else [])


@pytest.mark.parametrize("move", MOVES, ids=lambda move: f"{move.source}-{move.verb}")
def test_every_arrow_asks_for_its_permission(move: object) -> None:
    assert move.needs == NEEDS[move.verb]  # type: ignore[attr-defined]


def test_what_is_open_and_what_is_spoken() -> None:
    assert {State.FILED, State.ACCEPTED, State.REVIEWING, State.DECIDED} == OPEN
    assert set(Verb) - set(SPOKEN) == {Verb.LAPSE}
