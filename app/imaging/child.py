"""The decoder child: reads pictures from its standard input, answers on its standard output, and can do nothing else.

Started by `sandbox.py`; the one argument is JSON: the limits and the font.
"""

import io
import json
import sys
from pathlib import Path
from typing import Any

from PIL import Image

from app.imaging import picture, views
from app.imaging.covering import unpacked
from app.imaging.limits import Limits
from app.imaging.serving import serve


def main() -> None:
    """Load everything, wall ourselves in, then serve until the pipe ends."""
    wanted = json.loads(sys.argv[1])
    limits = Limits(**wanted["limits"])
    font = Path(wanted["font"]).read_bytes() if wanted["font"] else b""
    picture.set_up(limits.max_pixels)
    warm_up()
    serve(limits, lambda request, raw: _made(request, raw, font))


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
