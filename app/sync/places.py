"""Where a reader stands in the log, as the opaque cursor keeps it."""

from dataclasses import astuple, dataclass, replace

from app.audit import queries as audit
from app.core.db import Tx
from app.core.paging import CursorBox, InvalidCursor
from app.sync.errors import Resync

PURPOSE = "sync"
DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Place:
    """All in the log up to `index` was told, and of the entry there what stands before `after` on shelf `tie`.

    While `shelf` names one, the snapshot goes on there behind `after`. `chain` is what the log said at `index`: another value
    there, or no entry at all, and the database is not the one that gave the cursor. `day` is when it was given.
    """

    epoch: int
    index: int
    chain: str
    day: int
    shelf: int | None = None
    tie: int | None = None
    after: str = ""


def newest(tx: Tx, *, snapshot: bool) -> Place:
    """Where the log ends now; with everything to be told first, or nothing."""
    end = audit.last_index(tx)
    return Place(tx.actor.grant_epoch, end, audit.chain_at(tx, end), _today(tx), 0 if snapshot else None)


def moved(tx: Tx, place: Place, index: int, tie: int | None = None, after: str = "") -> Place:
    """The place behind what was told."""
    return replace(place, index=index, chain=audit.chain_at(tx, index), shelf=None, tie=tie, after=after)


def sealed(tx: Tx, box: CursorBox, place: Place) -> str:
    """The cursor: always of one length."""
    return box.seal(tx.actor.id, PURPOSE, astuple(replace(place, day=_today(tx))))


def opened(tx: Tx, box: CursorBox, cursor: str) -> Place:
    """Raises: Resync for another reader's cursor, one out of retention, and one of another history of the log."""
    try:
        kept = box.open(tx.actor.id, PURPOSE, cursor)
    except InvalidCursor as error:
        raise Resync from error
    if not isinstance(kept, list):  # one of an earlier release
        raise Resync
    place = Place(*kept)
    old = place.day < _today(tx) - tx.settings.sync_retention_days
    if old or audit.chain_at(tx, place.index) != place.chain:
        raise Resync
    return place


def _today(tx: Tx) -> int:
    return int(tx.now.timestamp()) // DAY_S
