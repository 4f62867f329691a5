"""Changing keys: the new one is vouched for by the old one and, in a new manifest, by the root key (docs/evidence.md §2).

A change is made when the new manifest's signature has its name, the last file written: until then the older manifest is in force,
and whatever lies there of a broken attempt is used up or written anew by the next.
"""

import base64
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.attest import keys
from app.attest.keys import Keys, KeysMissingError, Signer, Use
from app.audit.models import LogEntry
from app.audit.service import record
from app.core import canonical
from app.core.clock import stamp
from app.core.db import Tx
from app.core.secrets import write_once
from app.core.staging import sync_folder

LABEL = b"fi/rotation/v1\n"
SOON = timedelta(minutes=1)  # every process has read the new manifest by then
OVERLAP = timedelta(days=30)  # both log keys sign: witnesses and verifiers get to know the new one
ROTATED = "keys.rotated"


@dataclass(frozen=True, slots=True)
class Rotation:
    """What the old key signed of the new one; canonical JSON, and 64 bytes."""

    statement: bytes
    signature: bytes

    @property
    def said(self) -> dict[str, Any]:
        """The statement's members."""
        return canonical.loads(self.statement)


@dataclass(frozen=True, slots=True)
class _Subject:
    """A key, as the log speaks of it: the beginning of its thumbprint is its id."""

    id: UUID
    __tablename__ = "key"


def rotate(data_dir: Path, use: Use, now: datetime, root: Path | None = None) -> Keys:
    """Begin a new receipt or log key a minute from now. `root` is the root key's file. Raises: KeysMissingError."""
    folder = data_dir / "secrets"
    with _alone(folder):
        held = keys.load(data_dir)
        told = canonical.loads(held.manifest, keys.LONGEST)
        vouching = _root(root or folder / f"{Use.ROOT}.ed25519", told)
        generation = held.generation + 1
        old = next(period.signer for period in reversed(held.periods) if period.signer.use == use and period.ends is None)
        new = keys.made(folder / f"{use}.{generation}.ed25519", use)
        begins = now + SOON
        manifest = canonical.dumps(_manifest(told, old, new, now, begins))
        statement = canonical.dumps({
            "v": 1, "typ": "rotation", "origin": held.origin, "at": stamp(now), "use": use.value, "by": old.id, "id": new.id,
            "jwk": keys.jwk(new.public), "from": stamp(begins),
        })  # fmt: skip
        _written(folder, generation, Rotation(statement, old.sign(LABEL, statement)), manifest)
        write_once(folder / f"{keys.manifest_name(generation)}.sig", vouching.sign(keys.LABEL, manifest))
        sync_folder(folder)
        return keys.load(data_dir)


def _manifest(told: dict[str, Any], old: Signer, new: Signer, now: datetime, begins: datetime) -> dict[str, Any]:
    ends = begins + (OVERLAP if new.use is Use.LOG else timedelta())
    before = [each | ({"to": stamp(ends)} if each["id"] == old.id else {}) for each in told["keys"]]
    made = {"use": new.use.value, "id": new.id, "jwk": keys.jwk(new.public), "from": stamp(begins), "by": old.id}
    return told | {"at": stamp(now), "keys": [*before, made]}


def _root(path: Path, told: dict[str, Any]) -> Signer:
    try:
        held = keys.read(path, Use.ROOT)
    except OSError as error:
        raise KeysMissingError(f"the root key is needed ({error}): name its file with --root") from error
    if held.id not in {each["id"] for each in told["keys"] if each["use"] == Use.ROOT}:
        raise KeysMissingError("that is not the root key of this installation")
    return held


def _written(folder: Path, generation: int, rotation: Rotation, manifest: bytes) -> None:
    name = keys.manifest_name(generation)
    files = {f"rotation.{generation}.json": rotation.statement, f"rotation.{generation}.sig": rotation.signature}
    for each, content in (files | {f"{name}.json": manifest}).items():
        (folder / each).unlink(missing_ok=True)  # of a broken attempt: its times are not these
        write_once(folder / each, content)
    sync_folder(folder)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    if not folder.is_dir():
        raise KeysMissingError("this installation has no keys; run: mingcha init")
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def rotations(data_dir: Path) -> list[Rotation]:
    """Every change that was made, the oldest first."""
    folder = data_dir / "secrets"
    made = range(1, keys.newest(folder) + 1)
    return [Rotation(*((folder / f"rotation.{each}.{end}").read_bytes() for end in ("json", "sig"))) for each in made]


def book(tx: Tx, data_dir: Path) -> None:
    """Have every change in the log, those too after which the program died before it could say so."""
    for rotation in rotations(data_dir):
        said = rotation.said
        subject = _Subject(UUID(said["id"][:32]))
        if tx.session.scalar(select(LogEntry.idx).where(LogEntry.object_id == subject.id, LogEntry.action == ROTATED)) is None:
            signature = base64.b64encode(rotation.signature).decode()
            record(tx, ROTATED, subject, use=said["use"], statement=rotation.statement.decode(), signature=signature)
