"""Snapshot first, then the log from where the snapshot began; and the comparison of what a device holds with what it should."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select, true, union_all

from app.audit import queries as audit
from app.audit.models import LogEntry
from app.core.db import Tx
from app.core.paging import CursorBox
from app.sync import marks, places
from app.sync.places import Place
from app.sync.schemas import Changes, Gone, HeldItem
from app.sync.shelves import SHELVES, Shelf, touches

PAGE = 200


def pull(tx: Tx, box: CursorBox, cursor: str | None) -> Changes:
    """The next page for this reader. A change of rights since the cursor was given begins with everything anew. Raises: Resync."""
    place = places.opened(tx, box, cursor) if cursor else places.newest(tx, snapshot=True)
    anew = place.epoch != tx.actor.grant_epoch
    if anew:
        place = places.newest(tx, snapshot=True)
    changes, after = _delta(tx, box, place) if place.shelf is None else _snapshot(tx, box, place)
    more = after.shelf is not None or after.tie is not None or after.index != audit.last_index(tx)
    told = None if more else marks.digest(tx, box)
    return Changes(changes=changes, next_cursor=places.sealed(tx, box, after), more=more, anew=anew, scope_sha256=told)


def _snapshot(tx: Tx, box: CursorBox, place: Place) -> tuple[list[Any], Place]:
    """As many shelves as fill a page: a small scope is told in one answer."""
    changes: list[Any] = []
    while place.shelf is not None and len(changes) < PAGE:
        found, place = _from_shelf(tx, box, place, PAGE - len(changes))
        changes += found
    return changes, place


def _from_shelf(tx: Tx, box: CursorBox, place: Place, room: int) -> tuple[list[Any], Place]:
    number = place.shelf or 0
    shelf = SHELVES[number]
    query = shelf.visible(tx).order_by(shelf.table.id).limit(room + 1)
    if place.after:
        query = query.where(shelf.table.id > UUID(place.after))
    rows = tx.session.scalars(query).all()
    shown = rows[:room]
    changes = _shown(tx, box, shelf, shown)
    if len(rows) > room:
        return changes, replace(place, after=shown[-1].id.hex)
    return changes, replace(place, shelf=number + 1 if number + 1 < len(SHELVES) else None, after="")


def _delta(tx: Tx, box: CursorBox, place: Place) -> tuple[list[Any], Place]:
    """What the log touched since, by its last touch: the database counts and orders only what the reader may see."""
    end = audit.last_index(tx)
    found = [
        (last, number, row) for number in range(len(SHELVES)) for row, last in tx.session.execute(_since(tx, number, place, end))
    ]
    found.sort(key=lambda each: (each[0], each[1], each[2].id.bytes))
    shown = found[:PAGE]
    told: dict[UUID, Any] = {}
    for number, shelf in enumerate(SHELVES):
        rows = [row for _, of, row in shown if of == number]
        told |= {change.id: change for change in _shown(tx, box, shelf, rows)}
    changes = [told[row.id] for _, _, row in shown]
    if len(found) > PAGE:
        last, number, row = shown[-1]
        return changes, places.moved(tx, place, last, number, row.id.hex)
    return changes, places.moved(tx, place, end)


def _shown(tx: Tx, box: CursorBox, shelf: Shelf, rows: Sequence[Any]) -> list[Any]:
    return shelf.show(tx, rows, marks.of(tx, box, shelf, [row.id for row in rows])) if rows else []


def _since(tx: Tx, number: int, place: Place, end: int) -> Select[Any]:
    """Visible rows of a shelf with the index that touched them last."""
    shelf, start = SHELVES[number], place.index if place.tie is None else place.index - 1
    touched = [touch.since(LogEntry.idx > start, LogEntry.idx <= end) for touch in touches(tx, shelf)]
    each = union_all(*touched).subquery()
    last = select(each.c.id, func.max(each.c.idx).label("last")).group_by(each.c.id).subquery()
    query = shelf.visible(tx).join(last, last.c.id == shelf.table.id).add_columns(last.c.last)
    query = query.where(_behind(place, number, shelf.table.id, last.c.last))
    return query.order_by(last.c.last, shelf.table.id).limit(PAGE + 1)


def _behind(place: Place, number: int, row_id: Any, last: Any) -> ColumnElement[bool]:  # ruff: ignore[any-type]  columns
    """One entry may touch more than a page holds: of that at the place, what stands behind the place is still to come."""
    if place.tie is None or number > place.tie:
        return true()
    later: ColumnElement[bool] = last > place.index
    return or_(later, row_id > UUID(place.after)) if number == place.tie else later


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
