"""Background work of the rectification room: load, call one verb."""

from uuid import UUID

from app.calendar import service as calendar
from app.core.db import Tx
from app.rectification import issuing
from app.tasks import service as tasks

AUTO_SIGN = issuing.AUTO_SIGN
RECOMPUTE = calendar.RECOMPUTE


def auto_sign(tx: Tx, payload: dict[str, str]) -> None:
    """Two working days have passed."""
    issuing.auto_sign(tx, UUID(payload["order_id"]))


def recompute(tx: Tx, _payload: dict[str, str]) -> None:
    """A year's calendar was imported."""
    issuing.recompute_provisional(tx)
    tasks.recompute_provisional(tx)
