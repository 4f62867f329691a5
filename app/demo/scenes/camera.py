"""A pinhole camera: where a point of the scene falls on the picture."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Vec = tuple[float, float, float]
Point = tuple[float, float]
NEAR_M = 0.25


def minus(a: Vec, b: Vec) -> Vec:
    """Vector from `b` to `a`."""
    return (a[0] - b[0], a[1] - b[1], a[2] - b[2])


def plus(a: Vec, b: Vec, times: float = 1.0) -> Vec:
    """`a` moved by `times` × `b`."""
    return (a[0] + b[0] * times, a[1] + b[1] * times, a[2] + b[2] * times)


def dot(a: Vec, b: Vec) -> float:
    """Scalar product."""
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def cross(a: Vec, b: Vec) -> Vec:
    """Vector product."""
    return (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])


def unit(a: Vec) -> Vec:
    """`a` with length one."""
    length = math.sqrt(dot(a, a)) or 1.0
    return (a[0] / length, a[1] / length, a[2] / length)


@dataclass(frozen=True, slots=True)
class Camera:
    """Axes are x to the right, y up, z away; metres in the scene, pixels on the picture."""

    eye: Vec
    right: Vec
    up: Vec
    forward: Vec
    focal: float
    width: int
    height: int

    def local(self, point: Vec) -> Vec:
        """Coordinates as the camera sees them; the third is the depth in metres."""
        ray = minus(point, self.eye)
        return (dot(ray, self.right), dot(ray, self.up), dot(ray, self.forward))

    def screen(self, seen: Vec) -> Point:
        """Pixel of a point already in camera coordinates and in front of the lens."""
        scale = self.focal / seen[2]
        return (self.width / 2 + seen[0] * scale, self.height / 2 - seen[1] * scale)

    def depth(self, point: Vec) -> float:
        """Metres along the line of sight."""
        return dot(minus(point, self.eye), self.forward)

    def project(self, outline: Iterable[Vec]) -> list[Point]:
        """Outline on the picture, cut off at the lens; empty when all of it lies behind."""
        return [self.screen(seen) for seen in _cut([self.local(point) for point in outline])]

    def at(self, point: Vec) -> tuple[Point, float] | None:
        """Pixel and pixels per metre at one point, or nothing when it lies behind the lens."""
        seen = self.local(point)
        if seen[2] < NEAR_M:
            return None
        return self.screen(seen), self.focal / seen[2]

    def horizon(self) -> float:
        """Row of the horizon in the middle of the picture."""
        flat = unit((self.forward[0], 0.0, self.forward[2]))
        seen = (dot(flat, self.right), dot(flat, self.up), dot(flat, self.forward))
        return self.screen(seen)[1]


def _cut(seen: Sequence[Vec]) -> list[Vec]:
    kept: list[Vec] = []
    for here, after in zip(seen, [*seen[1:], *seen[:1]], strict=True):
        if here[2] >= NEAR_M:
            kept.append(here)
        if (here[2] >= NEAR_M) != (after[2] >= NEAR_M):
            kept.append(plus(here, minus(after, here), (NEAR_M - here[2]) / (after[2] - here[2])))
    return kept


def look(eye: Vec, target: Vec, size: tuple[int, int], view_deg: float = 66.0, roll_deg: float = 0.0) -> Camera:
    """Stand at `eye` and point at `target`; `view_deg` is the angle across the longer side."""
    forward = unit(minus(target, eye))
    right = unit(cross((0.0, 1.0, 0.0), forward))
    up = cross(forward, right)
    turn = math.radians(roll_deg)
    tilted = plus((right[0] * math.cos(turn), right[1] * math.cos(turn), right[2] * math.cos(turn)), up, math.sin(turn))
    focal = max(size) / 2 / math.tan(math.radians(view_deg) / 2)
    return Camera(eye, tilted, cross(forward, tilted), forward, focal, *size)
