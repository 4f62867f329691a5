"""The mission's machine, whole; and the arithmetic of its approval and milestones."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from app.calendar.lights import Light
from app.missions.rules import approval_holds, milestone_light
from app.missions.states import MOVES, State, Verb

S, V = State, Verb
STAY = {V.COMMIT, V.ASSIGN, V.CONFIRM, V.GRANT, V.REFUSE}
DIAGRAM = {
    S.DRAFT: {V.SUBMIT: S.PENDING, V.CANCEL: S.CANCELLED},
    S.PENDING: {V.APPROVE: S.APPROVED, V.APPROVE_ORALLY: S.APPROVED, V.RETURN: S.DRAFT, V.CANCEL: S.CANCELLED},
    S.APPROVED: {V.DEPLOY: S.DEPLOYED, V.ABORT: S.ABORTED, V.CANCEL: S.CANCELLED} | dict.fromkeys(STAY, S.APPROVED),
    S.DEPLOYED: {V.START: S.FIELDWORK, V.ABORT: S.ABORTED} | dict.fromkeys(STAY, S.DEPLOYED),
    S.FIELDWORK: {V.REPORT: S.REPORTING, V.ABORT: S.ABORTED, V.ATTEND: S.FIELDWORK} | dict.fromkeys(STAY, S.FIELDWORK),
    S.REPORTING: {V.CONCLUDE: S.CONCLUDED, V.ATTEND: S.REPORTING, V.CONFIRM: S.REPORTING, V.ASSIGN: S.REPORTING},
    S.CONCLUDED: {V.ARCHIVE: S.ARCHIVED},
    S.ARCHIVED: {},
    S.ABORTED: {},
    S.CANCELLED: {},
}  # by hand, on purpose
NEEDS: dict[tuple[State | None, Verb], set[str]] = {
    (None, V.SUBMIT): {"mission.plan"},
    (None, V.APPROVE): {"mission.approve", "mission.decide"},
    (None, V.APPROVE_ORALLY): {"mission.decide"},
    (None, V.RETURN): {"mission.approve", "mission.decide"},
    (None, V.CONFIRM): {"mission.approve"},
    (None, V.COMMIT): {"mission.field"},
    (None, V.ASSIGN): {"mission.decide"},
    (None, V.DEPLOY): {"mission.deploy"},
    (None, V.START): {"system"},
    (None, V.ATTEND): {"mission.attend"},
    (None, V.REPORT): {"mission.lead"},
    (None, V.CONCLUDE): {"mission.conclude"},
    (None, V.ARCHIVE): {"mission.archive"},
    (None, V.ABORT): {"mission.abort"},
    (None, V.CANCEL): {"mission.plan"},
    (S.APPROVED, V.CANCEL): {"mission.approve"},
    (None, V.GRANT): {"mission.approve"},
    (None, V.REFUSE): {"mission.approve"},
}


@pytest.mark.parametrize("verb", Verb)
@pytest.mark.parametrize("state", State)
def test_every_state_under_every_verb(state: State, verb: Verb) -> None:
    targets = {move.target for move in MOVES if (move.source, move.verb) == (state, verb)}
    assert targets == ({DIAGRAM[state][verb]} if verb in DIAGRAM[state] else set())


@pytest.mark.parametrize(("state", "verb"), sorted({(move.source, move.verb) for move in MOVES}))
def test_every_arrow_asks_for_its_permission(state: State, verb: Verb) -> None:
    asked = {str(move.needs) for move in MOVES if (move.source, move.verb) == (state, verb)}
    assert asked == NEEDS.get((state, verb), NEEDS[None, verb])


@dataclass
class Approval:
    """When it was approved."""

    approved_at: datetime | None
    oral_at: datetime | None = None
    written_due_on: date | None = None


NINTH, TENTH = (
    datetime(2026, 11, 9, 15, 59, tzinfo=UTC),
    datetime(2026, 11, 9, 16, 1, tzinfo=UTC),
)  # 23:59 on the 9th, 00:01 on the 10th


@pytest.mark.parametrize(
    ("row", "holds"),
    [
        (Approval(None), False),
        (Approval(TENTH), True),
        (Approval(None, NINTH, date(2026, 11, 9)), False),
        (Approval(NINTH, NINTH, date(2026, 11, 9)), True),
        (Approval(TENTH, NINTH, date(2026, 11, 9)), False),
    ],
)
def test_an_oral_approval_counts_when_its_paper_came_in_time(row: Approval, *, holds: bool) -> None:
    assert approval_holds(row) is holds


@pytest.mark.parametrize(
    ("done", "today", "late", "light"),
    [
        (None, date(2026, 11, 20), 0, Light.GREEN), (None, date(2026, 11, 21), 1, Light.YELLOW),
        (None, date(2026, 11, 27), 5, Light.YELLOW), (None, date(2026, 11, 30), 6, Light.RED),
        (date(2026, 11, 20), date(2026, 11, 30), 6, Light.BLUE), (date(2026, 11, 21), date(2026, 11, 30), 6, Light.GREY),
    ],
)  # fmt: skip
def test_a_milestones_light(done: date | None, today: date, late: int, light: Light) -> None:
    assert milestone_light(date(2026, 11, 20), done, today, late, 5) is light
