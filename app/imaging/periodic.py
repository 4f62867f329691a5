"""How far one fine pattern stands out of a picture, as in a photographed screen. Runs inside the child only.

A hint and no more: blinds, tiles, fences and fabric beat as well. How often it is right is measured in bench/README.md.
"""

from functools import cache
from typing import Any

import numpy as np
from numpy import fft
from PIL import Image

SIDE = 256
FINE, AXIS = 0.18, 3  # shares of the sampling rate and bins: below lies the scene itself, on the axes its own straight edges


def periodic(shown: Image.Image) -> float | None:
    """The strongest fine frequency of the middle over what is usual at its fineness; null for what is too small."""
    width, height = shown.size
    if min(width, height) < SIDE:
        return None
    left, top = (width - SIDE) // 2, (height - SIDE) // 2
    grey = np.asarray(shown.crop((left, top, left + SIDE, top + SIDE)).convert("L"), dtype=np.float32)
    window, rings, fine = _masks()
    power = np.abs(fft.rfft2((grey - grey.mean()) * window))
    usual = np.bincount(rings, power.ravel(), minlength=SIDE) / np.maximum(np.bincount(rings, minlength=SIDE), 1)
    out = power / np.maximum(usual[rings].reshape(power.shape), 1.0)
    return round(float(out[fine].max()), 2)


@cache
def _masks() -> tuple[Any, Any, Any]:
    hann = np.hanning(SIDE).astype(np.float32)
    down, along = fft.fftfreq(SIDE)[:, None], fft.rfftfreq(SIDE)[None, :]
    radius = np.hypot(down, along)
    rings = np.minimum(np.round(radius * SIDE), SIDE - 1).astype(np.intp).ravel()
    off_axis = (np.abs(down) * SIDE >= AXIS) & (along * SIDE >= AXIS)
    return np.outer(hann, hann), rings, (radius > FINE) & (radius < 0.5) & off_axis  # ruff: ignore[magic-value-comparison]  Nyquist
