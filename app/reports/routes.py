"""HTTP for reports: the receipt path and the office's review."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from app.access.policy import Permission, require
from app.audit.service import extend
from app.core import spans
from app.core.clock import wire
from app.core.http import Answer, Reading, Router, Writing, again, made, problems, tags
from app.core.listing import Listing, listing
from app.core.machine import IllegalMove
from app.core.paging import InvalidCursor, Page
from app.core.problem import BodyTooLarge, Forbidden, NotFound, UnsupportedMediaType
from app.core.schema import Day, Needle, Schema
from app.dictionary.errors import UnknownCategory
from app.evidence.errors import EvidenceIdReused, EvidenceTooLarge, HashMismatch, SizeMismatch
from app.findings.errors import FindingIdReused, OwnReport, ReasonRequired
from app.missions.errors import UnknownMission
from app.reports import queries, seconds, service
from app.reports.errors import (
    MalformedMultipart,
    NotAwaited,
    PartMissing,
    PartUnexpected,
    ReportIdReused,
    ReportIncomplete,
    ReportVoid,
    SecondAwaited,
)
from app.reports.intake import Intake
from app.reports.schemas import Manifest, ReportMove, ReportOut, ReportReceived, ReportSubmission, ReportSummary
from app.reports.states import State
from app.tasks.errors import UnknownTask
from app.units.errors import UnitNotTarget, UnknownUnit

router = Router(prefix="/reports", tags=tags("reports"))
REFUSALS = (
    Forbidden, UnknownMission, UnknownTask, UnknownUnit, UnitNotTarget, UnknownCategory, EvidenceIdReused,
    EvidenceTooLarge, FindingIdReused, ReportIdReused, ReportVoid, BodyTooLarge,
)  # fmt: skip
MULTIPART = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["report"],
                    "properties": {
                        "report": {"$ref": "#/components/schemas/ReportSubmission"},
                        "photo": {
                            "type": "array",
                            "items": {"type": "string", "format": "binary"},
                            "description": "Originals; each part's filename is its evidence id.",
                        },
                    },
                },
                "encoding": {"report": {"contentType": "application/json"}},
            }
        },
    }
}


class ReportPage(Page[ReportSummary]):
    """A page of reports, and how many the reader may see in each state."""

    counts: dict[str, int]


class ReportList(Schema):
    """Reports, whole."""

    items: list[ReportSummary]


@router.get("", responses=problems(InvalidCursor))
def list_reports(  # ruff: ignore[too-many-arguments]  the filters of one list
    tx: Reading,
    page: Listing,
    state: Annotated[list[State] | None, Query()] = None,
    task_id: UUID | None = None,
    unit_id: UUID | None = None,
    first: Annotated[Day | None, Query(alias="from", description="visit day, legal time")] = None,
    last: Annotated[Day | None, Query(alias="to")] = None,
    q: Annotated[Needle | None, Query(max_length=60)] = None,
) -> ReportPage:
    """Reports the reader may see, the newest first."""
    cursor = listing(tx, page, "reports")
    wanted = queries.ReportFilter(tuple(state or ()), task_id, unit_id, first, last, q)
    rows = queries.page(tx, wanted, cursor.start, cursor.limit + 1)
    shown = cursor.page(rows, lambda row: row, lambda row: [wire(row.received_at), row.id.hex])
    return ReportPage(items=queries.summaries(tx, shown.items), next_cursor=shown.next_cursor, counts=queries.tally(tx))


@router.put("/{report_id}", responses=made(ReportReceived) | problems(*REFUSALS))
def put_report(report_id: UUID, manifest: Manifest, tx: Writing) -> Answer[ReportReceived]:
    """Take a manifest under the client's id; answers what is missing, or the receipt. Send it again whenever in doubt."""
    answer, created = service.put(tx, report_id, manifest)
    return Answer(answer, 201 if created else 200)


@router.post(
    "",
    status_code=201,
    response_model=ReportReceived,
    openapi_extra=MULTIPART,
    responses=again(ReportReceived)
    | problems(*REFUSALS, MalformedMultipart, PartMissing, PartUnexpected, HashMismatch, SizeMismatch, UnsupportedMediaType),
)
async def post_report(request: Request) -> Response:
    """A whole report in one request, for other systems: part `report`, then one `photo` part per photograph."""
    await spans.reading(request, lambda tx: require(tx.actor, Permission.REPORT_WRITE))
    state = request.app.state
    intake = Intake(state.files, state.writers, state.house.settings)
    try:
        report = await intake.read(request)
        answer, created = await state.writers.run(_book, request, intake, report)
    finally:
        await intake.close()
    return Response(answer.model_dump_json(), 201 if created else 200, {"Cache-Control": "no-store"}, "application/json")


def _book(request: Request, intake: Intake, report: ReportSubmission) -> tuple[ReportReceived, bool]:
    """Bytes first, durably; then row, log entry and counter in one transaction."""
    intake.keep(report)
    return spans.write_now(request, lambda tx: service.put_whole(tx, report))


@router.get("/unconfirmed")
def list_unconfirmed(tx: Reading) -> ReportList:
    """Reports of the reader's own team that wait for a second member's word 待我确认, the oldest first."""
    return ReportList(items=queries.summaries(tx, seconds.unconfirmed(tx)))


@router.get("/{report_id}", responses=problems(NotFound))
def read_report(report_id: UUID, tx: Reading) -> ReportOut:
    """One report with its evidence, findings, receipt and story."""
    return queries.out(tx, queries.get(tx, report_id))


@router.post(
    "/{report_id}/moves",
    responses=problems(NotFound, Forbidden, IllegalMove, ReportIncomplete, OwnReport, ReasonRequired, SecondAwaited, NotAwaited),
)
def move_report(report_id: UUID, move: ReportMove, tx: Writing) -> ReportOut:
    """Confirm a report as the second of its team, or accept, return or void it as the office."""
    report = service.move(tx, report_id, move)
    extend(tx)  # so that the story told has this step too
    return queries.out(tx, report)
