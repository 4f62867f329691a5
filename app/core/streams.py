"""Bytes from the event loop to the disk: gathered to a megabyte, then written and hashed by a thread of their own."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from app.core.files import Staged

BATCH = 1024 * 1024
THREADS = 8
T = TypeVar("T")


class Writers:
    """The threads that write; made once per process, so that a slow disk never starves the threads that answer."""

    def __init__(self) -> None:
        """Threads start when first needed."""
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="writer")

    async def run(self, work: Callable[..., T], *arguments: object) -> T:
        """Do blocking work in a writer thread."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, work, *arguments)

    def close(self) -> None:
        """End the threads."""
        self._pool.shutdown(wait=True)


class Sink:
    """Feeds one staged file."""

    __slots__ = ("_held", "_pending", "_running", "_writers", "size", "staged")

    def __init__(self, staged: Staged, writers: Writers) -> None:
        """`size` counts what was fed, written or not."""
        self.staged = staged
        self.size = staged.size
        self._writers = writers
        self._pending: list[bytes | memoryview] = []
        self._held = 0
        self._running: asyncio.Future[None] | None = None

    async def feed(self, chunk: bytes | memoryview) -> None:
        """Take a chunk; wait for the disk when a batch is full."""
        self._pending.append(chunk)
        self._held += len(chunk)
        self.size += len(chunk)
        if self._held >= BATCH:
            self._running = asyncio.ensure_future(self._writers.run(self.staged.append, self._take()))
            await asyncio.shield(self._running)
            self._running = None

    def seal(self) -> None:
        """The last chunk was fed: have a writer bring the file to disk while others arrive; `settle` waits for it."""
        self._running = asyncio.ensure_future(self._writers.run(self._to_disk))

    def _to_disk(self) -> None:
        self.drain()
        self.staged.sync()

    async def settle(self) -> None:
        """Wait for `seal`, or for a write that a cancelled `feed` left running. Raises: what that write raised."""
        if self._running is not None:
            running, self._running = self._running, None
            await running

    def _take(self) -> list[bytes | memoryview]:
        chunks, self._pending, self._held = self._pending, [], 0
        return chunks

    def drain(self) -> None:
        """Write what is still held; for the thread that finishes the file."""
        if self._pending:
            self.staged.append(self._take())
