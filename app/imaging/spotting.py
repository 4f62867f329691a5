"""Looks for faces, number plates and numbers of people. Runs inside a child of its own only; the models are in the packages.

What it misses, it misses: faces that are small, turned away or half hidden, plates at a slant, anything written by hand.
"""

import re
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any, NamedTuple

from app.imaging.covering import UNIT

PACKAGES = ("cv2", "numpy", "onnxruntime", "rapidocr")
SIDE = 1600
FACE_SIDE = 1024
LEAST_FACE_PX = 28
CASCADES = ("haarcascade_frontalface_alt2.xml", "haarcascade_profileface.xml")
PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
PLATE = re.compile(rf"[{PROVINCES}][A-Z][A-Z0-9]{{5,6}}(?![A-Z0-9])|[{PROVINCES}][A-Z][A-Z0-9]{{4}}[学警港澳挂]")
NUMBER = re.compile(r"(?<!\d)(1[3-9]\d{9}|0\d{9,11}|[1-9]\d{16}[\dXx])(?!\d)")
BETWEEN = re.compile(r"[\s·•.\-—_]")
MOST = 40
MARGIN = 0.12


class Spot(NamedTuple):
    """A rectangle in pixels of the picture looked at, and what it is taken for."""

    hint: str
    left: float
    top: float
    right: float
    bottom: float


def available() -> bool:
    """Whether everything that is needed is installed."""
    return all(find_spec(name) for name in PACKAGES)


def kind_of(text: str) -> str | None:
    """What a line of text gives away, if anything: a plate, or the number of a telephone or an identity card."""
    plain = BETWEEN.sub("", text.upper())
    if PLATE.search(plain):
        return "plate"
    return "number" if NUMBER.search(plain) else None


class Spotter:
    """Everything loaded, and used once, so that nothing is opened later."""

    def __init__(self) -> None:
        """Load the models from their packages."""
        import cv2  # ruff: ignore[import-outside-top-level]  an extra; only this child ever loads it
        import numpy as np  # ruff: ignore[import-outside-top-level]
        from rapidocr import RapidOCR  # ruff: ignore[import-outside-top-level]

        cv2.setNumThreads(0)
        self._array, self._cv2 = np.asarray, cv2
        self._faces = [cv2.CascadeClassifier(cv2.data.haarcascades + name) for name in CASCADES]
        one = "EngineConfig.onnxruntime"
        self._reader: Any = RapidOCR(
            params={"Global.log_level": "critical", f"{one}.intra_op_num_threads": 1, f"{one}.inter_op_num_threads": 1}
        )

    def look(self, image: Any) -> list[dict[str, Any]]:  # ruff: ignore[any-type]  a Pillow image
        """What was found in an upright RGB picture, as boxes in ten-thousandths."""
        size = image.size
        found = [*self._faces_in(image), *self._lines_in(image)][:MOST]
        return [_said(each, size) for each in found]

    def _faces_in(self, image: Any) -> Iterator[Spot]:  # ruff: ignore[any-type]
        grey = image.convert("L")
        grey.thumbnail((FACE_SIDE, FACE_SIDE))
        scale = image.width / grey.width
        least = (LEAST_FACE_PX, LEAST_FACE_PX)
        for cascade in self._faces:
            for x, y, w, h in cascade.detectMultiScale(self._array(grey), 1.1, 5, minSize=least):
                yield Spot("face", x * scale, y * scale, (x + w) * scale, (y + h) * scale)

    def _lines_in(self, image: Any) -> Iterator[Spot]:  # ruff: ignore[any-type]
        read = self._reader(self._array(image)[:, :, ::-1].copy(), use_cls=False)
        for corners, text in zip(() if read.boxes is None else read.boxes, read.txts or (), strict=True):
            hint = kind_of(text)
            if hint:
                xs, ys = [float(x) for x, _ in corners], [float(y) for _, y in corners]
                yield Spot(hint, min(xs), min(ys), max(xs), max(ys))


def _said(spot: Spot, size: tuple[int, int]) -> dict[str, Any]:
    room = MARGIN * min(spot.right - spot.left, spot.bottom - spot.top)
    left, right = _span(spot.left - room, spot.right + room, size[0])
    top, bottom = _span(spot.top - room, spot.bottom + room, size[1])
    return {"hint": spot.hint, "box": [left, top, right - left, bottom - top]}


def _span(start: float, end: float, pixels: int) -> tuple[int, int]:
    first = min(UNIT - 1, max(0, int(start * UNIT / pixels)))
    return first, min(UNIT, max(first + 1, -int(-end * UNIT // pixels)))
