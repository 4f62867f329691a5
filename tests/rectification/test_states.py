"""The machines of this room, whole; and the arithmetic of its deadlines."""

from datetime import date
from enum import StrEnum
from typing import Any

import pytest

from app.calendar.rules import WorkingCalendar
from app.rectification.rules import authority, due_again, months_later, moved, next_month, sample, window
from app.rectification.states import (
    EXTENSION_MOVES,
    LOOK_MOVES,
    MOVES,
    OBJECTION_MOVES,
    SPOKEN,
    SUBMISSION_MOVES,
    ExtensionState,
    ExtensionVerb,
    LookState,
    LookVerb,
    ObjectionState,
    ObjectionVerb,
    OrderClass,
    State,
    SubmissionState,
    SubmissionVerb,
    Verb,
)
from app.rulebook.book import Rules

S, V = State, Verb
RUNNING = ["issued", "signed", "answering", "submitted"]
STOP = {V.CANCEL: ["cancelled"], V.REVOKE: ["cancelled"], V.SUSPEND: ["suspended"]}
ORDER = {
    S.ISSUED: {V.SIGN: ["signed"], V.REASSIGN: ["issued"]} | STOP,
    S.SIGNED: {V.ANSWER: ["submitted"], V.REASSIGN: ["issued"]} | STOP,
    S.ANSWERING: {V.ANSWER: ["submitted"]} | STOP,
    S.SUBMITTED: {
        V.ACCEPT: ["accepted"], V.RETURN: ["answering"], V.RESUME: ["answering"], V.WITHDRAW: ["answering"],
        V.REVOKE: ["cancelled"], V.SUSPEND: ["suspended"],
    },
    S.ACCEPTED: {V.RESUME: ["answering"], V.CLOSE: ["closed"]},
    S.CLOSED: {V.RESUME: ["answering"]},
    S.CANCELLED: {},
    S.SUSPENDED: {V.LIFT: RUNNING, V.REVOKE: ["cancelled"]},
}  # fmt: skip
SUBMISSION = {
    SubmissionState.INCOMPLETE: {"complete": ["submitted"], "withdraw": ["withdrawn"]},
    SubmissionState.SUBMITTED: {"withdraw": ["withdrawn"], "accept": ["accepted"], "return": ["returned"]},
    SubmissionState.ACCEPTED: {}, SubmissionState.RETURNED: {}, SubmissionState.WITHDRAWN: {},
}  # fmt: skip
OBJECTION = {
    ObjectionState.FILED: {"reassign": ["reassigned"], "refuse": ["refused"], "withdraw": ["withdrawn"]},
    ObjectionState.REASSIGNED: {}, ObjectionState.REFUSED: {}, ObjectionState.WITHDRAWN: {},
}  # fmt: skip
DECIDED = {"grant": ["granted"], "refuse": ["refused"], "withdraw": ["withdrawn"]}
EXTENSION = {
    ExtensionState.FILED: DECIDED | {"escalate": ["escalated"]},
    ExtensionState.ESCALATED: DECIDED,
    ExtensionState.GRANTED: {}, ExtensionState.REFUSED: {}, ExtensionState.WITHDRAWN: {},
}  # fmt: skip
LOOK = {
    LookState.PROPOSED: {"seal": ["sealed_plan"], "drop": ["dropped"]},
    LookState.SEALED_PLAN: {"look": ["done"]},
    LookState.DONE: {"confirm": ["confirmed"], "redo": ["redo"]},
    LookState.REDO: {"look": ["done"]},
    LookState.CONFIRMED: {"apply": ["applied"]},
    LookState.APPLIED: {},
    LookState.DROPPED: {},
}  # fmt: skip  by hand, on purpose
DIAGRAMS: list[tuple[tuple[Any, ...], Any, type[StrEnum], type[StrEnum]]] = [
    (MOVES, ORDER, State, Verb),
    (SUBMISSION_MOVES, SUBMISSION, SubmissionState, SubmissionVerb),
    (OBJECTION_MOVES, OBJECTION, ObjectionState, ObjectionVerb),
    (EXTENSION_MOVES, EXTENSION, ExtensionState, ExtensionVerb),
    (LOOK_MOVES, LOOK, LookState, LookVerb),
]
CELLS = [(table, told, state, verb) for table, told, states, verbs in DIAGRAMS for state in states for verb in verbs]
NEEDS = {
    "order": {
        "sign": {"order.sign"}, "answer": {"order.answer"}, "accept": {"order.judge"}, "return": {"order.judge"},
        "cancel": {"order.issue"}, "revoke": {"order.revoke"}, "suspend": {"order.suspend"}, "lift": {"order.suspend"},
        "reassign": {"order.reassign"}, "withdraw": {"submission.withdraw"}, "resume": {"system"}, "close": {"system"},
    },
    "submission": {
        "complete": {"system"}, "withdraw": {"submission.withdraw"}, "accept": {"order.judge"}, "return": {"order.judge"},
    },
    "objection": {"reassign": {"order.reassign"}, "refuse": {"order.reassign"}, "withdraw": {"order.object"}},
    "extension": {
        "grant": {"extension.decide", "extension.decide_long"}, "refuse": {"extension.decide", "extension.decide_long"},
        "withdraw": {"extension.file"}, "escalate": {"system"},
    },
    "reinspection": {
        "seal": {"reinspection.seal"}, "drop": {"reinspection.seal"}, "look": {"finding.reinspect"},
        "confirm": {"reinspection.judge"}, "redo": {"reinspection.judge"}, "apply": {"reinspection.apply"},
    },
}  # fmt: skip


@pytest.mark.parametrize(("table", "told", "state", "verb"), CELLS, ids=lambda each: str(each)[:12])
def test_every_state_under_every_verb(table: Any, told: Any, state: Any, verb: Any) -> None:
    assert [str(move.target) for move in table if (move.source, move.verb) == (state, verb)] == told[state].get(verb, [])


@pytest.mark.parametrize("table", [each[0] for each in DIAGRAMS], ids=lambda table: table[0].machine)
def test_every_arrow_asks_for_its_permission(table: Any) -> None:
    found: dict[str, set[str]] = {}
    for move in table:
        found.setdefault(str(move.verb), set()).add(str(move.needs))
    assert found == NEEDS[table[0].machine]


def test_the_verbs_of_the_api() -> None:
    assert set(SPOKEN) == {V.SIGN, V.ACCEPT, V.RETURN, V.CANCEL, V.REVOKE, V.SUSPEND, V.LIFT}


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


NATIONAL = WorkingCalendar(
    {date(2026, 10, day): False for day in range(1, 8)} | {date(2026, 10, 10): True, date(2026, 9, 20): True}, frozenset({2026})
)


@pytest.mark.parametrize(
    ("yellow", "last", "stood", "new_last", "new_yellow"),
    [
        (date(2026, 11, 18), date(2026, 11, 23), 2, date(2026, 11, 25), date(2026, 11, 20)),
        (date(2026, 11, 18), date(2026, 11, 23), 0, date(2026, 11, 23), date(2026, 11, 18)),
        # 30 September and three working days on: the week of the holiday does not count, the Saturday after it does
        (date(2026, 9, 25), date(2026, 9, 30), 3, date(2026, 10, 10), date(2026, 9, 30)),
    ],
)
def test_a_clock_that_stood_still_ends_so_many_working_days_later(
    yellow: date, last: date, stood: int, new_last: date, new_yellow: date
) -> None:
    due = moved(NATIONAL, yellow, last, stood)
    assert (due.due_on, due.yellow_on) == (new_last, new_yellow)


@pytest.mark.parametrize(
    ("added", "late", "who"),
    [
        (1, False, "reviewer"), (5, False, "reviewer"), (6, False, "director"), (15, False, "director"), (16, False, "approver"),
        (1, True, "director"), (15, True, "director"), (16, True, "approver"),
    ],
)  # fmt: skip
def test_who_may_grant_so_many_working_days(added: int, late: bool, who: str) -> None:  # ruff: ignore[boolean-type-hint-positional-argument]
    assert authority(Rules(), added, late=late) == who


def test_what_is_opened_again_has_its_class_own_time() -> None:
    monday = date(2026, 11, 23)
    assert due_again(NATIONAL, Rules(), monday, OrderClass.IMMEDIATE) == date(2026, 11, 26)
    assert due_again(NATIONAL, Rules(), monday, OrderClass.LIMITED) == date(2026, 12, 14)
    assert due_again(NATIONAL, Rules(), monday, OrderClass.LONG) == date(2026, 12, 14)


def test_the_window_of_second_looks() -> None:
    assert window(Rules(), date(2026, 11, 30)) == (date(2026, 9, 1), date(2026, 10, 31))
    assert next_month(date(2026, 12, 5)) == date(2027, 1, 1)


def test_a_sample_is_at_least_the_share_of_all_and_the_same_for_everybody() -> None:
    ordinary = [f"finding-{n}" for n in range(9)]
    drawn = sample("seed", ordinary, 11, 0.2)  # 11 closed, two of them serious: 2.2, so three are drawn
    assert len(drawn) == 3
    assert drawn == sample("seed", list(reversed(ordinary)), 11, 0.2)
    assert drawn != sample("another", ordinary, 11, 0.2)
    assert set(drawn) <= set(ordinary)
    assert sample("seed", [], 2, 0.2) == []
    assert len(sample("seed", ordinary[:1], 10, 0.2)) == 1
