"""Covers what may not be seen, in one flat colour. The shapes are the parent's; the drawing runs inside the child only.

Flat, not a mosaic: of a number there are few possible pictures, and blocks of averages tell which of them it was.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageDraw

UNIT = 10_000
COVER = (64, 64, 64)
# Shrinking and compressing carry colour over an edge: what is covered reaches this many pixels further.
SPILL_PX = 2


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the upright picture, in ten-thousandths of its width and height."""

    x: int
    y: int
    w: int
    h: int


@dataclass(frozen=True, slots=True)
class Stroke:
    """A brush's way over the upright picture; the thickness in ten-thousandths of its width."""

    thickness: int
    points: tuple[tuple[int, int], ...]


Shape = Box | Stroke


def packed(shapes: Sequence[Shape]) -> list[dict[str, Any]]:
    """As the child is told."""
    return [
        {"box": [each.x, each.y, each.w, each.h]} if isinstance(each, Box) else {"stroke": [each.thickness, each.points]}
        for each in shapes
    ]


def unpacked(said: Sequence[dict[str, Any]]) -> list[Shape]:
    """As the child hears it."""
    return [Box(*each["box"]) if "box" in each else _stroke(*each["stroke"]) for each in said]


def _stroke(thickness: int, points: Sequence[Sequence[int]]) -> Stroke:
    return Stroke(thickness, tuple((x, y) for x, y in points))


def cover(image: Image.Image, shapes: Sequence[Shape]) -> None:
    """Paint over the shapes, never a pixel too few. The picture is upright."""
    draw = ImageDraw.Draw(image)
    for each in shapes:
        if isinstance(each, Box):
            _box(draw, image.size, each)
        else:
            _line(draw, image.size, each)


def _box(draw: ImageDraw.ImageDraw, size: tuple[int, int], box: Box) -> None:
    left, right = _span(box.x, box.w, size[0])
    top, bottom = _span(box.y, box.h, size[1])
    draw.rectangle((left, top, right, bottom), fill=COVER)


def _span(start: int, length: int, pixels: int) -> tuple[int, int]:
    return start * pixels // UNIT - SPILL_PX, -(-(start + length) * pixels // UNIT) - 1 + SPILL_PX


def _line(draw: ImageDraw.ImageDraw, size: tuple[int, int], stroke: Stroke) -> None:
    width, height = size
    points = [(x * width / UNIT, y * height / UNIT) for x, y in stroke.points]
    radius = stroke.thickness * width / UNIT / 2 + SPILL_PX
    if len(points) > 1:
        draw.line(points, fill=COVER, width=math.ceil(2 * radius))
    for x, y in points:  # round ends, and no gap at a bend
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=COVER)
