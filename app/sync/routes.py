"""HTTP for pull."""

from typing import Annotated

from fastapi import Query, Request

from app.core.http import Reading, Router, Snapshot, problems, tags
from app.missions import envelopes
from app.sync import comparing, queries
from app.sync.errors import Resync
from app.sync.schemas import Changes, Comparison, Difference, Envelopes, Gone, Held

router = Router(prefix="/sync", tags=tags("sync"))


@router.get("", responses=problems(Resync))
def pull(tx: Snapshot, request: Request, cursor: Annotated[str | None, Query(max_length=2000)] = None) -> Changes:
    """What changed since the cursor; without one, and after a change of rights, everything of the reader's scope."""
    return queries.pull(tx, request.app.state.cursors, cursor)


@router.get("/envelopes")
def list_envelopes(tx: Reading) -> Envelopes:
    """Sites of the reader's missions that the phone may open without a network, sealed; empty where the office forbids it."""
    return Envelopes(items=envelopes.handed(tx))


@router.post("/held")
def check_held(held: Held, tx: Reading) -> Gone:
    """Which of the copies a device keeps the reader may see no more."""
    return queries.gone(tx, held.items)


@router.post("/compare")
def compare_copies(asked: Comparison, tx: Snapshot, request: Request) -> Difference:
    """What a device's copies differ in from what it should hold: for one whose digest is another, or whose cursor is of no use."""
    return comparing.compare(tx, request.app.state.cursors, asked)
