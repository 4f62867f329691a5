"""Background work of the task room: load, call one verb."""

from uuid import UUID

from app.core.db import Tx
from app.tasks import moving, scheduling

AUTO_SIGN = scheduling.AUTO_SIGN
ARCHIVE = scheduling.ARCHIVE


def auto_sign(tx: Tx, payload: dict[str, str]) -> None:
    """The days to sign for a task have passed."""
    moving.sign_by_itself(tx, UUID(payload["task_id"]))


def archive(tx: Tx, payload: dict[str, str]) -> None:
    """The days after closing have passed."""
    moving.archive_by_itself(tx, UUID(payload["task_id"]))
