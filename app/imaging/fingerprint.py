"""What stays of a picture when it is re-encoded, resized or dimmed: DCT hashes. Runs inside the child only.

64 bits to look for, as imagehash's `phash` has them: 32 × 32 luminance, the 8 × 8 lowest frequencies, a bit each for above
their median. Behind them 256 bits to be sure by, the same of the 16 × 16 lowest.
"""

from functools import cache
from typing import Any

import numpy as np
from PIL import Image

SIDE, LOW, FINE = 32, 8, 16
FLATTEST = 4.0  # standard deviation of the luminance below which a picture shows nothing that could be told again
CUT = 0.05  # a cropped copy has lost about as much at each edge
BAND_DARK, BAND_SHARE, BAND_MOST = 28, 0.5, 0.35
Box = tuple[float, float, float, float]
ODD = np.where(np.arange(FINE) % 2, -1.0, 1.0)


def fingerprint(shown: Image.Image) -> dict[str, Any]:
    """The hashes in hex: the whole, what is left without its edges or a stamped band, the mirrored; null where all is flat."""
    grey = shown.convert("L")
    whole = _low(grey, (0, 0, *grey.size))
    if whole is None:
        return {"whole": None, "parts": [], "mirrored": None}
    parts = [part for box in _parts(grey) if (part := _low(grey, box)) is not None]
    return {"whole": _bits(whole), "parts": [_bits(part) for part in parts], "mirrored": _bits(whole * ODD)}


def _parts(grey: Image.Image) -> list[Box]:
    """Where a copy of this picture, or what this picture is a copy of, may be looked for."""
    (width, height), left = grey.size, _without_band(grey)
    shown = [(0.0, 0.0, float(width), float(left))] if left < height else []
    return [*shown, (width * CUT, left * CUT, width * (1 - CUT), left * (1 - CUT))]


def _without_band(grey: Image.Image) -> int:
    """The height that is left above a dark band at the foot, such as our watermark's."""
    rows = np.mean(np.asarray(grey) < BAND_DARK, axis=1) > BAND_SHARE
    height = len(rows)
    band = height if rows.all() else int(np.argmin(rows[::-1]))
    return height - band if band <= height * BAND_MOST else height


def _low(grey: Image.Image, box: Box) -> Any:  # ruff: ignore[any-type]  an array of 16 × 16
    small = np.asarray(grey.resize((SIDE, SIDE), Image.Resampling.LANCZOS, box=box), dtype=np.float64)
    if small.std() < FLATTEST:
        return None
    return _cosines() @ small @ _cosines().T


def _bits(low: Any) -> str:  # ruff: ignore[any-type]  an array of 16 × 16
    coarse = low[:LOW, :LOW]
    return (np.packbits(coarse > np.median(coarse)).tobytes() + np.packbits(low > np.median(low)).tobytes()).hex()


@cache
def _cosines() -> Any:  # ruff: ignore[any-type]  an array of 16 × 32
    at = np.arange(SIDE) * 2 + 1
    return np.cos(np.outer(np.arange(FINE), at) * np.pi / (2 * SIDE))
