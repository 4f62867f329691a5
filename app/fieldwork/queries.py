"""Every SELECT over what missions and visits have in common; what others do is read through their own `visible()`."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, literal, or_, select

from app.calendar.rules import DAY
from app.core.clock import legal_date, start_of_day
from app.core.db import Tx
from app.fieldwork.schemas import Burden, Fieldwork, Overlap, OverlapKind, Overlaps, VisitOut
from app.findings.models import Finding
from app.findings.states import State as FindingState
from app.identity import queries as identity
from app.missions import queries as missions
from app.missions import showing
from app.missions.models import Mission, MissionUnit
from app.missions.schemas import NamedPerson, UnitName
from app.missions.states import DEAD, Method, Part, State
from app.reports import queries as reports
from app.reports.models import Report
from app.reports.states import State as ReportState
from app.rulebook import queries as rulebook
from app.seals import queries as seals
from app.tasks.models import Task
from app.units.models import Unit

UNPLANNED = frozenset({State.DRAFT}) | DEAD  # what nobody has to make way for
BACK = frozenset({State.REPORTING, State.CONCLUDED, State.ARCHIVED})
UNDECIDED = frozenset(state for state in FindingState if state.value in {"submitted", "need_more"})


def report_states(tx: Tx, mission_id: UUID) -> dict[str, int]:
    """How many reports of a mission stand in each state; the caller has seen it."""
    query = select(Report.state, func.count()).where(Report.mission_id == mission_id).group_by(Report.state)
    return {row[0]: row[1] for row in tx.session.execute(query)}


def finding_states(tx: Tx, mission_id: UUID) -> dict[str, int]:
    """How many findings of a mission stand in each state; the caller has seen it."""
    query = select(Finding.state, func.count()).where(Finding.mission_id == mission_id, ~Finding.withdrawn)
    return {row[0]: row[1] for row in tx.session.execute(query.group_by(Finding.state))}


def fieldwork(tx: Tx, mission_id: UUID) -> Fieldwork:
    """What a mission's visits brought; each visit for those who may read its report. Raises: NotFound."""
    row = missions.get(tx, mission_id)
    states = report_states(tx, row.id)
    query = reports.visible(tx).where(Report.mission_id == row.id).order_by(Report.started_at, Report.id)
    visits = tx.session.scalars(query).all()
    names = identity.names(tx, [visit.author_id for visit in visits])
    return Fieldwork(
        reports=states,
        findings=finding_states(tx, row.id),
        desk_only=row.state in BACK and not any(count for state, count in states.items() if state != ReportState.VOID),
        visits=[_visit(visit, names[visit.author_id]) for visit in visits],
    )


def _visit(row: Report, author: str) -> VisitOut:
    return VisitOut(
        id=row.id, state=ReportState(row.state), site_name=row.site_name, author=NamedPerson(id=row.author_id, name=author),
        started_at=row.started_at, finding_count=row.finding_count,
    )  # fmt: skip


def overlaps(tx: Tx, mission_id: UUID) -> Overlaps:
    """What speaks against one more mission (条例 Art. 15). Raises: NotFound; empty for whoever is not let into its targets."""
    row = missions.get(tx, mission_id)
    rules = rulebook.load(tx)
    inside = missions.inside(tx, row, sealed=bool(seals.whole(tx, [row.id])))
    targets = missions.units_of(tx, [row.id], Part.TARGET).get(row.id, []) if inside else []
    found = overlapping(tx, row, targets)
    return Overlaps(
        days=rules.overlap_days, items=found, burden=[_burden(tx, row, unit, rules.burden_open_per_month) for unit in targets]
    )


def overlapping(tx: Tx, row: Mission, targets: Sequence[Unit]) -> list[Overlap]:
    """Other missions and visits at the same units for the same matters, near the mission's period."""
    if not targets:
        return []
    near = timedelta(days=rulebook.load(tx).overlap_days)
    span = (row.period_from - near, row.period_to + near)
    return [*_missions_near(tx, row, targets, span), *_visits_near(tx, row, targets, span)]


def _same_place(targets: Iterable[Unit]) -> ColumnElement[bool]:
    return or_(*[or_(Unit.path.startswith(each.path), literal(each.path).startswith(Unit.path)) for each in targets])


def _missions_near(tx: Tx, row: Mission, targets: Sequence[Unit], span: tuple[date, date]) -> list[Overlap]:
    query = (
        missions.visible(tx)
        .join(MissionUnit, MissionUnit.mission_id == Mission.id)
        .join(Unit, Unit.id == MissionUnit.unit_id)
        .where(Mission.id != row.id, Mission.state.not_in(UNPLANNED), MissionUnit.part == Part.TARGET, _same_place(targets))
        .where(Mission.period_from <= span[1], Mission.period_to >= span[0])
        .add_columns(Unit).order_by(Mission.period_from, Mission.id, Unit.node)
    )  # fmt: skip
    found = [(other, unit) for other, unit in tx.session.execute(query) if set(other.focus_areas) & set(row.focus_areas)]
    titles = {each.id: each.title for each in showing.summaries(tx, list({other.id: other for other, _ in found}.values()))}
    return [
        Overlap(
            kind=OverlapKind.MISSION, id=other.id, title=titles[other.id], unit=UnitName(id=unit.id, name=unit.name),
            focus_areas=other.focus_areas, first=other.period_from, last=other.period_to,
        )
        for other, unit in found
    ]  # fmt: skip


def _visits_near(tx: Tx, row: Mission, targets: Sequence[Unit], span: tuple[date, date]) -> list[Overlap]:
    query = (
        reports.visible(tx)
        .join(Unit, Unit.id == Report.site_unit_id).join(Task, Task.id == Report.task_id)
        .where(Report.state != ReportState.VOID, or_(Report.mission_id.is_(None), Report.mission_id != row.id))
        .where(_same_place(targets), Task.focus_area.in_(row.focus_areas))
        .where(Report.started_at >= start_of_day(span[0]), Report.started_at < start_of_day(span[1] + DAY))
        .add_columns(Unit, Task.focus_area).order_by(Report.started_at, Report.id)
    )  # fmt: skip
    return [
        Overlap(
            kind=OverlapKind.REPORT, id=visit.id, title=visit.site_name, unit=UnitName(id=unit.id, name=unit.name),
            focus_areas=[area], first=legal_date(visit.started_at), last=legal_date(visit.started_at),
        )
        for visit, unit, area in tx.session.execute(query)
    ]  # fmt: skip


def _burden(tx: Tx, row: Mission, unit: Unit, allowed: int) -> Burden:
    first = row.period_from.replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    at = (MissionUnit.part == Part.TARGET, Unit.path.startswith(unit.path))
    of: Any = (
        missions.visible(tx)
        .with_only_columns(Mission.id, Mission.method)
        .select_from(Mission)
        .join(MissionUnit, MissionUnit.mission_id == Mission.id).join(Unit, Unit.id == MissionUnit.unit_id)
        .where(or_(Mission.id == row.id, Mission.state.not_in(UNPLANNED)), *at)
        .where(Mission.period_from < after, Mission.period_to >= first).distinct()
    )  # fmt: skip
    methods = [method for _, method in tx.session.execute(of)]
    seen = reports.visible(tx).with_only_columns(func.count()).select_from(Report).join(Unit, Unit.id == Report.site_unit_id)
    seen = seen.where(Unit.path.startswith(unit.path), Report.state != ReportState.VOID)
    visits = tx.session.scalar(seen.where(Report.started_at >= start_of_day(first), Report.started_at < start_of_day(after)))
    open_ones = sum(method != Method.COVERT for method in methods)
    return Burden(
        unit=UnitName(id=unit.id, name=unit.name), month=f"{first:%Y-%m}", missions=len(methods), open_missions=open_ones,
        visits=visits or 0, allowed=allowed, over=open_ones > allowed,
    )  # fmt: skip
