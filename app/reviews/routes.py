"""HTTP for reviews."""

from typing import Annotated
from uuid import UUID

from fastapi import Header

from app.access.policy import Permission, require
from app.audit.service import extend
from app.conclusions.errors import ReceiptImpossible, ReceiptIncomplete
from app.core.clock import wire
from app.core.http import Answer, Reading, Router, Writing, expected_version, made, problems, tags
from app.core.listing import Listing, listing
from app.core.machine import IllegalMove
from app.core.paging import InvalidCursor, Page
from app.core.problem import Forbidden, NotFound, PreconditionRequired, StaleVersion
from app.findings.errors import ReasonRequired
from app.reviews import deciding, queries, service
from app.reviews.errors import (
    ChangeElsewhere,
    DecisionNotSent,
    DecisionRequired,
    DecisionSent,
    HandlerRecused,
    MeetingRecordNeeded,
    NotHandler,
    NothingToStay,
    NotReviewable,
    NotReviewOfficer,
    Recused,
    ReviewIdReused,
    ReviewNotDraft,
    ReviewOpen,
    ReviewsOff,
)
from app.reviews.schemas import HandlerChoices, ReviewDraft, ReviewMove, ReviewOut, ReviewSummary
from app.reviews.states import SPOKEN, State

router = Router(prefix="/reviews", tags=tags("reviews"))


@router.get("", responses=problems(InvalidCursor, Forbidden))
def list_reviews(tx: Reading, page: Listing, state: State | None = None, conclusion_id: UUID | None = None) -> Page[ReviewSummary]:
    """Reviews the reader may see, the newest first."""
    require(tx.actor, Permission.REVIEW_READ)
    cursor = listing(tx, page, "reviews")
    rows = queries.page(tx, queries.ReviewFilter(state, conclusion_id), cursor.start, cursor.limit + 1)
    shown = cursor.page(rows, lambda row: row, lambda row: [wire(row.made_at), row.id.hex])
    return Page(items=queries.summaries(tx, shown.items), next_cursor=shown.next_cursor)


@router.get("/{review_id}", responses=problems(NotFound))
def read_review(review_id: UUID, tx: Reading) -> ReviewOut:
    """One review with what it is about."""
    return queries.out(tx, queries.get(tx, review_id))


@router.get("/{review_id}/handlers", responses=problems(NotFound, Forbidden))
def list_handlers(review_id: UUID, tx: Reading) -> HandlerChoices:
    """Who may handle a review, and why others may not."""
    row = queries.get(tx, review_id)
    require(tx.actor, Permission.REVIEW_ASSIGN)
    return HandlerChoices(items=queries.choices(tx, row))


@router.put(
    "/{review_id}",
    responses=made(ReviewOut)
    | problems(NotFound, Forbidden, NotReviewable, ReviewIdReused, ReviewNotDraft, StaleVersion, PreconditionRequired),
)
def put_review(
    review_id: UUID, draft: ReviewDraft, tx: Writing, if_match: Annotated[str | None, Header(max_length=40)] = None
) -> Answer[ReviewOut]:
    """Write an application for review, or change it (If-Match); `file` files it."""
    row, created = service.put(tx, review_id, draft, expected_version(if_match))
    extend(tx)  # so that the story told has this step too
    return Answer(queries.out(tx, row), 201 if created else 200)


@router.post(
    "/{review_id}/moves",
    responses=problems(
        NotFound, Forbidden, IllegalMove, ReasonRequired, ReviewsOff, ReviewOpen, NotReviewable, Recused, NotReviewOfficer,
        HandlerRecused, NotHandler, MeetingRecordNeeded, DecisionRequired, ChangeElsewhere, DecisionSent, DecisionNotSent,
        ReceiptIncomplete, ReceiptImpossible, NothingToStay,
    ),
)  # fmt: skip
def move_review(review_id: UUID, move: ReviewMove, tx: Writing) -> ReviewOut:
    """File, examine, assign, advise, decide, serve, stay, or withdraw."""
    if move.verb not in SPOKEN:
        raise IllegalMove(pointer="/verb", machine="review", state=queries.get(tx, review_id).state, verb=move.verb)
    row = deciding.move(tx, review_id, move)
    extend(tx)
    return queries.out(tx, row)
