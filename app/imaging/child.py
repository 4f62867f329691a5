"""The decoder child: reads pictures from its standard input, answers on its standard output, and can do nothing else.

Started by `sandbox.py`; the one argument is JSON: the limits and the font.
"""

import io
import json
import sys
from pathlib import Path
from typing import Any, BinaryIO

from PIL import Image

from app.imaging import picture, views, wire
from app.imaging.answers import Note, Undecodable
from app.imaging.covering import unpacked
from app.imaging.limits import Limits, allow_cpu, enclose

REQUEST_MAX_BYTES = 1 << 29


def main() -> None:
    """Load everything, wall ourselves in, then serve until the pipe ends."""
    wanted = json.loads(sys.argv[1])
    limits = Limits(**wanted["limits"])
    font = Path(wanted["font"]).read_bytes() if wanted["font"] else b""
    picture.set_up(limits.max_pixels)
    warm_up()
    enclose(limits)
    pipe_in, pipe_out = sys.stdin.buffer, sys.stdout.buffer
    wire.write(pipe_out, {"ready": True})
    while _serve(pipe_in, pipe_out, limits, font):
        pass


def _serve(pipe_in: BinaryIO, pipe_out: BinaryIO, limits: Limits, font: bytes) -> bool:
    try:
        request, blobs = wire.read(pipe_in, REQUEST_MAX_BYTES)
    except wire.BrokenFrameError:
        return False
    allow_cpu(limits.cpu_s)
    header, views_made = _answer(request, blobs[0], font)
    wire.write(pipe_out, header, views_made)
    return True


def _answer(request: dict[str, Any], raw: bytes, font: bytes) -> views.Answer:
    try:
        return _made(request, raw, font)
    except Undecodable as refusal:
        return {"refused": refusal.note}, []
    except MemoryError:
        return {"refused": Note.MEMORY}, []


def _made(request: dict[str, Any], raw: bytes, font: bytes) -> views.Answer:
    match request["deed"]:
        case "inspect":
            return views.inspect(raw)
        case "derive":
            return views.derive(raw)
        case "watermark":
            return views.watermark(raw, request["lines"], font, unpacked(request["shapes"]))
        case "masked":
            return views.masked(raw, unpacked(request["shapes"]))
        case other:
            raise ValueError(other)


def warm_up() -> None:
    """Decode one of each kind, so that whatever the decoders load late is loaded before the walls go up."""
    shades = Image.linear_gradient("L").convert("RGB")  # 256 × 256: large enough for every measure that is taken
    tags = Image.Exif()
    tags[271] = "Mingcha"
    for kind in ("JPEG", "PNG", "WEBP", "AVIF"):
        out = io.BytesIO()
        shades.save(out, kind, exif=tags)
        views.derive(out.getvalue())
