"""Makes pictures whose every pixel and tag the tests know."""

import io
import struct
import zlib
from typing import Any

from PIL import Image

RED, GREEN, BLUE, WHITE = (220, 30, 30), (30, 200, 40), (30, 40, 210), (250, 250, 250)
WIDE = (120, 80)


def corners(size: tuple[int, int] = WIDE) -> Image.Image:
    """Upright: red and green on top, blue and white below."""
    width, height = size
    image = Image.new("RGB", size, RED)
    image.paste(GREEN, (width // 2, 0, width, height // 2))
    image.paste(BLUE, (0, height // 2, width // 2, height))
    image.paste(WHITE, (width // 2, height // 2, width, height))
    return image


def busy(size: tuple[int, int]) -> Image.Image:
    """No two neighbouring pixels alike, and the same on every run."""
    width, height = size
    levels = bytes((x * 7 + y * 13 + (x * y) % 31) % 256 for y in range(height) for x in range(width * 3))
    return Image.frombytes("RGB", size, levels)


def encoded(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def photo(image: Image.Image | None = None, kind: str = "JPEG", *, exif: Image.Exif | bytes | None = None, **options: Any) -> bytes:
    """The corners, with EXIF."""
    if exif is not None:
        options["exif"] = exif
    return encoded(image or corners(), kind, **options)


def tags(
    *, base: dict[int, Any] | None = None, shot: dict[int, Any] | None = None, gps: dict[int, Any] | None = None
) -> Image.Exif:
    """EXIF of three directories."""
    exif = Image.Exif()
    exif.update(base or {})
    exif.get_ifd(0x8769).update(shot or {})
    exif.get_ifd(0x8825).update(gps or {})
    return exif


def shown(view: bytes) -> Image.Image:
    return Image.open(io.BytesIO(view)).convert("RGB")


def corner_colours(view: bytes) -> list[tuple[int, int, int]]:
    """Top left, top right, bottom left, bottom right, named by the nearest of the four."""
    image = shown(view)
    right, bottom = image.width - 6, image.height - 6
    return [_nearest(image.getpixel(at)) for at in ((5, 5), (right, 5), (5, bottom), (right, bottom))]


def png_header(width: int, height: int) -> bytes:
    """A PNG that declares a size and has no pixels worth the name."""
    header = struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 64)) + chunk(b"IEND", b"")


def png_with(kind: bytes, body: bytes) -> bytes:
    """The corners as PNG, with one more chunk behind the header."""
    whole = encoded(corners(), "PNG")
    return whole[:33] + chunk(kind, body) + whole[33:]


def tiff(*entries: tuple[int, int, int, int], next_directory: int = 0, tail: bytes = b"") -> bytes:
    """Raw EXIF with one directory at offset 8, `tail` behind it; an entry is tag, type, count, value or offset."""
    body = b"".join(struct.pack(">HHII", *entry) for entry in entries)
    return b"Exif\0\0MM\0*" + struct.pack(">IH", 8, len(entries)) + body + struct.pack(">I", next_directory) + tail


def chunk(kind: bytes, body: bytes) -> bytes:
    """One chunk of a PNG."""
    return struct.pack("!I", len(body)) + kind + body + struct.pack("!I", zlib.crc32(kind + body))


def _nearest(pixel: Any) -> tuple[int, int, int]:
    return min((RED, GREEN, BLUE, WHITE), key=lambda known: sum((a - b) ** 2 for a, b in zip(known, pixel, strict=True)))
