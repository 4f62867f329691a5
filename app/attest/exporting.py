"""The whole log as one file, for whoever verifies it elsewhere (docs/evidence.md §8).

The file gets its name when it is whole, on the disk, and the log says that it was made: there may be an entry without a file,
never a file without an entry. A killed export leaves `FILE.mingcha-part`, which holds what the log says of people; the next one
writes over it.
"""

import base64
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from uuid import UUID, uuid4

from sqlalchemy import select

from app.attest import checkpoints, keys
from app.audit import queries as audit
from app.audit.models import LogCheckpoint
from app.audit.service import record
from app.audit.tree import Growing, leaf_hash
from app.core.db import Database, Tx
from app.core.staging import sync_folder

HEADER = b"mingcha/log-export/v1"
EXPORTED = "log.exported"
_BATCH = 500


class ExportError(RuntimeError):
    """Nothing was exported, and why."""


@dataclass(frozen=True, slots=True)
class Exported:
    """How many entries the file has, the root over them, the newest checkpoint's size, and how many the log's counter tells."""

    size: int
    root: bytes
    checkpoint: int
    counted: int


@dataclass(frozen=True, slots=True)
class _Subject:
    id: UUID
    __tablename__ = "log_export"


def export(database: Database, file: Path) -> Exported:
    """Write the log as it is at one moment, and record that it was. Raises: ExportError, ProcessClash, KeysMissingError."""
    database.claim()  # beside a server on SQLite nothing could be written to the log
    try:
        with _part(file) as part:
            return _exported(database, part, file)
    except OSError as error:
        raise ExportError(f"{file} was not written: {error.strerror or error}") from error


def _exported(database: Database, part: BinaryIO, file: Path) -> Exported:
    with database.snapshot() as tx:
        told = _written(tx, part)
    part.flush()
    os.fsync(part.fileno())
    _refuse_existing(file)
    with database.transaction() as tx:
        record(tx, EXPORTED, _Subject(uuid4()), size=told.size, root=told.root.hex())
    _beside(file).rename(file)
    sync_folder(file.parent)
    return told


def _beside(file: Path) -> Path:
    return file.with_name(f"{file.name}.mingcha-part")


@contextmanager
def _part(file: Path) -> Iterator[BinaryIO]:
    """What will be the file; gone if it does not become it."""
    _refuse_existing(file)
    path = _beside(file)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600), "r+b") as part:
        _own(part, path)
        try:
            part.truncate(0)
            yield part
        except BaseException:
            path.unlink(missing_ok=True)
            raise


def _own(part: BinaryIO, path: Path) -> None:
    """No second process writes to it; what lies there of a killed one is ours. Raises: ExportError."""
    try:
        fcntl.flock(part, fcntl.LOCK_EX | fcntl.LOCK_NB)
        ours = os.path.samestat(os.fstat(part.fileno()), path.lstat())  # else another has just given it its name
    except (BlockingIOError, FileNotFoundError):
        ours = False
    if not ours:
        raise ExportError(f"another export is writing {path}")


def _refuse_existing(file: Path) -> None:
    if os.path.lexists(file):
        raise ExportError(f"{file} is there already")


def _written(tx: Tx, part: BinaryIO) -> Exported:
    counted, last = audit.last_index(tx), checkpoints.newest(tx)
    held = keys.load(tx.settings.data_dir)  # read after the log: the manifest names whatever key signed in it
    growing = Growing()
    part.writelines([HEADER + b"\n", b"%s %s\n" % (_base64(held.manifest), _base64(held.signature))])
    part.writelines(line + b"\n" for line in _lines(tx, growing))
    part.write(b"end %d\n" % growing.size)
    return Exported(growing.size, growing.root(), last.size if last else 0, counted)


def _lines(tx: Tx, growing: Growing) -> Iterator[bytes]:
    """Entries, what belongs to them, and every checkpoint behind its last entry, though that be gone."""
    points = _checkpoints(tx)
    due = next(points, None)
    for told in audit.whole(tx):
        growing.add(leaf_hash(told.entry))
        yield told.entry
        if told.salt is not None and told.payload is not None:
            yield b"+%s %s" % (_base64(told.salt), _base64(told.payload))
        while due and due[0] <= told.idx:
            yield due[1]
            due = next(points, None)
    if due:
        yield due[1]
        yield from (line for _, line in points)


def _checkpoints(tx: Tx) -> Iterator[tuple[int, bytes]]:
    query = select(LogCheckpoint.size, LogCheckpoint.note).order_by(LogCheckpoint.size)
    for size, note in tx.session.execute(query.execution_options(yield_per=_BATCH)):
        yield size, b"=" + _base64(note.encode())


def _base64(value: bytes) -> bytes:
    return base64.b64encode(value)
