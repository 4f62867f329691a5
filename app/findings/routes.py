"""HTTP for findings; the verbs of their review need reports and orders, and are in the rectification room."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, Query

from app.calendar.lights import Light
from app.core.clock import wire
from app.core.http import Answer, Reading, Router, Writing, again, expected_version, problems, tags
from app.core.listing import Listing, listing
from app.core.machine import IllegalMove
from app.core.paging import InvalidCursor, Page
from app.core.problem import Forbidden, NotFound, PreconditionRequired, StaleVersion
from app.core.schema import Day, Needle
from app.evidence.errors import EvidenceIdReused, EvidenceTooLarge
from app.findings import deciding, neighbours, queries, supplementing
from app.findings.errors import ExampleUnproven, NotTheAuthor, SupplementIdReused, SupplementIncomplete
from app.findings.schemas import FindingMarks, FindingOut, Neighbours, SupplementDraft
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


@router.put("/{finding_id}/marks", responses=problems(NotFound, Forbidden, PreconditionRequired, StaleVersion, ExampleUnproven))
def put_marks(finding_id: UUID, marks: FindingMarks, tx: Writing, if_match: Annotated[str | None, Header()] = None) -> FindingOut:
    """Set what the office says of a finding beyond its record, on the version read (`If-Match`)."""
    finding = queries.get(tx, finding_id, lock=True)
    deciding.mark(tx, finding, marks, expected_version(if_match))
    tx.session.flush()
    return queries.out(tx, finding)


@router.get("/{finding_id}/neighbours", responses=problems(NotFound))
def read_neighbours(finding_id: UUID, tx: Reading) -> Neighbours:
    """Findings of the same category close by, for the office: possible doubles, and closed ones that may have come back."""
    return neighbours.around(tx, queries.get(tx, finding_id))


@router.post(
    "/{finding_id}/supplements",
    status_code=201,
    responses=again(FindingOut)
    | problems(
        NotFound, Forbidden, IllegalMove, NotTheAuthor, SupplementIdReused, SupplementIncomplete, EvidenceIdReused, EvidenceTooLarge
    ),
)
def supplement(finding_id: UUID, draft: SupplementDraft, tx: Writing) -> Answer[FindingOut]:
    """The author adds what was asked for; photographs follow by tus. Send it again whenever in doubt."""
    finding = queries.get(tx, finding_id, lock=True)
    _, created = supplementing.supplement(tx, finding, draft)
    tx.session.flush()
    return Answer(queries.out(tx, finding), 201 if created else 200)
