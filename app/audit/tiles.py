"""The log's tree in the database: full tiles of 256 hashes (C2SP tlog-tiles), grown behind the log, and any subtree from them.

A tile is written once its last hash exists and never changes; what lies beyond the last full tile is computed from the entries.
"""

from collections.abc import Sequence

from sqlalchemy import func, select

from app.audit.chain import ORIGIN, Entry, entry_bytes
from app.audit.models import LogEntry, LogTile
from app.audit.tree import Node, fold, leaf_hash
from app.core.db import Tx

HEIGHT = 8
WIDTH = 1 << HEIGHT  # hashes in a full tile
_HASH = 32  # bytes
_BOUND = (
    LogEntry.idx, LogEntry.at, LogEntry.actor_id, LogEntry.action, LogEntry.object_type, LogEntry.object_id, LogEntry.commit,
    LogEntry.chain,
)  # fmt: skip


def grow(tx: Tx, most: int = 64) -> bool:
    """Write the full tiles that are not there yet, at most so many of the lowest level; says whether some are left."""
    last = tx.session.scalar(select(func.max(LogEntry.idx))) or 0
    begun = _count(tx, 0)
    ready = min(last // WIDTH, begun + most)
    for index in range(begun, ready):
        _write(tx, 0, index, leaves(tx, index * WIDTH, WIDTH))
    level = 0
    while ready > begun and (full := _count(tx, level) // WIDTH):
        for index in range(_count(tx, level + 1), full):
            _write(tx, level + 1, index, _roots(tx, level, index * WIDTH, WIDTH))
        level += 1
    return ready < last // WIDTH


def _count(tx: Tx, level: int) -> int:
    return tx.session.scalar(select(func.count()).select_from(LogTile).where(LogTile.level == level)) or 0


def _write(tx: Tx, level: int, index: int, hashes: Sequence[bytes]) -> None:
    tx.session.add(LogTile(level=level, index=index, hashes=b"".join(hashes), root=fold(hashes)))
    tx.session.flush()


def leaves(tx: Tx, first: int, count: int) -> list[bytes]:
    """The hashes of so many entries, from a leaf's number on. Raises: LookupError if the log is not that long."""
    return [leaf_hash(entry) for entry in entries(tx, first, count)]


def entries(tx: Tx, first: int, count: int) -> list[bytes]:
    """The entries' own bytes. Raises: LookupError if the log is not that long, or has a gap."""
    reach = LogEntry.idx.between(first, first + count)
    rows = tx.session.execute(select(*_BOUND).where(reach).order_by(LogEntry.idx)).all()
    previous, wanted = (ORIGIN, rows) if first == 0 else (rows[0].chain if rows else b"", rows[1:])
    if [row.idx for row in wanted] != list(range(first + 1, first + count + 1)):
        raise LookupError(f"entries {first + 1} to {first + count} are not all there")
    found = []
    for row in wanted:
        said = f"{row.object_type}/{row.object_id}"
        found.append(entry_bytes(Entry(row.idx, row.at, row.actor_id, row.action, said, row.commit, previous)))
        previous = row.chain
    return found


def _roots(tx: Tx, level: int, first: int, count: int) -> list[bytes]:
    query = select(LogTile.root).where(LogTile.level == level, LogTile.index.between(first, first + count - 1))
    found = list(tx.session.scalars(query.order_by(LogTile.index)))
    if len(found) != count:
        raise LookupError(f"tiles {first} to {first + count - 1} of level {level} are not all there")
    return found


def nodes(tx: Tx) -> Node:
    """The complete subtrees of the log. A subtree that has its tile is read from it. Raises: LookupError beyond the log's end."""
    held: dict[tuple[int, int], bytes] = {}

    def row(level: int, first: int, count: int) -> list[bytes]:
        """Hashes of a level of tiles, all within one tile."""
        place = (level, first // WIDTH)
        if place not in held:
            held[place] = tx.session.scalar(select(LogTile.hashes).where(LogTile.level == level, LogTile.index == place[1])) or b""
        if tile := held[place]:
            start = first % WIDTH
            return [tile[at * _HASH : (at + 1) * _HASH] for at in range(start, start + count)]
        return leaves(tx, first, count) if level == 0 else [node(level * HEIGHT, each) for each in range(first, first + count)]

    def node(level: int, index: int) -> bytes:
        tile, above = divmod(level, HEIGHT)
        if above == 0 and tile:
            found = tx.session.scalar(select(LogTile.root).where(LogTile.level == tile - 1, LogTile.index == index))
            return found or fold(row(tile - 1, index * WIDTH, WIDTH))
        return fold(row(tile, index << above, 1 << above))

    return node
