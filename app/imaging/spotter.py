"""The suggesting child: as the decoder child, with models beside the decoders, and one deed.

Started by `sandbox.py`; the one argument is JSON: the limits.
"""

import io
import json
import sys
from typing import Any, BinaryIO

from PIL import Image, ImageDraw, ImageFont

from app.imaging import picture, wire
from app.imaging.answers import Note, Undecodable
from app.imaging.child import REQUEST_MAX_BYTES, warm_up
from app.imaging.limits import Limits, allow_cpu, enclose
from app.imaging.spotting import SIDE, Spotter


def main() -> None:
    """Load everything, use it once, wall ourselves in, then serve until the pipe ends."""
    limits = Limits(**json.loads(sys.argv[1])["limits"])
    picture.set_up(limits.max_pixels)
    warm_up()
    spotter = Spotter()
    spotter.look(_with_words())
    enclose(limits)
    wire.write(sys.stdout.buffer, {"ready": True})
    while _serve(sys.stdin.buffer, sys.stdout.buffer, limits, spotter):
        pass


def _serve(pipe_in: BinaryIO, pipe_out: BinaryIO, limits: Limits, spotter: Spotter) -> bool:
    try:
        _, blobs = wire.read(pipe_in, REQUEST_MAX_BYTES)
    except wire.BrokenFrameError:
        return False
    allow_cpu(limits.cpu_s)
    wire.write(pipe_out, _answer(blobs[0], spotter))
    return True


def _answer(raw: bytes, spotter: Spotter) -> dict[str, Any]:
    try:
        shown, _ = picture.pixels(raw, SIDE)
        return {"spots": spotter.look(shown)}
    except Undecodable as refusal:
        return {"refused": refusal.note}
    except MemoryError:
        return {"refused": Note.MEMORY}


def _with_words() -> Image.Image:
    """Something to read, so that what reading loads late is loaded before the walls go up."""
    page = Image.new("RGB", (640, 320), (255, 255, 255))
    ImageDraw.Draw(page).text((40, 120), "13800000000", font=ImageFont.load_default(48), fill=(0, 0, 0))
    out = io.BytesIO()
    page.save(out, "PNG")
    return picture.pixels(out.getvalue())[0]
