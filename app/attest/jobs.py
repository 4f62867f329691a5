"""Background work: signing the log, every five minutes or 256 entries if there is anything new, and showing it to the anchors."""

from datetime import datetime, timedelta

from app.attest import checkpoints, outbox, publishing
from app.attest.keys import in_use
from app.audit import tiles
from app.core.db import Database, Tx
from app.jobs.service import ensure

CHECKPOINT, PUBLISH, SLOT = "log.checkpoint", "log.publish", "standing"
ASK_EVERY = timedelta(minutes=5)


class Checkpointer:
    """Signs; before the first time, and every few minutes, it asks the anchors what they have seen."""

    def __init__(self, database: Database) -> None:
        """Nobody was asked yet."""
        self._database = database
        self._asked: datetime | None = None

    def sign(self) -> None:
        """Sign what is new. A log that was long before it had a tree gets it piece by piece: nobody's write waits for all of it."""
        self._ask()
        behind = True
        while behind:
            with self._database.transaction() as tx:
                behind = tiles.grow(tx)
        with self._database.transaction() as tx:
            if checkpoints.sign(tx, in_use(tx.settings.data_dir)):
                ensure(tx, PUBLISH, SLOT)

    def _ask(self) -> None:
        now = self._database.clock()
        if self._asked is not None and abs(now - self._asked) < ASK_EVERY:
            return
        if self._asked is None:
            with self._database.transaction() as tx:
                outbox.hasten(tx)
        publishing.ask(self._database)
        self._asked = now


def is_due(tx: Tx) -> bool:
    """Whether so much came that it is signed before its time."""
    return checkpoints.unsigned(tx) >= tiles.WIDTH
