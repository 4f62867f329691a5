"""Noise made once per process: grain of the sensor, matter of the ground, clouds."""

from functools import lru_cache
from random import Random

from PIL import Image, ImageChops

NEUTRAL = 128


@lru_cache(maxsize=16)
def speckle(side: int, seed: int) -> Image.Image:
    """A square of bell-shaped noise around neutral grey."""
    rng = Random(seed)
    layers = [Image.frombytes("L", (side, side), rng.randbytes(side * side)) for _ in range(4)]
    return Image.blend(Image.blend(layers[0], layers[1], 0.5), Image.blend(layers[2], layers[3], 0.5), 0.5)


@lru_cache(maxsize=16)
def clumps(side: int, seed: int, finest: int = 64) -> Image.Image:
    """A square of soft patches in several sizes around neutral grey."""
    rng = Random(seed)
    cells, share, out = 3, 0.8, Image.new("L", (side, side), NEUTRAL)
    while cells <= finest:
        patch = Image.frombytes("L", (cells, cells), rng.randbytes(cells * cells))
        out = Image.blend(out, patch.resize((side, side), Image.Resampling.BICUBIC), share)
        cells, share = cells * 2, share * 0.55
    return out


def strength(texture: Image.Image, factor: float) -> Image.Image:
    """Weaken or strengthen a texture around neutral grey."""
    return texture.point([max(0, min(255, round(NEUTRAL + (i - NEUTRAL) * factor))) for i in range(256)])


def grain(size: tuple[int, int], rng: Random, factor: float) -> Image.Image:
    """Sensor noise of one exposure, in colour."""
    tile = _spread(size, factor)
    shifted = [ImageChops.offset(tile, rng.randrange(size[0]), rng.randrange(size[1])) for _ in range(2)]
    return Image.merge("RGB", (tile, Image.blend(tile, shifted[0], 0.4), Image.blend(tile, shifted[1], 0.6)))


@lru_cache(maxsize=8)
def _spread(size: tuple[int, int], factor: float) -> Image.Image:
    rng = Random(11)
    fine = Image.frombytes("L", size, rng.randbytes(size[0] * size[1]))
    half = (size[0] // 2, size[1] // 2)
    soft = Image.frombytes("L", half, rng.randbytes(half[0] * half[1])).resize(size, Image.Resampling.BILINEAR)
    return strength(Image.blend(fine, soft, 0.5), factor)
