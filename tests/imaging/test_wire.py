"""The child is not believed: whatever it may send is an answer of the right shape, or no answer."""

import io
import json
import struct
from typing import Any

import pytest

from app.imaging import wire
from app.imaging.answers import ExifLocation, Note, inspection

GOOD: dict[str, Any] = {
    "format": "JPEG",
    "width": 40,
    "height": 30,
    "note": "incomplete",
    "exif": {
        "captured_at": "2026-11-20T09:12:33+08:00",
        "assumed_zone": True,
        "location": {"lat": 31.2, "lon": 121.5, "altitude": None},
        "orientation": 6,
        "camera": "Maker",
        "software": None,
        "processing": None,
        "creator_tool": None,
    },
}


def frame(header: object) -> bytes:
    body = json.dumps(header).encode()
    return struct.pack("!I", len(body)) + body


def test_a_frame_arrives_as_it_was_sent() -> None:
    pipe = io.BytesIO()
    wire.write(pipe, {"deed": "derive", "lines": ["督查"]}, [b"one", b"", b"three"])
    pipe.seek(0)
    assert wire.read(pipe, 8) == ({"deed": "derive", "lines": ["督查"]}, [b"one", b"", b"three"])


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\0\0",
        b"\xff\xff\xff\xff",
        b"\0\0\0\x02no",
        struct.pack("!I", 2) + b"\xff\xfe",
        struct.pack("!I", 40000) + b"[" * 40000,
        frame([]),
        frame("text"),
        frame({}),
        frame({"sizes": None}),
        frame({"sizes": [9]}) + b"123456789",
        frame({"sizes": [-1]}),
        frame({"sizes": [1.5]}) + b"12",
        frame({"sizes": ["1"]}) + b"1",
        frame({"sizes": [5]}) + b"1234",
    ],
)
def test_anything_else_is_a_broken_frame(raw: bytes) -> None:
    with pytest.raises(wire.BrokenFrameError):
        wire.read(io.BytesIO(raw), 8)


def test_a_good_answer_becomes_an_inspection() -> None:
    found = inspection(GOOD)
    assert found.note is Note.INCOMPLETE
    assert found.exif.location == ExifLocation(31.2, 121.5, None)
    assert found.exif.orientation == 6


@pytest.mark.parametrize(
    "change",
    [
        {"format": 7},
        {"width": "40"},
        {"height": -1},
        {"width": 1 << 31},
        {"note": "all is well"},
        {"exif": None},
        {"exif": GOOD["exif"] | {"captured_at": "noon"}},
        {"exif": GOOD["exif"] | {"location": {"lat": 1.0}}},
        {"exif": GOOD["exif"] | {"camera": ["x"]}},
    ],
)
def test_a_bad_answer_does_not(change: dict[str, Any]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        inspection(GOOD | change)
