"""Signing what the log says of itself, and proving an entry's place in it (docs/evidence.md §5)."""

import base64
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import select

from app.attest import outbox
from app.attest.configured import anchors
from app.attest.errors import NotYetSigned
from app.attest.keys import Keys, Use
from app.audit import tiles, tree
from app.audit.models import LogCheckpoint, LogHead
from app.audit.note import Checkpoint, Note
from app.core.db import Tx

PROOF = "c2sp.org/tlog-proof@v1"


class ForkError(RuntimeError):
    """The log is not the one that was signed, or that was seen outside. Nothing is signed until somebody has looked."""


def newest(tx: Tx) -> LogCheckpoint | None:
    """The last one signed."""
    return tx.session.scalar(select(LogCheckpoint).order_by(LogCheckpoint.size.desc()).limit(1))


def unsigned(tx: Tx) -> int:
    """How many entries came after it; negative if the log shrank."""
    last = newest(tx)
    return _size(tx) - (last.size if last else 0)


def _size(tx: Tx) -> int:
    return tx.session.scalars(select(LogHead.idx)).one()


def sign(tx: Tx, keys: Keys) -> LogCheckpoint | None:
    """Sign the log as it is, if there is anything new. Raises: ForkError unless what was signed last is its beginning."""
    if not require_grown(tx):
        return None
    tiles.grow(tx)
    size = _size(tx)
    point = Checkpoint(keys.origin, size, tree.root(size, tiles.nodes(tx)))
    row = LogCheckpoint(size=size, root=point.root, note=_signed(point, keys, tx.now), signed_at=tx.now)
    tx.session.add(row)
    tx.session.flush()
    outbox.owe(tx, size, anchors(tx.settings))
    return row


def of_nothing(keys: Keys, at: datetime) -> str:
    """The empty tree, signed: it is the beginning of every log, and whoever has seen more says so."""
    return _signed(Checkpoint(keys.origin, 0, tree.EMPTY), keys, at)


def _signed(point: Checkpoint, keys: Keys, at: datetime) -> str:
    note = Note(point.text)
    for signer in keys.signers(Use.LOG, at):
        note = note.signed(signer.key, keys.origin)
    return str(note)


def root_at(tx: Tx, size: int) -> bytes | None:
    """The root over the first entries; none if there are fewer."""
    return tree.root(size, tiles.nodes(tx)) if size <= _size(tx) else None


def require_grown(tx: Tx) -> int:
    """How many entries came after what was signed last. Raises: ForkError unless that, and what anchors saw, is its beginning."""
    size, last = _size(tx), newest(tx)
    names = [anchor.name for anchor in anchors(tx.settings)]
    if against := outbox.contradiction(tx, names, last.size if last else 0):
        raise ForkError(against)
    if last is None:
        return size
    if size < last.size:
        raise ForkError(f"{size} entries are left of the {last.size} that were signed")
    try:
        found = tree.root(last.size, tiles.nodes(tx))
    except LookupError as error:
        raise ForkError(str(error)) from error
    if found != last.root:
        raise ForkError(f"the first {last.size} entries are not those that were signed")
    return size - last.size


def proof(tx: Tx, index: int) -> str:
    """A C2SP tlog-proof that entry `index` is in the newest checkpoint's tree. Raises: NotYetSigned."""
    last = newest(tx)
    if last is None or not 0 < index <= last.size:
        raise NotYetSigned(index=index)
    return next(iter(proofs(tx, last.size, last.note, [index]).values()))


def proofs(tx: Tx, size: int, note: str, indices: Iterable[int]) -> dict[int, str]:
    """The same for several entries, each in the tree of the checkpoint `note`, which has `size` entries."""
    nodes = cache(tiles.nodes(tx))
    paths = {index: _lines(tree.inclusion(index - 1, size, nodes)) for index in indices}
    return {index: "\n".join([PROOF, f"index {index - 1}", *path, "", note]) for index, path in paths.items()}


def path_between(tx: Tx, old: int, new: int) -> str:
    """What shows that the tree of `old` entries is the beginning of that of `new`, a hash a line."""
    return "".join(f"{each}\n" for each in _lines(tree.consistency(old, new, tiles.nodes(tx))))


def covering(tx: Tx, index: int, most: int = 50) -> list[LogCheckpoint]:
    """Checkpoints whose tree has an entry: the newest first, and if there are many, the oldest of them too."""
    rows = select(LogCheckpoint).where(LogCheckpoint.size >= index).limit(most)
    found = {
        row.size: row
        for order in (LogCheckpoint.size, LogCheckpoint.size.desc())
        for row in tx.session.scalars(rows.order_by(order))
    }
    return [found[size] for size in sorted(found, reverse=True)]


def growth(tx: Tx, old: int) -> tuple[LogCheckpoint, list[bytes]]:
    """The newest checkpoint, and what shows that the tree of `old` entries is its beginning. Raises: NotYetSigned."""
    last = newest(tx)
    if last is None or not 0 <= old <= last.size:
        raise NotYetSigned(index=old)
    return last, tree.consistency(old, last.size, tiles.nodes(tx))


def _lines(hashes: Sequence[bytes]) -> list[str]:
    return [base64.b64encode(each).decode() for each in hashes]
