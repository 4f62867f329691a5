"""The verbs of coordination items and difficulties."""

from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID, uuid5

from sqlalchemy import delete

from app.access.policy import Permission, Sight, require, sees
from app.audit.service import record
from app.calendar import queries as calendar
from app.calendar.lights import due
from app.coordination import queries
from app.coordination.errors import (
    CoordinationIdReused,
    DecisionRequired,
    DifficultyIdReused,
    DifficultyOfOtherUnit,
    HelperRequired,
    MeetingRequired,
    NotTheHelper,
    ParticipantRequired,
    ResultRequired,
    VisitNotReleased,
)
from app.coordination.models import Coordination, CoordinationParty, Difficulty
from app.coordination.schemas import CoordinationDraft, CoordinationMove, DifficultyDraft, DifficultyMove
from app.coordination.states import (
    COORDINATION_MOVES,
    DIFFICULTY_MOVES,
    CoordinationState,
    CoordinationVerb,
    DifficultySource,
    DifficultyState,
    DifficultyVerb,
)
from app.core.clock import end_of_day, legal_date
from app.core.db import Tx
from app.core.machine import follow
from app.core.problem import NotFound
from app.findings import queries as findings
from app.reports.models import Report
from app.reports.states import State as ReportState
from app.rulebook import queries as rulebook
from app.tasks.errors import DeadlinePassed
from app.units import queries as units
from app.units.errors import UnknownUnit


def raise_item(tx: Tx, draft: CoordinationDraft) -> tuple[Coordination, bool]:
    """Raise a matter from a finding; says whether it is new.

    Raises: Forbidden, NotFound (no such finding for this reader), UnknownUnit, CoordinationIdReused.
    """
    require(tx.actor, Permission.COORDINATION_RAISE)
    finding = findings.get(tx, draft.finding_id)
    held = tx.session.get(Coordination, draft.id)
    if held is not None:
        if held.content_sha256 != draft.content_sha256():
            raise CoordinationIdReused(pointer="/id")
        return held, False
    row = Coordination(
        id=draft.id, finding_id=finding.id, mission_id=finding.mission_id, content_sha256=draft.content_sha256(),
        state=CoordinationState.RAISED, title=draft.title, reason=draft.reason, coordinator=draft.coordinator,
        raised_by=tx.actor.id, raised_at=tx.now, due_provisional=False, auto_signed=False, version=1,
    )  # fmt: skip
    tx.session.add(row)
    tx.session.flush()
    _take_part(tx, row, draft.participant_ids)
    record(tx, "coordination.raised", row, note=draft.reason, finding=str(finding.id))
    return row, True


def _take_part(tx: Tx, row: Coordination, unit_ids: Sequence[UUID]) -> None:
    for position, unit_id in enumerate(unit_ids):
        units.get(tx, unit_id, f"/participant_ids/{position}")
    tx.session.execute(delete(CoordinationParty).where(CoordinationParty.coordination_id == row.id))
    tx.session.add_all(CoordinationParty(coordination_id=row.id, unit_id=each) for each in dict.fromkeys(unit_ids))
    tx.session.flush()


def move_item(tx: Tx, coordination_id: UUID, asked: CoordinationMove) -> Coordination:
    """A verb on an item.

    Raises: NotFound, Forbidden, IllegalMove, MeetingRequired, ParticipantRequired, DecisionRequired, ResultRequired,
    DeadlinePassed, UnknownUnit.
    """
    row = queries.get(tx, coordination_id, lock=True)
    target = follow(COORDINATION_MOVES, tx.actor, row.state, asked.verb)
    note = _WORK[asked.verb](tx, row, asked)
    row.state = target
    row.version += 1
    record(tx, f"coordination.{asked.verb}", row, note=note)
    return row


def _schedule(tx: Tx, row: Coordination, asked: CoordinationMove) -> str | None:
    if asked.meeting_at is None:
        raise MeetingRequired(pointer="/meeting_at")
    if asked.participant_ids is not None:
        _take_part(tx, row, asked.participant_ids)
    if not queries.participants(tx, row.id):
        raise ParticipantRequired(pointer="/participant_ids")
    row.meeting_at, row.meeting_place = asked.meeting_at, asked.meeting_place
    return asked.note or asked.meeting_place


def _decide(tx: Tx, row: Coordination, asked: CoordinationMove) -> str | None:
    if asked.decision is None:
        raise DecisionRequired(pointer="/decision")
    if asked.due_on is not None:
        _set_due(tx, row, asked.due_on)
    row.decision, row.decided_by, row.decided_at = asked.decision, tx.actor.id, tx.now
    return asked.decision


def _set_due(tx: Tx, row: Coordination, last: date) -> None:
    if end_of_day(last) <= tx.now:
        raise DeadlinePassed(pointer="/due_on", due_on=last.isoformat())
    book = rulebook.load(tx)
    found = due(calendar.load(tx), legal_date(tx.now), last, yellow_min=book.yellow_min_days, yellow_share=book.yellow_share)
    row.due_on, row.due_at, row.yellow_on, row.due_provisional = found.due_on, found.due_at, found.yellow_on, found.provisional


def _follow(_tx: Tx, row: Coordination, asked: CoordinationMove) -> str | None:
    row.progress = _note(asked.note)
    return row.progress


def _close(tx: Tx, row: Coordination, asked: CoordinationMove) -> str | None:
    row.result, row.closed_at, row.fulfilled_at = _note(asked.note), tx.now, tx.now
    return row.result


def _note(note: str | None) -> str:
    if not note:
        raise ResultRequired(pointer="/note")
    return note


_WORK: dict[CoordinationVerb, Callable[[Tx, Coordination, CoordinationMove], str | None]] = {
    CoordinationVerb.SCHEDULE: _schedule, CoordinationVerb.DECIDE: _decide, CoordinationVerb.FOLLOW: _follow,
    CoordinationVerb.CLOSE: _close,
}  # fmt: skip


def enter(tx: Tx, draft: DifficultyDraft) -> tuple[Difficulty, bool]:
    """A unit's difficulty, written by itself or by the office for it; says whether it is new.

    Raises: Forbidden, UnknownUnit, DifficultyOfOtherUnit, DifficultyIdReused.
    """
    require(tx.actor, Permission.DIFFICULTY_ENTER)
    held = tx.session.get(Difficulty, draft.id)
    if held is not None:
        if (held.content_sha256, held.author_id) != (draft.content_sha256(), tx.actor.id):
            raise DifficultyIdReused(pointer="/id")
        return held, False
    unit_id = draft.unit_id or tx.actor.unit_id
    if unit_id is None:
        raise UnknownUnit(pointer="/unit_id", unit_id="")
    unit, office = units.get(tx, unit_id, "/unit_id"), sees(tx.actor, Sight.OFFICE)
    if not office and not unit.path.startswith(tx.actor.unit_path):
        raise DifficultyOfOtherUnit(pointer="/unit_id")
    row = Difficulty(
        id=draft.id, source=DifficultySource.OFFICE if office else DifficultySource.UNIT, author_id=tx.actor.id,
        content_sha256=draft.content_sha256(), state=DifficultyState.OPEN, unit_id=unit.id, text=draft.text, noted_at=tx.now,
        released_at=tx.now, version=1,
    )  # fmt: skip
    tx.session.add(row)
    record(tx, "difficulty.entered", row)
    return row, True


def take_from_report(tx: Tx, report_id: UUID) -> None:
    """What units asked for during a visit, once its report is accepted; again is nothing new."""
    report = tx.session.get(Report, report_id)
    if report is None:
        return
    for position, said in enumerate(report.manifest["difficulties"]):
        own_id = uuid5(report.id, f"difficulty {position}")
        if tx.session.get(Difficulty, own_id) is not None:
            continue
        unit_id = UUID(said["unit_id"]) if said["unit_id"] else report.site_unit_id
        row = Difficulty(
            id=own_id, source=DifficultySource.REPORT, report_id=report.id, mission_id=report.mission_id,
            author_id=report.author_id, content_sha256=report.content_sha256, state=DifficultyState.OPEN, unit_id=unit_id,
            text=said["text"], noted_at=tx.now, released_at=None, version=1,
        )  # fmt: skip
        tx.session.add(row)
        record(tx, "difficulty.taken", row, report=str(report.id))


def move_difficulty(tx: Tx, difficulty_id: UUID, asked: DifficultyMove) -> Difficulty:
    """A verb on a difficulty.

    Raises: NotFound, Forbidden, IllegalMove, HelperRequired, UnknownUnit, VisitNotReleased, NotTheHelper, ResultRequired.
    """
    row = queries.get_difficulty(tx, difficulty_id, lock=True)
    target = follow(DIFFICULTY_MOVES, tx.actor, row.state, asked.verb)
    if asked.verb == DifficultyVerb.ASSIGN:
        _assign(tx, row, asked)
    elif asked.verb == DifficultyVerb.ANSWER:
        if not queries.helps(tx, row):
            raise NotTheHelper
        row.result, row.replied_at = _note(asked.note), tx.now
    else:
        row.closed_at = tx.now
    row.state = target
    row.version += 1
    record(tx, f"difficulty.{asked.verb}", row, note=asked.note)
    return row


def _assign(tx: Tx, row: Difficulty, asked: DifficultyMove) -> None:
    if asked.helper_unit_id is None:
        raise HelperRequired(pointer="/helper_unit_id")
    if row.released_at is None:
        _require_told(tx, row)
        row.released_at = tx.now
    row.helper_unit_id = units.get(tx, asked.helper_unit_id, "/helper_unit_id").id
    row.request, row.result, row.replied_at = asked.note, None, None


def _require_told(tx: Tx, row: Difficulty) -> None:
    """A visit is known once an order went out of it, or when it found nothing and is under no seal."""
    report = tx.session.get(Report, row.report_id) if row.report_id else None
    if report is None:
        raise NotFound
    known = report.state == ReportState.RELEASED or (report.finding_count == 0 and report.mission_id is None)
    if not known:
        raise VisitNotReleased
