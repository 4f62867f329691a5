"""HTTP for results, pledges, the media package, and a unit's file."""

from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import Depends, Header, Query, Request
from starlette.responses import FileResponse, Response

from app.access.policy import Permission, Sight, may, sees
from app.audit.service import extend, record
from app.core import spans
from app.core.clock import wire
from app.core.db import Tx
from app.core.http import Answer, Reading, Router, Writing, expected_version, made, problems, tags
from app.core.listing import Listing, listing
from app.core.machine import IllegalMove
from app.core.paging import InvalidCursor, Page
from app.core.problem import Forbidden, NotFound, PreconditionRequired, StaleVersion
from app.core.schema import Needle
from app.evidence.errors import EvidenceMaskPending
from app.findings.errors import ReasonRequired
from app.results import errors, exposing, lagging, moving, queries, service, telling, unit_file
from app.results.models import Action
from app.results.schemas import ActionDraft, ActionMove, ActionOut, ActionSummary, CandidateList, ResultBoard, UnitFile
from app.results.states import Kind, PledgeState, State
from app.tasks.errors import DeadlinePassed, UnknownPerson
from app.units.errors import UnitNotTarget, UnknownUnit

router = Router(prefix="/results", tags=tags("results"))
on_units = Router(prefix="/units", tags=tags("results"))
ZIP: dict[int | str, dict[str, object]] = {
    200: {"content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}, "description": "the package"}
}


async def action_filter(
    kind: Kind | None = None,
    state: State | None = None,
    unit_id: Annotated[UUID | None, Query(description="this unit and those below")] = None,
    pledge: PledgeState | None = None,
    finding_id: UUID | None = None,
    q: Annotated[Needle | None, Query(max_length=60)] = None,
) -> queries.ActionFilter:
    """Results by kind, state, unit, pledge, the finding they rest on, number and unit's name."""
    return queries.ActionFilter(kind, state, unit_id, pledge, finding_id, q)


Wanted = Annotated[queries.ActionFilter, Depends(action_filter)]


@router.get("", responses=problems(InvalidCursor))
def list_results(tx: Reading, page: Listing, wanted: Wanted) -> Page[ActionSummary]:
    """Results the reader may see, the newest first."""
    cursor = listing(tx, page, "results")
    rows = queries.page(tx, wanted, cursor.start, cursor.limit + 1)
    shown = cursor.page(rows, lambda row: row, lambda row: [wire(row.opened_at), row.id.hex])
    return Page(items=telling.summaries(tx, shown.items), next_cursor=shown.next_cursor)


@router.get("/board")
def read_board(tx: Reading) -> ResultBoard:
    """How many stand where, over what the reader may see."""
    return queries.board(tx)


@router.get("/candidates", responses=problems(Forbidden))
def read_candidates(tx: Reading) -> CandidateList:
    """“走在后” candidates with their reasons; people choose."""
    return lagging.candidates(tx)


@router.get("/{action_id}", responses=problems(NotFound))
def read_result(action_id: UUID, tx: Reading) -> ActionOut:
    """One result with its grounds and story."""
    return telling.out(tx, queries.get(tx, action_id))


@router.put(
    "/{action_id}",
    responses=made(ActionOut)
    | problems(
        Forbidden, errors.ResultsOff, UnknownUnit, UnitNotTarget, errors.GroundUnknown, errors.GroundOfOtherUnit,
        errors.GroundOfOtherSort, errors.ActionIdReused, StaleVersion, PreconditionRequired,
    ),
)  # fmt: skip
def put_result(
    action_id: UUID, draft: ActionDraft, tx: Writing, if_match: Annotated[str | None, Header()] = None
) -> Answer[ActionOut]:
    """Draft a result, or change the draft on the version read (`If-Match`)."""
    row, created = service.put(tx, action_id, draft, expected_version(if_match))
    extend(tx)  # so that the story told has this step too
    return Answer(telling.out(tx, row), 201 if created else 200)


@router.post(
    "/{action_id}/moves",
    responses=problems(
        NotFound, Forbidden, IllegalMove, errors.ResultsOff, errors.VerbNotOfKind, errors.PartRequired, ReasonRequired,
        errors.GroundMissing, errors.GroundNotFirm, errors.GroundNotReleased, errors.OwnProposal, errors.DeputyNotEnough,
        errors.TwoStaffNeeded, UnknownPerson, errors.InTheFuture, errors.PhotoNotReleased, errors.PackageNotReady,
        errors.MaskerChecks, errors.PackageMaskChanged, EvidenceMaskPending, errors.GroundUnderReview,
        errors.AppealWindowOpen, DeadlinePassed, errors.UnitTask,
    ),
)  # fmt: skip
def move_result(action_id: UUID, move: ActionMove, tx: Writing) -> ActionOut:
    """Any verb on a result, with what it takes."""
    row = moving.move(tx, action_id, move)
    extend(tx)  # so that the story told has this step too
    return telling.out(tx, row)


@router.get(
    "/{action_id}/package",
    response_class=Response,
    responses=ZIP | problems(NotFound, errors.PackageNotReady, errors.PackageMaskChanged, EvidenceMaskPending),
)
def read_package(action_id: UUID, request: Request) -> Response:
    """The media package as a ZIP: for the office and for the media it was sent to; every download is in the log.

    Once something else is covered on its photographs the media are not given it any more.
    """
    sha256, unit = spans.write_now(request, lambda tx: _package(tx, action_id))
    path = request.app.state.files.original(sha256)
    headers = {
        "Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff", "ETag": f'"{sha256}"',
        "Content-Disposition": f"attachment; filename=\"package.zip\"; filename*=UTF-8''{quote(unit)}.zip",
    }  # fmt: skip
    return FileResponse(path, headers=headers, media_type="application/zip")


def _package(tx: Tx, action_id: UUID) -> tuple[str, str]:
    row: Action = queries.get(tx, action_id)
    if not (sees(tx.actor, Sight.OFFICE) or (may(tx.actor, Permission.RESULT_AIR) and row.state != State.WITHDRAWN)):
        raise NotFound
    if row.package_sha256 is None:
        raise errors.PackageNotReady
    if not sees(tx.actor, Sight.OFFICE):
        exposing.require_same_masks(tx, row)
    record(tx, "result.package_read", row, sha256=row.package_sha256)
    return row.package_sha256, f"曝光素材-{row.package_sha256[:8]}"


@on_units.get("/{unit_id}/results", responses=problems(NotFound))
def read_unit_file(unit_id: UUID, tx: Reading) -> UnitFile:
    """五位一体: what became of one unit's findings, over what the reader may see."""
    return unit_file.read(tx, unit_id)
