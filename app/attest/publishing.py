"""Showing checkpoints to the anchors, and asking them what they have seen, with no transaction open while they are waited for."""

from dataclasses import dataclass

import structlog

from app.attest import checkpoints, outbox
from app.attest.anchors import Anchor, AnchorError, ContradictionError, PassedError
from app.attest.configured import anchors
from app.attest.keys import in_use
from app.audit import tiles, tree
from app.core.db import Database

log = structlog.get_logger()
MOST = 50  # checkpoints an anchor is shown in one go


def publish(database: Database) -> None:
    """Every anchor is shown what it is owed, the oldest first; one that fails keeps nobody else waiting."""
    for anchor in anchors(database.settings):
        for _ in range(MOST):
            with database.reading() as tx:
                size = outbox.due(tx, anchor.name)
            if size is None or not _shown(database, anchor, size):
                break


@dataclass(frozen=True, slots=True)
class _Past:
    """Of a checkpoint of so many entries."""

    database: Database
    size: int

    def path(self, old: int) -> list[bytes]:
        """See Growth."""
        with self.database.reading() as tx:
            return tree.consistency(old, self.size, tiles.nodes(tx))

    def root(self, size: int) -> bytes:
        """See Growth."""
        with self.database.reading() as tx:
            return tree.root(size, tiles.nodes(tx))


def _shown(database: Database, anchor: Anchor, size: int) -> bool:
    try:
        _show(database, anchor, size)
    except Exception as error:  # ruff: ignore[blind-except]  what somebody outside answers is no reason to keep the others waiting
        why, contradicts = _why(anchor, error), isinstance(error, ContradictionError)
        with database.transaction() as tx:
            outbox.failed(tx, anchor.name, size, why, contradicts=contradicts)
        return False
    return True


def _show(database: Database, anchor: Anchor, size: int) -> None:
    with database.reading() as tx:
        point = outbox.point(tx, anchor.name, size)
    try:
        answer = anchor.publish(point, _Past(database, size))
    except PassedError as passed:
        with database.transaction() as tx:
            outbox.passed(tx, anchor.name, size, passed.size)
        return
    with database.transaction() as tx:
        outbox.done(tx, anchor, size, answer)


def _why(anchor: Anchor, error: Exception) -> str:
    """What is told of it; what nobody foresaw is logged with its trace."""
    if isinstance(error, AnchorError):
        return str(error)
    log.error("an anchor's answer cannot be dealt with", anchor=anchor.name, exc_info=error)
    return f"its answer cannot be dealt with: {type(error).__name__}"


def ask(database: Database) -> None:
    """What each anchor has seen of this log is written down, to be held against it before anything is signed."""
    keys = in_use(database.settings.data_dir)
    note = checkpoints.of_nothing(keys, database.clock())
    for anchor in anchors(database.settings):
        try:
            _ask(database, anchor, keys.origin, note)
        except AnchorError:
            continue  # not reached: it will be shown what is signed, and says then what it thinks of it
        except Exception as error:  # ruff: ignore[blind-except]  nor to leave the log unsigned
            why = _why(anchor, error)
            with database.transaction() as tx:
                outbox.troubled(tx, anchor.name, why)


def _ask(database: Database, anchor: Anchor, origin: str, note: str) -> None:
    seen = anchor.seen(origin, note)
    if seen is None:
        return
    with database.transaction() as tx:
        outbox.heard(tx, anchor.name, seen)
        if seen.root is not None and checkpoints.root_at(tx, seen.size) not in {None, seen.root}:
            outbox.contradict(tx, anchor.name, f"its first {seen.size} entries are not those of this log")
