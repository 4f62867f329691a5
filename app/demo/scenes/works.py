"""Building sites and polluters: frame and crane, pit, bridge edge, sand, river outlet, manure pond."""

import math

from app.demo.scenes.camera import Vec
from app.demo.scenes.heaps import Mound, heap, heap_shadow, on_heap
from app.demo.scenes.palette import CONCRETE, DUST, EARTH, RGB, RUBBLE, jitter, shade
from app.demo.scenes.props import box, box_shadow, country, ground, hills, patch, sky, spots, tufts
from app.demo.scenes.signs import Board, plate, sign
from app.demo.scenes.stage import Stage, ring

STEEL: RGB = (196, 150, 44)
NET: RGB = (58, 116, 80)


def building_site(stage: Stage) -> None:
    """A concrete frame that does not grow 标准厂房进度滞后."""
    sky(stage)
    hills(stage, 2, 18)
    ground(stage, DUST)
    stage.matter(60, 1.6)
    box_shadow(stage, (-9.0, 0.0, 22.0), (18.0, 9.0, 9.0))
    stage.settle()
    _crane(stage, (10.5, 0.0, 36.0), 26.0)
    storeys = 3 if stage.after else 2
    for storey in range(storeys):
        _storey(stage, storey, clad=stage.after, done=stage.after or storey == 0)
    _fence(stage, f"{stage.place}建设项目", "安全第一 质量为本")
    if stage.after:
        for x in (-6.0, -2.0, 2.5):
            heap(stage, Mound((x, 0.0, 11.0), 0.8, 0.6, 0.5), ((150, 150, 152),), 0.3)
        _digger(stage, (3.4, 0.0, 9.5))
        return
    tufts(stage, spots(stage.site, (-9, 9, 6, 12.5), 120), 0.5, (150, 140, 90))
    for x, z in ((-4.2, 9.0), (4.2, 10.0)):
        stage.chunks(on_heap(stage.site, Mound((x, 0.0, z), 1.3, 0.9, 0.5), 120), 0.2, RUBBLE)


def _storey(stage: Stage, storey: int, *, clad: bool, done: bool) -> None:
    base = storey * 3.0
    for z in (31.0, 26.5, 22.0):
        for x in range(-9, 10, 3):
            box(stage, (x - 0.25, base, z), (0.5, 3.0 if done else 2.6, 0.5), CONCRETE)
            if not done:
                for d in (0.05, 0.4):
                    stage.line([(x - 0.25 + d, base + 2.6, z), (x - 0.25 + d, base + 3.6, z)], (110, 80, 62), 0.05)
    if done:
        box(stage, (-9.4, base + 2.75, 21.8), (18.8, 0.35, 10.0), shade(CONCRETE, 0.95))
    if clad:
        stage.face([(-9.4, base, 21.6), (9.4, base, 21.6), (9.4, base + 3, 21.6), (-9.4, base + 3, 21.6)], NET)
        for x in range(-9, 10, 2):
            stage.line([(x, base, 21.5), (x, base + 3.2, 21.5)], (150, 150, 150), 0.06)
        stage.line([(-9.4, base + 1.5, 21.5), (9.4, base + 1.5, 21.5)], (150, 150, 150), 0.06)


def _crane(stage: Stage, foot: Vec, tall: float) -> None:
    x, _, z = foot
    for dx in (-0.7, 0.7):
        stage.line([(x + dx, 0.0, z), (x + dx, tall, z)], STEEL, 0.22)
    for i in range(int(tall / 1.5)):
        ends = (-0.7, 0.7) if i % 2 else (0.7, -0.7)
        stage.line([(x + ends[0], i * 1.5, z), (x + ends[1], i * 1.5 + 1.5, z)], STEEL, 0.12)
    for y in (tall, tall + 1.1):
        stage.line([(x - 26, y if y == tall else tall, z), (x + 8, y if y == tall else tall + 0.2, z)], STEEL, 0.26)
    for i in range(17):
        stage.line([(x - 26 + i * 2, tall, z), (x - 25 + i * 2, tall + 0.9, z), (x - 24 + i * 2, tall, z)], STEEL, 0.1)
    stage.line([(x - 24, tall + 0.1, z), (x, tall + 4, z), (x + 7, tall + 0.1, z)], STEEL, 0.12)
    stage.line([(x - 17, tall, z), (x - 17, tall - 9, z)], (60, 60, 60), 0.06)
    box(stage, (x + 5, tall - 1.4, z), (2.4, 1.6, 1.2), (120, 120, 120))


def _fence(stage: Stage, words: str, slogan: str) -> None:
    for x in range(-16, 17, 2):
        if x not in {-2, 0}:
            stage.face([(x, 0, 15), (x + 1.96, 0, 15), (x + 1.96, 2.2, 15), (x, 2.2, 15)], jitter(stage.site, (66, 112, 164), 0.05))
    plate(stage, (-15.0, 1.2, 14.95), words, Board(12.0, 0.8, (66, 112, 164), (244, 244, 244)))
    plate(stage, (2.5, 1.2, 14.95), slogan, Board(11.0, 0.8, (178, 52, 46), (250, 226, 120)))


def _digger(stage: Stage, foot: Vec) -> None:
    x, _, z = foot
    stage.pool((x + 1.0, 0.0, z + 0.6), 1.8, 1.0, 200)
    stage.settle()
    box(stage, (x, 0.0, z), (2.2, 0.5, 1.6), (52, 52, 54))
    box(stage, (x + 0.1, 0.55, z + 0.1), (2.1, 0.75, 1.4), STEEL)
    box(stage, (x + 0.15, 1.3, z + 0.1), (0.9, 0.95, 1.2), (70, 84, 92))
    stage.line([(x + 0.2, 1.3, z + 0.2), (x - 1.2, 2.6, z + 0.2), (x - 2.3, 1.0, z + 0.2)], STEEL, 0.26)
    stage.face([(x - 2.6, 1.0, z), (x - 1.9, 1.0, z), (x - 2.0, 0.4, z), (x - 2.7, 0.4, z)], (70, 68, 66))


def excavation(stage: Stage) -> None:
    """A pit dug before the permit came 未取得施工许可先行开挖."""
    country(stage, DUST)
    stage.face(ring((0.4, 0.0, 9.0), 5.2, 3.6, 40, lambda i: 1 + 0.05 * math.sin(i * 1.7)), shade(EARTH, 1.05), 1.0)
    stage.face(ring((0.5, -0.2, 9.2), 4.5, 2.9, 40), shade(EARTH, 0.55), 1.0)
    stage.face(ring((0.6, -0.6, 9.4), 3.9, 2.1, 40), shade(EARTH, 0.8), 1.0)
    stage.matter(80, 1.8)
    heap_shadow(stage, Mound((-4.6, 0.0, 11.0), 2.2, 1.8, 1.7))
    stage.settle()
    heap(stage, Mound((-4.6, 0.0, 12.6), 2.4, 1.8, 1.9), (EARTH, shade(EARTH, 1.1)), 0.3)
    stage.chunks(on_heap(stage.site, Mound((-4.6, 0.0, 12.6), 2.4, 1.8, 1.9), 160), 0.25, (EARTH, shade(EARTH, 0.8), DUST))
    _digger(stage, (2.6, 0.0, 13.5))
    if stage.after:
        rail(stage, [(-4.2, 0.0, 5.2), (5.0, 0.0, 5.2)], ((214, 172, 40), (40, 40, 40)))
        sign(stage, (3.2, 0.0, 5.0), f"{stage.place}/施工许可公示牌", Board(2.2, 1.3, ground=(240, 240, 236), ink=(30, 60, 130)))
        return
    stage.chunks(spots(stage.site, (-5, 5.5, 3.6, 6.0), 90), 0.2, (EARTH, DUST, shade(EARTH, 0.8)))


def rail(stage: Stage, ends: list[Vec], colours: tuple[RGB, RGB], tall: float = 1.1) -> None:
    """A guard rail between two places, in two alternating colours."""
    (x0, y0, z0), (x1, y1, z1) = ends
    steps = 12
    at = [(x0 + (x1 - x0) * i / steps, y0 + (y1 - y0) * i / steps, z0 + (z1 - z0) * i / steps) for i in range(steps + 1)]
    for i, (x, y, z) in reversed(list(enumerate(at))):
        stage.line([(x, y, z), (x, y + tall, z)], colours[0], 0.07)
        if i < steps:
            for high in (tall * 0.95, tall * 0.5):
                a, b = at[i], at[i + 1]
                stage.line([(a[0], a[1] + high, a[2]), (b[0], b[1] + high, b[2])], colours[i % 2], 0.07)


def bridge_edge(stage: Stage) -> None:
    """A bridge deck with nothing at its edge 临边无防护."""
    sky(stage)
    hills(stage)
    ground(stage, (102, 116, 82))
    stage.face(patch(2.0, 60, -6, 120, -4.0), (96, 116, 118), 1.0)
    stage.matter(60, 1.3)
    stage.face(patch(-6, 2.0, -6, 60), shade(CONCRETE, 0.98), 1.0)
    stage.face([(2.0, 0, -6), (2.0, 0, 60), (2.0, -0.5, 60), (2.0, -0.5, -6)], shade(CONCRETE, 0.6), 1.0)
    for near in range(0, 60, 5):
        stage.face(patch(-6, 2.0, near, near + 0.05), shade(CONCRETE, 0.7), 1.0)
    box_shadow(stage, (-4.6, 0.0, 9.0), (1.6, 0.9, 2.2))
    stage.settle()
    for z in range(26, 1, -2):
        stage.line([(1.85, 0.0, z), (1.85, 0.55, z)], (132, 88, 64), 0.035)
        stage.line([(1.7, 0.0, z + 0.3), (1.7, 0.5, z + 0.3)], (132, 88, 64), 0.035)
    box(stage, (-4.6, 0.0, 9.0), (1.6, 0.9, 2.2), (172, 132, 88))
    plate(stage, (-5.2, 1.2, 14.0), f"{stage.place}工程", Board(4.4, 0.8, (178, 52, 46), (250, 226, 120)))
    if stage.after:
        rail(stage, [(1.75, 0.0, 30.0), (1.75, 0.0, 2.0)], ((220, 178, 40), (36, 36, 38)), 1.2)
        sign(stage, (0.6, 0.0, 8.5), "当心坠落", Board(1.0, 0.6, raised=1.0, ground=(226, 184, 44), ink=(20, 20, 20)))
        return
    stage.chunks(spots(stage.site, (-3, 1.6, 3.4, 9), 50), 0.18, RUBBLE)
    stage.line([(-1.6, 0.06, 5.0), (1.3, 0.06, 7.4)], (150, 112, 76), 0.16)
