"""Laying a flat picture on four corners of another."""

from collections.abc import Sequence

from PIL import Image, ImageDraw

from app.demo.scenes.camera import Point

FLAT = 1e-9  # a quadrilateral seen edge-on


def warp(onto: Image.Image, art: Image.Image, corners: Sequence[Point]) -> None:
    """Paste `art` so that its corners (from the top left, clockwise) fall on `corners`."""
    box = _box(corners, onto.size)
    if box is None:
        return
    seen = _shrunk(art, corners)
    moved = [(x - box[0], y - box[1]) for x, y in corners]
    size = (box[2] - box[0], box[3] - box[1])
    w, h = seen.size
    rule = _solve(moved, [(0.0, 0.0), (w, 0.0), (w, h), (0.0, h)])
    if rule is None:
        return
    mask = Image.new("L", size, 0)
    ImageDraw.Draw(mask).polygon(moved, fill=255)
    onto.paste(seen.transform(size, Image.Transform.PERSPECTIVE, rule, Image.Resampling.BILINEAR), box, mask)


def _box(corners: Sequence[Point], size: tuple[int, int]) -> tuple[int, int, int, int] | None:
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    box = (max(0, int(min(xs))), max(0, int(min(ys))), min(size[0], int(max(xs)) + 2), min(size[1], int(max(ys)) + 2))
    return box if box[2] - box[0] > 1 and box[3] - box[1] > 1 else None


def _shrunk(art: Image.Image, corners: Sequence[Point]) -> Image.Image:
    wide = max(abs(corners[1][0] - corners[0][0]), abs(corners[2][0] - corners[3][0]), 1.0)
    times = int(art.width / wide)
    return art.reduce(min(times, 16)) if times > 1 else art


def _solve(here: Sequence[Point], there: Sequence[Point]) -> tuple[float, ...] | None:
    pairs = list(zip(here, there, strict=True))
    rows = [[x, y, 1.0, 0.0, 0.0, 0.0, -u * x, -u * y, u] for (x, y), (u, _) in pairs]
    rows += [[0.0, 0.0, 0.0, x, y, 1.0, -v * x, -v * y, v] for (x, y), (_, v) in pairs]
    for i in range(8):
        best = max(range(i, 8), key=lambda r: abs(rows[r][i]))
        if abs(rows[best][i]) < FLAT:
            return None
        rows[i], rows[best] = rows[best], rows[i]
        _eliminate(rows, i)
    return tuple(row[8] for row in rows)


def _eliminate(rows: list[list[float]], i: int) -> None:
    rows[i] = [value / rows[i][i] for value in rows[i]]
    for r in range(8):
        if r != i and rows[r][i]:
            rows[r] = [value - rows[r][i] * pivot for value, pivot in zip(rows[r], rows[i], strict=True)]
