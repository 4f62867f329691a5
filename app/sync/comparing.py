"""The difference between what a device holds and what it should: only ids the device itself named are told to be gone."""

from typing import Any

from app.core.db import Tx
from app.core.paging import CursorBox
from app.sync import marks, places
from app.sync.schemas import Comparison, Difference
from app.sync.shelves import SHELVES

PAGE = 200  # things told anew at a time
STRETCH = 1000  # things compared at a time


def compare(tx: Tx, box: CursorBox, asked: Comparison) -> Difference:
    """Compare a stretch of one kind by id, behind `after` up to the last item or, where the device holds no more, to the end."""
    shelf = next(each for each in SHELVES if each.kind == asked.kind)
    held = {item.id: item.version for item in asked.items if asked.after is None or item.id > asked.after}
    bound = None if asked.last or not held else max(held)
    column = shelf.table.id
    query = shelf.visible(tx).order_by(column).limit(STRETCH + 1)
    if asked.after is not None:
        query = query.where(column > asked.after)
    there = marks.versions(tx, box, shelf, query if bound is None else query.where(column <= bound))
    other = [id_ for id_, version in there.items() if held.get(id_) != version]
    if len(other) > PAGE or len(there) > STRETCH:
        bound = other[PAGE - 1] if len(other) > PAGE else list(there)[STRETCH - 1]
    told = [id_ for id_ in other if bound is None or id_ <= bound]
    rows = tx.session.scalars(shelf.visible(tx).where(column.in_(told)).order_by(column)).all()
    changes: list[Any] = shelf.show(tx, rows, there)
    return Difference(
        gone=sorted(id_ for id_ in held if id_ not in there and (bound is None or id_ <= bound)),
        changes=changes,
        through=bound,
        next_cursor=places.sealed(tx, box, places.newest(tx, snapshot=False)),
    )
