"""What the suggestions find and miss: numbers and plates set into drawn scenes, and what is taken for something it is not.

`PYTHONPATH=. python bench/suggesting.py [FOLDER OF PHOTOGRAPHS]` prints what was found; the pictures are the same on every run.
"""

import io
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

from PIL import Image, ImageDraw, ImageFont

from app.demo.pictures import Picture, render
from app.demo.scenes.registry import SCENES
from app.imaging import fonts
from app.imaging.answers import Undecodable
from app.imaging.limits import Limits
from app.imaging.sandbox import Sandbox

BLUE, GREEN, BOARD = (24, 66, 160), (150, 214, 160), (236, 232, 220)
PROVINCES, LETTERS = "京沪云川粤浙", "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
HEIGHTS = (12, 18, 27, 40)  # pixels of a line's height in a picture of 1600


def sign(text: str, height: int, colour: tuple[int, int, int], ink: tuple[int, int, int], turn: float) -> Image.Image:
    """A little board with words, seen at a slant."""
    face = ImageFont.truetype(io.BytesIO(fonts.find().read_bytes()), 96, index=2)
    wide = round(face.getlength(text)) + 40
    board = Image.new("RGBA", (wide, 140), (*colour, 255))
    ImageDraw.Draw(board).text((20, 0), text, font=face, fill=ink)
    small = board.resize((max(1, wide * height // 140), height), Image.Resampling.LANCZOS)
    return small.rotate(turn, Image.Resampling.BICUBIC, expand=True)


def cases(rng: Random) -> Iterator[tuple[str, int, bytes, tuple[float, float]]]:
    """Kind, height, picture, and where the middle of what is to be found is."""
    for number, kind in enumerate(SCENES):
        scene = render(Picture(kind, after=False, site=number, shot=number))
        for height in HEIGHTS:
            for hint in ("number", "plate"):
                words, colour, ink = _words(rng, hint)
                board = sign(words, height, colour, ink, rng.uniform(-8, 8))
                shown, at = scene.copy(), (rng.randrange(200, 1100), rng.randrange(200, 900))
                shown.paste(board, at, board)
                out = io.BytesIO()
                shown.save(out, "JPEG", quality=84)
                yield hint, height, out.getvalue(), (at[0] + board.width / 2, at[1] + board.height / 2)


def _words(rng: Random, hint: str) -> tuple[str, tuple[int, int, int], tuple[int, int, int]]:
    if hint == "number":
        return "电话 1" + "".join(rng.choice("3456789") for _ in range(10)), BOARD, (40, 40, 40)
    return _plate(rng), *((BLUE, (255, 255, 255)) if rng.random() < 0.7 else (GREEN, (15, 15, 15)))


def _plate(rng: Random) -> str:
    return f"{rng.choice(PROVINCES)}{rng.choice(LETTERS[:24])}·{''.join(rng.choice(LETTERS) for _ in range(5))}"


def main() -> None:
    """Print what was found."""
    found, asked, extra, spent = Counter[tuple[str, int]](), Counter[tuple[str, int]](), Counter[str](), 0.0
    with Sandbox(Limits(memory_bytes=3 << 30, cpu_s=60, wall_s=180), entry="spotter") as sandbox:
        for hint, height, raw, (x, y) in cases(Random(20261130)):
            start = time.perf_counter()
            spots = sandbox.spot(raw)
            spent += time.perf_counter() - start
            asked[hint, height] += 1
            hits = [s for s in spots if s.box.x <= x / 0.16 <= s.box.x + s.box.w and s.box.y <= y / 0.12 <= s.box.y + s.box.h]
            found[hint, height] += bool(hits)
            extra.update(s.hint for s in spots if s not in hits)
        print(f"{spent / asked.total():.2f} s a picture, {asked.total()} pictures; beside what was set in: {dict(extra)}")
        for each, count in asked.items():
            print(f"{each[0]:7} {each[1]:3} px high: {found[each]} of {count}")
        for folder in sys.argv[1:]:
            print(folder, _elsewhere(sandbox, Path(folder)))


def _elsewhere(sandbox: Sandbox, folder: Path) -> dict[str, int]:
    told = Counter[str]()
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        try:
            told.update(["pictures", *(spot.hint for spot in sandbox.spot(path))])
        except Undecodable:
            told["undecodable"] += 1
    return dict(told)


if __name__ == "__main__":
    main()
