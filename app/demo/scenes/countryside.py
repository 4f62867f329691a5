"""Village and roadside: rubbish, ashes, rubble, locked bins, potholes, greenhouses."""

import math

from PIL import Image, ImageDraw

from app.demo.scenes.camera import Vec
from app.demo.scenes.heaps import Mound, heap, heap_shadow, on_heap
from app.demo.scenes.palette import ASPHALT, CONCRETE, DUST, EARTH, GRASS, RGB, RUBBISH, RUBBLE, jitter, mix
from app.demo.scenes.props import bin_, box, box_shadow, bush, country, patch, spots, tree, tree_shadow, tufts
from app.demo.scenes.signs import Board, board, sign
from app.demo.scenes.stage import Stage, ring

BLUE, GREEN, GREY = (46, 98, 170), (60, 130, 74), (110, 112, 116)


def rubbish_ditch(stage: Stage) -> None:
    """Household rubbish in a flood ditch 排洪渠积存垃圾."""
    country(stage)
    stage.face(patch(1.6, 5.2, -6, 120), ASPHALT, 1.0)
    _ditch(stage, (104, 122, 120) if stage.after else (70, 68, 56))
    stage.matter(90, 1.5)
    centre, rx, rz, tall = (-0.6, -0.5, 6.6), 1.75, 2.6, 1.35
    if not stage.after:
        heap_shadow(stage, Mound(centre, rx, rz, tall))
    tree_shadow(stage, (-6.2, 0.0, 13.0), 6.5)
    box_shadow(stage, (-11.0, 0.0, 14.0), (6.0, 3.2, 6.0))
    stage.settle()
    _house(stage, (-11.0, 0.0, 16.0), "共建美丽乡村")
    tree(stage, (-6.2, 0.0, 13.0), 6.5)
    tree(stage, (8.5, 0.0, 22.0), 7.0)
    tufts(stage, spots(stage.site, (-6, -2.8, 3, 16), 60), 0.4)
    if stage.after:
        for i, colour in enumerate((BLUE, GREEN, GREY)):
            bin_(stage, (1.7 + i * 0.75, 0.0, 7.5), colour)
        sign(stage, (-3.6, 0.0, 7.2), f"{stage.place}/保洁责任公示牌", Board(1.7, 0.9))
        return
    heap(stage, Mound(centre, rx, rz, tall), ((86, 80, 70), (70, 68, 64), (110, 104, 94)), 0.2)
    stage.chunks(on_heap(stage.site, Mound(centre, rx, rz, tall), 620), 0.27, RUBBISH)
    stage.chunks(spots(stage.site, (-2.4, 1.6, 2.6, 9.5), 60), 0.2, RUBBISH, 0.4)


def _ditch(stage: Stage, bottom: RGB) -> None:
    stage.face(patch(-1.75, 0.6, -6, 120, -0.75), bottom, 1.0)
    for top, foot, lit in ((-2.15, -1.75, 0.72), (1.0, 0.6, 0.9)):
        for near in range(-6, 60, 3):
            tone = jitter(stage.site, CONCRETE, 0.08)
            stage.face([(top, 0.0, near), (top, 0.0, near + 2.95), (foot, -0.75, near + 2.95), (foot, -0.75, near)], tone, lit)
    for x in (-2.6, 1.0):
        stage.face(patch(x, x + 0.45, -6, 120), CONCRETE, 1.05)


def _house(stage: Stage, corner: Vec, words: str) -> None:
    x, y, z = corner
    wall = (206, 196, 176)
    box(stage, corner, (6.0, 3.2, 6.0), wall)
    art = Image.new("RGB", (720, 380), wall)
    pen = ImageDraw.Draw(art)
    for left in (110, 470):
        pen.rectangle((left, 90, left + 130, 210), fill=(82, 104, 122), outline=(230, 230, 226), width=8)
    pen.rectangle((0, 320, 720, 380), fill=(120, 112, 100))
    art.paste(board(words, wall, (172, 44, 36), (500, 80)), (110, 230))
    stage.decal([(x, y + 3.2, z), (x + 6, y + 3.2, z), (x + 6, y, z), (x, y, z)], art)
    roof = (140, 66, 52)
    stage.face([(x - 0.4, 3.2, z - 0.5), (x + 6.4, 3.2, z - 0.5), (x + 6.0, 4.4, z + 3), (x, 4.4, z + 3)], roof)


def burnt_heap(stage: Stage) -> None:
    """Ashes beside a collection point 露天焚烧."""
    country(stage, DUST)
    stage.face(patch(-30, 30, 9.5, 13), jitter(stage.site, CONCRETE, 0.05), 1.0)
    centre = (0.3, 0.0, 6.0)
    if not stage.after:
        for part, colour in ((1.5, (96, 84, 70)), (1.15, (58, 54, 50)), (0.8, (40, 39, 38))):
            stage.face(ring(centre, 2.3 * part, 1.5 * part, 40, lambda _: stage.site.uniform(0.82, 1.1)), colour, 1.0)
    stage.matter(80, 1.5)
    box_shadow(stage, (-4.4, 0.0, 8.6), (3.2, 1.5, 1.6))
    if not stage.after:
        heap_shadow(stage, Mound(centre, 1.5, 1.1, 0.5))
    stage.settle()
    tree(stage, (6.5, 0.0, 18.0), 7.5)
    tree(stage, (-9.0, 0.0, 22.0), 8.0)
    box(stage, (-4.4, 0.25, 8.6), (3.2, 1.2, 1.6), (64, 118, 78))
    stage.decal([(-4.1, 1.2, 8.58), (-1.5, 1.2, 8.58), (-1.5, 0.6, 8.58), (-4.1, 0.6, 8.58)],
                board("垃圾收集点", (64, 118, 78), (240, 240, 236), (520, 120)))  # fmt: skip
    if stage.after:
        sign(stage, (1.8, 0.0, 8.0), f"{stage.place}/禁止露天焚烧/每周清运3次", Board(2.0, 1.2))
        bin_(stage, (-0.9, 0.0, 8.6), BLUE)
        bin_(stage, (-0.2, 0.0, 8.6), GREEN)
        return
    stage.chunks(spots(stage.site, (-4.3, -1.3, 8.7, 9.9), 60, 1.5), 0.5, RUBBISH)
    heap(stage, Mound(centre, 1.5, 1.1, 0.5), ((46, 44, 42), (34, 34, 34), (74, 72, 70)), 0.3)
    stage.chunks(
        on_heap(stage.site, Mound(centre, 1.6, 1.2, 0.5), 200), 0.16, ((24, 24, 25), (52, 50, 48), (150, 148, 144), (96, 70, 52))
    )
    stage.chunks(spots(stage.site, (-3, 3.5, 3.2, 8.2), 70), 0.13, RUBBISH, 0.4)
    _smoke(stage, centre)


def _smoke(stage: Stage, source: Vec) -> None:
    veil = Image.new("L", (stage.size[0] // 8, stage.size[1] // 8), 0)
    pen = ImageDraw.Draw(veil)
    for i in range(26):
        placed = stage.camera.at((source[0] + i * 0.07 + stage.site.uniform(-0.2, 0.2), 0.4 + i * 0.16, source[2]))
        if placed:
            (x, y), scale = placed
            reach = (0.12 + i * 0.035) * scale / 8
            pen.ellipse((x / 8 - reach, y / 8 - reach, x / 8 + reach, y / 8 + reach), fill=max(0, 86 - i * 3))
    stage.veil((206, 206, 206), veil)


def construction_waste(stage: Stage) -> None:
    """Rubble tipped beside a county road 倾倒建筑垃圾."""
    country(stage, mix(GRASS, DUST, 0.5))
    _road(stage, -7.5, -0.9)
    centres: list[Vec] = [(2.4, 0.0, 6.2), (5.0, 0.0, 8.4), (2.0, 0.0, 10.6), (5.2, 0.0, 13.2), (1.8, 0.0, 15.5)]
    if stage.after:
        stage.face(ring((3.6, 0.0, 10.0), 4.4, 6.4, 40), (92, 118, 56), 1.0)
    stage.matter(70, 1.5)
    for centre in () if stage.after else centres:
        heap_shadow(stage, Mound(centre, 1.5, 1.3, 1.0))
    tree_shadow(stage, (-9.5, 0.0, 12.0), 8)
    stage.settle()
    for z in (40.0, 30.0, 21.0, 12.0):
        tree(stage, (-9.5, 0.0, z), 8.5)
    _milestone(stage)
    if stage.after:
        tufts(stage, spots(stage.site, (0.6, 7, 5, 15), 160), 0.35, (86, 128, 52))
        for z in (14.0, 11.0, 8.0):
            bush(stage, (3.0 + stage.site.uniform(-1, 1), 0.0, z), 1.0)
        sign(stage, (2.6, 0.0, 6.0), f"{stage.place}/严禁倾倒 联合巡查", Board(2.0, 1.0))
        return
    for centre in sorted(centres, key=stage.camera.depth, reverse=True):
        heap(stage, Mound(centre, 1.6, 1.4, 1.05), RUBBLE[:3], 0.5)
        stage.chunks(on_heap(stage.site, Mound(centre, 1.7, 1.5, 1.05), 200), 0.22, RUBBLE, 0.8)


def _road(stage: Stage, left: float, right: float) -> None:
    stage.face(patch(left - 1, right + 1, -8, 200), DUST, 0.95)
    stage.face(patch(left, right, -8, 200), ASPHALT, 1.0)
    middle = (left + right) / 2
    for near in range(-4, 120, 9):
        stage.face(patch(middle - 0.07, middle + 0.07, near, near + 4.5), (226, 224, 214), 1.0)
    for x in (left + 0.25, right - 0.25):
        stage.face(patch(x - 0.06, x + 0.06, -8, 200), (220, 218, 210), 1.0)


def _milestone(stage: Stage) -> None:
    stage.decal([(-0.5, 0.75, 5.2), (-0.1, 0.75, 5.2), (-0.1, 0.0, 5.2), (-0.5, 0.0, 5.2)],
                board("X01/K4/200", (236, 236, 230), (30, 60, 40), (160, 300)))  # fmt: skip


def bin_shelter(stage: Stage) -> None:
    """A sorting shelter never handed over 分类收集亭闲置."""
    country(stage)
    stage.face(patch(-6, 6, 4.4, 9.4), CONCRETE, 1.0)
    stage.matter(80, 1.5)
    box_shadow(stage, (-3.0, 2.6, 6.4), (6.0, 0.25, 2.2))
    stage.settle()
    tree(stage, (-7.5, 0.0, 15.0), 7.0)
    tree(stage, (7.0, 0.0, 18.0), 6.0)
    stage.face([(-2.9, 0, 8.5), (2.9, 0, 8.5), (2.9, 2.6, 8.5), (-2.9, 2.6, 8.5)], (222, 226, 222))
    for x in (-2.95, 2.8):
        box(stage, (x, 0.0, 6.5), (0.15, 2.6, 0.15), (70, 120, 90))
    for i, (colour, words) in enumerate(((BLUE, "可回收物"), (GREEN, "厨余垃圾"), ((176, 52, 44), "有害垃圾"), (GREY, "其他垃圾"))):
        x = -2.55 + i * 1.32
        box(stage, (x, 0.15, 7.0), (1.15, 1.3, 1.0), colour)
        stage.decal([(x + 0.1, 1.1, 6.98), (x + 1.05, 1.1, 6.98), (x + 1.05, 0.8, 6.98), (x + 0.1, 0.8, 6.98)],
                    board(words, colour, (245, 245, 245), (300, 95)))  # fmt: skip
        _lid(stage, x)
    box(stage, (-3.2, 2.6, 6.2), (6.4, 0.3, 2.5), (60, 116, 84))
    stage.decal([(-2.6, 2.88, 6.18), (2.6, 2.88, 6.18), (2.6, 2.62, 6.18), (-2.6, 2.62, 6.18)],
                board(f"{stage.place}垃圾分类收集亭", (60, 116, 84), (250, 250, 250), (1400, 80)))  # fmt: skip
    if not stage.after:
        tufts(stage, spots(stage.site, (-3.4, 3.4, 5.6, 6.8), 110), 0.5)
        stage.chunks(spots(stage.site, (-4, 4, 4.6, 6.4), 60), 0.14, RUBBISH, 0.4)


def _lid(stage: Stage, x: float) -> None:
    if stage.after:
        stage.face(
            [(x + 0.2, 1.32, 6.97), (x + 0.95, 1.32, 6.97), (x + 0.95, 1.16, 6.97), (x + 0.2, 1.16, 6.97)], (24, 26, 28), 1.0
        )
        return
    stage.line([(x + 0.05, 0.62, 6.95), (x + 1.1, 0.62, 6.95)], (150, 146, 138), 0.05)
    stage.chunks([(x + 0.58, 0.58, 6.94)], 0.2, ((190, 160, 70),), 1.0)


def pothole_road(stage: Stage) -> None:
    """A village road broken up 通村道路破损."""
    country(stage)
    _road(stage, -3.0, 3.0)
    holes: list[tuple[Vec, float]] = [((-0.9, 0.0, 4.4), 0.95), ((1.2, 0.0, 5.9), 0.8), ((-0.5, 0.0, 8.2), 0.75),
                                      ((1.5, 0.0, 10.5), 0.7), ((-1.6, 0.0, 12.5), 0.8)]  # fmt: skip
    if stage.after:
        for (x, _, z), r in holes:
            stage.face(patch(x - r * 1.1, x + r * 1.1, z - r * 0.8, z + r * 0.8), (64, 65, 68), 1.0)
    stage.matter(90, 1.5)
    tree_shadow(stage, (-5.2, 0.0, 9.0), 7)
    stage.settle()
    for z in (48.0, 36.0, 26.0, 17.0):
        tree(stage, (-6.0, 0.0, z), 7.5)
        tree(stage, (6.2, 0.0, z + 4), 7.0)
    tufts(stage, spots(stage.site, (4.2, 8, 4, 14), 60) + spots(stage.site, (-8, -4.2, 4, 14), 60), 0.4)
    if stage.after:
        sign(stage, (4.6, 0.0, 9.0), f"{stage.place}/通村道路养护公示", Board(1.9, 1.0))
        return
    for (x, y, z), r in sorted(holes, key=lambda hole: -hole[0][2]):
        _hole(stage, (x, y, z), r)


def _hole(stage: Stage, centre: Vec, r: float) -> None:
    edge = [stage.site.uniform(0.85, 1.2) for _ in range(26)]
    stage.face(ring(centre, r * 1.18, r * 0.72, 26, lambda i: edge[i]), (52, 48, 44), 1.0)
    stage.face(ring((centre[0], -0.03, centre[2]), r, r * 0.58, 26, lambda i: edge[i]), (104, 94, 80), 1.0)
    water = mix(stage.weather.horizon, (96, 92, 84), 0.35)
    stage.face(ring((centre[0] + 0.04, -0.04, centre[2] - 0.03), r * 0.82, r * 0.44, 26, lambda i: edge[-i]), water, 1.0)
    bits = [(centre[0] + math.cos(a) * r * k, 0.0, centre[2] + math.sin(a) * r * 0.7 * k)
            for a, k in ((stage.site.uniform(0, 6.3), stage.site.uniform(0.95, 1.7)) for _ in range(60))]  # fmt: skip
    stage.chunks(bits, 0.09, (ASPHALT, (70, 70, 70), EARTH), 0.5)
