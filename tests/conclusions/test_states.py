"""The conclusion's machine, whole; and statutory days."""

from datetime import date

import pytest

from app.calendar.rules import WorkingCalendar
from app.conclusions.rules import statutory_last
from app.conclusions.states import MOVES, SPOKEN, State, Verb

DIAGRAM = {
    State.DRAFT: {Verb.SIGN: State.SIGNED},
    State.SIGNED: {Verb.RECALL: State.DRAFT, Verb.ISSUE: State.ISSUED},
    State.ISSUED: {Verb.RECEIVE: State.RECEIVED, Verb.ENTER_RECEIPT: State.RECEIVED},
    State.RECEIVED: {Verb.FINALIZE: State.FINAL},
    State.FINAL: {},
}  # by hand, on purpose
NEEDS = {
    Verb.SIGN: "conclusion.sign", Verb.RECALL: "conclusion.sign", Verb.ISSUE: "conclusion.issue",
    Verb.RECEIVE: "conclusion.receive", Verb.ENTER_RECEIPT: "conclusion.write", Verb.FINALIZE: "system",
}  # fmt: skip
NATIONAL = {date(2026, 10, day): False for day in range(1, 8)} | {date(2026, 10, 10): True}  # 国庆, 10/10 上班


@pytest.mark.parametrize("verb", Verb)
@pytest.mark.parametrize("state", State)
def test_every_state_under_every_verb(state: State, verb: Verb) -> None:
    targets = [move.target for move in MOVES if (move.source, move.verb) == (state, verb)]
    assert targets == ([DIAGRAM[state][verb]] if verb in DIAGRAM[state] else [])


@pytest.mark.parametrize("move", MOVES, ids=lambda move: f"{move.source}-{move.verb}")
def test_every_arrow_asks_for_its_permission(move: object) -> None:
    assert move.needs == NEEDS[move.verb]  # type: ignore[attr-defined]


def test_the_system_signs_nothing() -> None:
    assert set(Verb) - set(SPOKEN) == {Verb.FINALIZE}


@pytest.mark.parametrize(
    ("first", "days", "last"),
    [
        (date(2026, 11, 2), 30, date(2026, 12, 2)),  # a Wednesday; the first day is not counted
        (date(2026, 9, 5), 30, date(2026, 10, 8)),  # the 30th day is 10/5, in the holiday
        (date(2026, 9, 10), 30, date(2026, 10, 10)),  # a Saturday on which offices work
        (date(2026, 9, 11), 30, date(2026, 10, 12)),  # a Sunday
        (date(2026, 11, 5), 30, date(2026, 12, 7)),  # a Saturday
    ],
)
def test_a_last_day_on_a_holiday_rolls_to_the_next_working_day(first: date, days: int, last: date) -> None:
    assert statutory_last(WorkingCalendar(NATIONAL, frozenset({2026})), first, days) == last
