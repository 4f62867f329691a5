"""Lists: a limit, an opaque cursor, and where the next page starts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Query, Request

from app.core.db import Tx
from app.core.paging import DEFAULT_LIMIT, MAX_LIMIT, CursorBox, Page

Row = TypeVar("Row")
Out = TypeVar("Out")


@dataclass(frozen=True, slots=True)
class ListingQuery:
    """What the reader asked for."""

    cursor: str | None
    limit: int
    box: CursorBox


async def _asked(
    request: Request,
    cursor: Annotated[str | None, Query(max_length=2000)] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
) -> ListingQuery:
    return ListingQuery(cursor, limit, request.app.state.cursors)


Listing = Annotated[ListingQuery, Depends(_asked)]


@dataclass(frozen=True, slots=True)
class Opened:
    """An opened cursor: `start` is what `key` returned for the last row of the page before."""

    start: Any
    limit: int
    _tx: Tx
    _purpose: str
    _box: CursorBox

    def page(self, rows: Sequence[Row], out: Callable[[Row], Out], key: Callable[[Row], Any]) -> Page[Out]:
        """A page of at most `limit` rows out of `limit + 1` read."""
        shown = rows[: self.limit]
        more = len(rows) > self.limit
        cursor = self._box.seal(self._tx.actor.id, self._purpose, key(shown[-1])) if more else None
        return Page[Any](items=[out(row) for row in shown], next_cursor=cursor)


def listing(tx: Tx, asked: ListingQuery, purpose: str) -> Opened:
    """Open the reader's cursor. Raises: InvalidCursor."""
    start = asked.box.open(tx.actor.id, purpose, asked.cursor) if asked.cursor else None
    return Opened(start, asked.limit, tx, purpose, asked.box)
