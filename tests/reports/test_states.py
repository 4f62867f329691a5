"""The report's machine, whole."""

import pytest

from app.reports.states import MOVES, State, Verb

DIAGRAM = {
    State.INCOMPLETE: {Verb.COMPLETE: State.SUBMITTED, Verb.VOID: State.VOID},
    State.SUBMITTED: {
        Verb.CONFIRM: State.SUBMITTED,
        Verb.ACCEPT: State.ACCEPTED,
        Verb.RETURN: State.RETURNED,
        Verb.VOID: State.VOID,
    },
    State.RETURNED: {Verb.RESUME: State.INCOMPLETE, Verb.VOID: State.VOID},
    State.ACCEPTED: {Verb.RELEASE: State.RELEASED},
    State.RELEASED: {},
    State.VOID: {},
}  # by hand, on purpose


@pytest.mark.parametrize("verb", Verb)
@pytest.mark.parametrize("state", State)
def test_every_state_under_every_verb(state: State, verb: Verb) -> None:
    targets = [move.target for move in MOVES if (move.source, move.verb) == (state, verb)]
    assert targets == ([DIAGRAM[state][verb]] if verb in DIAGRAM[state] else [])


def test_the_office_speaks_three_verbs_the_team_one_and_the_system_the_rest() -> None:
    assert {move.verb for move in MOVES if move.needs == "report.review"} == {Verb.ACCEPT, Verb.RETURN, Verb.VOID}
    assert {move.verb for move in MOVES if move.needs == "report.confirm"} == {Verb.CONFIRM}
    assert {move.verb for move in MOVES if move.needs == "system"} == {Verb.COMPLETE, Verb.RESUME, Verb.RELEASE}
