"""Town and village centre: stalls, manhole, scooters, house wall, tap, party-service centre, notice board."""

import math

from PIL import Image, ImageDraw

from app.demo.scenes.camera import Vec
from app.demo.scenes.palette import ASPHALT, CONCRETE, RGB, RUBBISH, jitter, shade
from app.demo.scenes.props import box, box_shadow, ground, hills, patch, sky, spots, tree
from app.demo.scenes.signs import Board, board, sign
from app.demo.scenes.stage import Stage, ring

PAVING: RGB = (166, 158, 148)
SHOPS = ("便民超市", "云岫小吃", "五金日杂", "理发店", "粮油副食", "打字复印")


def street_stalls(stage: Stage) -> None:
    """A morning market still in the road at dusk 占道经营."""
    _street(stage)
    stage.matter(90, 1.2)
    if not stage.after:
        for z in range(4, 24, 3):
            box_shadow(stage, (0.9, 0.0, z), (1.6, 0.9, 1.9))
    stage.settle()
    _shops(stage)
    if stage.after:
        stage.line([(2.8, 0.02, 2.0), (2.8, 0.02, 60.0)], (236, 214, 90), 0.14)
        sign(stage, (3.1, 0.0, 7.0), f"{stage.place}/限时经营 6:00—8:30", Board(1.6, 0.9))
        return
    for z in range(25, 3, -3):
        _stall(stage, (0.7 + stage.site.uniform(-0.2, 0.3), 0.0, z))
    stage.chunks(spots(stage.site, (-2.0, 0.8, 2.5, 12), 70), 0.13, (*RUBBISH, (92, 128, 62), (110, 142, 72)), 0.4)


def _street(stage: Stage) -> None:
    sky(stage)
    hills(stage, 1, 14)
    ground(stage, PAVING)
    stage.face(patch(-5.0, 2.9, -8, 200), ASPHALT, 1.0)
    for near in range(-4, 100, 8):
        stage.face(patch(-1.1, -0.98, near, near + 4), (224, 222, 214), 1.0)
    for x in (-5.0, 2.9):
        stage.face(patch(x - 0.1, x + 0.1, -8, 200), shade(CONCRETE, 1.1), 1.0)


def _shops(stage: Stage) -> None:
    for i in range(6, -1, -1):
        near, tone = 3.0 + i * 6.0, jitter(stage.site, (186, 178, 166), 0.12)
        _shop(stage, [(5.2, near), (5.2, near + 5.9)], tone, SHOPS[i % 6])
        if i % 2:
            tree(stage, (-6.4, 0.0, near), 6.5)
        box(stage, (-14.0, 0.0, near + 4), (6.0, 7.0, 5.6), shade(tone, 0.95))


def _shop(stage: Stage, ends: list[tuple[float, float]], tone: RGB, words: str) -> None:
    art = Image.new("RGB", (600, 660), tone)
    pen = ImageDraw.Draw(art)
    for left in (60, 340):
        pen.rectangle((left, 60, left + 190, 210), fill=(74, 92, 108), outline=(224, 224, 220), width=10)
    art.paste(
        board(words, stage.site.choice(((172, 46, 40), (32, 92, 150), (46, 112, 76))), (248, 246, 238), (580, 100)), (10, 290)
    )
    pen.rectangle((40, 410, 560, 660), fill=(60, 66, 72))
    for x in range(40, 560, 130):
        pen.rectangle((x + 6, 416, x + 118, 660), fill=(96, 112, 122))
    (x0, z0), (x1, z1) = ends
    stage.decal([(x1, 6.4, z1), (x0, 6.4, z0), (x0, 0.0, z0), (x1, 0.0, z1)], art, 0.92)


def _stall(stage: Stage, foot: Vec) -> None:
    x, _, z = foot
    box(stage, (x, 0.55, z), (1.7, 0.12, 1.5), (132, 104, 76))
    for dx in (0.1, 1.6):
        stage.line([(x + dx, 0.0, z), (x + dx, 0.6, z)], (90, 80, 70), 0.06)
    goods = stage.site.choice((((178, 70, 54), (196, 96, 60)), ((94, 130, 62), (120, 150, 78)), ((206, 172, 84), (190, 150, 70))))
    stage.chunks(spots(stage.site, (x + 0.1, x + 1.6, z + 0.1, z + 1.3), 46, 0.74), 0.19, goods, 0.9)
    top, colour = z - 0.2, stage.site.choice(((178, 60, 54), (52, 96, 152), (70, 122, 86), (208, 168, 70)))
    for px, pz in ((x + 0.85, z + 0.7),):
        stage.line([(px, 0.6, pz), (px, 2.4, pz)], (200, 200, 200), 0.05)
    peak, r = (x + 0.85, 2.6, z + 0.7), 1.35
    rim = ring((peak[0], 2.05, peak[2]), r, r, 8)
    sectors = sorted(range(8), key=lambda i: stage.camera.depth(rim[i]), reverse=True)
    for i in sectors:
        stage.face([peak, rim[i], rim[(i + 1) % 8]], colour if i % 2 else (224, 222, 214))
    stage.chunks([(x + 0.4, 0.2, top), (x + 1.2, 0.2, top)], 0.45, ((176, 150, 110), (60, 90, 140)), 0.8)


def manhole(stage: Stage) -> None:
    """A manhole without a cover, a plank over it 窨井盖缺失."""
    _street(stage)
    centre: Vec = (0.2, 0.01, 4.2)
    stage.matter(120, 1.3)
    stage.face(ring(centre, 0.62, 0.62, 40), (112, 110, 106), 1.0)
    stage.face(ring(centre, 0.5, 0.5, 40), (66, 64, 62) if stage.after else (14, 13, 13), 1.0)
    if stage.after:
        for r in (0.4, 0.28, 0.15):
            for i in range(12):
                a = math.tau * i / 12
                stage.chunks([(centre[0] + math.cos(a) * r, 0.01, centre[2] + math.sin(a) * r)], 0.06, ((92, 90, 88),), 0.6)
    else:
        x, _, z = centre
        rim: list[Vec] = [(x - 0.5, 0, z + 0.02), (x + 0.45, 0, z + 0.22), (x + 0.3, 0, z + 0.42), (x - 0.3, 0, z + 0.42)]
        stage.face(rim, (84, 78, 70), 1.0)
        _planks(stage, centre)
    stage.settle()
    _shops(stage)
    if stage.after:
        sign(stage, (3.6, 0.0, 8.5), f"{stage.place}/井盖权属：示例公司", Board(1.5, 0.8))


def _planks(stage: Stage, centre: Vec) -> None:
    x, _, z = centre
    for i, dz in enumerate((0.1, -0.14)):
        near, far = z + dz - 0.11, z + dz + 0.09
        skew = 0.06 * (i * 2 - 1)
        stage.pool((x, 0.0, near), 0.75, 0.06, 120)
        stage.face(
            [(x - 0.85, 0.07, near), (x + 0.75, 0.07, near + skew), (x + 0.75, 0.07, far + skew), (x - 0.85, 0.07, far)],
            (172, 138, 96),
            1.0,
        )
        stage.face(
            [(x - 0.85, 0.07, near), (x + 0.75, 0.07, near + skew), (x + 0.75, 0.02, near + skew), (x - 0.85, 0.02, near)],
            (112, 86, 58),
            1.0,
        )
        for dx in (-0.6, 0.0, 0.5):
            stage.line([(x + dx, 0.075, near + 0.05), (x + dx + 0.3, 0.075, near + 0.06)], (132, 102, 68), 0.01)


def scooters_ramp(stage: Stage) -> None:
    """Scooters on the wheelchair ramp of the hospital 堵塞无障碍坡道."""
    sky(stage)
    ground(stage, PAVING)
    for near in range(0, 16, 1):
        stage.face(patch(-20, 20, near, near + 0.03), shade(PAVING, 0.85), 1.0)
    stage.matter(90, 1.0)
    box_shadow(stage, (-12.0, 3.4, 10.0), (24.0, 0.3, 2.0))
    for i in range(0 if stage.after else 9):
        stage.pool((-3.4 + i * 0.85, 0.0, 6.4), 0.5, 0.8, 190)
    stage.settle()
    _hospital(stage)
    _ramp(stage)
    if stage.after:
        sign(stage, (4.0, 0.0, 7.2), "无障碍通道/请勿停车", Board(1.5, 0.9))
        for i in range(5):
            _scooter(stage, (-7.6 + i * 0.8, 0.0, 7.2))
        return
    for i in range(9):
        _scooter(stage, (-3.6 + i * 0.85 + stage.site.uniform(-0.15, 0.15), 0.0, 6.9 - 0.5 * (i % 3)))


def _hospital(stage: Stage) -> None:
    wall: RGB = (214, 214, 208)
    art = Image.new("RGB", (1500, 700), wall)
    pen = ImageDraw.Draw(art)
    for x in range(40, 1500, 210):
        pen.rectangle((x, 40, x + 140, 190), fill=(92, 118, 138), outline=(240, 240, 240), width=8)
    pen.rectangle((610, 400, 890, 700), fill=(70, 88, 100))
    pen.line((750, 400, 750, 700), fill=(190, 196, 200), width=8)
    art.paste(
        board(
            stage.place.removesuffix("前") if "医院" in stage.place else f"{stage.place}综合楼",
            (30, 118, 122),
            (248, 248, 248),
            (900, 110),
        ),
        (300, 250),
    )
    stage.decal([(-12, 7, 10), (12, 7, 10), (12, 0, 10), (-12, 0, 10)], art)
    box(stage, (-3.4, 3.0, 8.6), (6.8, 0.3, 1.4), (190, 192, 190))


def _ramp(stage: Stage) -> None:
    stage.face([(-1.0, 0.0, 6.6), (4.2, 0.0, 6.6), (4.2, 0.5, 9.9), (-1.0, 0.5, 9.9)], (186, 184, 176), 1.05)
    for x in (-1.0, 4.2):
        for high in (0.9, 0.5):
            stage.line([(x, high, 6.6), (x, high + 0.5, 9.9)], (200, 204, 206), 0.06)
    art = Image.new("RGB", (220, 220), (40, 92, 170))
    pen = ImageDraw.Draw(art)
    pen.ellipse((92, 24, 128, 60), fill=(245, 245, 245))
    pen.line((110, 62, 110, 124, 158, 124, 176, 178), fill=(245, 245, 245), width=18)
    pen.arc((52, 96, 146, 190), 30, 300, fill=(245, 245, 245), width=15)
    stage.decal([(1.0, 0.27, 8.2), (2.2, 0.27, 8.2), (2.3, 0.08, 7.0), (0.9, 0.08, 7.0)], art, 1.0)


def _scooter(stage: Stage, foot: Vec) -> None:
    x, _, z = foot
    colour = jitter(
        stage.site, stage.site.choice(((176, 50, 46), (44, 84, 150), (222, 222, 220), (48, 50, 54), (74, 130, 110))), 0.1
    )
    for dz in (1.1, 0.0):
        wheel = [(x, 0.26 + math.cos(a) * 0.26, z + dz + math.sin(a) * 0.26) for a in [math.tau * i / 14 for i in range(14)]]
        side = [(x - 0.12 + 0.001 * i, p[1], p[2]) for i, p in enumerate(wheel)]
        stage.face([*side[:7], *wheel[7:]], (30, 30, 32), 1.0)
    box(stage, (x - 0.16, 0.3, z + 0.55), (0.32, 0.42, 0.75), colour)
    box(stage, (x - 0.17, 0.72, z + 0.5), (0.34, 0.1, 0.8), (36, 36, 38))
    box(stage, (x - 0.15, 0.28, z + 0.1), (0.3, 0.1, 0.5), shade(colour, 0.7))
    stage.face([(x - 0.18, 0.35, z), (x + 0.18, 0.35, z), (x + 0.13, 1.0, z + 0.12), (x - 0.13, 1.0, z + 0.12)], colour)
    stage.line([(x - 0.34, 1.08, z + 0.12), (x + 0.34, 1.08, z + 0.12)], (40, 40, 42), 0.06)
    stage.chunks([(x, 0.88, z - 0.02)], 0.16, ((236, 236, 226),), 1.0)
