"""One body into one upload: the lease, the stream, the disk, the commit, in that order."""

import asyncio
import hmac
from contextlib import suppress
from time import monotonic
from typing import Any

from fastapi import Request
from starlette.requests import ClientDisconnect

from app.core import spans
from app.core.disk import refusal
from app.core.files import Files, Staged
from app.core.http import house
from app.core.problem import Problem
from app.core.staging import Known, Overtaken, set_apart
from app.core.streams import Sink, Writers
from app.uploads import service
from app.uploads.errors import ChecksumMismatch, OffsetConflict, UploadLocked, UploadTooLarge
from app.uploads.holding import Holders, Turn
from app.uploads.protocol import ALGORITHMS, Checksum
from app.uploads.service import Standing

RENEW_S, OPENING_S = 10, service.OPENING.total_seconds() / 2


class Receiver:
    """Receives one body."""

    def __init__(self, request: Request, turn: Turn, standing: Standing, checksum: Checksum | None) -> None:
        """`standing` carries the lease taken for this request."""
        self._request, self._turn, self._standing, self._checksum = request, turn, standing, checksum
        self._files: Files = request.app.state.files
        self._writers: Writers = request.app.state.writers
        self._holders: Holders = request.app.state.holders
        self._hash: Any = ALGORITHMS[checksum.algorithm]() if checksum else None
        self._renewed = monotonic()
        turn.lease = standing.lease

    async def receive(self) -> tuple[int, str | None]:
        """Offset reached, and the owner's state if the photograph is now whole.

        Raises: UploadTooLarge, ChecksumMismatch, StorageFull, StorageFailing, UploadLocked, OffsetConflict.
        """
        try:
            self._files.require_space(self._standing.length - self._standing.offset)
            return await self._into(await self._open())
        except Exception as error:
            with suppress(Problem):  # a lease that cannot be given back runs out
                await spans.writing(self._request, lambda tx: service.give_back(tx, self._standing))
            if isinstance(error, Overtaken):
                raise UploadLocked from error
            raise

    async def _open(self) -> Staged:
        try:
            return await self._writers.run(self._staged, self._holders.known(self._standing.id))
        except ValueError as error:
            await self._writers.run(self._advance, 0)
            raise OffsetConflict(pointer="/headers/Upload-Offset", offset=0) from error

    def _staged(self, known: Known | None) -> Staged:
        """In the writer's thread. Who has the file open without the lease keeps it, and this request gets one of its own."""
        path, size = self._files.arriving(self._standing.id), self._standing.offset
        try:
            return Staged(path, size, known, self._require_lease)
        except BlockingIOError:
            self._keep_lease()
        try:
            set_apart(path, size)
            return Staged(path, size)
        except (BlockingIOError, FileNotFoundError) as error:  # a third came in between
            raise UploadLocked from error
        except OSError as error:
            raise refusal(error) from error

    def _require_lease(self) -> None:
        """Before the file is cut to the offset: a request held up since before it took the lease may have lost it."""
        if monotonic() - self._turn.since > OPENING_S:
            self._keep_lease()

    def _keep_lease(self) -> None:
        spans.write_now(self._request, lambda tx: service.renew(tx, self._standing))

    async def _into(self, staged: Staged) -> tuple[int, str | None]:
        sink = Sink(staged, self._writers)
        try:
            cut = await self._stream(sink)
            return await self._writers.run(self._finish, sink, cut)
        finally:
            try:
                await sink.settle()
            finally:
                staged.close()
                if staged.lost:
                    with suppress(Problem):  # HEAD looks at the disk, too
                        await self._writers.run(self._advance, 0)

    async def _stream(self, sink: Sink) -> bool:
        """Feed the sink in a task of its own, which a newer request may cancel; says whether the body was cut short."""
        if self._turn.stopping:
            return True
        task = self._turn.pump = asyncio.create_task(self._pump(sink))
        try:
            await task
        except (ClientDisconnect, TimeoutError):
            await sink.settle()
            return True
        except asyncio.CancelledError:
            await sink.settle()
            if not task.cancelled():
                raise
            return True
        return False

    async def _pump(self, sink: Sink) -> None:
        """Raises: TimeoutError when no byte comes for as long as a lease lasts: another process may take over then."""
        idle_s, loop = house(self._request).settings.upload_lease_s, asyncio.get_running_loop()
        async with asyncio.timeout(idle_s) as patience:
            async for chunk in self._request.stream():
                patience.reschedule(loop.time() + idle_s)
                if chunk:
                    await self._take(chunk, sink)

    async def _take(self, chunk: bytes, sink: Sink) -> None:
        if sink.size + len(chunk) > self._standing.length:
            raise UploadTooLarge(pointer="/headers/Upload-Length", limit=self._standing.length)
        if self._hash is not None:
            self._hash.update(chunk)
        await sink.feed(chunk)
        if monotonic() - self._renewed > RENEW_S:
            self._renewed = monotonic()
            await spans.writing(self._request, lambda tx: service.renew(tx, self._standing))

    def _finish(self, sink: Sink, cut: bool) -> tuple[int, str | None]:  # ruff: ignore[boolean-type-hint-positional-argument]
        """In the writer's thread: bytes to disk, then the row."""
        if self._hash is not None and (cut or not self._promised()):
            self._advance(self._standing.offset)
            if cut:
                raise UploadLocked
            raise ChecksumMismatch(pointer="/headers/Upload-Checksum")
        sink.drain()
        if sink.size < self._standing.length:
            sink.staged.sync()
            known = sink.staged.known()
            sink.staged.release()
            self._advance(sink.size)
            self._holders.remember(self._standing.id, known)
            if cut:
                raise UploadLocked
            return sink.size, None
        return sink.size, self._complete(sink.staged)

    def _promised(self) -> bool:
        return self._checksum is not None and hmac.compare_digest(self._hash.digest(), self._checksum.digest)

    def _complete(self, staged: Staged) -> str:
        if staged.sha256 != self._standing.sha256:
            staged.discard()
            self._advance(0)
            raise ChecksumMismatch(pointer="/headers/Upload-Metadata", declared=self._standing.sha256, received=staged.sha256)
        self._files.keep(staged)
        state = spans.write_now(self._request, lambda tx: service.complete(tx, self._standing))
        self._files.discard(staged.path)
        return state

    def _advance(self, offset: int) -> None:
        spans.write_now(self._request, lambda tx: service.advance(tx, self._standing, offset))
