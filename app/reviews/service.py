"""The unit's application, and what examining its form makes of it."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from app.access.policy import Permission, require
from app.audit.service import record
from app.calendar import queries as calendar
from app.conclusions import queries as conclusions
from app.conclusions import service as conclusion_service
from app.conclusions.models import Conclusion
from app.conclusions.rules import statutory_last
from app.conclusions.states import State as ConclusionState
from app.core.clock import end_of_day, legal_date
from app.core.db import Tx
from app.core.machine import drive, follow
from app.core.problem import PreconditionRequired, StaleVersion
from app.evidence import service as evidence
from app.findings.errors import ReasonRequired
from app.reviews import applying, checks, queries
from app.reviews.errors import NotReviewable, Recused, ReviewIdReused, ReviewNotDraft, ReviewOpen, ReviewsOff
from app.reviews.models import Review
from app.reviews.schemas import ReviewDraft, ReviewMove
from app.reviews.states import MOVES, State, Verb
from app.rulebook import queries as rulebook

REVIEWABLE = (ConclusionState.RECEIVED, ConclusionState.FINAL)


def put(tx: Tx, review_id: UUID, draft: ReviewDraft, expected: int | None) -> tuple[Review, bool]:
    """Write an application, or change it on the version read; says whether it is new. Nothing is filed by that.

    Raises: Forbidden, NotFound, NotReviewable, ReviewIdReused, ReviewNotDraft, StaleVersion, PreconditionRequired.
    """
    require(tx.actor, Permission.REVIEW_DRAFT)
    held = tx.session.get(Review, review_id)
    if held is None:
        return _draft(tx, review_id, draft), True
    row = queries.get(tx, review_id, lock=True)
    if row.conclusion_id != draft.conclusion_id:
        raise ReviewIdReused
    if expected is None and row.grounds == draft.grounds:
        return row, False
    if row.state != State.DRAFT:
        raise ReviewNotDraft(state=row.state)
    if expected is None:
        raise PreconditionRequired(pointer="/headers/If-Match", version=row.version)
    if expected != row.version:
        raise StaleVersion(pointer="/headers/If-Match", version=row.version)
    row.grounds, row.author_id = draft.grounds, tx.actor.id
    row.version += 1
    record(tx, "review.changed", row)
    return row, False


def _draft(tx: Tx, review_id: UUID, draft: ReviewDraft) -> Review:
    conclusion = conclusions.get(tx, draft.conclusion_id)
    if conclusion.state not in REVIEWABLE:
        raise NotReviewable(state=conclusion.state)
    row = Review(
        id=review_id, conclusion_id=conclusion.id, unit_id=conclusion.unit_id, unit_path=conclusion.unit_path, state=State.DRAFT,
        grounds=draft.grounds, author_id=tx.actor.id, made_at=tx.now, changes=[], due_provisional=False, version=1,
    )  # fmt: skip
    tx.session.add(row)
    record(tx, "review.drafted", row)
    return row


def file(tx: Tx, row: Review) -> None:
    """The principal files 申请复核; what comes too late is recorded as that, and goes no further.

    Raises: Forbidden, IllegalMove, ReviewsOff, ReviewOpen, NotReviewable.
    """
    target = follow(MOVES, tx.actor, row.state, Verb.FILE)
    book, conclusion = rulebook.load(tx), _locked(tx, row.conclusion_id)
    if not book.appeals:
        raise ReviewsOff
    if queries.open_of(tx, conclusion.id):
        raise ReviewOpen
    row.filer_id, row.filed_at = tx.actor.id, tx.now
    if conclusion.apply_by is None or tx.now > end_of_day(conclusion.apply_by):
        row.state, row.closed_at = drive(MOVES, row.state, Verb.LAPSE), tx.now
        _done(tx, row, Verb.LAPSE)
        return
    if conclusion.state != ConclusionState.RECEIVED:
        raise NotReviewable(state=conclusion.state)
    set_due(tx, row)
    row.state = target
    _done(tx, row, Verb.FILE)


def set_due(tx: Tx, row: Review) -> bool:
    """The days of a filed review by the calendar as it is known now; says whether one changed."""
    if row.filed_at is None:
        return False
    book, days, first = rulebook.load(tx), calendar.load(tx), legal_date(row.filed_at)
    before = (row.due_on, row.accept_by, row.due_provisional)
    row.due_on = statutory_last(days, first, book.appeal_decide_days)
    row.due_at = end_of_day(row.due_on)
    row.yellow_on = first + timedelta(days=book.appeal_warn_day)
    row.accept_by = days.add(first, book.appeal_accept_days)
    row.due_provisional = not days.knows(first, row.due_on)
    return before != (row.due_on, row.accept_by, row.due_provisional)


def examine(tx: Tx, row: Review, asked: ReviewMove) -> None:
    """A review officer takes the application, or rejects its form. Raises: Forbidden, IllegalMove, Recused, ReasonRequired."""
    target = follow(MOVES, tx.actor, row.state, asked.verb)
    why = checks.stay_out(tx, queries.conclusion_of(tx, row), [tx.actor.id]).get(tx.actor.id)
    if why:
        raise Recused(name=tx.actor.name, reason=why.value)
    row.examiner_id, row.state = tx.actor.id, target
    if asked.verb == Verb.ACCEPT:
        row.accepted_at = tx.now
        _done(tx, row, Verb.ACCEPT)
        return
    if not asked.reason:
        raise ReasonRequired(pointer="/reason")
    row.form_reason = asked.reason
    end(tx, row, Verb.REJECT_FORM, asked.reason)


def withdraw(tx: Tx, row: Review, reason: str | None) -> None:
    """The principal takes the application back. Raises: Forbidden, IllegalMove."""
    row.state = follow(MOVES, tx.actor, row.state, Verb.WITHDRAW)
    end(tx, row, Verb.WITHDRAW, reason)


def end(tx: Tx, row: Review, verb: Verb, reason: str | None = None) -> None:
    """A review is over: stayed orders run again, handlers read no more, and the conclusion is final once its days are over."""
    row.closed_at = tx.now
    if row.stayed_at:
        applying.lift(tx, queries.conclusion_of(tx, row), row.stayed_at, reason)
        row.stayed_at = None
    evidence.stop_reading(tx, row.id)
    _done(tx, row, verb, reason)
    conclusion = _locked(tx, row.conclusion_id)
    over = conclusion.apply_by is not None and tx.now > end_of_day(conclusion.apply_by)
    if row.state == State.SERVED or over:
        conclusion_service.finalize(tx, conclusion)


def _locked(tx: Tx, conclusion_id: UUID) -> Conclusion:
    return tx.session.scalars(select(Conclusion).where(Conclusion.id == conclusion_id).with_for_update()).one()


def _done(tx: Tx, row: Review, verb: Verb, reason: str | None = None) -> None:
    row.version += 1
    record(tx, f"review.{verb}", row, reason=reason)
