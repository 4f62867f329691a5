"""Every SELECT over tasks, all starting from `visible()`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, tuple_

from app.access.policy import Permission, Sight, may, sees
from app.calendar import queries as calendar
from app.calendar.lights import Light, days_left, light, shines
from app.calendar.rules import WorkingCalendar
from app.core.db import Tx
from app.core.problem import NotFound
from app.identity import queries as identity
from app.tasks.models import Task, TaskInspector, TaskUnit
from app.tasks.schemas import TaskInspectorOut, TaskOut, TaskSiteOut
from app.tasks.states import TaskState
from app.units import queries as units
from app.units.models import Unit


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """What a list may be narrowed by."""

    state: TaskState | None = None
    focus_area: str | None = None
    light: Light | None = None
    q: str | None = None


def visible(tx: Tx) -> Select[Task]:
    """The office and the county's leaders see all; inspectors those given to them; units those they lead or assist."""
    actor, query = tx.actor, select(Task)
    if not may(actor, Permission.TASK_READ):
        return query.where(false())
    if sees(actor, Sight.OFFICE) or sees(actor, Sight.RELEASED):
        return query
    doors: list[ColumnElement[bool]] = [false()]
    if sees(actor, Sight.AUTHOR):
        doors.append(exists().where(TaskInspector.task_id == Task.id, TaskInspector.user_id == actor.id))
    if sees(actor, Sight.UNIT) and actor.unit_path:
        own = select(Unit.id).where(Unit.path.startswith(actor.unit_path))
        doors += [Task.lead_unit_id.in_(own), exists().where(TaskUnit.task_id == Task.id, TaskUnit.unit_id.in_(own))]
    return query.where(or_(*doors))


def get(tx: Tx, task_id: UUID) -> Task:
    """One visible task. Raises: NotFound."""
    row = tx.session.scalar(visible(tx).where(Task.id == task_id))
    if row is None:
        raise NotFound
    return row


def page(tx: Tx, wanted: TaskFilter, start: Any, limit: int) -> Sequence[Task]:  # ruff: ignore[any-type]  a cursor's value
    """Visible tasks, the nearest deadline first."""
    query = visible(tx).order_by(Task.due_at, Task.id).limit(limit)
    if wanted.state:
        query = query.where(Task.state == wanted.state)
    if wanted.focus_area:
        query = query.where(Task.focus_area == wanted.focus_area)
    if wanted.light:
        query = query.where(shines(tx.now, Task, wanted.light))
    if wanted.q:
        found = or_(Task.title.contains(wanted.q, autoescape=True), Task.number.contains(wanted.q, autoescape=True))
        query = query.where(found)
    if start:
        query = query.where(tuple_(Task.due_at, Task.id) > tuple_(datetime.fromisoformat(start[0]), UUID(start[1])))
    return tx.session.scalars(query).all()


def outs(tx: Tx, rows: Sequence[Task]) -> list[TaskOut]:
    """Rows as the reader may see them; sites and inspectors are kept from units."""
    inside = not (sees(tx.actor, Sight.UNIT) and not (sees(tx.actor, Sight.OFFICE) or sees(tx.actor, Sight.AUTHOR)))
    known = _known(tx, rows, inside=inside)
    return [_out(tx, row, known, inside=inside) for row in rows]


@dataclass(frozen=True, slots=True)
class _Known:
    """Everything rows need, gathered once for many."""

    calendar: WorkingCalendar
    leads: dict[UUID, Unit]
    assisting: dict[UUID, list[UUID]]
    inspecting: dict[UUID, list[UUID]]
    names: dict[UUID, str]


def _known(tx: Tx, rows: Sequence[Task], *, inside: bool) -> _Known:
    ids = [row.id for row in rows]
    inspecting = _pairs(tx, TaskInspector.task_id, TaskInspector.user_id, ids) if inside else {}
    return _Known(
        calendar=calendar.load(tx),
        leads=units.by_ids(tx, [row.lead_unit_id for row in rows]),
        assisting=_pairs(tx, TaskUnit.task_id, TaskUnit.unit_id, ids),
        inspecting=inspecting,
        names=identity.names(tx, [each for group in inspecting.values() for each in group]),
    )


def _out(tx: Tx, row: Task, known: _Known, *, inside: bool) -> TaskOut:
    values = {name: getattr(row, name) for name in TaskOut.model_fields if hasattr(row, name) and name != "sites"}
    people = known.inspecting.get(row.id, [])
    return TaskOut(
        **values,
        lead_unit_name=known.leads[row.lead_unit_id].name,
        assist_unit_ids=known.assisting.get(row.id, []),
        inspector_ids=people,
        inspectors=[TaskInspectorOut(id=each, name=known.names[each]) for each in people],
        sites=[TaskSiteOut.model_validate(site) for site in row.sites] if inside else [],
        light=light(tx.now, row),
        days_left=days_left(known.calendar, tx.now, row),
    )


def _pairs(tx: Tx, left: Any, right: Any, ids: list[UUID]) -> dict[UUID, list[UUID]]:  # ruff: ignore[any-type]  two columns
    found: dict[UUID, list[UUID]] = {}
    for one, other in tx.session.execute(select(left, right).where(and_(left.in_(ids))).order_by(right)):
        found.setdefault(one, []).append(other)
    return found


def out(tx: Tx, row: Task) -> TaskOut:
    """One row."""
    return outs(tx, [row])[0]
