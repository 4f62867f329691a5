"""HTTP for pull."""

from typing import Annotated

from fastapi import Query, Request

from app.core.http import Reading, Router, problems, tags
from app.missions import envelopes
from app.sync import queries
from app.sync.errors import Resync
from app.sync.schemas import Changes, Envelopes, Gone, Held

router = Router(prefix="/sync", tags=tags("sync"))


@router.get("", responses=problems(Resync))
def pull(tx: Reading, request: Request, cursor: Annotated[str | None, Query(max_length=2000)] = None) -> Changes:
    """What changed since the cursor; without one, everything of the reader's scope."""
    return queries.pull(tx, request.app.state.cursors, cursor)


@router.get("/envelopes")
def list_envelopes(tx: Reading) -> Envelopes:
    """Sites of the reader's missions that the phone may open without a network, sealed; empty where the office forbids it."""
    return Envelopes(items=envelopes.handed(tx))


@router.post("/held")
def check_held(held: Held, tx: Reading) -> Gone:
    """Which of the copies a device keeps the reader may see no more."""
    return queries.gone(tx, held.items)
