"""Handlers, advice, the decision, its service, and stays."""

from uuid import UUID

from sqlalchemy import delete

from app.access.policy import Permission
from app.audit.service import record
from app.conclusions.errors import ReceiptImpossible, ReceiptIncomplete
from app.conclusions.models import Conclusion
from app.core.actor import same_person
from app.core.db import Tx
from app.core.machine import follow
from app.core.register import next_number
from app.evidence import service as evidence
from app.findings.errors import ReasonRequired
from app.identity import queries as identity
from app.notices import service as notices
from app.reviews import applying, checks, queries, service
from app.reviews.errors import (
    ChangeElsewhere,
    DecisionNotSent,
    DecisionRequired,
    DecisionSent,
    HandlerRecused,
    MeetingRecordNeeded,
    NotHandler,
    NothingToStay,
    NotReviewOfficer,
    Recused,
)
from app.reviews.models import Review, ReviewHandler
from app.reviews.schemas import ReviewMove
from app.reviews.states import MOVES, Change, Decision, Verb


def move(tx: Tx, review_id: UUID, asked: ReviewMove) -> Review:
    """A verb on a review. Raises: NotFound, Forbidden, IllegalMove, and as each verb says."""
    row = queries.get(tx, review_id, lock=True)
    if asked.verb == Verb.FILE:
        service.file(tx, row)
    elif asked.verb == Verb.WITHDRAW:
        service.withdraw(tx, row, asked.reason)
    elif asked.verb in {Verb.ACCEPT, Verb.REJECT_FORM}:
        service.examine(tx, row, asked)
    else:
        _decide_or_serve(tx, row, asked)
    return row


def _decide_or_serve(tx: Tx, row: Review, asked: ReviewMove) -> None:
    target, conclusion = follow(MOVES, tx.actor, row.state, asked.verb), queries.conclusion_of(tx, row)
    if asked.verb in {Verb.RECEIVE, Verb.SERVE}:
        _serve(tx, row, asked, conclusion)
        row.state = target
        service.end(tx, row, asked.verb)
        return
    if asked.verb == Verb.ASSIGN:
        _assign(tx, row, asked, conclusion)
    elif asked.verb == Verb.ADVISE:
        _advise(tx, row, asked)
    elif asked.verb == Verb.DECIDE:
        _decide(tx, row, asked, conclusion)
    elif asked.verb == Verb.SEND:
        _send(tx, row)
    else:
        _stay_or_lift(tx, row, asked, conclusion)
    row.state = target
    row.version += 1
    record(tx, f"review.{asked.verb}", row, reason=asked.reason)


def _assign(tx: Tx, row: Review, asked: ReviewMove, conclusion: Conclusion) -> None:
    """The director names who handles it. Raises: NotReviewOfficer, HandlerRecused."""
    officers = {each.id: each.name for each in identity.holding(tx, Permission.REVIEW_EXAMINE)}
    wanted = list(dict.fromkeys(asked.handler_ids))
    if not wanted:
        raise NotReviewOfficer(pointer="/handler_ids")
    out = checks.stay_out(tx, conclusion, wanted)
    for position, each in enumerate(wanted):
        if each not in officers:
            raise NotReviewOfficer(pointer=f"/handler_ids/{position}")
        if each in out:
            raise HandlerRecused(pointer=f"/handler_ids/{position}", name=officers[each], reason=out[each].value)
    kept = {each.user_id for each in queries.handlers(tx, row.id)} & set(wanted)
    gone = delete(ReviewHandler).where(ReviewHandler.review_id == row.id, ReviewHandler.user_id.not_in(wanted))
    tx.session.execute(gone)
    tx.session.add_all(ReviewHandler(review_id=row.id, user_id=each, named_at=tx.now) for each in wanted if each not in kept)
    tx.session.flush()
    photographs = [UUID(each) for finding in applying.stated(tx, conclusion) for each in finding.evidence_ids]
    evidence.let_read(tx, photographs, wanted, row.id)


def _advise(tx: Tx, row: Review, asked: ReviewMove) -> None:
    """A handler's advice, until the decision. Raises: NotHandler, ReasonRequired."""
    mine = tx.session.get(ReviewHandler, (row.id, tx.actor.id))
    if mine is None:
        raise NotHandler
    if not asked.reason:
        raise ReasonRequired(pointer="/reason")
    mine.advice, mine.advised_at = asked.reason, tx.now


def _decide(tx: Tx, row: Review, asked: ReviewMove, conclusion: Conclusion) -> None:
    """Uphold, amend or revoke. Raises: Recused, MeetingRecordNeeded, DecisionRequired, ReasonRequired, ChangeElsewhere."""
    why = checks.of_the_unit(tx, conclusion, [tx.actor.id]).get(tx.actor.id)
    if why:
        raise Recused(name=tx.actor.name, reason=why.value)
    if same_person(tx.actor, conclusion.signer_id) and not asked.meeting_record:
        raise MeetingRecordNeeded(pointer="/meeting_record")
    if asked.decision is None or (asked.decision == Decision.AMEND) != bool(asked.changes):
        raise DecisionRequired(pointer="/decision" if asked.decision is None else "/changes")
    if not asked.reason:
        raise ReasonRequired(pointer="/reason")
    _require_changes(tx, asked, conclusion)
    row.decision, row.decision_reason, row.meeting_record = asked.decision, asked.reason, asked.meeting_record
    row.changes = [each.model_dump(mode="json") for each in asked.changes]
    row.decision_number = next_number(tx, tx.settings.review_prefix)
    row.decider_id, row.fulfilled_at = tx.actor.id, tx.now


def _require_changes(tx: Tx, asked: ReviewMove, conclusion: Conclusion) -> None:
    left = {finding.id for finding in applying.stated(tx, conclusion)}
    for position, each in enumerate(asked.changes):
        empty = each.change == Change.AMEND and each.severity is None and each.facts is None
        if each.finding_id not in left or empty:
            raise ChangeElsewhere(pointer=f"/changes/{position}", finding_id=str(each.finding_id))
        left.remove(each.finding_id)


def _send(tx: Tx, row: Review) -> None:
    """From now on the unit reads the decision, on its conclusion's page, and hears so. Raises: DecisionSent."""
    if row.sent_at:
        raise DecisionSent
    row.sent_at = tx.now
    said = notices.about(notices.SERVED, "decision", ("conclusion", row.conclusion_id), row.decision_number)
    notices.tell_unit(tx, row.unit_path, Permission.REVIEW_DRAFT, said)


def _serve(tx: Tx, row: Review, asked: ReviewMove, conclusion: Conclusion) -> None:
    """The unit signs for the decision, or its slip is entered; then it takes effect.

    Raises: DecisionNotSent, ReceiptIncomplete, ReceiptImpossible.
    """
    if row.sent_at is None:
        raise DecisionNotSent
    if asked.verb == Verb.RECEIVE:
        row.received_at, row.receiver_id = tx.now, tx.actor.id
        row.receiver = asked.receiver or identity.names(tx, [tx.actor.id])[tx.actor.id]
    else:
        for name in ("receiver", "received_at", "proof"):
            if getattr(asked, name) is None:
                raise ReceiptIncomplete(pointer=f"/{name}")
        if asked.received_at is None or not row.sent_at <= asked.received_at <= tx.now:
            raise ReceiptImpossible(pointer="/received_at")
        row.received_at, row.receiver, row.receipt_proof = asked.received_at, asked.receiver, asked.proof
    applying.apply(tx, row, conclusion)


def _stay_or_lift(tx: Tx, row: Review, asked: ReviewMove, conclusion: Conclusion) -> None:
    """Orders run on unless a leader stays them. Raises: NothingToStay, ReasonRequired."""
    if (asked.verb == Verb.STAY) == (row.stayed_at is not None):
        raise NothingToStay
    if not asked.reason:
        raise ReasonRequired(pointer="/reason")
    if asked.verb == Verb.STAY:
        row.stayed_at, row.stay_reason = tx.now, asked.reason
        applying.stay(tx, conclusion, asked.reason)
    elif row.stayed_at:
        applying.lift(tx, conclusion, row.stayed_at, asked.reason)
        row.stayed_at = None
