"""What the sandbox answers, and the ways it says no. The child is not trusted: its words are checked into these types."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.imaging.covering import UNIT, Box

COARSE_BYTES, HASH_BYTES, PARTS_MAX, SCORE_MAX = 8, 40, 8, 1e6


class Note(StrEnum):
    """Why a picture is not what it should be; the words are in the message files."""

    INCOMPLETE = "incomplete"
    EMPTY = "empty"
    UNSUPPORTED = "unsupported"
    HEIF_UNAVAILABLE = "heif_unavailable"
    DAMAGED = "damaged"
    TOO_LARGE = "too_large"
    MEMORY = "memory"
    TIMEOUT = "timeout"
    CRASHED = "crashed"


class Undecodable(Exception):  # ruff: ignore[error-suffix-on-exception-name]  an outcome of good evidence, not a fault of the program
    """No view can be made of this picture; it is still evidence."""

    def __init__(self, note: Note) -> None:
        """`note` says why, for the reader of the report."""
        super().__init__(note.value)
        self.note = note


class SandboxBrokenError(RuntimeError):
    """No decoder child can be started: an installation fault, nothing to do with the picture."""


@dataclass(frozen=True, slots=True)
class ExifLocation:
    """Degrees in WGS-84, metres above sea level."""

    lat: float
    lon: float
    altitude: float | None


@dataclass(frozen=True, slots=True)
class Exif:
    """What the file claims about itself. `assumed_zone`: the camera named no zone, legal time was taken."""

    captured_at: datetime | None
    assumed_zone: bool
    location: ExifLocation | None
    orientation: int | None
    camera: str | None
    software: str | None
    processing: str | None
    creator_tool: str | None


@dataclass(frozen=True, slots=True)
class Inspection:
    """A picture's header. `width` and `height` are as seen upright; `note` is null or `incomplete`."""

    format: str
    width: int
    height: int
    exif: Exif
    note: Note | None


@dataclass(frozen=True, slots=True)
class Prints:
    """Perceptual hashes, 64 bits to look for and 256 to be sure by (`fingerprint.py`); `whole` is null where all is flat."""

    whole: bytes | None
    parts: tuple[bytes, ...]
    mirrored: bytes | None


@dataclass(frozen=True, slots=True)
class Derived:
    """The header, what to know the picture by, and two WebP views: long side at most 1600 and 400 pixels.

    `periodic` says how far one fine pattern stands out of the picture (`periodic.py`); null where it is too small to tell.
    """

    inspection: Inspection
    prints: Prints
    periodic: float | None
    preview: bytes
    thumbnail: bytes


@dataclass(frozen=True, slots=True)
class Spotted:
    """Something that may have to be covered; `hint` is face, plate or number."""

    hint: str
    box: Box


def spotted(answer: dict[str, Any]) -> Spotted:
    """Check a child's words. Raises: KeyError, TypeError or ValueError when they are not a box inside the picture."""
    x, y, w, h = answer["box"]
    inside = all(type(each) is int for each in (x, y, w, h)) and 0 <= x < x + w <= UNIT and 0 <= y < y + h <= UNIT
    if not inside or answer["hint"] not in {"face", "plate", "number"}:
        raise ValueError(answer)
    return Spotted(answer["hint"], Box(x, y, w, h))


def inspection(answer: dict[str, Any]) -> Inspection:
    """Check a child's words. Raises: KeyError, TypeError or ValueError when they are not an inspection."""
    note = answer["note"]
    return Inspection(
        format=_text(answer["format"]),
        width=_whole(answer["width"]),
        height=_whole(answer["height"]),
        exif=_exif(answer["exif"]),
        note=None if note is None else Note(note),
    )


def prints(answer: dict[str, Any]) -> Prints:
    """Check a child's words. Raises: KeyError, TypeError or ValueError when they are no hashes."""
    whole, mirrored = (None if answer[name] is None else _hash(answer[name]) for name in ("whole", "mirrored"))
    parts = tuple(_hash(part) for part in answer["parts"])
    if len(parts) > PARTS_MAX:
        raise ValueError(parts)
    return Prints(whole, parts, mirrored)


def periodic(answer: object) -> float | None:
    """Check a child's score. Raises: ValueError."""
    if answer is None:
        return None
    if not isinstance(answer, float) or not 0 <= answer < SCORE_MAX:
        raise ValueError(answer)
    return answer


def _hash(value: object) -> bytes:
    raw = bytes.fromhex(_text(value))
    if len(raw) != HASH_BYTES:
        raise ValueError(value)
    return raw


def _exif(answer: dict[str, Any]) -> Exif:
    taken, place, turn = answer["captured_at"], answer["location"], answer["orientation"]
    return Exif(
        captured_at=None if taken is None else datetime.fromisoformat(taken),
        assumed_zone=bool(answer["assumed_zone"]),
        location=None if place is None else _location(place),
        orientation=None if turn is None else _whole(turn),
        camera=_maybe_text(answer["camera"]),
        software=_maybe_text(answer["software"]),
        processing=_maybe_text(answer["processing"]),
        creator_tool=_maybe_text(answer["creator_tool"]),
    )


def _location(answer: dict[str, Any]) -> ExifLocation:
    height = answer["altitude"]
    return ExifLocation(float(answer["lat"]), float(answer["lon"]), None if height is None else float(height))


def _whole(value: object) -> int:
    if not isinstance(value, int) or not 0 < value < 1 << 31:
        raise ValueError(value)
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _maybe_text(value: object) -> str | None:
    return None if value is None else _text(value)
