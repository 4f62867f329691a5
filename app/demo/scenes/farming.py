"""On the farm: greenhouses standing empty, a slurry pond running over."""

import math

from PIL import Image, ImageDraw

from app.demo.scenes.camera import Vec
from app.demo.scenes.palette import ASPHALT, CONCRETE, DUST, EARTH, GRASS, chance, jitter, mix, shade
from app.demo.scenes.props import box, box_shadow, country, patch, spots, tufts
from app.demo.scenes.signs import Board, plate, sign
from app.demo.scenes.stage import Stage, ring
from app.demo.scenes.works import rail


def greenhouses(stage: Stage) -> None:
    """Greenhouses standing empty 大棚空置."""
    country(stage, mix(EARTH, GRASS, 0.3))
    stage.face(patch(-1.5, 1.6, -6, 90), DUST, 1.0)
    stage.matter(70, 1.5)
    for x in (-4.9, 5.0):
        stage.pool((x, 0.0, 13), 3.6, 9.5, 150)
    stage.settle()
    for z in (42.0, 24.0, 6.5):
        for x in (-4.9, 5.0):
            _tunnel(stage, x, z)
    sign(
        stage,
        (-1.9, 0.0, 5.6),
        f"{stage.place}/蔬菜大棚基地" if stage.after else f"{stage.place}/产业扶贫大棚",
        Board(1.5, 0.9, raised=0.9),
    )
    if not stage.after:
        tufts(
            stage, spots(stage.site, (-3.0, -1.4, 3.6, 14), 100) + spots(stage.site, (1.5, 3.0, 3.6, 14), 100), 0.6, (150, 140, 84)
        )


def _tunnel(stage: Stage, middle: float, near: float) -> None:
    film = (222, 228, 228) if stage.after else (190, 188, 178)
    arcs = [[(middle + math.cos(math.pi * (1 - i / 14)) * 3.0, math.sin(math.pi * i / 14) * 2.5, z) for i in range(15)]
            for z in (near, near + 4, near + 8, near + 12, near + 15)]  # fmt: skip
    inside = (96, 130, 66) if stage.after else (104, 92, 72)
    stage.face(arcs[-1], shade(inside, 0.9), 1.0)
    stage.face(patch(middle - 2.9, middle + 2.9, near, near + 15), inside, 0.8)
    if stage.after:
        tufts(stage, spots(stage.site, (middle - 2.4, middle + 2.4, near + 0.3, near + 10), 120), 0.7, (70, 132, 52))
    for back, front in reversed(list(zip(arcs[1:], arcs, strict=False))):
        for i in range(14):
            torn = not stage.after and chance(stage.site, 0.3)
            if not torn:
                stage.face([front[i], front[i + 1], back[i + 1], back[i]], jitter(stage.site, film, 0.04))
    for arc in reversed(arcs):
        stage.line(arc, (150, 154, 156), 0.06)
    door = [(middle - 0.7, 1.9, near), (middle + 0.7, 1.9, near), (middle + 0.7, 0.0, near), (middle - 0.7, 0.0, near)]
    if not stage.after:
        stage.line([door[3], door[0], door[1], door[2]], (120, 116, 108), 0.07)


def manure_pond(stage: Stage) -> None:
    """A slurry pond running over 畜禽粪污外溢."""
    country(stage, mix(GRASS, EARTH, 0.5))
    rim = [stage.site.uniform(0.96, 1.05) for _ in range(40)]
    stage.face(ring((0.2, 0.0, 9.2), 5.4, 3.2, 40, lambda i: rim[i]), CONCRETE, 1.0)
    stage.face(ring((0.2, 0.0, 9.2), 4.9, 2.75, 40, lambda i: rim[i]), (70, 98, 62) if stage.after else (76, 62, 40), 1.0)
    if not stage.after:
        spill: list[Vec] = [
            (-1.4, 0, 6.7),
            (1.6, 0, 6.6),
            (2.1, 0, 5.6),
            (1.0, 0, 4.6),
            (1.4, 0, 3.6),
            (-0.6, 0, 2.6),
            (-1.3, 0, 4.2),
            (-0.8, 0, 5.4),
        ]
        stage.face(spill, (82, 68, 44), 1.0)
    stage.matter(60, 1.7)
    box_shadow(stage, (-9.0, 0.0, 17.0), (16.0, 3.2, 5.0))
    stage.settle()
    box(stage, (-9.0, 0.0, 18.0), (16.0, 2.8, 5.0), (198, 198, 192))
    stage.face([(-9.6, 2.8, 17.6), (7.6, 2.8, 17.6), (7.0, 4.1, 20), (-9.0, 4.1, 20)], (74, 112, 152))
    plate(stage, (-5.0, 1.2, 17.95), f"{stage.place} 养殖场", Board(7.0, 0.9, (198, 198, 192), (166, 44, 38)))
    art = Image.new("RGB", (64, 64), (60, 60, 60))
    ImageDraw.Draw(art).rectangle((6, 6, 58, 58), fill=(44, 56, 66))
    for x in (-8.2, 3.4, 5.2):
        stage.decal([(x, 2.2, 17.9), (x + 1, 2.2, 17.9), (x + 1, 1.2, 17.9), (x, 1.2, 17.9)], art)
    if stage.after:
        rail(stage, [(-5.4, 0.0, 5.9), (5.8, 0.0, 5.9)], ((204, 204, 200), (204, 204, 200)))
        sign(stage, (3.6, 0.0, 5.4), f"{stage.place}/粪污清运台账公示", Board(1.8, 0.9))
        return
    stage.chunks(spots(stage.site, (-4, 4.5, 7.2, 11), 90), 0.35, ((92, 78, 52), (66, 54, 36), (108, 96, 66)), 0.3)
    tufts(stage, spots(stage.site, (-6, -2, 3, 6), 60) + spots(stage.site, (2.4, 6, 3, 6), 60), 0.4)
    stage.line([(4.0, 0.2, 7.2), (6.5, 0.9, 12)], ASPHALT, 0.2)
