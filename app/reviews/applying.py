"""What a review does to the findings of its conclusion and to their orders."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from app.conclusions import queries as conclusions
from app.conclusions.models import Conclusion
from app.core.db import Tx
from app.findings import service as findings
from app.findings.models import Finding
from app.findings.states import REVOCABLE, Severity
from app.reviews.models import Review
from app.reviews.states import Change, Decision


def stated(tx: Tx, conclusion: Conclusion) -> Sequence[Finding]:
    """The findings a conclusion states, locked."""
    ids = conclusions.finding_ids(tx, [conclusion.id]).get(conclusion.id, [])
    return tx.session.scalars(select(Finding).where(Finding.id.in_(ids)).order_by(Finding.id).with_for_update()).all()


def apply(tx: Tx, row: Review, conclusion: Conclusion) -> None:
    """Let a served decision take effect; one that upholds changes nothing."""
    if row.decision == Decision.UPHOLD:
        return
    wanted = {UUID(each["finding_id"]): each for each in row.changes}
    for finding in stated(tx, conclusion):
        change = {"change": Change.REVOKE} if row.decision == Decision.REVOKE else wanted.get(finding.id)
        if change is None or finding.state not in REVOCABLE:
            continue
        if change["change"] == Change.REVOKE:
            findings.revoke(tx, finding, row.decision_number or "")
        else:
            severity = Severity(change["severity"]) if change["severity"] else None
            findings.amend(tx, finding, row.decision_number or "", severity, change["facts"])


def stay(tx: Tx, conclusion: Conclusion, reason: str) -> None:
    """Stop the clocks of the conclusion's orders."""


def lift(tx: Tx, conclusion: Conclusion) -> None:
    """Let them run again."""
