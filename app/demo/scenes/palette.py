"""Colours and the few operations light does to them."""

from collections.abc import Sequence
from random import Random

RGB = tuple[int, int, int]

ASPHALT: RGB = (96, 97, 99)
CONCRETE: RGB = (168, 164, 156)
DUST: RGB = (176, 156, 124)
EARTH: RGB = (140, 112, 82)
GRASS: RGB = (112, 122, 66)
LEAVES: Sequence[RGB] = ((74, 98, 48), (92, 112, 52), (122, 126, 56), (150, 134, 58), (62, 84, 46))
RUBBISH: Sequence[RGB] = (
    (34, 36, 40), (46, 48, 54), (58, 58, 62), (206, 204, 198), (226, 226, 222), (172, 66, 58), (66, 98, 148),
    (196, 164, 92), (86, 126, 96), (150, 142, 128), (120, 100, 78), (184, 128, 84), (90, 88, 84), (168, 160, 146), (130, 124, 116),
)  # fmt: skip
RUBBLE: Sequence[RGB] = ((172, 166, 156), (150, 144, 136), (190, 184, 174), (152, 104, 88), (168, 158, 150), (120, 116, 112))


def mix(a: RGB, b: RGB, share: float) -> RGB:
    """Go from `a` to `b` by `share` (0..1)."""
    return (
        int(a[0] + (b[0] - a[0]) * share),
        int(a[1] + (b[1] - a[1]) * share),
        int(a[2] + (b[2] - a[2]) * share),
    )


def fade(colour: RGB, share: float) -> RGB:
    """Take `share` of the saturation out."""
    grey = (colour[0] * 30 + colour[1] * 59 + colour[2] * 11) // 100
    return mix(colour, (grey, grey, grey), share)


def shade(colour: RGB, factor: float) -> RGB:
    """Multiply by `factor`, staying inside the byte."""
    r, g, b = int(colour[0] * factor), int(colour[1] * factor), int(colour[2] * factor)
    return (min(r, 255), min(g, 255), min(b, 255))


def jitter(rng: Random, colour: RGB, amount: float = 0.1) -> RGB:
    """Make `colour` a little lighter or darker at random."""
    return shade(colour, 1 + rng.uniform(-amount, amount))


def chance(rng: Random, share: float) -> bool:
    """Whether something happens that happens in `share` of all cases."""
    return rng.random() < share
