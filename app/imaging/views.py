"""Makes the two small views and the watermarked copy. Runs inside the child only."""

import io
from collections.abc import Iterator, Sequence
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from app.imaging import fingerprint, periodic, picture
from app.imaging.covering import Shape, cover

PREVIEW_SIDE, THUMBNAIL_SIDE = 1600, 400
# Method 0 costs 5 % more bytes than 1 on real photographs and a sixth less time; the default, 4, takes four times as long.
WEBP = {"quality": 75, "method": 0}
JPEG_QUALITY = 88
BAND, INK = (17, 17, 17), (255, 255, 255)
BAND_MIN_WIDTH = 320
FONT_MIN_PX = 14
FONT_SHARE = 56  # of the long side
FACES = 10

Answer = tuple[dict[str, Any], list[bytes]]


def inspect(raw: bytes) -> Answer:
    """Header and EXIF; no pixel is decoded."""
    return picture.described(picture.opened(raw)), []


def derive(raw: bytes) -> Answer:
    """Preview, thumbnail, and what to know the picture by, from one decode."""
    described = picture.described(picture.opened(raw))
    preview, note = picture.pixels(raw, PREVIEW_SIDE)
    thumbnail = _small(preview)
    known_by = {"prints": fingerprint.fingerprint(thumbnail), "periodic": periodic.periodic(preview)}
    return described | {"note": note} | known_by, _both(preview, thumbnail)


def masked(raw: bytes, shapes: Sequence[Shape]) -> Answer:
    """Preview and thumbnail with the shapes covered before either is made."""
    preview, _ = picture.pixels(raw, PREVIEW_SIDE)
    cover(preview, shapes)
    return {}, _both(preview, _small(preview))


def _small(preview: Image.Image) -> Image.Image:
    return preview.resize(picture.shrunk(preview.size, THUMBNAIL_SIDE), Image.Resampling.BILINEAR, reducing_gap=2.0)


def _both(preview: Image.Image, thumbnail: Image.Image) -> list[bytes]:
    return [_saved(preview, "WEBP", **WEBP), _saved(thumbnail, "WEBP", **WEBP)]


def watermark(raw: bytes, lines: Sequence[str], font: bytes, shapes: Sequence[Shape] = ()) -> Answer:
    """Full size, with the lines in a band below the picture, so that no pixel of the evidence is covered but by the shapes."""
    shown, _ = picture.pixels(raw)
    cover(shown, shapes)
    width = max(shown.width, BAND_MIN_WIDTH)
    pen = _pen(font, max(FONT_MIN_PX, max(shown.size) // FONT_SHARE, width // FONT_SHARE))
    margin, step = round(pen.size), round(pen.size * 1.5)
    rows = [row for line in lines for row in _wrapped(line, pen, width - 2 * margin)]
    canvas = Image.new("RGB", (width, shown.height + step * len(rows) + margin), BAND)
    canvas.paste(shown, ((width - shown.width) // 2, 0))
    draw = ImageDraw.Draw(canvas)
    for index, row in enumerate(rows):
        draw.text((margin, shown.height + margin // 2 + step * index), row, font=pen, fill=INK)
    return {}, [_saved(canvas, "JPEG", quality=JPEG_QUALITY)]


def _saved(image: Image.Image, kind: str, **options: int) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def _pen(font: bytes, size: int) -> ImageFont.FreeTypeFont:
    """The simplified-Chinese face of a collection: the others draw the same characters the Japanese way."""
    first = _face(font, size, 0)
    for index in range(1, FACES):
        if _simplified(first) or not font.startswith(b"ttcf"):
            return first
        try:
            other = _face(font, size, index)
        except OSError:
            return first
        if _simplified(other):
            return other
    return first


def _face(font: bytes, size: int, index: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(io.BytesIO(font), size, index, layout_engine=ImageFont.Layout.BASIC)


def _simplified(face: ImageFont.FreeTypeFont) -> bool:
    return (face.getname()[0] or "").endswith(("SC", "CN"))


def _wrapped(line: str, pen: ImageFont.FreeTypeFont, width: int) -> Iterator[str]:
    """Break after any character, as Chinese does."""
    row = ""
    for char in line:
        if row and pen.getlength(row + char) > width:
            yield row
            row = ""
        row += char
    yield row
