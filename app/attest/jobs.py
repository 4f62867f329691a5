"""Background work: signing the log, every five minutes or 256 entries if there is anything new."""

from app.attest import checkpoints
from app.attest.keys import in_use
from app.audit import tiles
from app.core.db import Database, Tx

CHECKPOINT, SLOT = "log.checkpoint", "standing"


def checkpoint(database: Database) -> None:
    """Sign what is new. A log that was long before it had a tree gets it piece by piece: nobody's write waits for all of it."""
    behind = True
    while behind:
        with database.transaction() as tx:
            behind = tiles.grow(tx)
    with database.transaction() as tx:
        checkpoints.sign(tx, in_use(tx.settings.data_dir))


def is_due(tx: Tx) -> bool:
    """Whether so much came that it is signed before its time."""
    return checkpoints.unsigned(tx) >= tiles.WIDTH
