"""HTTP for coordination items and difficulties."""

from uuid import UUID

from app.audit.service import extend
from app.coordination import queries, service
from app.coordination.errors import (
    CoordinationIdReused,
    DecisionRequired,
    DifficultyIdReused,
    DifficultyOfOtherUnit,
    HelperRequired,
    MeetingRequired,
    NotTheHelper,
    ParticipantRequired,
    ResultRequired,
    VisitNotReleased,
)
from app.coordination.schemas import (
    CoordinationDraft,
    CoordinationMove,
    CoordinationOut,
    CoordinationSummary,
    DifficultyDraft,
    DifficultyMove,
    DifficultyRow,
)
from app.coordination.states import CoordinationState, DifficultyState
from app.core.clock import wire
from app.core.http import Answer, Reading, Router, Writing, again, problems, tags
from app.core.listing import Listing, listing
from app.core.machine import IllegalMove
from app.core.paging import InvalidCursor, Page
from app.core.problem import Forbidden, NotFound
from app.tasks.errors import DeadlinePassed
from app.units.errors import UnknownUnit

router = Router(prefix="/coordination", tags=tags("coordination"))
difficulties = Router(prefix="/difficulties", tags=tags("difficulties"))


@router.get("", responses=problems(InvalidCursor))
def list_coordination(tx: Reading, page: Listing, state: CoordinationState | None = None) -> Page[CoordinationSummary]:
    """Coordination items the reader may see, the newest first."""
    cursor = listing(tx, page, "coordination")
    rows = queries.page(tx, state, cursor.start, cursor.limit + 1)
    shown = cursor.page(rows, lambda row: row, lambda row: [wire(row.raised_at), row.id.hex])
    return Page(items=queries.summaries(tx, shown.items), next_cursor=shown.next_cursor)


@router.post(
    "",
    status_code=201,
    responses=again(CoordinationOut) | problems(Forbidden, NotFound, UnknownUnit, CoordinationIdReused),
)
def raise_coordination(draft: CoordinationDraft, tx: Writing) -> Answer[CoordinationOut]:
    """Raise a matter beyond one department's power from a finding."""
    row, created = service.raise_item(tx, draft)
    extend(tx)  # so that the story told has this step too
    return Answer(queries.out(tx, row), 201 if created else 200)


@router.get("/{coordination_id}", responses=problems(NotFound))
def read_coordination(coordination_id: UUID, tx: Reading) -> CoordinationOut:
    """One item with its story."""
    return queries.out(tx, queries.get(tx, coordination_id))


@router.post(
    "/{coordination_id}/moves",
    responses=problems(
        NotFound, Forbidden, IllegalMove, MeetingRequired, ParticipantRequired, DecisionRequired, ResultRequired, DeadlinePassed,
        UnknownUnit,
    ),
)  # fmt: skip
def move_coordination(coordination_id: UUID, move: CoordinationMove, tx: Writing) -> CoordinationOut:
    """Set the meeting, write the decision, follow it, close."""
    row = service.move_item(tx, coordination_id, move)
    extend(tx)  # so that the story told has this step too
    return queries.out(tx, row)


@difficulties.get("", responses=problems(InvalidCursor))
def list_difficulties(tx: Reading, page: Listing, state: DifficultyState | None = None) -> Page[DifficultyRow]:
    """Difficulties the reader may see, the newest first."""
    cursor = listing(tx, page, "difficulties")
    rows = queries.difficulties(tx, state, cursor.start, cursor.limit + 1)
    shown = cursor.page(rows, lambda row: row, lambda row: [wire(row.noted_at), row.id.hex])
    return Page(items=queries.difficulty_rows(tx, shown.items), next_cursor=shown.next_cursor)


@difficulties.post(
    "",
    status_code=201,
    responses=again(DifficultyRow) | problems(Forbidden, UnknownUnit, DifficultyOfOtherUnit, DifficultyIdReused),
)
def enter_difficulty(draft: DifficultyDraft, tx: Writing) -> Answer[DifficultyRow]:
    """Write down a unit's difficulty."""
    row, created = service.enter(tx, draft)
    tx.session.flush()
    return Answer(queries.difficulty_row(tx, row), 201 if created else 200)


@difficulties.get("/{difficulty_id}", responses=problems(NotFound))
def read_difficulty(difficulty_id: UUID, tx: Reading) -> DifficultyRow:
    """One difficulty."""
    return queries.difficulty_row(tx, queries.get_difficulty(tx, difficulty_id))


@difficulties.post(
    "/{difficulty_id}/moves",
    responses=problems(
        NotFound, Forbidden, IllegalMove, HelperRequired, UnknownUnit, VisitNotReleased, NotTheHelper, ResultRequired
    ),
)
def move_difficulty(difficulty_id: UUID, move: DifficultyMove, tx: Writing) -> DifficultyRow:
    """Name a helper, answer, close."""
    row = service.move_difficulty(tx, difficulty_id, move)
    tx.session.flush()
    return queries.difficulty_row(tx, row)
