"""HTTP for the tree of units."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from app.core.http import Answer, Reading, Router, Writing, made, problems, tags
from app.core.listing import Listing, listing
from app.core.paging import InvalidCursor, Page
from app.core.problem import Forbidden
from app.core.schema import Needle
from app.units import queries, service
from app.units.errors import UnitMoveRefused, UnknownUnit
from app.units.schemas import UnitDraft, UnitKind, UnitOut

router = Router(prefix="/units", tags=tags("units"))


@router.get("", responses=problems(InvalidCursor))
def list_units(
    tx: Reading,
    page: Listing,
    kind: UnitKind | None = None,
    parent_id: UUID | None = None,
    q: Annotated[Needle | None, Query(max_length=60)] = None,
) -> Page[UnitOut]:
    """All units, or those of a kind, below a parent, or matching a name."""
    cursor = listing(tx, page, "units")
    rows = queries.page(tx, kind=kind, parent_id=parent_id, q=q, after_node=cursor.start or 0, limit=cursor.limit + 1)
    return cursor.page(rows, UnitOut.model_validate, lambda unit: unit.node)


@router.put("/{unit_id}", responses=made(UnitOut) | problems(Forbidden, UnknownUnit, UnitMoveRefused))
def put_unit(unit_id: UUID, draft: UnitDraft, tx: Writing) -> Answer[UnitOut]:
    """Create or change a unit."""
    unit, created = service.put(tx, unit_id, draft)
    return Answer(UnitOut.model_validate(unit), 201 if created else 200)
