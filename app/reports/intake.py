"""One-request reports: a multipart form read as a stream, photographs to disk as they come, one transaction at the end."""

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID

from fastapi import Request
from pydantic import ValidationError
from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header

from app.core.files import Files, Staged
from app.core.problem import BodyTooLarge, UnsupportedMediaType
from app.core.settings import Settings
from app.core.streams import Sink, Writers
from app.core.validation import described
from app.evidence.errors import EvidenceTooLarge, HashMismatch, SizeMismatch
from app.reports.errors import MalformedMultipart, PartMissing, PartUnexpected
from app.reports.schemas import ReportSubmission

HEADERS_MAX = 4096


@dataclass(slots=True)
class Part:
    """One part being read: its headers, and where its bytes go."""

    headers: dict[bytes, bytes] = field(default_factory=dict)
    name: bytes = b""
    value: bytes = b""
    is_report: bool = False
    photo: UUID | None = None


class Intake:
    """Reads one form. `close()` forgets whatever was staged and not kept."""

    def __init__(self, files: Files, writers: Writers, settings: Settings) -> None:
        """Nothing is staged yet."""
        self._files, self._writers, self._settings = files, writers, settings
        self._sinks: dict[UUID, Sink] = {}
        self._json = bytearray()
        self._part = Part()
        self._events: list[tuple[str, bytes | memoryview]] = []
        self._sealed: Sink | None = None

    async def read(self, request: Request) -> ReportSubmission:
        """The manifest, once every photograph it names is staged and verified.

        Raises: UnsupportedMediaType, MalformedMultipart, PartMissing, PartUnexpected, BodyTooLarge, EvidenceTooLarge,
        HashMismatch, SizeMismatch, InvalidRequest, StorageFull.
        """
        parser = MultipartParser(_boundary(request), cast("Any", self._callbacks()), max_size=float("inf"))
        total = 0
        async for chunk in request.stream():
            total += len(chunk)
            if total > self._settings.report_request_max_bytes:
                raise BodyTooLarge(limit=self._settings.report_request_max_bytes)
            try:
                parser.write(chunk)
            except MultipartParseError as error:
                raise MalformedMultipart from error
            await self._act()
        try:
            parser.finalize()
        except MultipartParseError as error:
            raise MalformedMultipart from error
        await self._settle()
        return self._verified()

    def _callbacks(self) -> dict[str, object]:
        events = self._events

        def keep(kind: str) -> object:
            return lambda data, start, end: events.append((kind, data[start:end]))

        def see(data: bytes, start: int, end: int) -> None:
            events.append(("part_data", memoryview(data)[start:end]))

        def note(kind: str) -> object:
            return lambda: events.append((kind, b""))

        parts = {f"on_{kind}": keep(kind) for kind in ("header_field", "header_value")} | {"on_part_data": see}
        return parts | {f"on_{kind}": note(kind) for kind in ("part_begin", "header_end", "headers_finished", "part_end")}

    async def _act(self) -> None:
        events, self._part = self._events[:], self._part
        self._events.clear()
        for kind, data in events:
            if kind == "part_data":
                await self._take(data)
            elif kind == "part_end":
                await self._seal()
            else:
                self._head(kind, bytes(data))

    async def _seal(self) -> None:
        """Let one photograph go to the disk while the next arrives; not more, or memory would fill before the disk does."""
        await self._settle()
        if self._part.photo is not None:
            self._sealed = self._sinks[self._part.photo]
            self._sealed.seal()

    async def _settle(self) -> None:
        if self._sealed is not None:
            sink, self._sealed = self._sealed, None
            await sink.settle()

    def _head(self, kind: str, data: bytes) -> None:
        part = self._part
        if kind == "part_begin":
            self._part = Part()
        elif kind == "header_field":
            part.name += data
        elif kind == "header_value":
            part.value += data
        elif kind == "header_end":
            part.headers[part.name.lower()] = part.value
            part.name = part.value = b""
        else:
            self._open(part)
        if len(part.name) + len(part.value) > HEADERS_MAX:
            raise MalformedMultipart

    def _open(self, part: Part) -> None:
        _, options = parse_options_header(part.headers.get(b"content-disposition", b""))
        name = options.get(b"name", b"")
        if name == b"report" and not self._json:
            part.is_report = True
        elif name == b"photo":
            part.photo = self._stage(options.get(b"filename", b""))
        else:
            raise PartUnexpected(part=name.decode("utf-8", "replace")[:60])

    def _stage(self, filename: bytes) -> UUID:
        try:
            photo = UUID(filename.decode("ascii").rsplit("/")[-1].split(".")[0])
        except ValueError as error:
            raise PartUnexpected(part=filename.decode("utf-8", "replace")[:60]) from error
        if photo in self._sinks or len(self._sinks) >= self._settings.report_max_photos:
            raise PartUnexpected(part=str(photo))
        self._files.require_space(0)
        self._sinks[photo] = Sink(Staged(self._files.arriving()), self._writers)
        return photo

    async def _take(self, data: bytes | memoryview) -> None:
        part = self._part
        if part.is_report:
            self._json += data
            if len(self._json) > self._settings.manifest_max_bytes:
                raise BodyTooLarge(limit=self._settings.manifest_max_bytes)
        elif part.photo is not None:
            sink = self._sinks[part.photo]
            if sink.size + len(data) > self._settings.photo_max_bytes:
                raise EvidenceTooLarge(limit=self._settings.photo_max_bytes, evidence_id=str(part.photo))
            await sink.feed(data)

    def _verified(self) -> ReportSubmission:
        if not self._json:
            raise PartMissing(part="report")
        try:
            report = ReportSubmission.model_validate_json(bytes(self._json))
        except ValidationError as error:
            raise described(error) from error
        named = {line.id: position for position, line in enumerate(report.evidence)}
        for photo in self._sinks:
            if photo not in named:
                raise PartUnexpected(part=str(photo))
        for line, position in zip(report.evidence, range(len(report.evidence)), strict=True):
            if line.id not in self._sinks:
                raise PartMissing(pointer=f"/evidence/{position}", part=str(line.id))
            if self._sinks[line.id].size != line.size_bytes:
                pointer = f"/evidence/{position}/size_bytes"
                raise SizeMismatch(pointer=pointer, declared=line.size_bytes, received=self._sinks[line.id].size)
        return report

    def keep(self, report: ReportSubmission) -> None:
        """Every photograph durably under its hash. Raises: HashMismatch; then nothing is kept that a row will name."""
        for position, line in enumerate(report.evidence):
            staged = self._drained(line.id)
            if staged.sha256 != line.sha256:
                raise HashMismatch(pointer=f"/evidence/{position}/sha256", declared=line.sha256, received=staged.sha256)
        self._files.keep(*(self._sinks[line.id].staged for line in report.evidence))

    def _drained(self, photo: UUID) -> Staged:
        self._sinks[photo].drain()
        return self._sinks[photo].staged

    async def close(self) -> None:
        """Forget the staged names; what was kept stays under its hash."""
        for sink in self._sinks.values():
            with suppress(Exception):  # it has failed the request already
                await sink.settle()
        await self._writers.run(self._forget)

    def _forget(self) -> None:
        for sink in self._sinks.values():
            sink.staged.close()
            self._files.discard(sink.staged.path)


def _boundary(request: Request) -> bytes:
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get(b"boundary", b"")
    if kind != b"multipart/form-data":
        raise UnsupportedMediaType(wanted="multipart/form-data")
    if not 0 < len(boundary) <= 200:  # ruff: ignore[magic-value-comparison]  RFC 2046 says 70; clients are longer-winded
        raise MalformedMultipart
    return boundary
