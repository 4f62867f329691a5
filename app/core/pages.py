"""Appending past the page cache: evidence is written once and not read again soon, so a copy in memory buys nothing.

Measured (bench/README.md): 7 % of the server's CPU time for a report of three photographs of 2.44 MB; nothing lost by tus.
Where the filesystem does not offer O_DIRECT, the same writes go through the page cache.
"""

import fcntl
import mmap
import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress

PAGE = 4096
BLOCK = 2 * 1024 * 1024
_mine = threading.local()


class Pages:
    """An open file, appended to in whole pages; the rest of the last page waits in memory until `flush`."""

    __slots__ = ("_at", "_file", "_size", "_tail")

    def __init__(self, file: int, size: int) -> None:
        """Go on at `size`, where the file ends."""
        self._file, self._size = file, size
        self._at = size - size % PAGE
        self._tail = os.pread(file, size % PAGE, self._at)
        with suppress(OSError):
            fcntl.fcntl(file, fcntl.F_SETFL, fcntl.fcntl(file, fcntl.F_GETFL) | os.O_DIRECT)

    def append(self, chunks: Iterable[bytes | memoryview]) -> Iterator[memoryview]:
        """Write; yields the bytes as they pass, in order and in large pieces, each before it is written. Raises: OSError."""
        block, start, end = _block(), len(self._tail), len(self._tail)
        block[:end] = self._tail
        for chunk in chunks:
            view = memoryview(chunk)
            while view:
                taken = min(len(view), BLOCK - end)
                block[end : end + taken] = view[:taken]
                end, view = end + taken, view[taken:]
                if end == BLOCK:
                    yield block[start:]
                    self._write(block)
                    start = end = 0
        yield block[start:end]
        whole = end - end % PAGE
        self._write(block[:whole])
        self._tail = bytes(block[whole:end])

    def _write(self, view: memoryview) -> None:
        while view:
            written = os.pwrite(self._file, view, self._at)
            self._at, view = self._at + written, view[written:]

    def flush(self) -> None:
        """Write the last page too, padded, and cut the padding off. Raises: OSError."""
        if self._tail:
            block, at = _block()[:PAGE], self._at
            block[:] = self._tail.ljust(PAGE, b"\0")
            self._write(block)
            self._at = at
        os.ftruncate(self._file, self._at + len(self._tail))

    def cut(self) -> None:
        """Give back the room of what did not fit; what the file was opened with stays."""
        os.ftruncate(self._file, max(self._at, self._size))


def _block() -> memoryview:
    """The buffer of the running thread, aligned as O_DIRECT asks for."""
    if not hasattr(_mine, "block"):
        _mine.block = memoryview(mmap.mmap(-1, BLOCK))
    block: memoryview = _mine.block
    return block
