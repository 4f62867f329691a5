"""HTTP for the random draw of a mission."""

from uuid import UUID

from app.audit.service import extend
from app.core.http import Answer, Reading, Router, Writing, again, problems, tags
from app.core.machine import IllegalMove
from app.core.problem import Forbidden, NotFound, ReasonRequired
from app.missions import draw_queries, drawing, queries
from app.missions.draw_errors import (
    CandidateTwice,
    DrawBroken,
    DrawExists,
    DrawIdReused,
    DrawIncomplete,
    NotDrawable,
    NotDrawnYet,
    OutsidePlan,
    PublicNumberRequired,
    TooFewCandidates,
    WitnessedAlready,
    WitnessNotApart,
)
from app.missions.draw_schemas import DrawDraft, DrawMove, DrawOut, DrawRecord
from app.missions.errors import MemberOfTarget, MissionIdReused, NotFieldPerson
from app.tasks.errors import UnknownPerson
from app.units.errors import UnknownUnit

router = Router(prefix="/missions/{mission_id}/draw", tags=tags("missions"))


@router.post(
    "",
    status_code=201,
    responses=again(DrawOut)
    | problems(
        NotFound, Forbidden, DrawIdReused, DrawExists, NotDrawable, CandidateTwice, UnknownUnit, OutsidePlan, TooFewCandidates,
        UnknownPerson, NotFieldPerson, MemberOfTarget,
    ),
)  # fmt: skip
def lock_lists(mission_id: UUID, draft: DrawDraft, tx: Writing) -> Answer[DrawOut]:
    """Lock both lists of a mission's draw. Send it again whenever in doubt."""
    row, created = drawing.lock(tx, mission_id, draft)
    tx.session.flush()
    return Answer(draw_queries.out(tx, row), 201 if created else 200)


@router.get("", responses=problems(NotFound))
def read_draw(mission_id: UUID, tx: Reading) -> DrawOut:
    """The mission's newest draw, for those on its list; names of sites only once they are opened."""
    queries.get(tx, mission_id)
    return draw_queries.out(tx, draw_queries.get(tx, mission_id))


@router.post(
    "/moves",
    responses=problems(
        NotFound, Forbidden, IllegalMove, NotDrawable, PublicNumberRequired, WitnessNotApart, WitnessedAlready, DrawIncomplete,
        DrawBroken, ReasonRequired, MissionIdReused,
    ),
)  # fmt: skip
def move_draw(mission_id: UUID, asked: DrawMove, tx: Writing) -> DrawOut:
    """Publish the promise, enter the public number, witness, hand the result to the mission, or take the draw back."""
    row = drawing.move(tx, mission_id, asked)
    extend(tx)
    return draw_queries.out(tx, row)


@router.get("/record", responses=problems(NotFound, NotDrawnYet))
def read_record(mission_id: UUID, tx: Reading) -> DrawRecord:
    """The record anybody on the list computes again: `mingcha draw-verify`, the page, or a program of their own."""
    queries.get(tx, mission_id)
    row = draw_queries.get(tx, mission_id)
    if row.result is None:
        raise NotDrawnYet
    return DrawRecord(**draw_queries.record(row, drawing.nonce(tx, row)))
