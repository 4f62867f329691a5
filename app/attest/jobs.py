"""Background work: signing the log, every five minutes or 256 entries if there is anything new."""

from app.attest import checkpoints
from app.attest.keys import in_use
from app.audit.tiles import WIDTH
from app.core.db import Tx

CHECKPOINT, SLOT = "log.checkpoint", "standing"


def checkpoint(tx: Tx, _payload: dict[str, str]) -> None:
    """Sign what is new."""
    checkpoints.sign(tx, in_use(tx.settings.data_dir))


def is_due(tx: Tx) -> bool:
    """Whether so much came that it is signed before its time."""
    return checkpoints.unsigned(tx) >= WIDTH
