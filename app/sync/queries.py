"""Snapshot first, then the log from where the snapshot began."""

import operator
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select, union_all

from app.access.policy import Permission, Sight, may, sees
from app.audit import queries as audit
from app.audit.models import LogEntry
from app.core.db import Tx
from app.core.paging import CursorBox, InvalidCursor
from app.findings import queries as findings
from app.findings.models import Finding
from app.missions import queries as missions
from app.missions import showing as mission_views
from app.missions.models import Mission
from app.rectification import queries as orders
from app.rectification.chronicle import PARTS
from app.rectification.models import Order
from app.reports import queries as reports
from app.reports.models import Report
from app.sync.errors import Resync
from app.sync.schemas import Changes, FindingChange, Gone, HeldItem, Kind, MissionChange, OrderChange, ReportChange, TaskChange
from app.tasks import queries as tasks
from app.tasks.models import Task

PURPOSE = "sync"
PAGE = 200
UNDER_SEAL = frozenset({Kind.REPORT, Kind.FINDING})
LETTING_IN = ("seal.broken", "mission.assign")


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


def _missions(tx: Tx, rows: Sequence[Mission]) -> list[MissionChange]:
    return [MissionChange(kind=Kind.MISSION, id=out.id, object=out) for out in mission_views.carried(tx, rows)]


SHELVES = (
    Shelf(Kind.TASK, Task, tasks.visible, _tasks),
    Shelf(Kind.REPORT, Report, reports.visible, _reports),
    Shelf(Kind.FINDING, Finding, findings.visible, _findings),
    Shelf(Kind.ORDER, Order, orders.visible, _orders),
    Shelf(Kind.MISSION, Mission, missions.carried, _missions),
)


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
    """What the log touched since, by its last touch: the database counts and orders only what the reader may see."""
    end = audit.last_index(tx)
    found = [(last, shelf, row) for shelf in SHELVES for row, last in tx.session.execute(_since(tx, shelf, place["i"], end))]
    found.sort(key=operator.itemgetter(0))
    shown, more = found[:PAGE], len(found) > PAGE
    told = {change.id: change for shelf in SHELVES for change in shelf.show(tx, [row for _, of, row in shown if of is shelf])}
    changes = [told[row.id] for _, _, row in shown]
    return _page(tx, box, changes, place | {"i": shown[-1][0] if more else end}, more=more)


def _since(tx: Tx, shelf: Shelf, start: int, end: int) -> Select[Any]:
    """Visible rows with the index that touched them last; what hangs on an order touches it."""
    entries = (LogEntry.idx > start, LogEntry.idx <= end)
    name = shelf.table.__tablename__
    touched: Any = select(LogEntry.object_id.label("id"), LogEntry.idx.label("idx")).where(*entries, LogEntry.object_type == name)
    if shelf.kind == Kind.ORDER:
        parts = [
            select(part.order_id, LogEntry.idx)
            .join(part, part.id == LogEntry.object_id)
            .where(*entries, LogEntry.object_type == part.__tablename__)
            for part in PARTS
        ]
        touched = union_all(touched, *parts)
    if shelf.kind in UNDER_SEAL and (sees(tx.actor, Sight.OFFICE) or may(tx.actor, Permission.REPORT_TEAM)):
        touched = union_all(touched, *_opened(shelf, entries))
    each = touched.subquery()
    last = select(each.c.id, func.max(each.c.idx).label("last")).group_by(each.c.id).subquery()
    query = shelf.visible(tx).join(last, last.c.id == shelf.table.id).add_columns(last.c.last)
    return query.order_by(last.c.last).limit(PAGE + 1)


def _opened(shelf: Shelf, entries: tuple[Any, ...]) -> list[Select[Any]]:
    """What a mission brought is touched when its seal breaks and when its people change: somebody may see it from then on.

    Asked only for those whom a seal or a list lets in; for anybody else it would tell when a mission ended.
    """
    letting_in = (*entries, LogEntry.action.in_(LETTING_IN))
    return [select(shelf.table.id, LogEntry.idx).join(LogEntry, LogEntry.object_id == shelf.table.mission_id).where(*letting_in)]


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
