"""Reviews 复核 of what a result rests on: those that are open, and until when one may still be asked for."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from app.calendar import queries as calendar
from app.conclusions import queries as conclusions
from app.conclusions.models import Conclusion
from app.conclusions.states import State as ConclusionState
from app.core.clock import legal_date
from app.core.db import Tx
from app.findings.models import Finding
from app.results import rules
from app.results.schemas import OpenReview
from app.reviews import queries as reviews
from app.rulebook import queries as rulebook


def open_on(tx: Tx, finding_ids: Iterable[UUID]) -> dict[UUID, OpenReview]:
    """The open review of the conclusion that states each finding, told without what it says; the id for whoever may open it."""
    found = reviews.open_on(tx, finding_ids)
    seen = reviews.seen_among(tx, {row.id for row, _ in found.values()})
    return {
        finding: OpenReview(id=row.id if row.id in seen else None, conclusion_number=number, state=row.state, due_on=row.due_on)
        for finding, (row, number) in found.items()
    }


def window_ends(tx: Tx, carried: Sequence[Finding]) -> date | None:
    """The last day on which a unit may ask for review of any of these; None while that cannot be said.

    It runs from the receipt of the conclusion (条例 Art. 17); where none has been fed back, from the feedback of the finding.
    """
    told = conclusions.out_on(tx, [row.id for row in carried])
    ends = [_stated(told[row.id]) if row.id in told else _fed_back(tx, row) for row in carried]
    return rules.last_of(ends)


def _stated(row: Conclusion) -> date | None:
    if row.state == ConclusionState.FINAL and row.final_at:
        return min(row.apply_by or date.max, legal_date(row.final_at))
    return row.apply_by


def _fed_back(tx: Tx, row: Finding) -> date | None:
    if row.released_at is None:
        return None
    return rules.window_ends(calendar.load(tx), rulebook.load(tx), legal_date(row.released_at))
