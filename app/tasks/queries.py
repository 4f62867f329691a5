"""Every SELECT over tasks, all starting from `visible()`."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select, tuple_

from app.access.policy import Permission, Sight, may, sees
from app.calendar.lights import Light
from app.core.db import Tx
from app.core.problem import NotFound
from app.tasks import lamps, showing
from app.tasks.models import Task, TaskFeedback, TaskInspector, TaskMilestone, TaskUnit
from app.tasks.states import Priority, TaskState
from app.tasks.views import CampaignList, CampaignOut, TaskFull, TaskOut
from app.units.models import Unit


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """What a list may be narrowed by."""

    states: frozenset[TaskState] = field(default_factory=frozenset)
    focus_area: str | None = None
    light: Light | None = None
    q: str | None = None
    campaign: str | None = None
    priority: Priority | None = None
    unit_id: UUID | None = None


def visible(tx: Tx) -> Select[Task]:
    """The office sees all; leaders what is dispatched, inspectors what is given to them of it, units what they lead or assist.

    A department sees its own proposals.
    """
    actor, query = tx.actor, select(Task)
    if not may(actor, Permission.TASK_READ):
        return query.where(false())
    if sees(actor, Sight.OFFICE):
        return query
    doors: list[ColumnElement[bool]] = [false()]
    if sees(actor, Sight.RELEASED):
        doors.append(Task.dispatched_at.is_not(None))
    if sees(actor, Sight.AUTHOR):
        given = exists().where(TaskInspector.task_id == Task.id, TaskInspector.user_id == actor.id)
        doors.append(and_(Task.dispatched_at.is_not(None), given))
    if sees(actor, Sight.UNIT) and actor.unit_path:
        own = select(Unit.id).where(Unit.path.startswith(actor.unit_path))
        named = or_(Task.lead_unit_id.in_(own), exists().where(TaskUnit.task_id == Task.id, TaskUnit.unit_id.in_(own)))
        doors.append(and_(Task.dispatched_at.is_not(None), named))
    if may(actor, Permission.TASK_PROPOSE):
        doors.append(Task.proposing_unit_id == actor.unit_id)
    return query.where(or_(*doors))


def get(tx: Tx, task_id: UUID, *, lock: bool = False) -> Task:
    """One visible task. Raises: NotFound."""
    query = visible(tx).where(Task.id == task_id)
    row = tx.session.scalar(query.with_for_update() if lock else query)
    if row is None:
        raise NotFound
    return row


def narrowed(tx: Tx, wanted: TaskFilter) -> Select[Task]:
    """A list's filters applied."""
    query = visible(tx)
    equal: dict[Any, Any] = {
        Task.focus_area: wanted.focus_area, Task.campaign: wanted.campaign, Task.priority: wanted.priority,
    }  # fmt: skip
    query = query.where(*[column == value for column, value in equal.items() if value is not None])
    if wanted.states:
        query = query.where(Task.state.in_(sorted(wanted.states)))
    if wanted.light:
        query = query.where(lamps.lit(tx, wanted.light))
    if wanted.unit_id:
        path = select(Unit.path).where(Unit.id == wanted.unit_id).scalar_subquery()
        query = query.where(Task.lead_unit_id.in_(select(Unit.id).where(Unit.path.startswith(path))))
    if wanted.q:
        found = or_(Task.title.contains(wanted.q, autoescape=True), Task.number.contains(wanted.q, autoescape=True))
        query = query.where(found)
    return query


def page(tx: Tx, wanted: TaskFilter, start: Any, limit: int) -> Sequence[Task]:  # ruff: ignore[any-type]  a cursor's value
    """Visible tasks, the nearest deadline first."""
    query = narrowed(tx, wanted).order_by(Task.due_at, Task.id).limit(limit)
    if start:
        query = query.where(tuple_(Task.due_at, Task.id) > tuple_(datetime.fromisoformat(start[0]), UUID(start[1])))
    return tx.session.scalars(query).all()


def tally(tx: Tx, wanted: TaskFilter) -> dict[TaskState, int]:
    """How many visible tasks stand in each state."""
    query = narrowed(tx, wanted).with_only_columns(Task.state, func.count()).group_by(Task.state)
    found = {row[0]: row[1] for row in tx.session.execute(query)}
    return {state: found.get(state.value, 0) for state in TaskState}


def campaigns(tx: Tx) -> CampaignList:
    """The campaigns visible tasks belong to, the newest first; one whose days differ between tasks is listed once for each."""
    columns = (Task.campaign, Task.campaign_from, Task.campaign_to)
    query = visible(tx).where(Task.campaign.is_not(None)).with_only_columns(*columns, func.count()).group_by(*columns)
    rows = tx.session.execute(query.order_by(func.max(Task.created_at).desc(), Task.campaign)).all()
    return CampaignList(items=[CampaignOut(name=row[0], starts_on=row[1], ends_on=row[2], tasks=row[3]) for row in rows])


def milestones(tx: Tx, task_id: UUID) -> Sequence[TaskMilestone]:
    """A task's milestones as planned."""
    query = select(TaskMilestone).where(TaskMilestone.task_id == task_id)
    return tx.session.scalars(query.order_by(TaskMilestone.position)).all()


def feedback_to_judge(tx: Tx, task_id: UUID) -> TaskFeedback | None:
    """The newest answer."""
    query = select(TaskFeedback).where(TaskFeedback.task_id == task_id)
    return tx.session.scalar(query.order_by(TaskFeedback.seq.desc()).limit(1))


def outs(tx: Tx, rows: Sequence[Task]) -> list[TaskOut]:
    """Rows as the reader may see them; sites and inspectors are kept from units."""
    return showing.outs(tx, rows)


def out(tx: Tx, row: Task) -> TaskOut:
    """One row."""
    return showing.outs(tx, [row])[0]


def full(tx: Tx, row: Task) -> TaskFull:
    """One row with its progress, answers and story."""
    return showing.full(tx, row)
