"""Reading the log: whole verification, one object's story, what came after an index."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from app.audit import erasing
from app.audit.chain import ORIGIN, Entry, chained, commitment, entry_bytes, leaf
from app.audit.models import LogCheckpoint, LogEntry, LogHead
from app.audit.tree import Growing
from app.core.db import Tx

BATCH = 2000


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verification found: how many entries hold, the first that does not; how many were erased, the first lost."""

    entries: int
    broken_at: int | None
    erased: int = 0
    lost_at: int | None = None


class Line(NamedTuple):
    """What a receipt quotes of the log."""

    idx: int
    at: datetime
    chain: bytes


class Told(NamedTuple):
    """An entry in its own bytes, with what it commits to unless that was erased."""

    idx: int
    entry: bytes
    payload: bytes | None
    salt: bytes | None


def verify(tx: Tx) -> Verdict:
    """Recompute every link from the stored columns, and every root that was signed; the head must match the last."""
    expected, chain, growing = 0, ORIGIN, Growing()
    ordered, erased, lost = erasing.lawfully(tx), 0, None
    signed = {row.size: row.root for row in tx.session.execute(select(LogCheckpoint.size, LogCheckpoint.root))}
    for row in _all(tx):
        expected += 1
        entry = Entry(row.idx, row.at, row.actor_id, row.action, f"{row.object_type}/{row.object_id}", row.commit, chain)
        gone = row.salt is None or row.payload is None
        kept = row.salt is None or row.payload is None or commitment(row.salt, row.payload) == row.commit
        hashed = leaf(entry)
        if row.idx != expected or not kept or chained(chain, hashed) != row.chain:
            return Verdict(expected - 1, row.idx, erased, lost)
        chain = row.chain
        erased += gone and row.idx in ordered
        lost = row.idx if gone and lost is None and row.idx not in ordered else lost
        growing.add(hashed)
        if signed.pop(expected, None) not in {None, growing.root()}:
            return Verdict(expected - 1, row.idx, erased, lost)
    head = tx.session.execute(select(LogHead.idx, LogHead.chain)).one_or_none()
    if head is None or (head.idx, head.chain) != (expected, chain):
        return Verdict(expected, expected + 1, erased, lost)
    return Verdict(expected, expected + 1 if signed else None, erased, lost)  # more was signed than there is


def _all(tx: Tx) -> Iterator[LogEntry]:
    last = 0
    while rows := after(tx, last, BATCH):
        yield from rows
        last = rows[-1].idx
        tx.session.expunge_all()


def after(tx: Tx, index: int, limit: int) -> Sequence[LogEntry]:
    """Entries behind an index, in order."""
    return tx.session.scalars(select(LogEntry).where(LogEntry.idx > index).order_by(LogEntry.idx).limit(limit)).all()


def whole(tx: Tx) -> Iterator[Told]:
    """Every entry in order, a batch in memory at a time; of one moment only in a `snapshot()`."""
    before = ORIGIN
    for row in _all(tx):
        yield _told(row, before)
        before = row.chain


def last_index(tx: Tx) -> int:
    """The newest index, 0 for an empty log."""
    return tx.session.scalar(select(LogHead.idx).where(LogHead.id == 1)) or 0


def chain_at(tx: Tx, index: int) -> str:
    """How the log's chain begins at an index, in hex: another history of the log has another one. Empty where there is no entry."""
    found = tx.session.scalar(select(LogEntry.chain).where(LogEntry.idx == index))
    return found[:6].hex() if found else ""


def lines(tx: Tx, action: str, object_ids: Sequence[UUID]) -> dict[UUID, Line]:
    """Where the log speaks of `action` on each object; what this transaction has just written is not read again."""
    found = {fact.object_id: Line(fact.index, tx.now, fact.chain) for fact in tx.facts if fact.action == action and fact.index}
    if unread := [each for each in object_ids if each not in found]:
        query = select(LogEntry.object_id, LogEntry.idx, LogEntry.at, LogEntry.chain)
        query = query.where(LogEntry.object_id.in_(unread), LogEntry.action == action)
        found |= {row.object_id: Line(row.idx, row.at, row.chain) for row in tx.session.execute(query)}
    return found


def newest(tx: Tx, action: str, object_id: UUID) -> Line:
    """The newest line about `action` on an object that has one."""
    for fact in reversed(tx.facts):
        if fact.action == action and fact.object_id == object_id and fact.index:
            return Line(fact.index, tx.now, fact.chain)
    query = select(LogEntry.idx, LogEntry.at, LogEntry.chain).where(LogEntry.object_id == object_id, LogEntry.action == action)
    return Line(*tx.session.execute(query.order_by(LogEntry.idx.desc()).limit(1)).one())


def story(tx: Tx, object_id: UUID) -> Sequence[LogEntry]:
    """Every entry about one object, oldest first."""
    return tx.session.scalars(select(LogEntry).where(LogEntry.object_id == object_id).order_by(LogEntry.idx)).all()


def stories(tx: Tx, object_ids: Sequence[UUID]) -> Sequence[LogEntry]:
    """Every entry about several objects, oldest first."""
    return tx.session.scalars(select(LogEntry).where(LogEntry.object_id.in_(object_ids)).order_by(LogEntry.idx)).all()


def told(tx: Tx, indices: Iterable[int]) -> list[Told]:
    """Entries by their indices, in order."""
    wanted, found = sorted(set(indices)), []
    for start in range(0, len(wanted), BATCH):
        batch = wanted[start : start + BATCH]
        near = {each - back for each in batch for back in (0, 1)}
        rows = {row.idx: row for row in tx.session.scalars(select(LogEntry).where(LogEntry.idx.in_(near)))}
        found += [_told(rows[each], rows[each - 1].chain if each > 1 else ORIGIN) for each in batch]
    return found


def _told(row: LogEntry, before: bytes) -> Told:
    entry = Entry(row.idx, row.at, row.actor_id, row.action, f"{row.object_type}/{row.object_id}", row.commit, before)
    erased = row.payload is None or row.salt is None
    return Told(row.idx, entry_bytes(entry), None if erased else row.payload, None if erased else row.salt)
