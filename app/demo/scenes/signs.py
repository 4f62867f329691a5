"""Chinese words on boards, banners and paper, with whatever CJK font the machine has."""

from functools import lru_cache
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

from app.demo.scenes.camera import Vec
from app.demo.scenes.palette import RGB
from app.demo.scenes.stage import Stage
from app.imaging import fonts

SIMPLIFIED_IN_NOTO = 2
LONGEST = 12  # times its height: longer boards are drawn at one size


@lru_cache(maxsize=32)
def font(size: int) -> ImageFont.FreeTypeFont | None:
    """First font found that has Chinese; nothing when the machine has none (boards then stay blank)."""
    try:
        file = fonts.find()
    except fonts.FontMissing:
        return None
    return ImageFont.truetype(file, size, index=SIMPLIFIED_IN_NOTO if file.name == "NotoSansCJK-Regular.ttc" else 0)


def write(art: Image.Image, at: tuple[float, float], words: str, size: int, colour: RGB, anchor: str = "mm") -> None:
    """Write on a flat picture."""
    face = font(size)
    if face is not None:
        ImageDraw.Draw(art).text(at, words, font=face, fill=colour, anchor=anchor)


@lru_cache(maxsize=256)
def board(words: str, ground: RGB, ink: RGB, size: tuple[int, int]) -> Image.Image:
    """A board with one to three lines (split at /), as large as they fit."""
    art = Image.new("RGB", size, ground)
    edge = max(2, size[1] // 30)
    ImageDraw.Draw(art).rectangle((edge, edge, size[0] - edge - 1, size[1] - edge - 1), outline=ink, width=edge // 2 or 1)
    lines = words.split("/")
    tall = min(size[1] * 0.72 / len(lines), size[0] * 0.88 / max(len(line) for line in lines))
    for i, line in enumerate(lines):
        write(art, (size[0] / 2, size[1] * (i + 0.5 + (i - (len(lines) - 1) / 2) * -0.12) / len(lines)), line, round(tall), ink)
    return art


class Board(NamedTuple):
    """Size of a board in metres, its colours, and how high it stands."""

    wide: float = 1.6
    tall: float = 0.9
    ground: RGB = (28, 92, 158)
    ink: RGB = (245, 245, 245)
    raised: float = 1.1


USUAL = Board()


def sign(stage: Stage, foot: Vec, words: str, board_: Board = USUAL) -> None:
    """A board on two posts, facing the lens."""
    x, y, z = foot
    for dx in (-board_.wide * 0.35, board_.wide * 0.35):
        stage.line([(x + dx, y, z + 0.03), (x + dx, y + board_.raised, z + 0.03)], (120, 122, 124), 0.06)
    plate(stage, (x - board_.wide / 2, y + board_.raised, z), words, board_)


def plate(stage: Stage, corner: Vec, words: str, board_: Board) -> None:
    """A board hung flat, facing the lens; `corner` is its lower left."""
    (x, y, z), (wide, tall, ground, ink, _) = corner, board_
    art = board(words, ground, ink, (round(wide * 260 / max(tall, 0.2)) if wide < tall * LONGEST else 2400, 260))
    stage.decal([(x, y + tall, z), (x + wide, y + tall, z), (x + wide, y, z), (x, y, z)], art)
