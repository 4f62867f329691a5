"""Showing checkpoints to the anchors, and asking them what they have seen, with no transaction open while they are waited for."""

from dataclasses import dataclass

from app.attest import checkpoints, outbox
from app.attest.anchors import Anchor, AnchorError, ContradictionError, PassedError, Point
from app.attest.configured import anchors
from app.attest.keys import in_use
from app.audit import tiles, tree
from app.core.db import Database

MOST = 50  # checkpoints an anchor is shown in one go


def publish(database: Database) -> None:
    """Every anchor is shown what it is owed, the oldest first; one that fails keeps nobody else waiting."""
    for anchor in anchors(database.settings):
        for _ in range(MOST):
            with database.reading() as tx:
                point = outbox.due(tx, anchor.name)
            if point is None or not _shown(database, anchor, point):
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


def _shown(database: Database, anchor: Anchor, point: Point) -> bool:
    try:
        answer = anchor.publish(point, _Past(database, point.size))
    except PassedError as passed:
        with database.transaction() as tx:
            outbox.passed(tx, anchor.name, point.size, passed.size)
        return True
    except AnchorError as error:
        with database.transaction() as tx:
            contradicts = isinstance(error, ContradictionError)
            outbox.failed(tx, anchor.name, point.size, str(error), contradicts=contradicts)
        return False
    with database.transaction() as tx:
        outbox.done(tx, anchor, point.size, answer)
    return True


def ask(database: Database) -> None:
    """What each anchor has seen of this log is written down, to be held against it before anything is signed."""
    keys = in_use(database.settings.data_dir)
    note = checkpoints.of_nothing(keys, database.clock())
    for anchor in anchors(database.settings):
        try:
            seen = anchor.seen(keys.origin, note)
        except AnchorError:
            continue  # not reached: it will be shown what is signed, and says then what it thinks of it
        if seen is None:
            continue
        with database.transaction() as tx:
            outbox.heard(tx, anchor.name, seen)
            if seen.root is not None and checkpoints.root_at(tx, seen.size) not in {None, seen.root}:
                outbox.contradict(tx, anchor.name, f"its first {seen.size} entries are not those of this log")
