"""What else is held of a case besides originals and receipts: the phones' capture records, and outside words for a checkpoint."""

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.attest import outbox
from app.attest.stamping import Authority
from app.audit import queries as audit
from app.audit.models import LogCheckpoint
from app.audit.note import signature_lines
from app.core.db import Tx
from app.devices import queries as devices
from app.evidence import records
from app.evidence.models import Evidence
from app.evidence.schemas import Grade

OF_KEYS = frozenset({"device_key.enrolled", "device_key.revoked"})


@dataclass(frozen=True, slots=True)
class Record:
    """A capture record as it came, the log's entries about the key it names, and the time anchor beside it.

    `holds`: whether all of it was found good when the photograph came.
    """

    statement: bytes
    signature: bytes
    entries: tuple[int, ...]
    anchor: tuple[bytes, bytes] | None = None  # its statement and signature
    holds: bool = True


@dataclass(frozen=True, slots=True)
class Outside:
    """What others said of a checkpoint: the whole note with every signature under it, and RFC 3161 tokens over its body."""

    note: str
    tokens: tuple[bytes, ...]

    @property
    def voices(self) -> int:
        """How many spoke besides the log itself, which signs with two keys while it changes them; a key speaks once."""
        text, _, lines = self.note.partition("\n\n")
        heard = {each.by for line in lines.splitlines() for each in signature_lines(line)}
        return sum(name != text.partition("\n")[0] for name, _ in heard) + len(self.tokens)


def captured(tx: Tx, photos: Sequence[Evidence]) -> dict[UUID, Record]:
    """The record of each photograph that came with one, whatever is thought of it."""
    named = {row.id: _key(row) for row in photos if row.capture_record is not None}
    told = entries(tx, filter(None, named.values()))
    return {row.id: _record(row, told.get(named[row.id] or "", ())) for row in photos if row.id in named}


def entries_of(tx: Tx, photos: Iterable[Evidence]) -> set[int]:
    """Where the log speaks of the keys that signed for photographs."""
    return {each for told in entries(tx, filter(None, map(_key, photos))).values() for each in told}


def entries(tx: Tx, thumbprints: Iterable[str]) -> Mapping[str, tuple[int, ...]]:
    """Where the log says that keys were enrolled and ended, in its order."""
    ids = devices.ids(tx, thumbprints)
    rows = [row for row in audit.stories(tx, list(ids.values())) if row.action in OF_KEYS] if ids else []
    return {key: tuple(row.idx for row in rows if row.object_id == id_) for key, id_ in ids.items()}


def _key(row: Evidence) -> str | None:
    """The key a record says it is signed with, if it can be read at all."""
    said = records.read(row.capture_record) if row.capture_record is not None else None
    return said.key if said else None


def _record(row: Evidence, about: tuple[int, ...]) -> Record:
    statement, anchor = row.capture_record or "", row.capture_anchor
    quoted = (anchor.encode(), base64.b64decode(row.capture_anchor_signature or "")) if anchor is not None else None
    return Record(statement.encode(), base64.b64decode(row.capture_signature or ""), about, quoted, row.grade == Grade.SIGNED)


def outside(tx: Tx, point: LogCheckpoint) -> Outside:
    """What is held for a checkpoint: cosignatures stand under it, a time-stamping authority's answer lies beside."""
    token = outbox.tokens(tx, point.size, Authority.name)
    return Outside(point.note, () if token is None else (token,))
