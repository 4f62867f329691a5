"""Giving files their lasting names while somebody else takes away the names nobody needs: by a lock on the folder they are in.

Giving takes no longer than a link; taking asks the database once. A killed process holds no lock.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def _locked(folder: Path, how: int) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, how)
        yield
    finally:
        os.close(handle)


@contextmanager
def giving(name: Path) -> Iterator[None]:
    """Beside others who give; on leaving the file is as good as new, so that nobody takes it away before it is booked."""
    with _locked(name.parent, fcntl.LOCK_SH):
        yield
        os.utime(name)


@contextmanager
def taking(name: Path) -> Iterator[None]:
    """Alone with the folder."""
    with _locked(name.parent, fcntl.LOCK_EX):
        yield


def idle(path: Path) -> bool:
    """Whether nobody alive has the file open to write to it."""
    with suppress(FileNotFoundError), path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True
