"""tus 1.0 over HTTP."""

from email.utils import format_datetime
from typing import Any
from uuid import UUID

from fastapi import Request
from starlette.responses import Response

from app.core import spans
from app.core.http import Router, problems, tags
from app.core.problem import Forbidden, MethodNotAllowed, NotFound
from app.evidence.errors import EvidenceMismatch, EvidenceNotDeclared
from app.uploads import protocol, service
from app.uploads.errors import (
    ChecksumMismatch,
    ChecksumUnsupported,
    MalformedHeader,
    OffsetConflict,
    TusVersion,
    UploadGone,
    UploadLocked,
    UploadTooLarge,
    WrongContentType,
)
from app.uploads.holding import Asking
from app.uploads.receiving import Receiver
from app.uploads.service import At, Standing

router = Router(prefix="/uploads", tags=tags("uploads"))
ONE = "/{upload_id:uuid}"
BODY = (UploadTooLarge, ChecksumMismatch, ChecksumUnsupported, UploadLocked, OffsetConflict)


def _header(name: str, what: str, *, required: bool = True, pattern: str = "") -> dict[str, Any]:
    schema = {"type": "string"} | ({"pattern": pattern} if pattern else {})
    return {"name": name, "in": "header", "required": required, "description": what, "schema": schema}


BYTES = "^[0-9]{1,15}$"
VERSION = _header("Tus-Resumable", "1.0.0", pattern=r"^1\.0\.0$")
CREATE = {
    "parameters": [
        VERSION,
        _header("Upload-Length", "bytes of the whole photograph", pattern=BYTES),
        _header("Upload-Metadata", "base64 values: evidence_id, sha256, and the id of its owner, as report_id"),
        _header("Upload-Checksum", "sha1 or sha256 of this body", required=False),
    ]
}
PATCH = {
    "parameters": [
        VERSION,
        _header("Upload-Offset", "where this body starts", pattern=BYTES),
        _header("Upload-Checksum", "", required=False),
    ],
    "requestBody": {"content": {protocol.OFFSET_TYPE: {"schema": {"type": "string", "format": "binary"}}}, "required": True},
}


@router.options("", status_code=204, response_class=Response)
async def options(request: Request) -> Response:
    """What this server speaks."""
    limit = {"Tus-Max-Size": str(request.app.state.house.settings.photo_max_bytes)}
    return Response(status_code=204, headers=protocol.BASE | protocol.OPTIONS | limit)


@router.options(ONE, status_code=204, response_class=Response, responses=problems(MethodNotAllowed))
async def options_of_one(upload_id: UUID, request: Request) -> Response:  # ruff: ignore[unused-function-argument]
    """What this server speaks: the same for every upload, whether there is one or not."""
    return await options(request)


@router.post(
    "",
    status_code=201,
    response_class=Response,
    openapi_extra=CREATE,
    responses=problems(TusVersion, MalformedHeader, WrongContentType, Forbidden, EvidenceNotDeclared, EvidenceMismatch, *BODY),
)
async def create(request: Request) -> Response:
    """Open an upload for a declared photograph; a body may come along."""
    protocol.require_version(request.headers)
    length = protocol.length(request.headers)
    said = protocol.announcement(request.headers)
    checksum = protocol.checksum(request.headers)
    writing = _carries_body(request)
    if writing:
        protocol.require_offset_type(request.headers)
    short = request.app.state.files.short_of(length) is not None
    standing = await spans.writing(request, lambda tx: service.create(tx, length, said, writing=writing, short=short))
    offset, state = standing.offset, None
    if standing.lease is not None:
        async with request.app.state.holders.turn(standing.id) as turn:
            offset, state = await Receiver(request, turn, standing, checksum).receive()
    place = {"Location": f"{request.scope['path'].rstrip('/')}/{standing.id}"}
    return Response(status_code=201, headers=_headers(standing, offset, state) | place)


@router.head(
    ONE,
    response_class=Response,
    openapi_extra={"parameters": [VERSION]},
    responses=problems(TusVersion, NotFound, UploadGone),
)
async def head(upload_id: UUID, request: Request) -> Response:
    """How far an upload has come; a stuck request of the same owner lets go first."""
    protocol.require_version(request.headers)
    standing = await Asking(request, upload_id).standing()
    if not standing.complete and not request.app.state.files.arrived(upload_id, standing.offset):
        standing = await spans.writing(request, lambda tx: service.rewind(tx, upload_id))
    told = {"Upload-Length": str(standing.length), "Upload-Metadata": standing.metadata}
    return Response(status_code=200, headers=_headers(standing, standing.offset, None) | told)


@router.patch(
    ONE,
    status_code=204,
    response_class=Response,
    openapi_extra=PATCH,
    responses=problems(TusVersion, MalformedHeader, WrongContentType, Forbidden, NotFound, UploadGone, EvidenceNotDeclared, *BODY),
)
async def patch(upload_id: UUID, request: Request) -> Response:
    """Go on writing at the offset; with the last byte the photograph is verified, kept and booked before the answer."""
    protocol.require_version(request.headers)
    protocol.require_offset_type(request.headers)
    offset = protocol.number(request.headers, "Upload-Offset")
    length = protocol.number(request.headers, "Upload-Length") if "Upload-Length" in request.headers else None
    checksum = protocol.checksum(request.headers)
    await _admitted(request, upload_id)
    async with request.app.state.holders.turn(upload_id) as turn:
        asking, state = Asking(request, upload_id), None
        standing = await asking.alone(turn, lambda tx, lasts: service.take(tx, upload_id, At(offset, length), lasts))
        if standing.lease is not None:
            offset, state = await Receiver(request, turn, standing, checksum).receive()
        elif _carries_body(request):
            raise UploadTooLarge(pointer="/headers/Upload-Offset", limit=standing.length)
    return Response(status_code=204, headers=_headers(standing, offset, state))


def _carries_body(request: Request) -> bool:
    return request.headers.get("content-length", "0") != "0" or "transfer-encoding" in request.headers


async def _admitted(request: Request, upload_id: UUID) -> None:
    """Before a request at work is disturbed: a stranger is told what he would be told anyway."""
    if upload_id in request.app.state.holders.at_work:
        await spans.reading(request, lambda tx: service.look(tx, upload_id))


@router.delete(
    ONE,
    status_code=204,
    response_class=Response,
    openapi_extra={"parameters": [VERSION]},
    responses=problems(TusVersion, NotFound, UploadGone, UploadLocked),
)
async def delete(upload_id: UUID, request: Request) -> Response:
    """Give an upload up; a photograph already received stays."""
    protocol.require_version(request.headers)
    await _admitted(request, upload_id)
    async with request.app.state.holders.turn(upload_id) as turn:
        await Asking(request, upload_id).alone(turn, lambda tx, lasts: service.drop(tx, upload_id, lasts))
        await request.app.state.writers.run(request.app.state.files.discard, request.app.state.files.arriving(upload_id))
    return Response(status_code=204, headers=protocol.BASE)


@router.api_route("/{address:path}", methods=["HEAD", "PATCH", "DELETE"], include_in_schema=False)
async def nowhere(address: str) -> Response:  # ruff: ignore[unused-function-argument]
    """What is no upload's address is an upload that is not there."""
    raise NotFound


def _headers(standing: Standing, offset: int, state: str | None) -> dict[str, str]:
    told = protocol.BASE | {"Upload-Offset": str(offset)}
    if offset < standing.length:
        told["Upload-Expires"] = format_datetime(standing.expires_at, usegmt=True)
    if state is not None:
        told["Mingcha-Report-State"] = state
    return told
