"""What is owed now: one source a kind, each a query over its room's own rows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from app.core.clock import end_of_day, legal_date
from app.core.db import Tx
from app.deadlines.states import Kind
from app.missions.models import Mission, MissionMilestone
from app.missions.states import State as MissionState
from app.rectification.models import Extension, Milestone, Order
from app.rectification.states import ANSWERABLE, ExtensionState
from app.results.models import Action
from app.results.states import PledgeState
from app.reviews.models import Review
from app.reviews.states import UNDECIDED
from app.tasks.models import Task, TaskMilestone
from app.tasks.states import TaskState
from app.units.models import Unit

BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
ANSWERED_FOR = (TaskState.DISPATCHED, TaskState.SIGNED, TaskState.IN_PROGRESS)  # once answered, the clock is the office's
ON_THE_WAY = (MissionState.DEPLOYED, MissionState.FIELDWORK, MissionState.REPORTING)


@dataclass(frozen=True, slots=True)
class Obligation:
    """Something owed by the end of a day. Acts due before `since` never were; `number` is what may be said of it.

    `subject` is what its notices open. What a unit owes has its path; what the office owes has none. A sealed one, by its
    seal's id, is told to the seal's list alone, and only that there is work.
    """

    kind: Kind
    id: UUID
    since: datetime
    due_on: date
    due_at: datetime
    subject: tuple[str, UUID]
    number: str = ""
    unit_path: str = ""
    unit_id: UUID | None = None
    warn_on: date | None = None
    seal_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One kind: its table, the open ones, a row as an obligation, and the first column a sweep may leave far ones out by."""

    kind: Kind
    table: Any
    open: Callable[[], Select[Any]]
    read: Callable[[Any], Obligation]
    by: Any = None


def _orders() -> Select[Any]:
    """Once a unit has answered, the clock is the office's until it sends the answer back."""
    return select(Order).where(Order.state.in_(ANSWERABLE))


def _order(row: Any) -> Obligation:  # ruff: ignore[any-type]  a result row
    order: Order = row[0]
    return Obligation(
        Kind.ORDER, order.id, order.assigned_at or order.issued_at, order.due_on, order.due_at, ("order", order.id), order.number,
        order.unit_path, order.unit_id,
    )  # fmt: skip


def _tasks() -> Select[Any]:
    query: Any = select(Task, Unit.path)
    joined: Select[Any] = query.join(Unit, Unit.id == Task.lead_unit_id)
    return joined.where(Task.state.in_(ANSWERED_FOR))


def _task(row: Any) -> Obligation:  # ruff: ignore[any-type]
    task: Task = row[0]
    since = task.dispatched_at or task.created_at
    return Obligation(
        Kind.TASK, task.id, since, task.due_on, task.due_at, ("task", task.id), task.number or "", row[1], task.lead_unit_id
    )


def _order_milestones() -> Select[Any]:
    query: Any = select(Milestone, Order)
    joined: Select[Any] = query.join(Order, Order.id == Milestone.order_id)
    return joined.where(Milestone.done_at.is_(None), Order.state.in_(ANSWERABLE))


def _order_milestone(row: Any) -> Obligation:  # ruff: ignore[any-type]
    step: Milestone = row[0]
    order: Order = row[1]
    return Obligation(
        Kind.ORDER_MILESTONE, step.id, order.assigned_at or order.issued_at, step.due_on, end_of_day(step.due_on),
        ("order", order.id), order.number, order.unit_path,
    )  # fmt: skip


def _task_milestones() -> Select[Any]:
    query: Any = select(TaskMilestone, Task, Unit.path)
    joined: Select[Any] = query.join(Task, Task.id == TaskMilestone.task_id).join(Unit, Unit.id == Task.lead_unit_id)
    return joined.where(TaskMilestone.done_on.is_(None), Task.state.in_(ANSWERED_FOR))


def _task_milestone(row: Any) -> Obligation:  # ruff: ignore[any-type]
    step: TaskMilestone = row[0]
    task: Task = row[1]
    return Obligation(
        Kind.TASK_MILESTONE, step.id, task.dispatched_at or task.created_at, step.due_on, end_of_day(step.due_on),
        ("task", task.id), task.number or "", row[2],
    )  # fmt: skip


def _pledges() -> Select[Any]:
    return select(Action).where(Action.pledge_state == PledgeState.OPEN, Action.pledge_due_on.is_not(None))


def _pledge(row: Any) -> Obligation:  # ruff: ignore[any-type]
    action: Action = row[0]
    due_on = action.pledge_due_on or date.max
    return Obligation(
        Kind.PLEDGE, action.id, action.released_at or action.opened_at, due_on, end_of_day(due_on), ("action", action.id),
        action.number or "", action.unit_path,
    )  # fmt: skip


def _extensions() -> Select[Any]:
    query: Any = select(Extension, Order)
    joined: Select[Any] = query.join(Order, Order.id == Extension.order_id)
    return joined.where(Extension.state == ExtensionState.FILED)


def _extension(row: Any) -> Obligation:  # ruff: ignore[any-type]
    asked: Extension = row[0]
    order: Order = row[1]
    day = legal_date(asked.filed_at)
    return Obligation(Kind.EXTENSION, asked.id, asked.filed_at, day, end_of_day(day), ("order", order.id), order.number)


def _reviews() -> Select[Any]:
    return select(Review).where(Review.state.in_(UNDECIDED), Review.due_on.is_not(None))


def _review(row: Any) -> Obligation:  # ruff: ignore[any-type]
    review: Review = row[0]
    due_on = review.due_on or date.max
    due_at = review.due_at or end_of_day(due_on)
    since = review.filed_at or review.made_at
    return Obligation(Kind.REVIEW, review.id, since, due_on, due_at, ("review", review.id), warn_on=review.yellow_on)


def _mission_milestones() -> Select[Any]:
    query: Any = select(MissionMilestone, Mission.id)
    joined: Select[Any] = query.join(Mission, Mission.id == MissionMilestone.mission_id)
    return joined.where(MissionMilestone.done_on.is_(None), Mission.state.in_(ON_THE_WAY))


def _mission_milestone(row: Any) -> Obligation:  # ruff: ignore[any-type]
    step: MissionMilestone = row[0]
    at = end_of_day(step.due_on)
    return Obligation(Kind.MISSION_MILESTONE, step.id, BEGINNING, step.due_on, at, ("mission", row[1]), seal_id=row[1])


SOURCES = (
    Source(Kind.ORDER, Order, _orders, _order, Order.due_on),
    Source(Kind.TASK, Task, _tasks, _task, Task.due_on),
    Source(Kind.ORDER_MILESTONE, Milestone, _order_milestones, _order_milestone, Milestone.due_on),
    Source(Kind.TASK_MILESTONE, TaskMilestone, _task_milestones, _task_milestone, TaskMilestone.due_on),
    Source(Kind.PLEDGE, Action, _pledges, _pledge, Action.pledge_due_on),
    Source(Kind.EXTENSION, Extension, _extensions, _extension),
    Source(Kind.REVIEW, Review, _reviews, _review, Review.yellow_on),
    Source(Kind.MISSION_MILESTONE, MissionMilestone, _mission_milestones, _mission_milestone, MissionMilestone.due_on),
)


def owed(tx: Tx, until: date) -> list[Obligation]:
    """Everything owed by a day."""
    return [each for source in SOURCES for each in _read(tx, source, _until(source, until))]


def _until(source: Source, day: date) -> Select[Any]:
    return source.open() if source.by is None else source.open().where(source.by <= day)


def is_owed(tx: Tx, kind: Kind, subject_id: UUID) -> bool:
    """Whether one thing is owed still."""
    source = _source(kind)
    return tx.session.execute(source.open().where(source.table.id == subject_id)).first() is not None


def again(tx: Tx, kind: Kind, ids: Iterable[UUID]) -> list[Obligation]:
    """Those of the ids still owed, read anew and held as they are until the commit."""
    source = _source(kind)
    query = source.open().where(source.table.id.in_(list(ids))).with_for_update(read=True, of=source.table)
    return _read(tx, source, query.execution_options(populate_existing=True))


def _source(kind: Kind) -> Source:
    return next(source for source in SOURCES if source.kind == kind)


def _read(tx: Tx, source: Source, query: Select[Any]) -> list[Obligation]:
    return [source.read(row) for row in tx.session.execute(query)]
