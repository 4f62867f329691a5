"""The arithmetic of the log (reliability.md §4.1 step 6), pure: previous link + entry = next link."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson

from app.audit.tree import leaf_hash
from app.core.clock import wire

ORIGIN = hashlib.sha256(b"mingcha/log/v1").digest()
_CHAIN, _COMMIT = b"\x02", b"\x03"


@dataclass(frozen=True, slots=True)
class Entry:
    """What one line of the log binds. `commit` hides the payload behind its salt, so that it can be erased later."""

    index: int
    at: datetime
    actor: UUID
    action: str
    object: str
    commit: bytes
    previous: bytes


def commitment(salt: bytes, payload: bytes) -> bytes:
    """SHA-256(0x03 ‖ salt ‖ payload)."""
    return hashlib.sha256(_COMMIT + salt + payload).digest()


def entry_bytes(entry: Entry) -> bytes:
    """Canonical JSON: ASCII keys in order, strings and one integer."""
    return orjson.dumps(
        {
            "act": entry.action,
            "actor": str(entry.actor),
            "at": wire(entry.at),
            "commit": entry.commit.hex(),
            "idx": entry.index,
            "obj": entry.object,
            "prev": entry.previous.hex(),
        }
    )


def leaf(entry: Entry) -> bytes:
    """The entry's hash, as the tree and the chain take it."""
    return leaf_hash(entry_bytes(entry))


def link(entry: Entry) -> bytes:
    """The chain value after `entry`: SHA-256(0x02 ‖ previous ‖ leaf)."""
    return chained(entry.previous, leaf(entry))


def chained(previous: bytes, hashed: bytes) -> bytes:
    """The same from the leaf."""
    return hashlib.sha256(_CHAIN + previous + hashed).digest()
