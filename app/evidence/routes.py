"""HTTP for evidence: what is known, and the bytes and copies; nothing active is ever served."""

from collections.abc import Callable
from email.utils import format_datetime
from pathlib import Path
from uuid import UUID

from fastapi import Request
from starlette.responses import FileResponse, Response

from app.core import spans
from app.core.clock import LEGAL_ZONE
from app.core.db import Tx
from app.core.http import Reading, Router, problems, tags
from app.core.problem import Forbidden, NotFound
from app.evidence import jobs, mask_jobs, queries, renditions
from app.evidence.errors import EvidenceMaskPending, EvidenceNotReceived, EvidenceUndecodable, RenderingUnavailable
from app.evidence.models import Evidence
from app.evidence.renditions import Copy
from app.evidence.schemas import Checks, Decode, EvidenceOut, EvidenceReceipt, EvidenceState
from app.imaging.answers import SandboxBrokenError, Undecodable
from app.imaging.fonts import FontMissing

router = Router(prefix="/evidence", tags=tags("evidence"))
CLOSED = {
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
}
SHOWABLE = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/heic": "heic",
    "image/heif": "heif",
    "image/avif": "avif",
}


def _bytes(media_type: str) -> dict[int | str, dict[str, object]]:
    return {200: {"content": {media_type: {"schema": {"type": "string", "format": "binary"}}}, "description": "the bytes"}}


@router.get("/{evidence_id}", responses=problems(NotFound))
def read_evidence(evidence_id: UUID, tx: Reading) -> EvidenceOut:
    """What is known of one photograph."""
    return queries.out(tx, queries.get(tx, evidence_id))


@router.get("/{evidence_id}/checks", responses=problems(NotFound, Forbidden))
def read_checks(evidence_id: UUID, tx: Reading) -> Checks:
    """Observations for the reviewer."""
    row = queries.get(tx, evidence_id)
    if not renditions.insider(tx, row):
        raise Forbidden
    told = queries.out(tx, row)
    return Checks(items=told.checks, related=told.related)


@router.get("/{evidence_id}/receipt", responses=problems(NotFound))
def read_receipt(evidence_id: UUID, tx: Reading) -> EvidenceReceipt:
    """What the server says it holds."""
    return queries.receipt(tx, queries.get(tx, evidence_id))


@router.get(
    "/{evidence_id}/original",
    response_class=Response,
    responses=_bytes("application/octet-stream") | problems(NotFound, Forbidden, EvidenceNotReceived),
)
def read_original(evidence_id: UUID, request: Request) -> Response:
    """The original bytes, as an attachment: for the office and the author."""
    row = spans.read_now(request, lambda tx: _original(tx, evidence_id))
    ending = SHOWABLE.get(row.media_type, "bin")
    headers = CLOSED | {"ETag": f'"{row.sha256}"', "Content-Disposition": f'attachment; filename="{row.id}.{ending}"'}
    headers["Last-Modified"] = format_datetime(row.received_at or row.captured_at, usegmt=True)
    path = request.app.state.files.original(row.sha256)
    return FileResponse(path, headers=headers, media_type="application/octet-stream")


def _original(tx: Tx, evidence_id: UUID) -> Evidence:
    row = queries.get(tx, evidence_id)
    if row.state != EvidenceState.RECEIVED:
        raise EvidenceNotReceived
    if not renditions.insider(tx, row):
        raise Forbidden
    return row


COPIES = problems(NotFound, EvidenceNotReceived, EvidenceMaskPending, EvidenceUndecodable, RenderingUnavailable)


@router.get("/{evidence_id}/preview", response_class=Response, responses=_bytes("image/webp") | COPIES)
def read_preview(evidence_id: UUID, request: Request) -> Response:
    """An upright copy, its long side at most 1600 pixels, without EXIF."""
    return _view(request, evidence_id, jobs.PREVIEW)


@router.get("/{evidence_id}/thumbnail", response_class=Response, responses=_bytes("image/webp") | COPIES)
def read_thumbnail(evidence_id: UUID, request: Request) -> Response:
    """An upright copy, its long side at most 400 pixels, without EXIF."""
    return _view(request, evidence_id, jobs.THUMBNAIL)


def _view(request: Request, evidence_id: UUID, name: str) -> Response:
    row, copy = spans.read_now(request, lambda tx: _shown(tx, evidence_id))
    return view_of(request, row, copy, name)


def _shown(tx: Tx, evidence_id: UUID) -> tuple[Evidence, Copy]:
    row = showable(queries.get(tx, evidence_id))
    return row, renditions.copy_for(tx, row)


def showable(row: Evidence) -> Evidence:
    """The photograph, if there is a picture of it. Raises: EvidenceNotReceived, EvidenceUndecodable."""
    if row.state != EvidenceState.RECEIVED:
        raise EvidenceNotReceived
    if row.decode == Decode.UNDECODABLE:
        raise EvidenceUndecodable(note=row.decode_note)
    return row


def view_of(request: Request, row: Evidence, copy: Copy, name: str) -> Response:
    """One view of one copy, made now if it is not there yet."""
    state = request.app.state
    path = state.files.derived(row.sha256, copy.name(name))
    if not path.exists() and copy.key:
        _made(lambda: mask_jobs.draw(state.files, state.sandbox, row.sha256, copy))
    elif not path.exists() or row.decode == Decode.PENDING:  # the same bytes may have been seen for another report
        _made(lambda: _derive_now(request, row))
    return Response(path.read_bytes(), headers=CLOSED, media_type="image/webp")  # the file's own times would tell a twin's


def _derive_now(request: Request, row: Evidence) -> None:
    state = request.app.state
    look = jobs.look_into(state.files, state.sandbox, row.sha256)
    if row.decode == Decode.PENDING:
        with state.house.database.transaction() as tx:
            jobs.write_down(tx, row.id, look)
    if look.inspection is None:
        raise EvidenceUndecodable(note=look.note)


def _made(work: Callable[[], None]) -> None:
    try:
        work()
    except Undecodable as refusal:
        raise EvidenceUndecodable(note=jobs.words(refusal.note)) from refusal
    except (FontMissing, SandboxBrokenError) as error:
        raise RenderingUnavailable(detail_en=str(error)) from error


@router.get("/{evidence_id}/watermarked", response_class=Response, responses=_bytes("image/jpeg") | COPIES)
def read_watermarked(evidence_id: UUID, request: Request) -> Response:
    """A full-size upright copy with time, place, number and office in a band; the original is never touched."""
    row, copy, lines = spans.read_now(request, lambda tx: _stamp(tx, evidence_id))
    made: list[bytes] = []
    state = request.app.state
    source: Path = state.files.original(row.sha256)
    _made(lambda: made.append(state.sandbox.watermark(source, lines, copy.shapes)))
    headers = CLOSED | {"Content-Disposition": f'inline; filename="{row.id}.jpg"'}
    return Response(made[0], headers=headers, media_type="image/jpeg")


def _stamp(tx: Tx, evidence_id: UUID) -> tuple[Evidence, Copy, list[str]]:
    """Time, place, number, office: never a person's name."""
    row, copy = _shown(tx, evidence_id)
    taken = row.captured_at.astimezone(LEGAL_ZONE).strftime("%Y-%m-%d %H:%M:%S")
    place = f"{row.lat:.6f}, {row.lon:.6f}  ±{row.accuracy_m:.0f} m" if row.lat is not None else "位置未记录"
    number = str(row.id)[:8].upper()
    return row, copy, [f"{taken}  {place}", f"{tx.settings.office_name}  编号 {number}  {row.sha256[:16]}"]
