"""Setting up and changing tasks."""

from typing import Any, TypedDict
from uuid import UUID

from sqlalchemy import delete, select

from app.access.policy import Permission, require
from app.audit.service import record
from app.calendar import queries as calendar
from app.calendar.lights import due
from app.core.clock import legal_date
from app.core.db import Tx
from app.core.problem import PreconditionRequired, StaleVersion
from app.core.register import next_number
from app.dictionary.categories import require_focus_area
from app.identity import queries as identity
from app.rulebook import queries as rulebook
from app.tasks.errors import DeadlinePassed, TaskClosed, UnknownPerson
from app.tasks.models import Task, TaskInspector, TaskUnit
from app.tasks.schemas import TaskDraft
from app.tasks.states import TaskState
from app.units import queries as units

LINKS = {"assist_unit_ids", "inspector_ids"}


def put(tx: Tx, task_id: UUID, draft: TaskDraft, expected: int | None) -> tuple[Task, bool]:
    """Create a task, or change it on the version read; says whether it is new.

    Raises: Forbidden, UnknownUnit, UnknownPerson, UnknownCategory, DeadlinePassed, StaleVersion, PreconditionRequired, TaskClosed.
    """
    require(tx.actor, Permission.TASK_WRITE)
    _check(tx, draft)
    values = draft.model_dump(mode="json", exclude=LINKS | {"lead_unit_id", "due_on"}) | {"lead_unit_id": draft.lead_unit_id}
    task = tx.session.get(Task, task_id, with_for_update=True)
    if task is None:
        return _create(tx, task_id, draft, values), True
    _require_version(task, expected)
    for name, value in values.items():
        setattr(task, name, value)
    if draft.due_on != task.due_on:
        _set_due(tx, task, draft)
    _link(tx, task, draft)
    task.version += 1
    record(tx, "task.changed", task, title=task.title)
    return task, False


def _require_version(task: Task, expected: int | None) -> None:
    if task.state == TaskState.CLOSED:
        raise TaskClosed
    if expected is None:
        raise PreconditionRequired(pointer="/headers/If-Match", version=task.version)
    if expected != task.version:
        raise StaleVersion(pointer="/headers/If-Match", version=task.version)


def _create(tx: Tx, task_id: UUID, draft: TaskDraft, values: dict[str, Any]) -> Task:
    number = next_number(tx, tx.settings.task_prefix)
    task = Task(id=task_id, number=number, state=TaskState.DISPATCHED, created_at=tx.now, version=1, auto_signed=False, **values)
    _set_due(tx, task, draft)
    tx.session.add(task)
    tx.session.flush()
    _link(tx, task, draft)
    record(tx, "task.dispatched", task, title=task.title, number=number)
    return task


class _Rule(TypedDict):
    yellow_min: int
    yellow_share: float


def _rule(tx: Tx) -> _Rule:
    rules = rulebook.load(tx)
    return {"yellow_min": rules.yellow_min_days, "yellow_share": rules.yellow_share}


def _set_due(tx: Tx, task: Task, draft: TaskDraft) -> None:
    today = legal_date(tx.now)
    if draft.due_on < today:
        raise DeadlinePassed(pointer="/due_on", due_on=draft.due_on.isoformat())
    computed = due(calendar.load(tx), today, draft.due_on, **_rule(tx))
    task.due_on, task.due_at, task.yellow_on = computed.due_on, computed.due_at, computed.yellow_on
    task.due_provisional = computed.provisional


def recompute_provisional(tx: Tx) -> None:
    """After a calendar import: the day stays, but whether it is certain and when it turns yellow is computed anew."""
    book = calendar.load(tx)
    for task in tx.session.scalars(select(Task).where(Task.due_provisional, Task.closed_at.is_(None)).with_for_update()).all():
        computed = due(book, legal_date(task.created_at), task.due_on, **_rule(tx))
        if (computed.yellow_on, computed.provisional) != (task.yellow_on, task.due_provisional):
            task.yellow_on, task.due_provisional = computed.yellow_on, computed.provisional
            task.version += 1
            record(tx, "task.due_recomputed", task, provisional=computed.provisional)


def _link(tx: Tx, task: Task, draft: TaskDraft) -> None:
    tx.session.execute(delete(TaskUnit).where(TaskUnit.task_id == task.id))
    tx.session.execute(delete(TaskInspector).where(TaskInspector.task_id == task.id))
    tx.session.add_all(TaskUnit(task_id=task.id, unit_id=each) for each in dict.fromkeys(draft.assist_unit_ids))
    tx.session.add_all(TaskInspector(task_id=task.id, user_id=each) for each in dict.fromkeys(draft.inspector_ids))


def _check(tx: Tx, draft: TaskDraft) -> None:
    require_focus_area(draft.focus_area, "/focus_area")
    units.get(tx, draft.lead_unit_id, "/lead_unit_id")
    for position, unit_id in enumerate(draft.assist_unit_ids):
        units.get(tx, unit_id, f"/assist_unit_ids/{position}")
    for position, site in enumerate(draft.sites):
        if site.unit_id:
            units.get(tx, site.unit_id, f"/sites/{position}/unit_id")
    known = identity.existing(tx, draft.inspector_ids)
    for position, person in enumerate(draft.inspector_ids):
        if person not in known:
            raise UnknownPerson(pointer=f"/inspector_ids/{position}", user_id=str(person))
