"""HTTP for conclusions."""

from typing import Annotated
from uuid import UUID

from fastapi import Header, Query

from app.access.policy import Permission, require
from app.audit.service import extend
from app.conclusions import queries, service
from app.conclusions.errors import (
    ConclusionExists,
    ConclusionIdReused,
    ConclusionNotDraft,
    FindingNotConcludable,
    OwnConclusion,
    ReceiptImpossible,
    ReceiptIncomplete,
)
from app.conclusions.schemas import ConclusionCandidates, ConclusionDraft, ConclusionMove, ConclusionOut, ConclusionSummary
from app.conclusions.states import SPOKEN, State
from app.core.clock import wire
from app.core.http import Answer, Reading, Router, Writing, expected_version, made, problems, tags
from app.core.listing import Listing, listing
from app.core.machine import IllegalMove
from app.core.paging import InvalidCursor, Page
from app.core.problem import Forbidden, NotFound, PreconditionRequired, StaleVersion
from app.core.schema import Needle
from app.findings.errors import ReasonRequired
from app.units.errors import UnitNotTarget, UnknownUnit

router = Router(prefix="/conclusions", tags=tags("conclusions"))


@router.get("", responses=problems(InvalidCursor, Forbidden))
def list_conclusions(
    tx: Reading,
    page: Listing,
    state: State | None = None,
    unit_id: Annotated[UUID | None, Query(description="this unit and those below")] = None,
    mission_id: UUID | None = None,
    q: Annotated[Needle | None, Query(max_length=60)] = None,
) -> Page[ConclusionSummary]:
    """Conclusions the reader may see, the newest first."""
    require(tx.actor, Permission.CONCLUSION_READ)
    cursor = listing(tx, page, "conclusions")
    rows = queries.page(tx, queries.ConclusionFilter(state, unit_id, mission_id, q), cursor.start, cursor.limit + 1)
    shown = cursor.page(rows, lambda row: row, lambda row: [wire(row.made_at), row.id.hex])
    return Page(items=queries.summaries(tx, shown.items), next_cursor=shown.next_cursor)


@router.get("/candidates", responses=problems(Forbidden))
def list_candidates(tx: Reading) -> ConclusionCandidates:
    """Confirmed findings no conclusion states yet, by mission and unit."""
    require(tx.actor, Permission.CONCLUSION_WRITE)
    return ConclusionCandidates(items=queries.candidates(tx))


@router.get("/{conclusion_id}", responses=problems(NotFound))
def read_conclusion(conclusion_id: UUID, tx: Reading) -> ConclusionOut:
    """One conclusion with its findings and story."""
    return queries.out(tx, queries.get(tx, conclusion_id))


@router.put(
    "/{conclusion_id}",
    responses=made(ConclusionOut)
    | problems(
        NotFound, Forbidden, UnknownUnit, UnitNotTarget, FindingNotConcludable, ConclusionExists, ConclusionIdReused,
        ConclusionNotDraft, StaleVersion, PreconditionRequired,
    ),
)  # fmt: skip
def put_conclusion(
    conclusion_id: UUID, draft: ConclusionDraft, tx: Writing, if_match: Annotated[str | None, Header(max_length=40)] = None
) -> Answer[ConclusionOut]:
    """Draft a conclusion, or change the draft (If-Match)."""
    row, created = service.put(tx, conclusion_id, draft, expected_version(if_match))
    extend(tx)  # so that the story told has this step too
    return Answer(queries.out(tx, row), 201 if created else 200)


@router.post(
    "/{conclusion_id}/moves",
    responses=problems(
        NotFound, Forbidden, IllegalMove, OwnConclusion, ReasonRequired, FindingNotConcludable, ReceiptIncomplete, ReceiptImpossible
    ),
)
def move_conclusion(conclusion_id: UUID, move: ConclusionMove, tx: Writing) -> ConclusionOut:
    """Sign a conclusion, take the signature back, issue it, or sign for it."""
    if move.verb not in SPOKEN:
        raise IllegalMove(pointer="/verb", machine="conclusion", state=queries.get(tx, conclusion_id).state, verb=move.verb)
    row = service.move(tx, conclusion_id, move)
    extend(tx)
    return queries.out(tx, row)
