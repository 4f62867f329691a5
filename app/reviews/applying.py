"""What a review does to the findings of its conclusion and to their orders."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.conclusions import queries as conclusions
from app.conclusions.models import Conclusion
from app.core.db import Tx
from app.findings import service as findings
from app.findings.models import Finding
from app.findings.schemas import FindingDecision
from app.findings.service import Appeal
from app.findings.states import MOVES, State, Verb
from app.rectification import answering, stopping
from app.rectification.models import Order
from app.rectification.states import MOVES as ORDER_MOVES
from app.rectification.states import STAYABLE
from app.rectification.states import Verb as OrderVerb
from app.reviews.models import Review
from app.reviews.states import Change, Decision

REVOCABLE = {move.source for move in MOVES if move.verb == Verb.REVOKE}
CANCELLABLE = {move.source for move in ORDER_MOVES if move.verb == OrderVerb.REVOKE}


def stated(tx: Tx, conclusion: Conclusion) -> Sequence[Finding]:
    """The findings a conclusion states, locked."""
    ids = conclusions.finding_ids(tx, [conclusion.id]).get(conclusion.id, [])
    return tx.session.scalars(select(Finding).where(Finding.id.in_(ids)).order_by(Finding.id).with_for_update()).all()


def apply(tx: Tx, row: Review, conclusion: Conclusion) -> None:
    """Let a served decision take effect; one that upholds changes nothing, and what has been revoked stays so."""
    if row.decision == Decision.UPHOLD:
        return
    wanted = {UUID(each["finding_id"]): each for each in row.changes}
    appeal = Appeal(row.decision_number or "", row.decision_reason or "", row.decider_id or tx.actor.id)
    for finding in stated(tx, conclusion):
        change = {"change": Change.REVOKE} if row.decision == Decision.REVOKE else wanted.get(finding.id)
        if change is None or finding.state not in REVOCABLE:
            continue
        if change["change"] == Change.REVOKE:
            findings.revoke(tx, finding, appeal)
        else:
            said = FindingDecision(verb=Verb.CONFIRM, severity=change["severity"], facts=change["facts"])
            findings.amend(tx, finding, said, appeal)
    for order in _orders(tx, conclusion):
        _settle(tx, order, appeal)


def _orders(tx: Tx, conclusion: Conclusion) -> Sequence[Order]:
    ids = {finding.order_id for finding in stated(tx, conclusion) if finding.order_id}
    return tx.session.scalars(select(Order).where(Order.id.in_(ids)).order_by(Order.id).with_for_update()).all()


def _settle(tx: Tx, order: Order, appeal: Appeal) -> None:
    """An order all of whose findings are revoked is taken back; one that has only those left to close closes."""
    carried = tx.session.scalars(select(Finding).where(Finding.order_id == order.id)).all()
    if order.state in CANCELLABLE and all(finding.state == State.REVOKED for finding in carried):
        stopping.take_back(tx, order, appeal.reason)
    else:
        answering.close_if_done(tx, order)


def stay(tx: Tx, conclusion: Conclusion, reason: str) -> None:
    """Stop the clocks of the conclusion's orders that run."""
    for order in _orders(tx, conclusion):
        if order.state in STAYABLE:
            stopping.stay(tx, order, reason)


def lift(tx: Tx, conclusion: Conclusion, since: datetime, reason: str | None) -> None:
    """Let the orders stayed by this review run on; what was suspended before it stays suspended."""
    for order in _orders(tx, conclusion):
        if order.suspended_at is not None and order.suspended_at >= since:
            stopping.lift(tx, order, reason)
