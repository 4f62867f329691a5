"""What writers of one staged file know of each other: what was read before, who was overtaken, and a file of one's own."""

import os
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

READ_SIZE = 1024 * 1024


class Overtaken(RuntimeError):  # ruff: ignore[error-suffix-on-exception-name]  it was
    """Another writer has put a file of its own in the place of this one, or given the whole up."""


class Known(NamedTuple):
    """The hash of a staged file as it was left, and how it looked then: inode, bytes, time of its last change in ns."""

    looks: tuple[int, int, int]
    hash: Any


def set_apart(path: Path, size: int) -> None:
    """Put a copy of a staged file's first `size` bytes in its place, durably: who still has the old one open writes nowhere."""
    copy = path.with_suffix(f".{uuid4().hex}")
    with path.open("rb") as source, copy.open("xb") as target:
        while (left := size - target.tell()) > 0 and (chunk := source.read(min(READ_SIZE, left))):
            target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    copy.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Its names to disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
