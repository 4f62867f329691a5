"""HTTP for reading findings; what moves them is in the rectification room."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from app.calendar.lights import Light
from app.core.clock import wire
from app.core.http import Reading, Router, problems, tags
from app.core.listing import Listing, listing
from app.core.paging import InvalidCursor, Page
from app.core.problem import NotFound
from app.core.schema import Day, Needle
from app.findings import queries
from app.findings.schemas import FindingOut
from app.findings.states import Severity, State

router = Router(prefix="/findings", tags=tags("findings"))


async def finding_filter(  # ruff: ignore[too-many-arguments]  the filters of one list
    state: State | None = None,
    light: Light | None = None,
    unit_id: Annotated[UUID | None, Query(description="this unit and those below")] = None,
    focus_area: Annotated[Needle | None, Query(max_length=40)] = None,
    category: Annotated[Needle | None, Query(max_length=40)] = None,
    severity: Severity | None = None,
    order_id: UUID | None = None,
    report_id: UUID | None = None,
    first: Annotated[Day | None, Query(alias="from", description="day found, legal time")] = None,
    last: Annotated[Day | None, Query(alias="to")] = None,
    q: Annotated[Needle | None, Query(max_length=60)] = None,
) -> queries.FindingFilter:
    """The filters of a list of findings, the same for the list, the ledger and its exports."""
    return queries.FindingFilter(state, light, unit_id, focus_area, category, severity, order_id, report_id, first, last, q)


Wanted = Annotated[queries.FindingFilter, Depends(finding_filter)]


@router.get("", responses=problems(InvalidCursor))
def list_findings(tx: Reading, page: Listing, wanted: Wanted) -> Page[FindingOut]:
    """Findings the reader may see, the newest first."""
    cursor = listing(tx, page, "findings")
    rows = queries.page(tx, wanted, cursor.start, cursor.limit + 1)
    shown = cursor.page(rows, lambda row: row, lambda row: [wire(row.found_at), row.id.hex])
    return Page(items=queries.outs(tx, shown.items), next_cursor=shown.next_cursor)


@router.get("/{finding_id}", responses=problems(NotFound))
def read_finding(finding_id: UUID, tx: Reading) -> FindingOut:
    """One finding."""
    return queries.out(tx, queries.get(tx, finding_id))
