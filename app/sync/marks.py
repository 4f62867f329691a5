"""Versions and the digest: what tells a device that it holds what it should, and tells nothing of what it should not.

A version is keyed and made from the chain's values at the last entries that touched the thing, among those that may touch it for
this reader: the same index in another history of the log is another version. While a clock runs, the legal date is part of it.
Names of people are not: they come anew with the next touch.
"""

import hashlib
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, false

from app.core.clock import legal_date
from app.core.db import Tx
from app.core.paging import CursorBox
from app.sync.shelves import SHELVES, Marks, Shelf, newest


def versions(tx: Tx, box: CursorBox, shelf: Shelf, rows: Select[Any]) -> Marks:
    """The version of each row of a query over a shelf, in the query's order."""
    table, today = shelf.table, legal_date(tx.now).isoformat().encode()
    runs = and_(table.due_at.is_not(None), table.closed_at.is_(None)) if shelf.dated else false()
    query = rows.with_only_columns(table.id, runs, *newest(tx, shelf))
    return {
        row[0]: box.mark(b"\0".join([row[0].bytes, today if row[1] else b"", *map(_told, row[2:])]))
        for row in tx.session.execute(query)
    }


def _told(chain: bytes | None) -> bytes:
    return chain or b""


def of(tx: Tx, box: CursorBox, shelf: Shelf, ids: Iterable[UUID]) -> Marks:
    """The versions of some visible rows."""
    wanted = list(ids)
    return versions(tx, box, shelf, shelf.visible(tx).where(shelf.table.id.in_(wanted))) if wanted else {}


def digest(tx: Tx, box: CursorBox) -> str:
    """SHA-256 in hex over a line `kind id version` for each thing the reader may hold, sorted."""
    told = hashlib.sha256()
    for line in sorted(line for shelf in SHELVES for line in _lines(tx, box, shelf)):
        told.update(line.encode())
    return told.hexdigest()


def _lines(tx: Tx, box: CursorBox, shelf: Shelf) -> list[str]:
    return [f"{shelf.kind} {id_} {version}\n" for id_, version in versions(tx, box, shelf, shelf.visible(tx)).items()]
