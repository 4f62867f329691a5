"""Frames between the sandbox and its child: length, JSON header, then the bytes whose sizes the header gives."""

import json
import struct
from collections.abc import Sequence
from typing import Any, BinaryIO

LENGTH = struct.Struct("!I")
HEADER_MAX_BYTES = 1 << 16


class BrokenFrameError(Exception):
    """The other side ended, or does not speak this protocol."""


def write(stream: BinaryIO, header: dict[str, Any], blobs: Sequence[bytes] = ()) -> None:
    """Send one frame whole."""
    head = json.dumps(header | {"sizes": [len(blob) for blob in blobs]}, allow_nan=False).encode()
    stream.write(LENGTH.pack(len(head)) + head)
    stream.writelines(blobs)
    stream.flush()


def read(stream: BinaryIO, max_bytes: int) -> tuple[dict[str, Any], list[bytes]]:
    """Receive one frame whose blobs together hold at most `max_bytes`. Raises: BrokenFrameError."""
    try:
        header = json.loads(_exactly(stream, _length(stream)))
        sizes = header.pop("sizes")
        if any(size < 0 for size in sizes) or sum(sizes) > max_bytes:
            raise BrokenFrameError("sizes")
        return header, [_exactly(stream, size) for size in sizes]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise BrokenFrameError("header") from error


def _length(stream: BinaryIO) -> int:
    (length,) = LENGTH.unpack(_exactly(stream, LENGTH.size))
    if length > HEADER_MAX_BYTES:
        raise BrokenFrameError("length")
    return int(length)


def _exactly(stream: BinaryIO, count: int) -> bytes:
    data = stream.read(count)
    if len(data) != count:
        raise BrokenFrameError("end of stream")
    return data
