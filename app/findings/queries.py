"""Every SELECT over findings, all starting from `visible()`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, and_, case, false, func, literal, or_, select, tuple_

from app.access.policy import Permission, Sight, may, sees
from app.calendar import queries as calendar
from app.calendar.lights import Light, days_left, light, shines
from app.calendar.rules import DAY, WorkingCalendar
from app.core.clock import legal_date, start_of_day, wire
from app.core.db import Tx, UtcDateTime
from app.core.machine import open_moves
from app.core.problem import NotFound
from app.core.schema import Point
from app.findings import inside
from app.findings.models import Finding
from app.findings.schemas import FindingOut, Inside, PersonOut
from app.findings.states import MOVES, OFF_THE_BOOKS, State, Verb
from app.rulebook import queries as rulebook
from app.seals import queries as seals
from app.units import queries as units
from app.units.models import Unit


@dataclass(frozen=True, slots=True)
class FindingFilter:
    """What a list may be narrowed by; days in legal time, both included."""

    state: State | None = None
    light: Light | None = None
    unit_id: UUID | None = None
    focus_area: str | None = None
    category: str | None = None
    severity: str | None = None
    order_id: UUID | None = None
    report_id: UUID | None = None
    first: date | None = None
    last: date | None = None
    q: str | None = None


def visible(tx: Tx) -> Select[Finding]:
    """The office sees what is not sealed from it; authors their own; leaders and units what is released to them.

    What was transferred 移送 is known to those who keep seals alone.
    """
    actor, query = tx.actor, select(Finding).where(~Finding.withdrawn, *_untransferred(tx))
    doors: list[ColumnElement[bool]] = [false()]
    if sees(actor, Sight.OFFICE):
        doors += [seals.open_to(tx, Finding.mission_id), Finding.released_at.is_not(None)]
    if sees(actor, Sight.AUTHOR):
        doors.append(Finding.author_id == actor.id)
    if sees(actor, Sight.RELEASED):
        doors.append(Finding.released_at.is_not(None))
    if sees(actor, Sight.UNIT) and actor.unit_path:
        doors.append(and_(Finding.released_at.is_not(None), Finding.unit_path.startswith(actor.unit_path)))
    return query.where(or_(*doors))


def _untransferred(tx: Tx) -> list[ColumnElement[bool]]:
    return [] if may(tx.actor, Permission.SEAL_KEEP) else [Finding.state != State.TRANSFERRED]


def get(tx: Tx, finding_id: UUID, *, lock: bool = False) -> Finding:
    """One visible finding. Raises: NotFound."""
    query = visible(tx).where(Finding.id == finding_id)
    row = tx.session.scalar(query.with_for_update() if lock else query)
    if row is None:
        raise NotFound
    return row


def narrowed(tx: Tx, query: Select[Any], wanted: FindingFilter) -> Select[Any]:
    """A query over findings with a list's filters applied; what has left the books shows only where it is asked for."""
    if not (wanted.state or wanted.order_id or wanted.report_id):
        query = query.where(Finding.state.not_in(OFF_THE_BOOKS))
    equal: dict[Any, Any] = {Finding.state: wanted.state, Finding.focus_area: wanted.focus_area, Finding.category: wanted.category}
    equal |= {Finding.severity: wanted.severity, Finding.order_id: wanted.order_id}
    query = query.where(*[column == value for column, value in equal.items() if value is not None])
    if wanted.report_id:
        query = query.where(Finding.report_id == wanted.report_id, *_who_reads_reports(tx))
    if wanted.unit_id:
        path = select(Unit.path).where(Unit.id == wanted.unit_id).scalar_subquery()
        below = select(Unit.id).where(Unit.path.startswith(path))
        query = query.where(Finding.responsible_unit_id.in_(below))
    if wanted.light:
        query = query.where(shines(tx.now, Finding, wanted.light, rulebook.lateness(tx)))
    if wanted.first:
        query = query.where(Finding.found_at >= start_of_day(wanted.first))
    if wanted.last:
        query = query.where(Finding.found_at < start_of_day(wanted.last + DAY))
    return query.where(_text(wanted.q)) if wanted.q else query


def _who_reads_reports(tx: Tx) -> list[ColumnElement[bool]]:
    """Whoever may not see a report shall not learn from a filter which findings it brought."""
    return [] if sees(tx.actor, Sight.OFFICE) else [Finding.author_id == tx.actor.id]


def _text(q: str) -> ColumnElement[bool]:
    columns = (Finding.facts, Finding.site_name, Finding.number, Finding.order_number)
    named = select(Unit.id).where(Unit.name.contains(q, autoescape=True))
    return or_(*[column.contains(q, autoescape=True) for column in columns], Finding.responsible_unit_id.in_(named))


def page(tx: Tx, wanted: FindingFilter, start: Any, limit: int) -> Sequence[Finding]:  # ruff: ignore[any-type]  a cursor's value
    """Visible findings, the newest first."""
    query = narrowed(tx, visible(tx), wanted).order_by(Finding.found_at.desc(), Finding.id.desc()).limit(limit)
    if start:
        query = query.where(tuple_(Finding.found_at, Finding.id) < tuple_(datetime.fromisoformat(start[0]), UUID(start[1])))
    return tx.session.scalars(query).all()


NEVER = datetime(9999, 1, 1, tzinfo=UTC)
URGENCY = (
    case((Finding.closed_at.is_not(None), 2), (Finding.due_at.is_(None), 1), else_=0),
    func.coalesce(Finding.due_at, literal(NEVER, UtcDateTime())),
    Finding.id,
)


def most_urgent(tx: Tx, wanted: FindingFilter, start: Any, limit: int) -> Sequence[Finding]:  # ruff: ignore[any-type]  a cursor's value
    """Visible findings as the ledger lists them: running clocks by deadline, then what has no order, then what is closed."""
    query = narrowed(tx, visible(tx), wanted).order_by(*URGENCY).limit(limit)
    if start:
        behind = (literal(start[0]), literal(datetime.fromisoformat(start[1]), UtcDateTime()), literal(UUID(start[2]), Uuid()))
        query = query.where(tuple_(*URGENCY) > tuple_(*behind))
    return tx.session.scalars(query).all()


def urgency(row: Finding) -> list[Any]:
    """Where a row stands in that order, for a cursor."""
    rank = 2 if row.closed_at is not None else 1 if row.due_at is None else 0
    return [rank, wire(row.due_at or NEVER), row.id.hex]


def every(tx: Tx, wanted: FindingFilter, most: int) -> Sequence[Finding]:
    """The whole result of a filter in the ledger's order, for exports."""
    return most_urgent(tx, wanted, None, most)


def tally(tx: Tx, wanted: FindingFilter) -> tuple[int, dict[Light, int]]:
    """How many findings a filter holds, and how many shine in each light: over what the reader may see, nothing else."""
    late = rulebook.lateness(tx)
    sums = [func.coalesce(func.sum(case((shines(tx.now, Finding, each, late), 1), else_=0)), 0) for each in Light]
    query = narrowed(tx, visible(tx).with_only_columns(func.count(), *sums), wanted)
    total, *counts = tx.session.execute(query).one()
    return total, dict(zip(Light, (int(count) for count in counts), strict=True))


def of_report(tx: Tx, report_id: UUID) -> Sequence[Finding]:
    """A report's findings in the manifest's order; the caller has seen the report."""
    whole = select(Finding).where(Finding.report_id == report_id, ~Finding.withdrawn, *_untransferred(tx))
    query = whole.order_by(Finding.position)
    return tx.session.scalars(query).all()


def of_orders(tx: Tx, order_ids: Iterable[UUID]) -> Sequence[Finding]:
    """The findings of orders the caller has seen."""
    ids = list(order_ids)
    query = select(Finding).where(Finding.order_id.in_(ids)).order_by(Finding.order_id, Finding.number, Finding.position)
    return tx.session.scalars(query).all() if ids else []


def outs(tx: Tx, rows: Sequence[Finding]) -> list[FindingOut]:
    """Rows as the reader may see them."""
    office = sees(tx.actor, Sight.OFFICE)
    within = [row for row in rows if office or _own(tx, row)]
    known = inside.load(tx, within)
    told = {row.id: inside.out(tx, row, known) for row in within}
    homes = units.by_ids(tx, [row.responsible_unit_id for row in rows])
    calendar_ = calendar.load(tx)
    return [
        _out(tx, row, calendar_, homes[row.responsible_unit_id].name, known.names.get(row.author_id), told.get(row.id))
        for row in rows
    ]


def _own(tx: Tx, row: Finding) -> bool:
    """The author's; an inspector who is also a unit's contact reads the unit's other findings as the unit does."""
    return row.author_id == tx.actor.id


_KEPT = {"responsible_persons", "evidence_ids", "report_id", "severity_reported", "decision_reason"}


def _out(tx: Tx, row: Finding, calendar_: WorkingCalendar, unit: str, author: str | None, told: Inside | None) -> FindingOut:
    values = {name: getattr(row, name) for name in FindingOut.model_fields if hasattr(row, name) and name not in _KEPT}
    return FindingOut(
        **values,
        report_id=row.report_id if told else None,
        severity_reported=row.severity_reported if told else None,
        decision_reason=row.decision_reason if told else None,
        responsible_unit_name=unit,
        responsible_persons=[PersonOut(name=p.get("name"), post=p.get("post"), kind=p["kind"]) for p in row.responsible_persons],
        evidence_ids=[UUID(each) for each in row.evidence_ids],
        location=Point(lat=row.lat, lon=row.lon) if row.lat is not None and row.lon is not None else None,
        found_on=legal_date(row.found_at),
        light=light(tx.now, row, rulebook.lateness(tx)),
        days_left=days_left(calendar_, tx.now, row),
        closed_late=row.closed_at is not None and row.due_at is not None and (row.fulfilled_at or row.closed_at) > row.due_at,
        author_name=author if told else None,
        inside=told,
        moves=[Verb(verb) for verb in open_moves(MOVES, tx.actor, row.state) if _offered(tx, row, verb)],
    )


def _offered(tx: Tx, row: Finding, verb: str) -> bool:
    """Whether a button would lead anywhere: orders release, only authors supplement, only what has an order reopens."""
    rest = {
        Verb.RELEASE: False,
        Verb.SUPPLEMENT: _own(tx, row),
        Verb.REOPEN: row.order_id is not None,
        Verb.SETTLE: row.on_the_spot_fixed,
    }
    return rest.get(Verb(verb), True)


def out(tx: Tx, row: Finding) -> FindingOut:
    """One row."""
    return outs(tx, [row])[0]
