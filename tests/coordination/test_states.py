"""Both machines, whole: every state under every verb."""

import pytest

from app.coordination.states import (
    COORDINATION_MOVES,
    DIFFICULTY_MOVES,
    CoordinationState,
    CoordinationVerb,
    DifficultyState,
    DifficultyVerb,
)

S, V, D, W = CoordinationState, CoordinationVerb, DifficultyState, DifficultyVerb
ITEMS = {
    S.RAISED: {V.SCHEDULE: S.SCHEDULED},
    S.SCHEDULED: {V.SCHEDULE: S.SCHEDULED, V.DECIDE: S.DECIDED},
    S.DECIDED: {V.FOLLOW: S.FOLLOWED},
    S.FOLLOWED: {V.FOLLOW: S.FOLLOWED, V.CLOSE: S.CLOSED},
    S.CLOSED: {},
}  # by hand, on purpose
DIFFICULTIES = {
    D.OPEN: {W.ASSIGN: D.ASSIGNED},
    D.ASSIGNED: {W.ASSIGN: D.ASSIGNED, W.ANSWER: D.ANSWERED},
    D.ANSWERED: {W.ASSIGN: D.ASSIGNED, W.CLOSE: D.CLOSED},
    D.CLOSED: {},
}
NEEDS = {
    V.SCHEDULE: "coordination.raise", V.DECIDE: "coordination.decide", V.FOLLOW: "coordination.raise",
    V.CLOSE: "coordination.close",
}  # fmt: skip
HELP_NEEDS = {W.ASSIGN: "difficulty.assign", W.ANSWER: "difficulty.answer", W.CLOSE: "difficulty.assign"}


@pytest.mark.parametrize("verb", V)
@pytest.mark.parametrize("state", S)
def test_every_state_of_an_item_under_every_verb(state: S, verb: V) -> None:
    targets = [move.target for move in COORDINATION_MOVES if (move.source, move.verb) == (state, verb)]
    assert targets == ([ITEMS[state][verb]] if verb in ITEMS[state] else [])


@pytest.mark.parametrize("verb", W)
@pytest.mark.parametrize("state", D)
def test_every_state_of_a_difficulty_under_every_verb(state: D, verb: W) -> None:
    targets = [move.target for move in DIFFICULTY_MOVES if (move.source, move.verb) == (state, verb)]
    assert targets == ([DIFFICULTIES[state][verb]] if verb in DIFFICULTIES[state] else [])


def test_every_arrow_asks_for_its_permission() -> None:
    assert all(move.needs == NEEDS[V(move.verb)] for move in COORDINATION_MOVES)
    assert all(move.needs == HELP_NEEDS[W(move.verb)] for move in DIFFICULTY_MOVES)
