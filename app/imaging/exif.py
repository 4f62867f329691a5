"""Reads EXIF: every field is a claim, and whatever is malformed or absurd is null."""

import math
import re
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any, TypeVar

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

T = TypeVar("T")
# Asia/Shanghai, without the summer time of 1986–1991, which is older than any digital photograph.
LEGAL_ZONE = timezone(timedelta(hours=8))
YEARS = range(1990, 2200)
TEXT_MAX = 120
STAMP = re.compile(r"([0-9]{4})[:/-]([0-9]{2})[:/-]([0-9]{2})[ T]([0-9]{2}):([0-9]{2}):([0-9]{2})")
OFFSET = re.compile(r"([+-])(0[0-9]|1[0-4]):?([0-5][0-9])")
TAKEN = ((Base.DateTimeOriginal, Base.OffsetTimeOriginal), (Base.DateTimeDigitized, Base.OffsetTimeDigitized))
XMP_MAX = 1 << 16
CREATOR_TOOL = re.compile(rb"""xmp:CreatorTool(?:=["']([^"'<>]{1,200})["']|>([^<]{1,200})</)""")
ALTITUDES = (-1000, 20000)
BASE, DEGREE_PARTS = 60, (1, 2, 3)


def read(image: Image.Image) -> dict[str, Any]:
    """The fields of `answers.Exif`, as JSON."""
    tags = _quietly(image.getexif) or Image.Exif()
    shot: dict[int, Any] = _quietly(lambda: tags.get_ifd(IFD.Exif)) or {}
    gps: dict[int, Any] = _quietly(lambda: tags.get_ifd(IFD.GPSInfo)) or {}
    taken, assumed = _quietly(lambda: _taken(shot)) or (None, False)
    return {
        "captured_at": taken,
        "assumed_zone": assumed,
        "location": _quietly(lambda: _location(gps)),
        "orientation": orientation(image),
        "camera": _quietly(lambda: _camera(tags)),
        "software": _quietly(lambda: _text(tags.get(Base.Software))),
        "processing": _quietly(lambda: _text(tags.get(Base.ProcessingSoftware))),
        "creator_tool": _quietly(lambda: _creator_tool(image.info)),
    }


def orientation(image: Image.Image) -> int | None:
    """How the file says it must be turned, 1 to 8. HEIF decoders turn by themselves and keep the number aside."""
    held = image.info.get("original_orientation")
    value = held if held is not None else _quietly(lambda: image.getexif().get(Base.Orientation))
    return value if isinstance(value, int) and value in range(1, 9) else None


def _quietly(reading: Callable[[], T]) -> T | None:
    try:
        return reading()
    except MemoryError:
        raise
    except Exception:  # ruff: ignore[blind-except]  hostile tags fail in every way there is, and a claim that cannot be read is no claim
        return None


def _taken(shot: dict[int, Any]) -> tuple[str, bool] | None:
    for stamp, offset in TAKEN:
        found = STAMP.match(_text(shot.get(stamp)) or "")
        if found and int(found[1]) in YEARS:
            zone = _zone(_text(shot.get(offset)) or "")
            year, month, day, hour, minute, second = map(int, found.groups())
            taken = datetime(year, month, day, hour, minute, second, tzinfo=zone or LEGAL_ZONE)
            return taken.isoformat(), zone is None
    return None


def _zone(text: str) -> timezone | None:
    found = OFFSET.fullmatch("+00:00" if text == "Z" else text)
    if not found:
        return None
    span = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return timezone(-span if found[1] == "-" else span)


def _location(gps: dict[int, Any]) -> dict[str, float | None] | None:
    lat = _degrees(gps[GPS.GPSLatitude], gps[GPS.GPSLatitudeRef], "NS", 90)
    lon = _degrees(gps[GPS.GPSLongitude], gps[GPS.GPSLongitudeRef], "EW", 180)
    if lat is None or lon is None or (lat == 0 and lon == 0):  # 0, 0 is a receiver without a fix
        return None
    return {"lat": lat, "lon": lon, "altitude": _quietly(lambda: _altitude(gps))}


def _degrees(value: Any, reference: Any, signs: str, limit: int) -> float | None:  # ruff: ignore[any-type]  a tag holds anything
    parts = [float(part) for part in value]
    sign = (_text(reference) or "?").upper()[0]
    sane = all(math.isfinite(part) and part >= 0 for part in parts) and all(part <= BASE for part in parts[1:])
    if not sane or sign not in signs or len(parts) not in DEGREE_PARTS:
        return None
    size = sum(part / BASE**power for power, part in enumerate(parts))
    return None if size > limit else round(-size if sign == signs[1] else size, 7)


def _altitude(gps: dict[int, Any]) -> float | None:
    size = float(gps[GPS.GPSAltitude])
    below = gps.get(GPS.GPSAltitudeRef) in {1, b"\x01", "\x01"}
    metres = -size if below else size
    return round(metres, 2) if ALTITUDES[0] <= metres <= ALTITUDES[1] else None


def _camera(tags: Image.Exif) -> str | None:
    make, model = _text(tags.get(Base.Make)) or "", _text(tags.get(Base.Model)) or ""
    named = model if model.lower().startswith(make.lower()) else f"{make} {model}"
    return named.strip() or make or None


def _creator_tool(info: dict[Any, Any]) -> str | None:
    """What XMP names as the last program; looked for in its beginning by its pattern, since no parser shall see hostile XML."""
    held = info.get("xmp") or info.get("XML:com.adobe.xmp") or b""
    raw = held.encode() if isinstance(held, str) else bytes(held)
    found = CREATOR_TOOL.search(raw[:XMP_MAX])
    return _text(found[1] or found[2]) if found else None


def _text(value: object) -> str | None:
    if isinstance(value, str):
        value = value.encode("latin-1", "replace")
    if not isinstance(value, bytes):
        return None
    shown = "".join(char if char.isprintable() else " " for char in _decoded(value.split(b"\0")[0]))
    return " ".join(shown.split())[:TEXT_MAX] or None


def _decoded(raw: bytes) -> str:
    # The standard says ASCII; domestic cameras and retouching programs write UTF-8.
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")
