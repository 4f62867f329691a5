"""Background handlers: conclusions become final, and days are counted anew when a calendar is imported."""

from uuid import UUID

from sqlalchemy import select

from app.audit.service import record
from app.conclusions import service as conclusions
from app.conclusions.models import Conclusion
from app.conclusions.states import State as ConclusionState
from app.core.clock import end_of_day
from app.core.db import Tx
from app.reviews import queries, service
from app.reviews.models import Review

FINALIZE = conclusions.FINALIZE


def finalize(tx: Tx, payload: dict[str, str]) -> None:
    """The days to apply are over: final, unless a review is open or the days were counted anew meanwhile."""
    row = tx.session.get(Conclusion, UUID(payload["conclusion_id"]), with_for_update=True)
    if row is None or row.state != ConclusionState.RECEIVED or row.apply_by is None:
        return
    if tx.now <= end_of_day(row.apply_by):
        conclusions.schedule_final(tx, row)
    elif queries.open_of(tx, row.id) is None:
        conclusions.finalize(tx, row)


def recompute(tx: Tx, _: dict[str, str]) -> None:
    """After a calendar import: what was provisional is counted anew."""
    waiting = select(Conclusion).where(Conclusion.apply_by_provisional, Conclusion.state == ConclusionState.RECEIVED)
    for row in tx.session.scalars(waiting.with_for_update()).all():
        if conclusions.set_apply_by(tx, row):
            row.version += 1
            record(tx, "conclusion.days_recomputed", row)
    undecided = select(Review).where(Review.due_provisional, Review.fulfilled_at.is_(None), Review.closed_at.is_(None))
    for review in tx.session.scalars(undecided.with_for_update()).all():
        if service.set_due(tx, review):
            review.version += 1
            record(tx, "review.days_recomputed", review)
