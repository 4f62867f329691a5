"""HTTP for examples."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, Query

from app.audit.service import extend
from app.core.clock import wire
from app.core.http import Answer, Reading, Router, Writing, expected_version, made, problems, tags
from app.core.listing import Listing, listing
from app.core.machine import IllegalMove
from app.core.paging import InvalidCursor, Page
from app.core.problem import Forbidden, NotFound, PreconditionRequired, StaleVersion
from app.core.schema import Needle
from app.dictionary.errors import UnknownCategory
from app.examples import queries, service
from app.examples.errors import ExampleNotADraft, ExamplePartRequired, ExampleSealed, NotOwnUnit, OwnExample, ReportOfExample
from app.examples.schemas import ExampleDetail, ExampleDraft, ExampleMove, ExampleOut
from app.examples.states import State
from app.units.errors import UnitNotTarget, UnknownUnit

router = Router(prefix="/examples", tags=tags("examples"))


async def example_filter(
    state: State | None = None,
    unit_id: Annotated[UUID | None, Query(description="this unit and those below")] = None,
    focus_area: Annotated[Needle | None, Query(max_length=40)] = None,
    q: Annotated[Needle | None, Query(max_length=60)] = None,
) -> queries.ExampleFilter:
    """Examples by state, unit, area and words."""
    return queries.ExampleFilter(state, unit_id, focus_area, q)


Wanted = Annotated[queries.ExampleFilter, Depends(example_filter)]


@router.get("", responses=problems(InvalidCursor))
def list_examples(tx: Reading, page: Listing, wanted: Wanted) -> Page[ExampleOut]:
    """Examples the reader may see, the newest first."""
    cursor = listing(tx, page, "examples")
    rows = queries.page(tx, wanted, cursor.start, cursor.limit + 1)
    shown = cursor.page(rows, lambda row: row, lambda row: [wire(row.opened_at), row.id.hex])
    return Page(items=queries.outs(tx, shown.items), next_cursor=shown.next_cursor)


@router.get("/{example_id}", responses=problems(NotFound))
def read_example(example_id: UUID, tx: Reading) -> ExampleDetail:
    """One example with its story."""
    return queries.out(tx, queries.get(tx, example_id))


@router.put(
    "/{example_id}",
    responses=made(ExampleDetail)
    | problems(
        Forbidden, UnknownUnit, UnitNotTarget, UnknownCategory, NotOwnUnit, ReportOfExample, ExampleNotADraft, StaleVersion,
        PreconditionRequired,
    ),
)  # fmt: skip
def put_example(
    example_id: UUID, draft: ExampleDraft, tx: Writing, if_match: Annotated[str | None, Header()] = None
) -> Answer[ExampleDetail]:
    """Bring an example, or change a draft on the version read (`If-Match`)."""
    row, created = service.put(tx, example_id, draft, expected_version(if_match))
    extend(tx)  # so that the story told has this step too
    return Answer(queries.out(tx, row), 201 if created else 200)


@router.post(
    "/{example_id}/moves",
    responses=problems(NotFound, Forbidden, IllegalMove, OwnExample, ExamplePartRequired, ExampleSealed),
)
def move_example(example_id: UUID, move: ExampleMove, tx: Writing) -> ExampleDetail:
    """Verify an example on site, approve, promote or withdraw it."""
    row = service.move(tx, example_id, move)
    extend(tx)  # so that the story told has this step too
    return queries.out(tx, row)
