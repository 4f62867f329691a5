"""Figures over visits: what teams saw and did not see, and where nobody went."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, select

from app.calendar.rules import DAY
from app.core.clock import legal_date, start_of_day
from app.findings import queries as findings
from app.findings.models import Finding
from app.findings.states import State as FindingState
from app.indicators.figures import Entry, Sides
from app.indicators.history import Scope
from app.indicators.outcomes import GONE
from app.indicators.rules import apart_m, month_of, suspicion
from app.indicators.states import Kind
from app.missions import queries as missions
from app.missions.models import Mission, MissionTask
from app.missions.states import DEAD, Method, Part
from app.missions.states import State as MissionState
from app.rectification.models import Reinspection
from app.rectification.states import ReinspectionResult, ReinspectionState
from app.reports import queries as reports
from app.reports.models import Report
from app.reports.states import DECIDABLE
from app.tasks import queries as tasks
from app.tasks.models import Task
from app.tasks.states import TaskState
from app.units.models import Unit
from app.units.schemas import UnitKind

TOWNSHIPS = frozenset({UnitKind.TOWNSHIP, UnitKind.SUBDISTRICT})
VILLAGES = frozenset({UnitKind.VILLAGE, UnitKind.COMMUNITY})
PLANNED = frozenset({MissionState.DRAFT, MissionState.PENDING}) | DEAD  # not a mission anybody was sent on


@dataclass(frozen=True, slots=True)
class Visit:
    """An accepted visit: `team` is who filed its report; `place` is (lat, lon)."""

    id: UUID
    team: UUID
    mission_id: UUID | None
    unit_id: UUID | None
    area: str
    at: datetime
    found: int
    place: tuple[float, float] | None


def accepted(scope: Scope) -> list[Visit]:
    """Visits that ended in the period and were accepted by then."""
    if (held := scope.seen.get("visits")) is not None:
        rows: list[Visit] = held
        return rows
    first, last = start_of_day(scope.period.first), start_of_day(scope.period.last + DAY)
    query = reports.visible(scope.tx).join(Task, Task.id == Report.task_id).add_columns(Task.focus_area)
    query = query.where(Report.finished_at >= first, Report.finished_at < last, Report.finished_at <= scope.as_of)
    found = scope.tx.session.execute(query.order_by(Report.finished_at, Report.id)).all()
    states = scope.states("report", {row.id: row.state for row, _ in found})
    made = [_visit(row, area) for row, area in found if states[row.id] in DECIDABLE]
    scope.seen["visits"] = made
    return made


def _visit(row: Report, area: str) -> Visit:
    claimed = row.manifest["site"]["location"]
    place = (claimed["lat"], claimed["lon"]) if claimed else None
    return Visit(row.id, row.author_id, row.mission_id, row.site_unit_id, area, row.finished_at, row.finding_count, place)


def _entry(visit: Visit, *more: str) -> Entry:
    groups = {f"person:{visit.team}", f"area:{visit.area}", *more}
    return Entry(Kind.REPORT, visit.id, legal_date(visit.at), frozenset(groups))


def zero_problem(scope: Scope) -> Sides:
    """零问题率 by team, with the test of domain.md §5: a hint where so many without a problem are unlikely."""
    visits = accepted(scope)
    sides = Sides([_entry(visit) for visit in visits if not visit.found], [_entry(visit) for visit in visits])
    tables: dict[UUID, Counter[str]] = defaultdict(Counter)
    clean: dict[UUID, Counter[str]] = defaultdict(Counter)
    for visit in visits:
        tables[visit.team][visit.area] += 1
        clean[visit.team][visit.area] += not visit.found
    for team, counts in tables.items():
        own = {area: (count, clean[team][area]) for area, count in counts.items()}
        others = {
            area: (
                sum(table[area] for each, table in tables.items() if each != team),
                sum(table[area] for each, table in clean.items() if each != team),
            )
            for area in counts
        }
        said = suspicion(own, others, least=scope.rules.zero_problem_min_visits, alpha=scope.rules.zero_problem_alpha)
        sides.more[f"person:{team}"] = {"expected": said.expected, "chance": said.chance}
        if said.flagged:
            sides.flags.add(f"person:{team}")
    return sides


def contradiction(scope: Scope) -> Sides:
    """矛盾率: visits without a problem where other eyes then found one of the same area, in the same village or close by."""
    clean = [visit for visit in accepted(scope) if not visit.found]
    span = timedelta(days=scope.rules.contradiction_days)
    seen = _found_later(scope, span) if clean else []
    villages = _villages(scope)
    bottom = [_entry(visit) for visit in clean]
    top = [
        _entry(visit)
        for visit in clean
        if any(
            each.team != visit.team and each.area == visit.area and visit.at < each.at <= visit.at + span
            and _same_place(scope, visit, each, villages)
            for each in seen
        )
    ]  # fmt: skip
    return Sides(top, bottom)


def _found_later(scope: Scope, span: timedelta) -> list[Visit]:
    """What was found, by visits and by second looks, until the window of the period's last day has passed."""
    first, last = start_of_day(scope.period.first), min(start_of_day(scope.period.last + DAY) + span, scope.as_of)
    rows = scope.tx.session.scalars(findings.visible(scope.tx).where(Finding.found_at >= first, Finding.found_at <= last)).all()
    again = scope.tx.session.execute(
        findings.visible(scope.tx).join(Reinspection, Reinspection.finding_id == Finding.id).add_columns(Reinspection).where(
            Reinspection.state == ReinspectionState.APPLIED, Reinspection.result != ReinspectionResult.RECTIFIED,
            Reinspection.inspected_at >= first, Reinspection.inspected_at <= last,
        )
    ).all()  # fmt: skip
    known = {row.id: row for row in (*rows, *(row for row, _ in again))}
    states = scope.states("finding", {row.id: row.state for row in known.values()})
    homes = _site_units(scope, {row.report_id for row in known.values()})
    stands = {each for each, state in states.items() if state not in GONE | {FindingState.REJECTED}}
    return [_sight(row, row.author_id, row.found_at, homes) for row in rows if row.id in stands] + [
        _sight(row, look.author_id, look.inspected_at, homes) for row, look in again if row.id in stands
    ]


def _sight(row: Finding, who: UUID, at: datetime, homes: dict[UUID, UUID | None]) -> Visit:
    place = (row.lat, row.lon) if row.lat is not None and row.lon is not None else None
    return Visit(row.id, who, row.mission_id, homes.get(row.report_id), row.focus_area, at, 1, place)


def _site_units(scope: Scope, report_ids: Iterable[UUID]) -> dict[UUID, UUID | None]:
    ids = list(report_ids)
    found: dict[UUID, UUID | None] = {}
    for start in range(0, len(ids), 500):
        query = select(Report.id, Report.site_unit_id).where(Report.id.in_(ids[start : start + 500]))
        found |= {row.id: row.site_unit_id for row in scope.tx.session.execute(query)}
    return found


def _same_place(scope: Scope, one: Visit, other: Visit, villages: set[UUID]) -> bool:
    if one.unit_id is not None and one.unit_id == other.unit_id and one.unit_id in villages:
        return True
    return bool(one.place and other.place and apart_m(one.place, other.place) <= scope.rules.contradiction_m)


def _villages(scope: Scope) -> set[UUID]:
    return set(scope.tx.session.scalars(select(Unit.id).where(Unit.kind.in_(VILLAGES))))


def findings_per_visit(scope: Scope) -> Sides:
    """Findings per visit: depth (domain.md §1 row 22)."""
    visits = {visit.id: visit for visit in accepted(scope)}
    rows = [row for row in scope.tx.session.scalars(_found(scope)) if row.report_id in visits]
    states = scope.states("finding", {row.id: row.state for row in rows})
    top = [
        Entry(Kind.FINDING, row.id, legal_date(row.found_at), _entry(visits[row.report_id]).groups)
        for row in rows
        if states[row.id] not in GONE
    ]
    return Sides(top, [_entry(visit) for visit in visits.values()])


def _found(scope: Scope) -> Select[Finding]:
    """Findings of the reports of the period."""
    first, last = start_of_day(scope.period.first), start_of_day(scope.period.last + DAY)
    ids = reports.visible(scope.tx).with_only_columns(Report.id).where(Report.finished_at >= first, Report.finished_at < last)
    return findings.visible(scope.tx).where(Finding.report_id.in_(ids)).order_by(Finding.found_at, Finding.id)


def village_share(scope: Scope) -> Sides:
    """Visits down to a village: depth (domain.md §1 row 22)."""
    villages = _villages(scope)
    return Sides(
        [_entry(visit) for visit in accepted(scope) if visit.unit_id in villages], [_entry(visit) for visit in accepted(scope)]
    )


def coverage_townships(scope: Scope) -> Sides:
    """Townships with at least one accepted visit, to themselves or to what lies below."""
    return _coverage(scope, TOWNSHIPS)


def coverage_villages(scope: Scope) -> Sides:
    """Villages and communities with at least one accepted visit."""
    return _coverage(scope, VILLAGES)


def _coverage(scope: Scope, kinds: frozenset[UnitKind]) -> Sides:
    tree = _tree(scope)
    last: dict[str, datetime] = {}
    for visit in accepted(scope):
        if visit.unit_id in tree:
            last[tree[visit.unit_id].path] = visit.at
    sides = Sides([], [])
    for unit in sorted(tree.values(), key=lambda each: each.node):
        if unit.kind not in kinds:
            continue
        went = [at for path, at in last.items() if path.startswith(unit.path)]
        above = {f"unit:{unit.parent_id}"} if unit.parent_id and kinds is VILLAGES else set()
        day = legal_date(max(went)) if went else min(scope.period.last, legal_date(scope.as_of))
        entry = Entry(Kind.UNIT, unit.id, day, frozenset(above), len([path for path in went if path]))
        sides.bottom.append(entry)
        if went:
            sides.top.append(entry)
    return sides


def _tree(scope: Scope) -> dict[UUID, Unit]:
    if "tree" not in scope.seen:
        scope.seen["tree"] = {unit.id: unit for unit in scope.tx.session.scalars(select(Unit))}
    tree: dict[UUID, Unit] = scope.seen["tree"]
    return tree


def coverage_tasks(scope: Scope) -> Sides:
    """Matters dispatched in the period with at least one mission that follows them up."""
    first, last = start_of_day(scope.period.first), start_of_day(scope.period.last + DAY)
    query = tasks.visible(scope.tx).where(
        Task.dispatched_at >= first, Task.dispatched_at < last, Task.dispatched_at <= scope.as_of, Task.state != TaskState.CANCELLED
    )  # fmt: skip
    rows = scope.tx.session.scalars(query.order_by(Task.dispatched_at, Task.id)).all()
    seen = missions.visible(scope.tx).with_only_columns(Mission.id).where(
        Mission.state.not_in(PLANNED), Mission.created_at <= scope.as_of
    )  # fmt: skip
    followed = set(scope.tx.session.scalars(select(MissionTask.task_id).where(MissionTask.mission_id.in_(seen))))
    entries = {row.id: _task(row) for row in rows}
    return Sides([entry for each, entry in entries.items() if each in followed], list(entries.values()))


def _task(row: Task) -> Entry:
    groups = frozenset({f"unit:{row.lead_unit_id}", f"area:{row.focus_area}"})
    return Entry(Kind.TASK, row.id, legal_date(row.dispatched_at or row.due_at), groups)


def burden(scope: Scope) -> Sides:
    """受检频次: visits and missions each unit received; a hint where open checks of one month are more than the rule allows."""
    tree = _tree(scope)
    entries = [_entry(visit, f"unit:{_answers(tree, visit.unit_id).id}") for visit in accepted(scope) if visit.unit_id in tree]
    checks: Counter[tuple[UUID, str]] = Counter()
    rows, targets = _missions(scope)
    for row in rows:
        homes = {_answers(tree, unit.id).id for unit in targets.get(row.id, [])}
        day = legal_date(row.fieldwork_started_at) if row.fieldwork_started_at else row.period_from
        entries += [Entry(Kind.MISSION, row.id, day, frozenset({f"unit:{home}"})) for home in homes]
        if row.method == Method.OPEN:
            checks.update((home, month_of(day)) for home in homes)
    sides = Sides(entries, entries)
    for (home, _), count in checks.items():
        told = sides.more.setdefault(f"unit:{home}", {"open_checks": 0.0})
        told["open_checks"] = max(told["open_checks"] or 0, count)
        if count > scope.rules.burden_open_per_month:
            sides.flags.add(f"unit:{home}")
    return sides


def _answers(tree: dict[UUID, Unit], unit_id: UUID) -> Unit:
    """The unit that bears it: a village's township, else itself."""
    unit = tree[unit_id]
    while unit.kind in VILLAGES and unit.parent_id in tree:
        unit = tree[unit.parent_id]
    return unit


def _missions(scope: Scope) -> tuple[list[Mission], dict[UUID, list[Unit]]]:
    """Missions whose fieldwork began in the period, with the visited units."""
    first, last = start_of_day(scope.period.first), start_of_day(scope.period.last + DAY)
    query = missions.visible(scope.tx).where(
        Mission.fieldwork_started_at >= first, Mission.fieldwork_started_at < last, Mission.fieldwork_started_at <= scope.as_of,
        Mission.state.not_in(DEAD),
    )  # fmt: skip
    rows = list(scope.tx.session.scalars(query.order_by(Mission.fieldwork_started_at, Mission.id)))
    return rows, missions.units_of(scope.tx, [row.id for row in rows], Part.TARGET)
