"""Who supervises: the duty of departments by the month and of leaders by the quarter, from missions no longer sealed."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import Select, or_, select

from app.access.policy import Permission, Sight, permissions_of, sees
from app.calendar.rules import DAY
from app.core.clock import legal_date, start_of_day
from app.core.db import Tx
from app.identity.models import User
from app.indicators.figures import Entry, Sides
from app.indicators.history import Scope
from app.indicators.models import DutyWaiver
from app.indicators.rules import Outing, days_to, fulfilled, month_of, one_a_day, period, quarter_of, quota, repeated
from app.indicators.states import Kind, NotCounted, State, SubjectKind, WaiverGround
from app.missions import queries as missions
from app.missions.models import Mission, MissionMember, MissionSite
from app.missions.rules import approval_holds
from app.missions.states import DEAD, Part, Submethod
from app.reports.models import Report
from app.reports.states import DECIDABLE
from app.seals.models import Seal
from app.units.models import Unit
from app.units.schemas import Hat, UnitKind

LOOK_BACK_DAYS = 366  # how far back a repetition of a repetition is followed


@dataclass(frozen=True, slots=True)
class Counted:
    """A mission as one subject's duty sees it."""

    mission: Mission
    on: date
    why_not: NotCounted | None


@dataclass(slots=True)
class Duty:
    """One duty of one subject in one month or quarter."""

    subject_kind: SubjectKind
    subject_id: UUID
    name: str
    unit_id: UUID | None
    period: str
    quota: int
    missions: list[Counted] = field(default_factory=list)
    waiver: DutyWaiver | None = None

    @property
    def counted(self) -> int:
        """How many count."""
        return sum(each.why_not is None for each in self.missions)

    @property
    def rate(self) -> float | None:
        """min(1, counted ÷ quota); None when nothing is owed."""
        return fulfilled(self.counted, self.quota)


def over(scope: Scope) -> Select[Mission]:
    """Missions that may be counted for anybody who reads duties: their seal was broken by then, and they were not called off."""
    broken = select(Seal.id).where(Seal.broken_at <= scope.as_of)
    return select(Mission).where(Mission.id.in_(broken), Mission.state.not_in(DEAD))


def _ended(scope: Scope, first: date) -> list[Mission]:
    """Missions whose fieldwork ended between that day and the period's last, by then."""
    begin, end = start_of_day(first), start_of_day(scope.period.last + DAY)
    query = over(scope).where(
        Mission.fieldwork_ended_at >= begin, Mission.fieldwork_ended_at < end, Mission.fieldwork_ended_at <= scope.as_of
    )  # fmt: skip
    return list(scope.tx.session.scalars(query.order_by(Mission.fieldwork_ended_at, Mission.id)))


def _ended_on(mission: Mission) -> date:
    return legal_date(mission.fieldwork_ended_at) if mission.fieldwork_ended_at else mission.period_to


def departments(scope: Scope) -> list[Duty]:
    """A row for every department that organises and every month of the period that has begun."""
    months = _names(scope, month_of)
    rows = _ended(scope, days_to(scope.period.first, LOOK_BACK_DAYS))
    organisers = missions.units_of(scope.tx, [row.id for row in rows], Part.ORGANISER)
    facts = _facts(scope, rows)
    waivers = _waivers(scope.tx, months)
    duties: list[Duty] = []
    for unit in _organising(scope.tx):
        own = [row for row in rows if any(unit.id == each.id for each in organisers.get(row.id, []))]
        judged = _judge(scope, unit, own, facts)
        for month in months:
            waiver = waivers.get((unit.id, month))
            owed = 0 if waiver else scope.rules.department_quota_month
            held = [each for each in judged if month_of(each.on) == month]
            duties.append(Duty(SubjectKind.UNIT, unit.id, unit.name, unit.id, month, owed, held, waiver))
    return duties


def _organising(tx: Tx) -> list[Unit]:
    """Departments that organise; whoever reads as a unit reads its own alone."""
    query = select(Unit).where(Unit.kind == UnitKind.DEPARTMENT).order_by(Unit.node)
    wide = sees(tx.actor, Sight.OFFICE) or sees(tx.actor, Sight.RELEASED)
    rows = [unit for unit in tx.session.scalars(query) if Hat.ORGANISER in unit.hats]
    return [unit for unit in rows if wide or (tx.actor.unit_path and unit.path.startswith(tx.actor.unit_path))]


def _names(scope: Scope, name: Callable[[date], str]) -> list[str]:
    """The months or quarters of the period that have begun."""
    found: dict[str, None] = {}
    day, last = scope.period.first, min(scope.period.last, legal_date(scope.as_of))
    while day <= last:
        found[name(day)] = None
        day += DAY
    return list(found)


@dataclass(slots=True)
class _Facts:
    """What the missions' visits and teams say."""

    visits: dict[UUID, set[UUID]]  # who filed an accepted report
    present: dict[UUID, set[UUID]]  # who was on site
    homes: dict[UUID, str]
    targets: dict[UUID, list[Unit]]
    topics: dict[UUID, list[UUID]]


def _facts(scope: Scope, rows: Sequence[Mission]) -> _Facts:
    ids = [row.id for row in rows]
    visits: dict[UUID, set[UUID]] = defaultdict(set)
    query = select(Report.mission_id, Report.author_id).where(Report.mission_id.in_(ids), Report.state.in_(DECIDABLE))
    for mission_id, author in scope.tx.session.execute(query):
        if mission_id is not None:
            visits[mission_id].add(author)
    present = {row.id: set(visits[row.id]) for row in rows}
    sites = select(MissionSite.mission_id, MissionSite.opened_by, MissionSite.done_by).where(MissionSite.mission_id.in_(ids))
    for mission_id, opened, done in scope.tx.session.execute(sites):
        present[mission_id] |= {each for each in (opened, done) if each}
    for row in rows:
        if row.led_by_id and row.led_by_present_on:
            present[row.id].add(row.led_by_id)
    targets = missions.units_of(scope.tx, ids, Part.TARGET)
    drawn = select(MissionSite.mission_id, Unit).join(Unit, Unit.id == MissionSite.unit_id).where(MissionSite.mission_id.in_(ids))
    for mission_id, unit in scope.tx.session.execute(drawn):
        targets.setdefault(mission_id, []).append(unit)
    return _Facts(
        visits, _of_team(scope.tx, ids, present), _homes(scope.tx, {each for who in present.values() for each in who}),
        targets, missions.task_ids(scope.tx, ids),
    )  # fmt: skip


def _of_team(tx: Tx, ids: list[UUID], present: dict[UUID, set[UUID]]) -> dict[UUID, set[UUID]]:
    """Those present who did not recuse themselves."""
    away = select(MissionMember.mission_id, MissionMember.user_id).where(MissionMember.mission_id.in_(ids), MissionMember.recused)
    for mission_id, user_id in tx.session.execute(away):
        present[mission_id].discard(user_id)
    return present


def _homes(tx: Tx, people: Iterable[UUID]) -> dict[UUID, str]:
    query = select(User.id, Unit.path).join(Unit, Unit.id == User.unit_id).where(User.id.in_(list(people)))
    return {row.id: row.path for row in tx.session.execute(query)}


def _judge(scope: Scope, unit: Unit, rows: Sequence[Mission], facts: _Facts) -> list[Counted]:
    why = {row.id: _why_not(unit, row, facts) for row in rows}
    outings = [Outing(str(row.id), _ended_on(row), _aims(row, facts)) for row in rows if why[row.id] is None]
    again = repeated(outings, scope.rules.duty_repeat_days)
    return [Counted(row, _ended_on(row), NotCounted.REPEATED if str(row.id) in again else why[row.id]) for row in rows]


def _aims(row: Mission, facts: _Facts) -> frozenset[tuple[str, str]]:
    topics = [str(each) for each in facts.topics.get(row.id, [])] or list(row.focus_areas)
    return frozenset((str(unit.id), topic) for unit in facts.targets.get(row.id, []) for topic in topics)


def _why_not(unit: Unit, row: Mission, facts: _Facts) -> NotCounted | None:
    if not (approval_holds(row) and _basis_covers(row)):
        return NotCounted.NO_BASIS
    if not facts.visits.get(row.id):
        return NotCounted.NO_VISIT if Submethod.ON_SITE in row.submethods else NotCounted.DESK_ONLY
    if not any(facts.homes.get(each, "").startswith(unit.path) for each in facts.present[row.id]):
        return NotCounted.NO_MEMBER
    return None


def _basis_covers(row: Mission) -> bool:
    """The authority held for the whole period (条例 Art. 7)."""
    begins = row.basis_from is None or row.basis_from <= row.period_from
    return begins and (row.basis_to is None or row.basis_to >= row.period_to)


def leaders(scope: Scope) -> list[Duty]:
    """A row for every leader and every quarter of the period that has begun; not for readers who read as a unit."""
    if not (sees(scope.tx.actor, Sight.OFFICE) or sees(scope.tx.actor, Sight.RELEASED)):
        return []
    quarters = _names(scope, quarter_of)
    led: dict[UUID, list[Mission]] = defaultdict(list)
    for row in scope.tx.session.scalars(over(scope).where(Mission.led_by_id.is_not(None)).order_by(Mission.period_from)):
        if row.led_by_id:
            led[row.led_by_id].append(row)
    waivers = _waivers(scope.tx, quarters)
    people = _leading(scope.tx, led)
    return [_led(scope, user, quarter, led[user.id], waivers.get((user.id, quarter))) for user in people for quarter in quarters]


def _leading(tx: Tx, led: Iterable[UUID]) -> list[User]:
    """Whoever owes the duty by his office, and whoever led without owing it."""
    rows = tx.session.scalars(select(User).where(or_(User.active, User.id.in_(list(led)))).order_by(User.username))
    known = set(led)
    return [row for row in rows if row.id in known or Permission.DUTY_LEAD in permissions_of(frozenset(row.roles))]


def _led(scope: Scope, user: User, quarter: str, rows: Sequence[Mission], waiver: DutyWaiver | None) -> Duty:
    span = period(quarter)
    inside = [row for row in rows if span.holds(row.led_by_present_on or _ended_on(row))]
    days = {
        str(row.id): row.led_by_present_on
        for row in inside
        if row.led_by_present_on and row.led_by_present_on <= legal_date(scope.as_of)
    }
    first = one_a_day(days)
    held = [Counted(row, row.led_by_present_on or _ended_on(row), _why_not_led(row, days, first)) for row in inside]
    owed = scope.rules.leader_quota_quarter
    if waiver:
        owed = quota(owed, waiver.months_in_post) if waiver.ground == WaiverGround.PART_QUARTER else 0
    return Duty(SubjectKind.PERSON, user.id, user.name, user.unit_id, quarter, owed, held, waiver)


def _why_not_led(row: Mission, days: dict[str, date], first: set[str]) -> NotCounted | None:
    if str(row.id) not in days:
        return NotCounted.NOT_PRESENT
    return None if str(row.id) in first else NotCounted.SAME_DAY


def _waivers(tx: Tx, periods: Iterable[str]) -> dict[tuple[UUID, str], DutyWaiver]:
    query = select(DutyWaiver).where(DutyWaiver.period.in_(list(periods)), DutyWaiver.state == State.GRANTED)
    return {(row.subject_id, row.period): row for row in tx.session.scalars(query)}


def _entries(duties: Iterable[Duty], kind: Kind) -> Sides:
    sides = Sides([], [])
    for duty in duties:
        if duty.rate is None:
            continue
        entry = Entry(kind, duty.subject_id, period(duty.period).last, frozenset(), duty.counted, duty.period)
        sides.bottom.append(entry)
        if duty.rate >= 1:
            sides.top.append(entry)
    return sides


def duty_departments(scope: Scope) -> Sides:
    """Duties of departments fulfilled, of those owed."""
    return _entries(departments(scope), Kind.UNIT)


def duty_leaders(scope: Scope) -> Sides:
    """Duties of leaders fulfilled, of those owed."""
    return _entries(leaders(scope), Kind.PERSON)


def _mission(row: Mission) -> Entry:
    return Entry(Kind.MISSION, row.id, _ended_on(row))


def department_led(scope: Scope) -> Sides:
    """Missions a department organised (domain.md §1 row 14)."""
    rows = _ended(scope, scope.period.first)
    organisers = missions.units_of(scope.tx, [row.id for row in rows], Part.ORGANISER)
    led = [row for row in rows if any(unit.kind == UnitKind.DEPARTMENT for unit in organisers.get(row.id, []))]
    return Sides([_mission(row) for row in led], [_mission(row) for row in rows])


def leader_led(scope: Scope) -> Sides:
    """Missions a leader led in person, on site (domain.md §1 row 24)."""
    rows = _ended(scope, scope.period.first)
    return Sides([_mission(row) for row in rows if row.led_by_present_on], [_mission(row) for row in rows])


def sites_per_mission(scope: Scope) -> Sides:
    """Sites seen per mission: depth (domain.md §1 row 22)."""
    rows = _ended(scope, scope.period.first)
    days = {row.id: _ended_on(row) for row in rows}
    query = select(MissionSite.id, MissionSite.mission_id).where(
        MissionSite.mission_id.in_(days), MissionSite.opened_at.is_not(None)
    )
    top = [Entry(Kind.MISSION, mission, days[mission], note=str(site)) for site, mission in scope.tx.session.execute(query)]
    return Sides(top, [_mission(row) for row in rows])
