"""In the village: a cracked wall, a dry tap, a locked door, an empty notice board."""

from PIL import Image, ImageDraw

from app.demo.scenes.camera import Vec
from app.demo.scenes.palette import CONCRETE, RGB, chance, jitter, shade
from app.demo.scenes.props import box, box_shadow, bush, country, ground, patch, sky, spots, tree, tree_shadow, tufts
from app.demo.scenes.signs import Board, board, plate, write
from app.demo.scenes.stage import Stage, ring

PAVING: RGB = (166, 158, 148)


def cracked_house(stage: Stage) -> None:
    """A dwelling with a cracked wall 住房墙体开裂."""
    country(stage, (150, 136, 104))
    stage.matter(80, 1.7)
    tree_shadow(stage, (6.5, 0.0, 9.0), 6)
    box_shadow(stage, (-4.5, 0.0, 9.0), (9.0, 3.0, 5.0))
    stage.settle()
    tree(stage, (-8.5, 0.0, 18.0), 7.0)
    stage.decal([(-4.5, 3.0, 9), (4.5, 3.0, 9), (4.5, 0, 9), (-4.5, 0, 9)], _wall(stage))
    stage.face(
        [(-5.0, 2.9, 8.5), (5.0, 2.9, 8.5), (4.5, 4.2, 11.5), (-4.5, 4.2, 11.5)], (128, 72, 58) if stage.after else (112, 96, 84)
    )
    for i in range(19):
        stage.line([(-5.0 + i * 0.55, 2.92, 8.5), (-4.5 + i * 0.5, 4.2, 11.5)], (92, 58, 48), 0.05)
    tree(stage, (6.5, 0.0, 9.0), 6.0)
    if stage.after:
        plate(stage, (1.2, 1.9, 8.95), f"{stage.place}/危房改造 已验收", Board(1.3, 0.5, (236, 236, 230), (30, 60, 130)))
        return
    stage.chunks(spots(stage.site, (-3.5, 0.5, 7.6, 8.9), 80), 0.2, ((168, 140, 106), (150, 124, 94), (124, 88, 70)))
    tufts(stage, spots(stage.site, (-6, 5, 5, 8.6), 70), 0.4, (150, 142, 86))


def _wall(stage: Stage) -> Image.Image:
    rng, tone = stage.site, (214, 204, 184) if stage.after else (184, 160, 124)
    art = Image.new("RGB", (1080, 360), tone)
    pen = ImageDraw.Draw(art)
    for _ in range(260):
        x, y = rng.randrange(1080), rng.randrange(360)
        pen.ellipse(
            (x, y, x + rng.randrange(8, 90), y + rng.randrange(4, 30)), fill=jitter(rng, tone, 0.03 if stage.after else 0.07)
        )
    pen.rectangle((0, 300, 1080, 360), fill=shade(tone, 0.75))
    pen.rectangle((690, 120, 820, 360), fill=(104, 70, 50), outline=(70, 46, 34), width=8)
    for left in (140, 900):
        pen.rectangle((left, 100, left + 130, 220), fill=(66, 80, 92), outline=(150, 120, 90), width=10)
    if not stage.after:
        pen.polygon([(330, 0), (470, 0), (520, 60), (440, 120), (360, 80)], fill=(150, 98, 74))
        _crack(stage, pen, (430, 20), 30, 8)
        _crack(stage, pen, (275, 110), 18, 5)
        _crack(stage, pen, (620, 60), 22, 5)
    return art


def _crack(stage: Stage, pen: ImageDraw.ImageDraw, start: tuple[int, int], steps: int, wide: int) -> None:
    x, y = start
    for i in range(steps):
        step = (x + stage.site.randrange(-16, 18), y + stage.site.randrange(8, 18))
        pen.line((x, y, *step), fill=(34, 28, 24), width=max(2, round(wide * (1 - i / steps * 0.6))))
        if chance(stage.site, 0.25):
            pen.line((x, y, x + stage.site.randrange(-50, 50), y + stage.site.randrange(4, 30)), fill=(60, 48, 40), width=2)
        x, y = step


def dry_tap(stage: Stage) -> None:
    """A public tap without water 集中供水点无水."""
    country(stage, (156, 142, 112))
    stage.face(patch(-1.8, 1.8, 2.6, 5.4), CONCRETE, 1.0)
    stage.matter(120, 1.4)
    if stage.after:
        stage.face(ring((0.05, 0.0, 3.7), 0.8, 0.35, 24), (120, 124, 122), 1.0)
    box_shadow(stage, (-1.2, 0.0, 4.4), (2.4, 1.5, 0.4))
    stage.settle()
    tree(stage, (-6.0, 0.0, 14.0), 7.0)
    box(stage, (-1.2, 0.0, 4.4), (2.4, 1.5, 0.4), (206, 208, 204))
    plate(stage, (-1.0, 1.05, 4.38), f"{stage.place}集中供水点", Board(2.0, 0.36, (40, 104, 164), (246, 246, 246)))
    for x in (-0.6, 0.1, 0.7):
        stage.line([(x, 0.82, 4.4), (x, 0.82, 4.1), (x, 0.7, 4.1)], (186, 178, 150), 0.07)
        stage.line([(x - 0.08, 0.92, 4.25), (x + 0.08, 0.92, 4.25)], (170, 44, 38), 0.05)
        if stage.after:
            stage.line([(x, 0.7, 4.1), (x, 0.3, 4.08)], (222, 234, 240), 0.045)
    _bucket(stage, (0.1, 0.0, 4.02))
    _bucket(stage, (-0.62, 0.0, 3.96))
    if not stage.after:
        _bucket(stage, (1.2, 0.0, 3.5))
        plate(stage, (0.25, 0.3, 4.37), "停水/恢复时间另行通知", Board(0.85, 0.32, (238, 234, 222), (170, 40, 36)))


def _bucket(stage: Stage, foot: Vec) -> None:
    x, _, z = foot
    colour = stage.site.choice(((186, 60, 52), (60, 104, 164), (226, 196, 90)))
    low, high = ring((x, 0.0, z), 0.14, 0.14, 16), ring((x, 0.3, z), 0.19, 0.19, 16)
    for i in sorted(range(16), key=lambda i: stage.camera.depth(low[i]), reverse=True):
        stage.face([low[i], low[(i + 1) % 16], high[(i + 1) % 16], high[i]], colour, 0.75 + 0.03 * i)
    stage.face(high, (176, 196, 206) if stage.after else shade(colour, 0.4), 1.0)


def party_centre(stage: Stage) -> None:
    """A village party-service centre with its door locked 党群服务中心锁门."""
    sky(stage)
    ground(stage, PAVING)
    stage.matter(90, 1.1)
    box_shadow(stage, (-2.6, 3.0, 7.4), (5.2, 0.2, 1.6))
    stage.settle()
    wall = Image.new("RGB", (1400, 520), (222, 216, 204))
    pen = ImageDraw.Draw(wall)
    for left in (120, 330, 980, 1190):
        pen.rectangle((left, 130, left + 130, 330), fill=(84, 106, 124), outline=(242, 242, 238), width=10)
    pen.rectangle((0, 440, 1400, 520), fill=(140, 134, 126))
    stage.decal([(-7, 5.2, 9), (7, 5.2, 9), (7, 0, 9), (-7, 0, 9)], wall)
    _glass_door(stage)
    box(stage, (-3.0, 3.0, 7.6), (6.0, 0.5, 1.4), (176, 44, 38))
    plate(stage, (-2.8, 3.06, 7.58), f"{stage.place}党群服务中心", Board(5.6, 0.4, (176, 44, 38), (248, 218, 110)))
    plate(stage, (-2.25, 1.0, 8.9), "便/民/服/务", Board(0.5, 1.4, (236, 236, 232), (30, 30, 30)))
    _rota(stage)
    bush(stage, (-4.6, 0.0, 8.2), 1.2)
    bush(stage, (4.6, 0.0, 8.2), 1.2)


def _glass_door(stage: Stage) -> None:
    art = Image.new("RGB", (480, 560), (196, 200, 202))
    pen = ImageDraw.Draw(art)
    for left in (20, 250):
        pen.rectangle((left, 20, left + 210, 560), fill=(168, 158, 130) if stage.after else (58, 70, 80))
        pen.polygon(
            [(left + 30, 20), (left + 90, 20), (left + 10, 300), (left, 260)],
            fill=(190, 186, 166) if stage.after else (84, 98, 108),
        )
    if stage.after:
        pen.rectangle((250, 20, 480, 560), fill=(206, 196, 164))
        pen.rectangle((300, 300, 480, 420), fill=(134, 94, 62))
        pen.ellipse((350, 200, 410, 270), fill=(120, 150, 96))
    else:
        pen.line((170, 330, 310, 350, 175, 372, 305, 330), fill=(150, 152, 156), width=12)
        pen.rectangle((214, 350, 268, 414), fill=(196, 160, 62), outline=(96, 74, 24), width=5)
        pen.arc((222, 316, 260, 372), 180, 360, fill=(176, 178, 182), width=9)
    stage.decal([(-1.6, 2.9, 8.95), (1.6, 2.9, 8.95), (1.6, 0, 8.95), (-1.6, 0, 8.95)], art, 1.0)


def _rota(stage: Stage) -> None:
    art = Image.new("RGB", (420, 520), (248, 246, 240))
    write(art, (210, 60), "值班表", 56, (160, 36, 32))
    write(art, (210, 130), "2026年" if stage.after else "2025年", 48, (30, 30, 34))
    pen = ImageDraw.Draw(art)
    for i in range(6):
        pen.line((30, 190 + i * 56, 390, 190 + i * 56), fill=(90, 90, 90), width=3)
        write(art, (130, 218 + i * 56), f"周{'一二三四五六'[i]}", 34, (60, 60, 60))
        write(art, (280, 218 + i * 56), "示例" if stage.after else "——", 34, (60, 60, 60))
    stage.decal([(1.85, 2.1, 8.9), (2.75, 2.1, 8.9), (2.75, 1.0, 8.9), (1.85, 1.0, 8.9)], art, 1.0)


def notice_board(stage: Stage) -> None:
    """A board of village accounts left empty 村务公开栏空白."""
    country(stage)
    stage.face(patch(-8, 8, 3.4, 7.4), PAVING, 1.0)
    stage.matter(90, 1.3)
    box_shadow(stage, (-2.8, 0.8, 6.0), (5.6, 1.8, 0.2))
    stage.settle()
    tree(stage, (-6.0, 0.0, 13.0), 7.0)
    for x in (-2.7, 2.6):
        box(stage, (x, 0.0, 6.0), (0.14, 2.9, 0.14), (120, 124, 128))
    art = Image.new("RGB", (1400, 460), (206, 212, 214))
    for i, words in enumerate(("党务公开", "村务公开", "财务公开")):
        left = 40 + i * 455
        art.paste(board(words, (176, 44, 38), (250, 236, 190), (410, 70)), (left, 20))
        art.paste(_notices(stage, filled=stage.after or i == 0), (left, 100))
    stage.decal([(-2.7, 2.6, 6.0), (2.7, 2.6, 6.0), (2.7, 0.85, 6.0), (-2.7, 0.85, 6.0)], art)
    box(stage, (-3.0, 2.6, 5.8), (6.0, 0.22, 0.6), (176, 44, 38))
    plate(stage, (-1.8, 2.84, 5.9), f"{stage.place}公开栏", Board(3.6, 0.34, (176, 44, 38), (250, 226, 120)))


def _notices(stage: Stage, *, filled: bool) -> Image.Image:
    art = Image.new("RGB", (410, 330), (226, 224, 214))
    pen = ImageDraw.Draw(art)
    if not filled:
        pen.polygon([(20, 20), (110, 30), (60, 120), (24, 90)], fill=(240, 236, 224))
        return art
    for left, words in ((20, "十一月" if stage.after else "上年度"), (215, "公示")):
        pen.rectangle((left, 20, left + 175, 310), fill=(250, 250, 246) if stage.after else (232, 220, 184))
        write(art, (left + 88, 50), words, 36, (30, 30, 30))
        for i in range(8):
            pen.line((left + 16, 90 + i * 26, left + stage.site.randrange(90, 160), 90 + i * 26), fill=(110, 110, 110), width=6)
    return art
