"""Background work of the coordination room: load, call one verb."""

from uuid import UUID

from app.coordination import service
from app.core.db import Tx
from app.reports.service import ACCEPTED

TAKE = ACCEPTED


def take(tx: Tx, payload: dict[str, str]) -> None:
    """A report was accepted."""
    service.take_from_report(tx, UUID(payload["report_id"]))
