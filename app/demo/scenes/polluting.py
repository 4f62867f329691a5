"""What dirties air and water: open sand heaps, an outfall into the river."""

import math

from app.demo.scenes.camera import Vec
from app.demo.scenes.heaps import Mound, heap, heap_shadow, on_heap
from app.demo.scenes.palette import CONCRETE, DUST, GRASS, RGB, mix, shade
from app.demo.scenes.props import box, country, ground, hills, sky, spots, tree, tufts
from app.demo.scenes.signs import Board, sign
from app.demo.scenes.stage import Stage

NET: RGB = (58, 116, 80)


def sand_heap(stage: Stage) -> None:
    """Sand left open to the wind 砂石料露天堆存未覆盖."""
    country(stage, mix(DUST, CONCRETE, 0.3))
    stage.matter(70, 1.6)
    heaps: list[tuple[Vec, float, float]] = [
        ((-4.6, 0.0, 17.0), 4.6, 4.4),
        ((4.4, 0.0, 15.0), 4.2, 3.9),
        ((0.0, 0.0, 10.0), 3.6, 3.0),
    ]
    for centre, r, tall in heaps:
        heap_shadow(stage, Mound(centre, r, r * 0.8, tall))
    stage.settle()
    _conveyor(stage)
    sand = ((196, 170, 126),)
    for centre, r, tall in heaps:
        heap(stage, Mound(centre, r, r * 0.8, tall), (NET,) if stage.after else sand, 0.02 if stage.after else 0.07)
        if not stage.after:
            stage.chunks(on_heap(stage.site, Mound(centre, r, r * 0.8, tall * 0.98), 260), 0.07, sand)
    if stage.after:
        for x in (-3.5, 0.0, 3.5):
            stage.line([(x, 0.0, 6.6), (x, 0.8, 6.6)], (120, 124, 128), 0.06)
            stage.line([(x, 0.8, 6.6), (x + 0.8, 1.7, 7.0)], (214, 224, 230), 0.05)
        sign(stage, (-3.0, 0.0, 5.8), f"{stage.place}/物料覆盖 喷淋降尘", Board(2.0, 0.9))
    else:
        sign(stage, (-3.0, 0.0, 7.2), f"{stage.place}/料场 非请勿入", Board(1.7, 0.8, ground=(206, 206, 198), ink=(60, 60, 60)))


def _conveyor(stage: Stage) -> None:
    stage.line([(9.5, 0.2, 26), (3.0, 6.4, 22)], (110, 116, 120), 0.7)
    stage.line([(6.5, 0.0, 24), (6.3, 3.2, 24)], (90, 94, 98), 0.2)
    box(stage, (9.0, 0.0, 24.0), (5.0, 5.5, 5.0), (128, 142, 156))


def river_outlet(stage: Stage) -> None:
    """A pipe pouring dark water into the river 污水直排."""
    sky(stage)
    hills(stage)
    ground(stage, GRASS)
    for i in range(12):
        tree(stage, ((i - 5.5) * 9 + stage.site.uniform(-3, 3), 0.0, stage.site.uniform(60, 75)), stage.site.uniform(6, 9))
    bank, water = (150, 146, 136), mix(stage.weather.horizon, (82, 110, 108), 0.62)
    stage.face([(-0.6, 0, -6), (120, 0, -6), (120, 0, 58), (5.0, 0, 58), (1.6, 0, 20)], water, 1.0)
    _ripples(stage, water)
    stage.face([(-9, 0.9, -6), (-3.2, 0.9, -6), (-1.8, 0.9, 20), (2.5, 0.9, 58), (-9, 0.9, 58)], shade(GRASS, 1.05), 1.0)
    stage.face([(-3.2, 0.9, -6), (-1.8, 0.9, 20), (2.5, 0.9, 58), (5.0, 0, 58), (1.6, 0, 20), (-0.6, 0, -6)], bank)
    if not stage.after:
        _plume(stage)
    stage.matter(60, 1.2)
    stage.settle()
    tufts(stage, [(x, 0.9, z) for x, _, z in spots(stage.site, (-7, -3.4, 3, 20), 150)], 1.5, (140, 134, 78))
    _pipe(stage)
    if stage.after:
        sign(stage, (-3.0, 0.9, 6.6), f"{stage.place}/入河排口已封堵", Board(1.7, 0.8, raised=0.8))
    else:
        stage.chunks(
            spots(stage.site, (-0.6, 1.8, 4.4, 9), 40), 0.16, ((226, 226, 220), (90, 92, 84), (70, 98, 140), (150, 120, 84)), 0.4
        )


def _ripples(stage: Stage, water: RGB) -> None:
    for spot in spots(stage.shot, (0, 40, 4, 55), 170):
        wide = stage.shot.uniform(0.3, 1.6)
        stage.line([spot, (spot[0] + wide, 0.0, spot[2])], shade(water, stage.shot.choice((0.9, 1.1, 1.16))), 0.04)


def _plume(stage: Stage) -> None:
    for part, colour in ((1.0, (74, 78, 68)), (0.76, (52, 52, 46)), (0.5, (36, 35, 32))):
        wave = [stage.site.uniform(0.85, 1.1) for _ in range(16)]
        left = [(0.25 - 0.1 * i * part, 0.01, 7.4 - i * 0.75) for i in range(8)]
        right = [(0.7 + (0.5 + 0.42 * i) * part * wave[i], 0.01, 7.6 - i * 0.72) for i in range(8)]
        stage.face([*left, *reversed(right)], colour, 1.0)


def _pipe(stage: Stage) -> None:
    steps, r, mouth, back = 20, 0.52, (0.15, 0.62, 7.2), (-2.2, 0.95, 8.3)
    rims = [[(c[0] + math.sin(math.tau * i / steps) * r * 0.42, c[1] + math.cos(math.tau * i / steps) * r,
              c[2] - math.sin(math.tau * i / steps) * r * 0.9) for i in range(steps)] for c in (back, mouth)]  # fmt: skip
    for i in range(steps):
        j = (i + 1) % steps
        stage.face(
            [rims[0][i], rims[0][j], rims[1][j], rims[1][i]], (138, 134, 128), 0.62 + 0.5 * abs(math.cos(math.pi * i / steps))
        )
    stage.face(rims[1], (160, 156, 150), 1.0)
    inner = [
        (mouth[0] + (x - mouth[0]) * 0.82, mouth[1] + (y - mouth[1]) * 0.82, mouth[2] + (z - mouth[2]) * 0.82)
        for x, y, z in rims[1]
    ]
    stage.face(inner, (146, 154, 160) if stage.after else (22, 20, 18), 1.0)
    if stage.after:
        for i in range(0, steps, 5):
            stage.line([inner[i], inner[(i + 10) % steps]], (96, 102, 108), 0.06)
        return
    stage.face([inner[5], inner[8], inner[10], inner[13], (0.5, 0.0, 6.7), (0.1, 0.0, 6.4)], (40, 38, 34), 1.0)
