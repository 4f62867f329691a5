"""Erasing what entries say: salt and payload go, the entry and its place in the tree stay, and the log says that it was done.

Without its salt a commitment can be the commitment of anything: whoever guesses the payload cannot find out that he guessed right.
"""

from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from uuid import UUID, uuid4

import orjson
from sqlalchemy import select, text, update

from app.audit.models import LogEntry
from app.audit.service import record
from app.core.db import Database, Tx

ERASED = "log.erased"
_CHUNK = 500
WAIT_MS = 30_000  # as every writer waits


@dataclass(frozen=True, slots=True)
class Order:
    """What is erased, why, and who asked for it; who confirmed it is the actor of the entry. The reason stays for ever."""

    objects: tuple[UUID, ...]
    reason: str
    asked_by: UUID


@dataclass(frozen=True, slots=True)
class _Subject:
    id: UUID
    __tablename__ = "log_erasure"


def content_of(tx: Tx, objects: Iterable[UUID]) -> Sequence[int]:
    """The entries about these things that still say something, and may be erased."""
    told = LogEntry.payload.is_not(None) | LogEntry.salt.is_not(None)
    query = select(LogEntry.idx).where(LogEntry.object_id.in_(list(objects)), told, LogEntry.action != ERASED)
    return tx.session.scalars(query.order_by(LogEntry.idx)).all()


def erase(tx: Tx, order: Order) -> int:
    """Erase, and record it; says how many entries. Nothing to erase is nothing to record."""
    entries = list(content_of(tx, order.objects))
    if not entries:
        return 0
    if tx.settings.database.startswith("sqlite"):
        tx.session.execute(text("PRAGMA secure_delete = ON"))  # what is freed is overwritten
    for start in range(0, len(entries), _CHUNK):
        named = LogEntry.idx.in_(entries[start : start + _CHUNK])
        tx.session.execute(update(LogEntry).where(named).values(salt=None, payload=None))
    objects = [str(each) for each in order.objects]
    record(tx, ERASED, _Subject(uuid4()), entries=entries, objects=objects, reason=order.reason, asked_by=str(order.asked_by))
    return len(entries)


def erased_since(tx: Tx, index: int) -> bool:
    """Whether anything was erased behind this place in the log."""
    return tx.session.scalar(select(LogEntry.idx).where(LogEntry.idx > index, LogEntry.action == ERASED).limit(1)) is not None


def scour(database: Database) -> bool:
    """Let nothing of it lie in the database's files any longer; copies and backups are their keepers' to erase.

    False if somebody went on reading the database as it was before: then the old text lies there still.
    """
    if database.sqlite:
        with closing(database.writer.raw_connection()) as connection, closing(connection.cursor()) as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {WAIT_MS}")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # tries again and again so long, while somebody reads
            busy, *_ = cursor.fetchone() or (1,)
            return not busy
    with database.writer.connect().execution_options(isolation_level="AUTOCOMMIT") as plain:
        plain.exec_driver_sql("SET statement_timeout = 0")
        plain.exec_driver_sql("VACUUM log_entry")
    return True


def lawfully(tx: Tx) -> set[int]:
    """The entries that were erased by order."""
    said = tx.session.scalars(select(LogEntry.payload).where(LogEntry.action == ERASED))
    return {index for payload in said if payload for index in orjson.loads(payload)["entries"]}
