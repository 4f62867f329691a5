"""Under a roof: service hall, fire exit, workshop, and the page of a record book."""

from PIL import Image, ImageDraw

from app.demo.scenes.camera import Vec
from app.demo.scenes.heaps import Mound, heap
from app.demo.scenes.palette import RGB, RUBBISH, chance, jitter, mix, shade
from app.demo.scenes.props import box, patch, spots
from app.demo.scenes.signs import Board, board, plate, write
from app.demo.scenes.stage import Stage

WOOD: RGB = (176, 128, 80)
FIRST_MONTH, SECOND_MONTH = 7, 8


def _room(stage: Stage, half: float, tall: float, deep: float, wall: RGB, floor: RGB) -> None:
    stage.face(patch(-half, half, -4, deep), floor, 1.0)
    for near in range(-3, int(deep) + 1):
        stage.face(patch(-half, half, near, near + 0.02), shade(floor, 0.9), 1.0)
    for line in range(round(-half), round(half) + 1):
        stage.face(patch(line, line + 0.02, -4, deep), shade(floor, 0.9), 1.0)
    for i in range(int(deep) + 4):
        z = deep - i
        for x in (-half, half):
            lit = (0.94 if x < 0 else 0.82) - 0.012 * i
            stage.face([(x, 0, z), (x, 0, z - 1), (x, tall, z - 1), (x, tall, z)], wall, lit)
    stage.face(patch(-half, half, -4, deep, tall), (226, 226, 222), 0.92)
    stage.face([(-half, 0, deep), (half, 0, deep), (half, tall, deep), (-half, tall, deep)], wall, 0.98)


def _lamps(stage: Stage, tall: float, places: list[tuple[float, float]], *, lit: bool = True) -> None:
    for x, z in places:
        stage.face(
            patch(x - 0.8, x + 0.8, z, z + 0.6, tall - 0.02), (255, 255, 252) if lit else (150, 152, 150), 1.1 if lit else 0.8
        )


def service_hall(stage: Stage) -> None:
    """Service windows with nobody behind them 窗口空岗."""
    _room(stage, 6.0, 3.6, 9.0, (214, 218, 216), (164, 162, 156))
    stage.matter(60, 0.5)
    _lamps(stage, 3.6, [(-3.0, 3.0), (0.0, 3.0), (3.0, 3.0), (-1.5, 6.0), (1.5, 6.0)])
    plate(stage, (-4.6, 2.7, 8.9), f"{stage.place} 为民服务", Board(9.2, 0.6, (34, 66, 116), (244, 244, 240)))
    for i in range(4):
        _window(stage, -4.8 + i * 2.4, i + 1, staffed=stage.after or i == 1)
    box(stage, (-5.2, 0.0, 6.6), (10.4, 1.05, 0.8), (54, 78, 118))
    box(stage, (-5.3, 1.05, 6.5), (10.6, 0.08, 1.0), WOOD)
    for i in range(4):
        if not (stage.after or i == 1):
            plate(stage, (-4.2 + i * 2.4, 1.13, 6.6), "暂停服务", Board(0.8, 0.3, (248, 246, 240), (176, 36, 32)))
    for x in (-3.6, -0.4, 2.8):
        stage.pool((x + 0.7, 0.0, 4.5), 1.1, 0.35, 150)
    stage.settle(0.4)
    for x in (-3.9, -0.7, 2.5):
        for dx in (0.2, 1.7):
            stage.line([(x + dx, 0.0, 4.5), (x + dx, 0.45, 4.5)], (90, 96, 104), 0.07)
        box(stage, (x, 0.42, 4.2), (2.0, 0.08, 0.5), (120, 134, 148))
        box(stage, (x, 0.5, 4.7), (2.0, 0.5, 0.06), (120, 134, 148))


def _window(stage: Stage, x: float, number: int, *, staffed: bool) -> None:
    art = Image.new("RGB", (480, 420), (196, 206, 208))
    pen = ImageDraw.Draw(art)
    pen.rectangle((300, 40, 460, 170), fill=(224, 224, 216))
    for i in range(4):
        pen.line((316, 66 + i * 26, 440, 66 + i * 26), fill=(150, 150, 150), width=5)
    pen.rounded_rectangle((150, 130, 300, 330), 50, fill=(44, 48, 54))
    if staffed:
        pen.ellipse((182, 70, 268, 180), fill=(186, 150, 126))
        pen.pieslice((176, 58, 274, 160), 180, 360, fill=(36, 32, 30))
        pen.rounded_rectangle((140, 170, 310, 420), 50, fill=(48, 66, 104))
    pen.rectangle((20, 250, 150, 350), fill=(26, 28, 32))
    pen.rectangle((30, 260, 140, 338), fill=(70, 130, 180) if staffed else (14, 16, 20))
    pen.polygon([(60, 0), (130, 0), (20, 420), (0, 420), (0, 200)], fill=(206, 216, 218))
    for edge in (0, 464):
        pen.rectangle((edge, 0, edge + 16, 420), fill=(150, 158, 164))
    stage.decal([(x, 2.55, 8.0), (x + 2.4, 2.55, 8.0), (x + 2.4, 0.95, 8.0), (x, 0.95, 8.0)], art, 1.0)
    plate(stage, (x + 0.55, 2.2, 7.6), f"{number}号窗口", Board(1.3, 0.3, (30, 84, 150), (246, 246, 246)))


def fire_exit(stage: Stage) -> None:
    """Cartons stacked before the fire exit 安全出口堵塞."""
    _room(stage, 2.4, 3.0, 9.0, (214, 216, 208), (138, 138, 134))
    stage.matter(70, 0.6)
    _lamps(stage, 3.0, [(0.0, 2.5), (0.0, 6.0)])
    door = Image.new("RGB", (360, 440), (70, 112, 92))
    pen = ImageDraw.Draw(door)
    pen.line((180, 0, 180, 440), fill=(40, 70, 56), width=8)
    for left in (40, 220):
        pen.rectangle((left, 60, left + 100, 230), fill=(168, 186, 180), outline=(46, 78, 62), width=8)
    pen.rectangle((30, 270, 330, 292), fill=(196, 198, 196))
    stage.decal([(-1.0, 2.3, 8.95), (1.0, 2.3, 8.95), (1.0, 0, 8.95), (-1.0, 0, 8.95)], door, 1.0)
    plate(stage, (-0.55, 2.42, 8.9), "安全出口", Board(1.1, 0.36, (24, 132, 82), (246, 250, 246)))
    stage.face([(-2.39, 0.6, 5.0), (-2.39, 0.6, 5.9), (-2.39, 1.5, 5.9), (-2.39, 1.5, 5.0)], (178, 44, 38), 1.0)
    if stage.after:
        plate(stage, (-1.0, 0.7, 8.92), "保持畅通 严禁堆放", Board(2.0, 0.3, (240, 236, 220), (176, 36, 32)))
        stage.face(patch(-0.9, 0.9, 2, 9, 0.005), (202, 178, 70), 1.0)
        stage.face(patch(-0.8, 0.8, 2, 9, 0.006), (138, 138, 134), 1.0)
        return
    stage.pool((0.0, 0.0, 7.0), 1.9, 1.0, 230)
    stage.settle(0.5)
    rows: list[tuple[float, float, float, float]] = [
        (-1.5, 0.0, 7.6, 0.9), (-0.6, 0.0, 7.7, 1.0), (0.45, 0.0, 7.6, 0.95), (-1.2, 0.75, 7.7, 0.9), (-0.2, 0.8, 7.7, 0.85),
        (0.5, 0.75, 7.7, 0.8), (-0.7, 1.5, 7.8, 0.8), (-1.7, 0.0, 6.6, 0.85), (-0.1, 0.0, 6.5, 0.95), (0.9, 0.0, 6.7, 0.7),
        (0.0, 0.78, 6.6, 0.75),
    ]  # fmt: skip
    for x, y, z, w in rows:
        _carton(stage, (x + stage.site.uniform(-0.08, 0.08), y, z), w)


def _carton(stage: Stage, corner: Vec, wide: float) -> None:
    x, y, z = corner
    tall = wide * 0.8
    box(stage, corner, (wide, tall, wide * 0.8), jitter(stage.site, (182, 142, 96), 0.1))
    tape = jitter(stage.site, (206, 176, 128), 0.05)
    stage.face(_upright((x + wide * 0.44, x + wide * 0.56), (y, y + tall), z - 0.002), tape)
    stage.face(_upright((x + wide * 0.1, x + wide * 0.32), (y + 0.08, y + 0.22), z - 0.003), (232, 228, 216))


def _upright(across: tuple[float, float], up: tuple[float, float], z: float) -> list[Vec]:
    (left, right), (low, high) = across, up
    return [(left, low, z), (right, low, z), (right, high, z), (left, high, z)]


def workshop(stage: Stage) -> None:
    """Rows of machines nobody works at 帮扶车间停产."""
    tone: RGB = (210, 212, 204) if stage.after else (170, 170, 162)
    _room(stage, 7.0, 4.4, 26.0, tone, (150, 150, 142) if stage.after else (146, 138, 122))
    stage.matter(50, 0.6 if stage.after else 0.9)
    _lamps(stage, 4.4, [(x, z) for z in (20.0, 14.0, 9.0, 5.0) for x in (-3.5, 3.5)], lit=stage.after)
    for z in range(4, 24, 3):
        stage.face(
            [(-6.98, 1.6, z), (-6.98, 1.6, z + 2), (-6.98, 3.4, z + 2), (-6.98, 3.4, z)],
            mix(stage.weather.horizon, (255, 255, 255), 0.4),
            1.05,
        )
    plate(
        stage,
        (-4.0, 3.3, 25.9),
        f"{stage.place.split('帮扶车间', maxsplit=1)[0]}帮扶车间",
        Board(8.0, 0.8, (178, 48, 42), (250, 226, 130)),
    )
    for z in range(19, 3, -2):
        for x in (-4.6, -1.7, 1.2, 3.8):
            stage.pool((x + 0.6, 0.0, z + 0.4), 0.8, 0.5, 120)
    stage.settle(0.45)
    for z in range(19, 3, -2):
        for x in (-4.6, -1.7, 1.2, 3.8):
            _machine(stage, (x, 0.0, float(z)))
    if not stage.after:
        stage.chunks(spots(stage.site, (-0.4, 1.0, 4, 10), 40), 0.16, RUBBISH, 0.4)


def _machine(stage: Stage, corner: Vec) -> None:
    running = stage.after
    x, _, z = corner
    for dx in (0.05, 1.1):
        box(stage, (x + dx, 0.0, z), (0.06, 0.74, 0.5), (92, 96, 100))
    box(stage, (x, 0.74, z), (1.2, 0.06, 0.6), (206, 196, 170) if running else (164, 156, 140))
    steel: RGB = (232, 234, 232) if running else (150, 148, 140)
    box(stage, (x + 0.3, 0.8, z + 0.2), (0.12, 0.36, 0.18), steel)
    box(stage, (x + 0.3, 1.08, z + 0.2), (0.6, 0.12, 0.18), steel)
    box(stage, (x + 0.82, 0.8, z + 0.2), (0.1, 0.3, 0.18), steel)
    if running:
        stage.chunks(
            [(x + 0.2, 0.86, z + 0.1), (x + 1.0, 0.88, z + 0.3)], 0.34, ((60, 96, 156), (180, 64, 60), (220, 190, 90)), 0.5
        )
        box(stage, (x + 0.35, 0.4, z - 0.7), (0.4, 0.06, 0.4), (60, 90, 150))
        return
    if chance(stage.site, 0.4):
        sheet = jitter(stage.site, (190, 186, 174), 0.06)
        box(stage, (x + 0.22, 0.8, z + 0.1), (0.76, 0.44, 0.36), sheet)


def records_page(stage: Stage) -> None:
    """A record book open at two pages 会议记录内容雷同."""
    stage.face(patch(-6, 6, -4, 12), WOOD, 1.0)
    for i in range(60):
        z = -2 + i * 0.2
        stage.line([(-6, 0.0, z), (6, 0.0, z + 0.05)], jitter(stage.site, WOOD, 0.1), 0.03)
    stage.pool((0.05, 0.0, 3.9), 1.75, 1.1, 200)
    stage.settle(0.5)
    stage.face(patch(-1.62, 1.62, 2.95, 5.05, 0.04), (120, 44, 40), 1.0)
    for left, month in ((-1.55, FIRST_MONTH), (0.02, SECOND_MONTH)):
        art = _page(stage, month)
        stage.decal([(left, 0.07, 5.0), (left + 1.53, 0.07, 5.0), (left + 1.53, 0.07, 3.0), (left, 0.07, 3.0)], art, 1.0)
    stage.face(patch(-0.03, 0.03, 3.0, 5.0, 0.072), (150, 144, 132), 1.0)
    box(stage, (2.2, 0.0, 3.2), (0.1, 0.1, 1.5), (40, 60, 120))
    heap(stage, Mound((-2.6, 0.0, 5.3), 0.42, 0.42, 0.5), ((222, 220, 214),), 0.0)


def _page(stage: Stage, month: int) -> Image.Image:
    art = Image.new("RGB", (760, 980), (246, 242, 228))
    pen = ImageDraw.Draw(art)
    write(art, (380, 70), "支部党员大会记录", 58, (150, 34, 30))
    ink: RGB = (32, 42, 96)
    lines = [f"时间：2026年{month}月15日", f"地点：{stage.place}", "主持：示例    记录：样本", "应到23人  实到21人"]
    lines += _minutes(stage, month)
    for i in range(12):
        y = 175 + i * 64
        pen.line((40, y + 28, 720, y + 28), fill=(190, 176, 160), width=2)
        if i < len(lines):
            write(art, (48 + stage.site.randrange(6), y), lines[i], 42, ink, "lm")
    if stage.after:
        art.paste(board("已补开补记", (246, 242, 228), (176, 36, 32), (230, 80)), (500, 880))
    return art


def _minutes(stage: Stage, month: int) -> list[str]:
    if stage.after and month == SECOND_MONTH:
        return ["一、通报整改情况", "二、讨论低保评议", "三、安排秋收防火", "表决：同意20票", "四、党员发言记录"]
    return ["一、学习上级文件", "二、安排环境整治", "三、党员交流发言", "会议要求高度重视", "抓好落实。散会。"]
