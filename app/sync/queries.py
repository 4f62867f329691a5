"""Snapshot first, then the log from where the snapshot began."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from app.audit import queries as audit
from app.audit.models import LogEntry
from app.core.db import Tx
from app.core.paging import CursorBox, InvalidCursor
from app.findings import queries as findings
from app.findings.models import Finding
from app.rectification import queries as orders
from app.rectification.models import Order, Submission
from app.reports import queries as reports
from app.reports.models import Report
from app.sync.errors import Resync
from app.sync.schemas import Changes, FindingChange, Gone, HeldItem, Kind, OrderChange, ReportChange, TaskChange
from app.tasks import queries as tasks
from app.tasks.models import Task

PURPOSE = "sync"
PAGE = 200
SCAN = 1000


@dataclass(frozen=True, slots=True)
class Shelf:
    """One kind of thing a phone keeps: its table, who sees it, and how it is shown."""

    kind: Kind
    table: Any
    visible: Callable[[Tx], Select[Any]]
    show: Callable[[Tx, Sequence[Any]], list[Any]]


def _tasks(tx: Tx, rows: Sequence[Task]) -> list[TaskChange]:
    return [TaskChange(kind=Kind.TASK, id=out.id, object=out) for out in tasks.outs(tx, rows)]


def _reports(tx: Tx, rows: Sequence[Report]) -> list[ReportChange]:
    return [ReportChange(kind=Kind.REPORT, id=out.id, object=out) for out in reports.summaries(tx, rows)]


def _findings(tx: Tx, rows: Sequence[Finding]) -> list[FindingChange]:
    return [FindingChange(kind=Kind.FINDING, id=out.id, object=out) for out in findings.outs(tx, rows)]


def _orders(tx: Tx, rows: Sequence[Order]) -> list[OrderChange]:
    return [OrderChange(kind=Kind.ORDER, id=row.id, object=orders.out(tx, row)) for row in rows]


SHELVES = (
    Shelf(Kind.TASK, Task, tasks.visible, _tasks),
    Shelf(Kind.REPORT, Report, reports.visible, _reports),
    Shelf(Kind.FINDING, Finding, findings.visible, _findings),
    Shelf(Kind.ORDER, Order, orders.visible, _orders),
)
OF_TABLE = {shelf.table.__tablename__: shelf for shelf in SHELVES}


def pull(tx: Tx, box: CursorBox, cursor: str | None) -> Changes:
    """The next page for this reader. Raises: Resync."""
    place: dict[str, Any] = (
        _open(tx, box, cursor) if cursor else {"e": tx.actor.grant_epoch, "i": audit.last_index(tx), "s": 0, "a": None}
    )
    if place["s"] < len(SHELVES):
        return _snapshot(tx, box, place)
    return _delta(tx, box, place)


def _open(tx: Tx, box: CursorBox, cursor: str) -> dict[str, Any]:
    try:
        place: dict[str, Any] = box.open(tx.actor.id, PURPOSE, cursor)
    except InvalidCursor as error:
        raise Resync from error
    if place["e"] != tx.actor.grant_epoch or place["i"] > audit.last_index(tx):
        raise Resync
    return place


def _page(tx: Tx, box: CursorBox, changes: list[Any], place: dict[str, Any], *, more: bool) -> Changes:
    return Changes(changes=changes, next_cursor=box.seal(tx.actor.id, PURPOSE, place), more=more)


def _snapshot(tx: Tx, box: CursorBox, place: dict[str, Any]) -> Changes:
    shelf = SHELVES[place["s"]]
    query = shelf.visible(tx).order_by(shelf.table.id).limit(PAGE + 1)
    if place["a"]:
        query = query.where(shelf.table.id > UUID(place["a"]))
    rows = tx.session.scalars(query).all()
    shown = rows[:PAGE]
    after = place | ({"a": shown[-1].id.hex} if len(rows) > PAGE else {"s": place["s"] + 1, "a": None})
    return _page(tx, box, shelf.show(tx, shown), after, more=True)


def _delta(tx: Tx, box: CursorBox, place: dict[str, Any]) -> Changes:
    """Read on through the log until a page is full or the log ends: hidden entries make no page of their own."""
    index: int = place["i"]
    found: list[Any] = []
    while len(found) < PAGE:
        entries = audit.after(tx, index, SCAN)
        if not entries:
            return _page(tx, box, found, place | {"i": index}, more=False)
        index = entries[-1].idx
        found += _changes(tx, entries)
    return _page(tx, box, found, place | {"i": index}, more=True)


def _changes(tx: Tx, entries: Iterable[LogEntry]) -> list[Any]:
    touched: dict[str, set[UUID]] = {}
    for entry in entries:
        touched.setdefault(entry.object_type, set()).add(entry.object_id)
    if answers := touched.pop(Submission.__tablename__, None):
        query = select(Submission.order_id).where(Submission.id.in_(answers))
        touched.setdefault(Order.__tablename__, set()).update(tx.session.scalars(query))
    found: list[Any] = []
    for table, ids in touched.items():
        if shelf := OF_TABLE.get(table):
            found += shelf.show(tx, _seen(tx, shelf, ids))
    return found


def _seen(tx: Tx, shelf: Shelf, ids: Iterable[UUID]) -> Sequence[Any]:
    return tx.session.scalars(shelf.visible(tx).where(shelf.table.id.in_(list(ids)))).all()


def gone(tx: Tx, items: Sequence[HeldItem]) -> Gone:
    """What of the device's copies the reader may see no more: only ids the device itself named are answered."""
    lost: list[HeldItem] = []
    for shelf in SHELVES:
        asked = [item for item in items if item.kind == shelf.kind]
        if asked:
            seen = {row.id for row in _seen(tx, shelf, [item.id for item in asked])}
            lost += [item for item in asked if item.id not in seen]
    return Gone(gone=lost)
