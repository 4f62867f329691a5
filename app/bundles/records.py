"""What else is held of a case besides originals and receipts: the phones' capture records, and outside words for a checkpoint."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.audit.models import LogCheckpoint
from app.core.db import Tx
from app.evidence.models import Evidence


@dataclass(frozen=True, slots=True)
class Record:
    """A capture record as it was signed, and the log's entries about the key that signed it."""

    statement: bytes
    signature: bytes
    entries: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Outside:
    """What others said of a checkpoint: the whole note with every signature under it, and RFC 3161 tokens over its body."""

    note: str
    tokens: tuple[bytes, ...]

    @property
    def voices(self) -> int:
        """How many spoke besides the log itself."""
        return self.note.partition("\n\n")[2].count("\n") - 1 + len(self.tokens)


def captured(tx: Tx, photos: Sequence[Evidence]) -> dict[UUID, Record]:
    """The record of each photograph that came with one. This release takes none."""
    del tx, photos
    return {}


def outside(tx: Tx, point: LogCheckpoint) -> Outside:
    """What is held for a checkpoint. This release asks for no time-stamps."""
    del tx
    return Outside(point.note, ())
