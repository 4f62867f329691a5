"""The machine of a draw, whole."""

import pytest

from app.core.machine import Move
from app.missions.draw_states import MOVES, State, Verb

DIAGRAM: dict[State, dict[Verb, State]] = {
    State.LOCKED: {Verb.COMMIT: State.COMMITTED, Verb.CANCEL: State.CANCELLED},
    State.COMMITTED: {Verb.DRAW: State.DRAWN, Verb.CANCEL: State.CANCELLED},
    State.DRAWN: {Verb.WITNESS: State.DRAWN, Verb.ATTEST: State.WITNESSED, Verb.CANCEL: State.CANCELLED},
    State.WITNESSED: {Verb.ISSUE: State.ISSUED, Verb.CANCEL: State.CANCELLED},
    State.ISSUED: {},
    State.CANCELLED: {},
}  # by hand, on purpose
NEEDS = {
    Verb.COMMIT: "draw.run", Verb.DRAW: "draw.run", Verb.WITNESS: "draw.witness", Verb.ATTEST: "system", Verb.ISSUE: "draw.run",
    Verb.CANCEL: "draw.run",
}  # fmt: skip


@pytest.mark.parametrize("verb", Verb)
@pytest.mark.parametrize("state", State)
def test_every_state_under_every_verb(state: State, verb: Verb) -> None:
    targets = [move.target for move in MOVES if (move.source, move.verb) == (state, verb)]
    assert targets == ([DIAGRAM[state][verb]] if verb in DIAGRAM[state] else [])


@pytest.mark.parametrize("move", MOVES, ids=lambda move: f"{move.source}-{move.verb}")
def test_every_arrow_asks_for_its_permission(move: Move) -> None:
    assert move.needs == NEEDS[Verb(move.verb)]
