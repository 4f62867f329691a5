"""Mounds of loose matter: rubbish, rubble, sand, earth, ash."""

import math
from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from app.demo.scenes.camera import Vec
from app.demo.scenes.palette import RGB, jitter
from app.demo.scenes.stage import Stage

FINE, COARSE = (16, 56), (10, 32)  # rings and steps of a heap close by and farther off
CLOSE_M = 8.0


class Mound(NamedTuple):
    """Where a heap lies, how far it spreads to the sides and away, and how high it is; metres."""

    centre: Vec
    rx: float
    rz: float
    tall: float


Waves = Sequence[tuple[float, float]]


def heap(stage: Stage, mound: Mound, colours: Sequence[RGB], rough: float = 0.12) -> None:
    """A mound whose facets are lit by the sun."""
    rng = stage.site
    rings, steps = FINE if stage.camera.depth(mound.centre) < CLOSE_M else COARSE
    waves = [(rng.uniform(0, 6), rng.uniform(0.04, 0.16)) for _ in range(4)]
    places = [[(i / rings, j / steps, rng.uniform(-1, 1) * rough) for j in range(steps)] for i in range(rings + 1)]
    grid = [[_skin(mound, place, waves) for place in row] for row in places]
    facets = [_facet(grid, i, j) for i in range(rings) for j in range(steps)]
    facets.sort(key=lambda facet: stage.camera.depth(facet[3]), reverse=True)
    for facet in facets:
        stage.face(facet, jitter(rng, rng.choice(colours), 0.01 + rough * 0.25))


def _facet(grid: list[list[Vec]], i: int, j: int) -> list[Vec]:
    after = (j + 1) % len(grid[i])
    return [grid[i][j], grid[i][after], grid[i + 1][after], grid[i + 1][j]]


def _skin(mound: Mound, place: tuple[float, float, float], waves: Waves) -> Vec:
    """A point of the skin: `place` is its distance from the middle and its turn, both 0..1, and a bump."""
    r, turn, bump = place
    a = math.tau * turn
    edge = 1 + sum(amount * math.sin((i + 2) * a + phase) for i, (phase, amount) in enumerate(waves))
    high = (1.08 - math.sqrt(r * r + 0.0064)) ** 0.95 * (1.12 - 0.12 * edge) - 0.08 * r + 0.06 * bump * (1 - r)
    return (
        mound.centre[0] + math.cos(a) * mound.rx * r * edge,
        mound.centre[1] + mound.tall * max(0.0, high + 0.1 * bump * r * (1 - r)),
        mound.centre[2] + math.sin(a) * mound.rz * r * edge,
    )


def heap_shadow(stage: Stage, mound: Mound) -> None:
    """What a mound throws on the ground."""
    (x, y, z), rx, rz, tall = mound
    stage.pool((x, y, z), rx * 1.08, rz * 1.08, 200)
    stage.shadow([(x - rx, 0.0, z), (x, tall, z), (x + rx, 0.0, z)])


def on_heap(rng: Random, mound: Mound, count: int) -> list[Vec]:
    """Random places on the skin of a mound."""
    (x, y, z), rx, rz, tall = mound
    places = [(rng.uniform(0, math.tau), math.sqrt(rng.random())) for _ in range(count)]
    return [(x + math.cos(a) * r * rx, y + tall * (1 - r) ** 0.9 + 0.05, z + math.sin(a) * r * rz) for a, r in places]
