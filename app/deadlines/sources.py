"""What is owed now: one source a kind, each a query over its room's own rows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from app.core.db import Tx
from app.deadlines.states import Kind
from app.rectification.models import Order
from app.rectification.states import ANSWERABLE
from app.tasks.models import Task
from app.tasks.states import TaskState
from app.units.models import Unit


@dataclass(frozen=True, slots=True)
class Obligation:
    """Something a unit owes by the end of a day. Acts due before `since` never were; `number` is what may be said of it."""

    kind: Kind
    id: UUID
    since: datetime
    due_on: date
    due_at: datetime
    unit_path: str
    number: str


@dataclass(frozen=True, slots=True)
class Source:
    """One kind: its table, the open ones, and a row as an obligation."""

    kind: Kind
    table: Any
    open: Callable[[], Select[Any]]
    read: Callable[[Any], Obligation]


def _orders() -> Select[Any]:
    """Once a unit has answered, the clock is the office's until it sends the answer back."""
    return select(Order).where(Order.state.in_(ANSWERABLE))


def _order(row: Any) -> Obligation:  # ruff: ignore[any-type]  a result row
    order: Order = row[0]
    return Obligation(Kind.ORDER, order.id, order.issued_at, order.due_on, order.due_at, order.unit_path, order.number)


def _tasks() -> Select[Any]:
    query: Any = select(Task, Unit.path)
    joined: Select[Any] = query.join(Unit, Unit.id == Task.lead_unit_id)
    return joined.where(Task.state == TaskState.DISPATCHED)


def _task(row: Any) -> Obligation:  # ruff: ignore[any-type]
    task: Task = row[0]
    return Obligation(Kind.TASK, task.id, task.created_at, task.due_on, task.due_at, row[1], task.number or "")


SOURCES = (
    Source(Kind.ORDER, Order, _orders, _order),
    Source(Kind.TASK, Task, _tasks, _task),
)


def owed(tx: Tx, until: date) -> list[Obligation]:
    """Everything owed by a day."""
    return [each for source in SOURCES for each in _read(tx, source, source.open().where(source.table.due_on <= until))]


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
