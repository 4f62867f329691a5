"""The verbs on a mission, with the guards that ask what its visits brought."""

from collections.abc import Callable
from uuid import UUID

from app.core.db import Tx
from app.fieldwork import queries
from app.findings.states import State as FindingState
from app.missions import moving
from app.missions import queries as missions
from app.missions.drafts import MissionMove
from app.missions.errors import OrdersMissing, OverlapUnexplained, ReportsUndecided, VisitsOpen
from app.missions.models import Mission
from app.missions.states import Part, Verb
from app.reports.states import DECIDABLE
from app.reports.states import State as ReportState


def move(tx: Tx, mission_id: UUID, asked: MissionMove) -> Mission:
    """Use a verb on a mission.

    Raises: NotFound, OverlapUnexplained, VisitsOpen, ReportsUndecided, OrdersMissing, and as `missions.moving.move`.
    """
    row = missions.get(tx, mission_id, lock=True)
    moving.move(tx, row, asked, GUARDS.get(asked.verb))
    return row


def _no_overlap(tx: Tx, row: Mission, asked: MissionMove) -> None:
    found = queries.overlapping(tx, row, missions.units_of(tx, [row.id], Part.TARGET).get(row.id, []))
    if found and not asked.overlap_reason:
        raise OverlapUnexplained(pointer="/overlap_reason", found=len(found))


def _all_back(tx: Tx, row: Mission, _: MissionMove) -> None:
    states = queries.report_states(tx, row.id)
    waiting = states.get(ReportState.INCOMPLETE, 0) + states.get(ReportState.RETURNED, 0)
    if waiting:
        raise VisitsOpen(waiting=waiting)


def _all_decided(tx: Tx, row: Mission, _: MissionMove) -> None:
    states, findings = queries.report_states(tx, row.id), queries.finding_states(tx, row.id)
    reports = sum(count for state, count in states.items() if state not in DECIDABLE | {ReportState.VOID})
    undecided = sum(count for state, count in findings.items() if state in queries.UNDECIDED)
    if reports or undecided:
        raise ReportsUndecided(reports=reports, findings=undecided)


def _all_ordered(tx: Tx, row: Mission, _: MissionMove) -> None:
    waiting = queries.finding_states(tx, row.id).get(FindingState.CONFIRMED, 0)
    if waiting:
        raise OrdersMissing(findings=waiting)


GUARDS: dict[str, Callable[[Tx, Mission, MissionMove], None]] = {
    Verb.SUBMIT: _no_overlap, Verb.REPORT: _all_back, Verb.CONCLUDE: _all_decided, Verb.ARCHIVE: _all_ordered,
}  # fmt: skip
