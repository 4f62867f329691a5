"""The task's machine, whole; cadence and milestones."""

from datetime import date

import pytest

from app.calendar.rules import WorkingCalendar
from app.tasks.rules import cadence, earliest_open, next_report
from app.tasks.states import FIXED, MOVES, OVER, SPOKEN, Cadence, TaskState, TaskVerb

S, V = TaskState, TaskVerb
DIAGRAM: dict[TaskState, dict[TaskVerb, set[TaskState]]] = {
    S.DRAFT: {V.SUBMIT: {S.PENDING_APPROVAL}, V.DISPATCH: {S.DISPATCHED}, V.CANCEL: {S.CANCELLED}},
    S.PENDING_APPROVAL: {V.APPROVE: {S.APPROVED}, V.RETURN: {S.DRAFT}, V.CANCEL: {S.CANCELLED}},
    S.APPROVED: {V.DISPATCH: {S.DISPATCHED}, V.CANCEL: {S.CANCELLED}},
    S.DISPATCHED: {
        V.SIGN: {S.SIGNED}, V.OBJECT: {S.DISPATCHED}, V.OVERRULE: {S.DISPATCHED}, V.REASSIGN: {S.APPROVED},
        V.SUSPEND: {S.SUSPENDED}, V.CANCEL: {S.CANCELLED},
    },
    S.SIGNED: {
        V.START: {S.IN_PROGRESS}, V.OBJECT: {S.SIGNED}, V.OVERRULE: {S.SIGNED}, V.REASSIGN: {S.APPROVED},
        V.SUSPEND: {S.SUSPENDED}, V.CANCEL: {S.CANCELLED},
    },
    S.IN_PROGRESS: {V.ANSWER: {S.FEEDBACK_SUBMITTED}, V.SUSPEND: {S.SUSPENDED}, V.CANCEL: {S.CANCELLED}},
    S.FEEDBACK_SUBMITTED: {
        V.RETURN: {S.IN_PROGRESS}, V.CLOSE: {S.CLOSED}, V.SUSPEND: {S.SUSPENDED}, V.CANCEL: {S.CANCELLED},
    },
    S.CLOSED: {V.REOPEN: {S.IN_PROGRESS}, V.ARCHIVE: {S.ARCHIVED}},
    S.SUSPENDED: {V.RESUME: {S.DISPATCHED, S.SIGNED, S.IN_PROGRESS, S.FEEDBACK_SUBMITTED}, V.CANCEL: {S.CANCELLED}},
    S.CANCELLED: {V.ARCHIVE: {S.ARCHIVED}},
    S.ARCHIVED: {},
}  # fmt: skip
NEEDS: dict[tuple[TaskState | None, TaskVerb], set[str]] = {
    (None, V.SUBMIT): {"task.write", "task.propose"}, (S.DRAFT, V.DISPATCH): {"task.write"},
    (S.DRAFT, V.CANCEL): {"task.write", "task.propose"}, (None, V.APPROVE): {"task.approve", "task.dispatch"},
    (S.PENDING_APPROVAL, V.RETURN): {"task.approve", "task.dispatch"}, (S.APPROVED, V.DISPATCH): {"task.dispatch"},
    (None, V.SIGN): {"task.sign", "task.behalf", "system"}, (None, V.OBJECT): {"task.sign"}, (None, V.OVERRULE): {"task.dispatch"},
    (None, V.REASSIGN): {"task.dispatch"}, (None, V.START): {"task.answer", "task.behalf"},
    (None, V.ANSWER): {"task.answer", "task.behalf"}, (S.FEEDBACK_SUBMITTED, V.RETURN): {"task.judge"},
    (None, V.CLOSE): {"task.close", "task.close_major"}, (None, V.REOPEN): {"task.close"}, (None, V.SUSPEND): {"task.halt"},
    (None, V.RESUME): {"task.halt"}, (None, V.CANCEL): {"task.halt"}, (None, V.ARCHIVE): {"task.judge", "system"},
}  # fmt: skip


@pytest.mark.parametrize("verb", TaskVerb)
@pytest.mark.parametrize("state", TaskState)
def test_every_state_under_every_verb(state: TaskState, verb: TaskVerb) -> None:
    assert {move.target for move in MOVES if (move.source, move.verb) == (state, verb)} == DIAGRAM[state].get(verb, set())


@pytest.mark.parametrize(("state", "verb"), sorted({(move.source, move.verb) for move in MOVES}))
def test_every_arrow_asks_for_its_permissions(state: TaskState, verb: TaskVerb) -> None:
    needs = {move.needs for move in MOVES if (move.source, move.verb) == (state, verb)}
    assert needs == NEEDS.get((state, verb), NEEDS.get((None, verb)))


def test_the_verbs_of_the_api() -> None:
    assert set(SPOKEN) == set(TaskVerb) - {V.ANSWER}


def test_what_is_over_and_what_is_not_edited() -> None:
    assert {S.CLOSED, S.CANCELLED, S.ARCHIVED} == OVER
    assert {*OVER, S.PENDING_APPROVAL, S.APPROVED} == FIXED


PLAIN = WorkingCalendar({}, frozenset({2026, 2027}))


@pytest.mark.parametrize(
    ("priority", "asked", "expected"),
    [
        ("ordinary", "none", "none"), ("ordinary", "quarterly", "quarterly"), ("key", "none", "none"),
        ("major", "none", "monthly"), ("major", "quarterly", "monthly"), ("major", "monthly", "monthly"),
        ("major", "weekly", "weekly"),
    ],
)  # fmt: skip
def test_a_major_matter_reports_at_least_monthly(priority: str, asked: str, expected: str) -> None:
    assert cadence(priority, asked) == expected


@pytest.mark.parametrize(
    ("every", "after", "expected"),
    [
        (Cadence.NONE, date(2026, 11, 25), None), (Cadence.WEEKLY, date(2026, 11, 25), date(2026, 12, 2)),
        (Cadence.MONTHLY, date(2026, 11, 25), date(2026, 12, 25)), (Cadence.QUARTERLY, date(2026, 11, 25), date(2027, 2, 25)),
        (Cadence.MONTHLY, date(2026, 11, 5), date(2026, 12, 7)),  # 5 December is a Saturday
        (Cadence.QUARTERLY, date(2026, 11, 30), date(2027, 3, 1)),  # 28 February is a Sunday
    ],
)  # fmt: skip
def test_the_next_report_is_due_on_a_working_day(every: Cadence, after: date, expected: date | None) -> None:
    assert next_report(PLAIN, every, after) == expected


def test_the_first_open_milestone() -> None:
    first, second = date(2026, 11, 20), date(2026, 12, 1)
    assert earliest_open([(first, first), (second, None)]) == second
    assert earliest_open([(second, None), (first, None)]) == first
    assert earliest_open([(first, first)]) is None
