"""The suggesting child: as the decoder child, with models beside the decoders, and one deed.

Started by `sandbox.py`; the one argument is JSON: the limits.
"""

import io
import json
import sys

from PIL import Image, ImageDraw, ImageFont

from app.imaging import picture
from app.imaging.child import warm_up
from app.imaging.limits import Limits
from app.imaging.serving import serve
from app.imaging.spotting import SIDE, Spotter


def main() -> None:
    """Load everything, use it once, wall ourselves in, then serve until the pipe ends."""
    limits = Limits(**json.loads(sys.argv[1])["limits"])
    picture.set_up(limits.max_pixels)
    warm_up()
    spotter = Spotter()
    spotter.look(_with_words())
    serve(limits, lambda _, raw: ({"spots": spotter.look(picture.pixels(raw, SIDE)[0])}, []))


def _with_words() -> Image.Image:
    """Something to read, so that what reading loads late is loaded before the walls go up."""
    page = Image.new("RGB", (640, 320), (255, 255, 255))
    ImageDraw.Draw(page).text((40, 120), "13800000000", font=ImageFont.load_default(48), fill=(0, 0, 0))
    out = io.BytesIO()
    page.save(out, "PNG")
    return picture.pixels(out.getvalue())[0]
