"""Background work of the rectification room: load, call one verb."""

from uuid import UUID

from app.calendar import service as calendar
from app.core.db import Tx
from app.rectification import extending, issuing, looking, planning
from app.tasks import service as tasks

AUTO_SIGN = issuing.AUTO_SIGN
ESCALATE = extending.ESCALATE
PROPOSE = looking.PROPOSE
RECOMPUTE = calendar.RECOMPUTE


def auto_sign(tx: Tx, payload: dict[str, str]) -> None:
    """Two working days have passed."""
    issuing.auto_sign(tx, UUID(payload["order_id"]))


def escalate(tx: Tx, payload: dict[str, str]) -> None:
    """A request for more time has waited too long."""
    extending.escalate(tx, UUID(payload["extension_id"]))


def propose(tx: Tx, _payload: dict[str, str]) -> None:
    """A month begins: what was closed is due to be looked at again."""
    planning.propose_monthly(tx)


def recompute(tx: Tx, _payload: dict[str, str]) -> None:
    """A year's calendar was imported."""
    issuing.recompute_provisional(tx)
    tasks.recompute_provisional(tx)
