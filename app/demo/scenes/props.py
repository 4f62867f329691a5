"""Things that stand in many scenes: sky, hills, trees, walls, signs, heaps, bins."""

import math
from collections.abc import Sequence
from itertools import pairwise
from random import Random

from PIL import Image

from app.demo.scenes import textures
from app.demo.scenes.camera import Vec
from app.demo.scenes.palette import GRASS, LEAVES, RGB, jitter, mix, shade
from app.demo.scenes.stage import FAR_M, Stage, ring


def sky(stage: Stage) -> None:
    """Gradient from the zenith to the horizon, with clouds."""
    low = max(1, min(stage.size[1], round(stage.camera.horizon()) + 40))
    strip = Image.new("RGB", (1, 32))
    strip.putdata([mix(stage.weather.zenith, stage.weather.horizon, i / 31) for i in range(32)])
    stage.image.paste(strip.resize((stage.size[0], low), Image.Resampling.BICUBIC), (0, 0))
    shift = stage.shot.randrange(200)
    cloud = textures.clumps(512, 5 + stage.shot.randrange(4)).crop((shift, 60, shift + 300, 180))
    floor = 150 - stage.weather.cloud * 60
    mask = cloud.point([max(0, min(200, round((i - floor) * 2.6))) for i in range(256)])
    white = mix((250, 250, 250), stage.weather.horizon, 0.35)
    stage.image.paste(white, (0, 0, stage.size[0], low), mask.resize((stage.size[0], low), Image.Resampling.BICUBIC))


def hills(stage: Stage, layers: int = 3, height: float = 26.0) -> None:
    """Far ridges, the farther the paler."""
    for layer in range(layers):
        far = FAR_M - layer * 90
        rng, phase = stage.site, stage.site.uniform(0, 9)
        top: list[Vec] = []
        for i in range(61):
            x = (i - 30) * far / 16
            rise = math.sin(i * 0.21 + phase) + 0.5 * math.sin(i * 0.53 + phase * 2) + rng.uniform(-0.12, 0.12)
            top.append((x, max(1.0, height * (1 - layer * 0.25) * (0.55 + rise * 0.38)), far))
        colour = mix((96, 112, 108), (112, 110, 84), layer / 2)
        stage.face([*top, (FAR_M * 2, -2.0, far), (-FAR_M * 2, -2.0, far)], jitter(rng, colour, 0.04), 0.9)


def ground(stage: Stage, colour: RGB) -> None:
    """The plain from the lens to the horizon, in bands that pale with distance."""
    edges = [-30.0, 0.5, 2.0, 4.0, 7.0, 11.0, 17.0, 26.0, 40.0, 65.0, 110.0, 200.0, FAR_M]
    for near, far in reversed(list(pairwise(edges))):
        stage.face(patch(-600.0, 600.0, near, far + 0.2), jitter(stage.site, colour, 0.02), 1.0)


def patch(left: float, right: float, near: float, far: float, y: float = 0.0) -> list[Vec]:
    """A rectangle lying on the ground."""
    return [(left, y, near), (right, y, near), (right, y, far), (left, y, far)]


def country(stage: Stage, soil: RGB = GRASS) -> None:
    """Sky, hills, a row of trees far off, and the plain."""
    sky(stage)
    hills(stage)
    ground(stage, soil)
    for i in range(26):
        x = (i - 13) * 11 + stage.site.uniform(-5, 5)
        bush(stage, (x, 0.0, stage.site.uniform(80, 130)), stage.site.uniform(4, 9))


def bush(stage: Stage, foot: Vec, tall: float, leaves: int = 60) -> None:
    """A round crown of leaves standing at `foot`."""
    rng, depth = stage.site, stage.camera.depth(foot)
    base = rng.choice(LEAVES)
    count = min(leaves, max(14, round(tall * stage.camera.focal / max(depth, 1.0) / 3)))
    for i in range(count):
        a, r = rng.uniform(0, math.tau), math.sqrt(rng.random()) * 0.5
        dx, dy = math.cos(a) * r, math.sin(a) * r
        lit = 0.55 + 0.35 * i / count + 0.45 * (dy + dx * stage.weather.sun[0])
        fill = stage.tint(jitter(rng, base, 0.12), depth, max(0.35, lit))
        spot = (foot[0] + dx * tall * 0.9, foot[1] + tall * (0.5 + dy), foot[2])
        stage.blot(spot, tall * rng.uniform(0.07, 0.17) * (1.1 - i / count * 0.5), fill)


def tree(stage: Stage, foot: Vec, tall: float) -> None:
    """A trunk with a crown, and its shadow's pool."""
    trunk = (98, 84, 68)
    stage.line([foot, (foot[0] + 0.1, tall * 0.5, foot[2])], trunk, 0.05 * tall)
    for dx, dy, part in ((0.0, 0.42, 0.62), (-0.18, 0.36, 0.42), (0.2, 0.38, 0.44), (0.04, 0.62, 0.4)):
        bush(stage, (foot[0] + dx * tall, tall * dy, foot[2]), tall * part, leaves=70)


def tree_shadow(stage: Stage, foot: Vec, tall: float) -> None:
    """What `tree` throws on the ground."""
    crown = ring((foot[0], tall * 0.65, foot[2]), tall * 0.35, tall * 0.3, 12)
    stage.shadow(crown, 210)
    stage.shadow([(foot[0] - 0.1, 0.0, foot[2]), (foot[0] + 0.1, 0.0, foot[2]), (foot[0], tall * 0.5, foot[2])], 180)


def tufts(stage: Stage, roots: Sequence[Vec], tall: float, colour: RGB = (128, 132, 72)) -> None:
    """Blades of grass or reed."""
    rng = stage.site
    for spot in sorted(roots, key=stage.camera.depth, reverse=True):
        for _ in range(5):
            tip = (spot[0] + rng.uniform(-0.5, 0.5) * tall, tall * rng.uniform(0.5, 1.1), spot[2])
            stage.line([(spot[0] + rng.uniform(-0.1, 0.1), spot[1], spot[2]), tip], jitter(rng, colour, 0.3), 0.02)


def spots(rng: Random, area: tuple[float, float, float, float], count: int, y: float = 0.0) -> list[Vec]:
    """Random places on the ground of an area: left, right, near, far."""
    left, right, near, far = area
    return [(rng.uniform(left, right), y, rng.uniform(near, far)) for _ in range(count)]


def box(stage: Stage, corner: Vec, size: Vec, colour: RGB) -> None:
    """A block from its lower left near corner; only the sides that face the lens are drawn."""
    (x, y, z), (w, h, d) = corner, size
    eye = stage.camera.eye
    sides: list[list[Vec]] = []
    if eye[2] > z + d:
        sides.append([(x, y, z + d), (x + w, y, z + d), (x + w, y + h, z + d), (x, y + h, z + d)])
    if eye[0] < x:
        sides.append([(x, y, z), (x, y, z + d), (x, y + h, z + d), (x, y + h, z)])
    if eye[0] > x + w:
        sides.append([(x + w, y, z), (x + w, y, z + d), (x + w, y + h, z + d), (x + w, y + h, z)])
    if eye[1] > y + h:
        sides.append(patch(x, x + w, z, z + d, y + h))
    if eye[2] < z:
        sides.append([(x, y, z), (x + w, y, z), (x + w, y + h, z), (x, y + h, z)])
    for side in sides:
        stage.face(side, colour)


def box_shadow(stage: Stage, corner: Vec, size: Vec) -> None:
    """What a block throws on the ground."""
    (x, y, z), (w, h, d) = corner, size
    for zz in (z, z + d):
        stage.shadow([(x, y, zz), (x + w, y, zz), (x + w, y + h, zz), (x, y + h, zz)])
    stage.shadow(patch(x, x + w, z, z + d, y + h))
    for xx in (x, x + w):
        stage.shadow([(xx, y, z), (xx, y, z + d), (xx, y + h, z + d), (xx, y + h, z)])


def bin_(stage: Stage, foot: Vec, colour: RGB) -> None:
    """A wheeled rubbish bin."""
    x, _, z = foot
    box(stage, (x, 0.08, z), (0.55, 0.95, 0.6), colour)
    box(stage, (x - 0.04, 1.0, z - 0.05), (0.63, 0.09, 0.7), shade(colour, 0.8))
    stage.line([(x + 0.1, 0.75, z - 0.01), (x + 0.45, 0.75, z - 0.01)], (240, 240, 240), 0.09)
