"""HTTP for evidence bundles."""

from uuid import UUID

from fastapi import Request
from starlette.responses import FileResponse, Response

from app.access.policy import Permission, require
from app.bundles import making, queries, service
from app.bundles.errors import BundleExpired, BundleIdReused, BundleNotReady, NothingReceived
from app.bundles.models import Bundle
from app.bundles.schemas import BundleDraft, BundleList, BundleOut
from app.bundles.states import FETCHABLE
from app.core import spans
from app.core.db import Tx
from app.core.http import Answer, Reading, Router, Writing, problems, tags
from app.core.problem import Forbidden, NotFound
from app.reports import queries as reports

router = Router(prefix="/bundles", tags=tags("evidence"))
ZIP: dict[int | str, dict[str, object]] = {
    200: {"content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}, "description": "the bundle"}
}


@router.post("", status_code=201, responses=problems(Forbidden, NotFound, NothingReceived, BundleIdReused))
def ask_bundle(draft: BundleDraft, tx: Writing) -> Answer[BundleOut]:
    """Have an evidence bundle made, of a report or of one finding's whole story; it is an act of its own, with a reason."""
    row, new = service.ask(tx, draft)
    return Answer(_out(row), 201 if new else 200)


@router.get("", responses=problems(Forbidden, NotFound))
def read_bundles(report_id: UUID, tx: Reading) -> BundleList:
    """The reader's own bundles of one report, the newest first."""
    require(tx.actor, Permission.BUNDLE_MAKE)
    reports.get(tx, report_id)
    return BundleList(items=[_out(row) for row in queries.of_report(tx, report_id)])


@router.get("/{bundle_id}", responses=problems(NotFound))
def read_bundle(bundle_id: UUID, tx: Reading) -> BundleOut:
    """How far it is."""
    return _out(queries.get(tx, bundle_id))


@router.get("/{bundle_id}/file", response_class=Response, responses=ZIP | problems(NotFound, BundleNotReady, BundleExpired))
def read_bundle_file(bundle_id: UUID, request: Request) -> Response:
    """The bundle, for whoever asked for it; every fetching is in the log."""
    sha256 = spans.write_now(request, lambda tx: _fetched(tx, bundle_id))
    headers = {
        "Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff", "ETag": f'"{sha256}"',
        "Content-Disposition": f'attachment; filename="evidence-{sha256[:12]}.zip"',
    }  # fmt: skip
    return FileResponse(making.place(request.app.state.files.root, bundle_id), headers=headers, media_type="application/zip")


def _fetched(tx: Tx, bundle_id: UUID) -> str:
    return str(service.fetch(tx, bundle_id).sha256)


def _out(row: Bundle) -> BundleOut:
    values = {name: getattr(row, name) for name in BundleOut.model_fields if name != "fetchable"}
    return BundleOut(**values, fetchable=row.state in FETCHABLE)
