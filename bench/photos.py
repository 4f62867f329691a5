"""Unique photographs: one noisy JPEG in memory, and a comment of its own before the end mark of each one sent.

The hash of the common part is computed once and copied, so that a unique SHA-256 costs the client microseconds.
"""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

TAIL_SIZE = 22


@dataclass(frozen=True, slots=True)
class Photo:
    """A whole file in two pieces, and its hash."""

    parts: tuple[memoryview, bytes]
    sha256: str

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.parts[0]) + len(self.parts[1])


class Roll:
    """Gives out photographs that differ in their last bytes."""

    def __init__(self, jpeg: bytes) -> None:
        """`jpeg` is the picture they all show."""
        self._common = memoryview(jpeg)[:-2]
        self._hash = hashlib.sha256(self._common)

    def take(self) -> Photo:
        """The next photograph."""
        tail = b"\xff\xfe\x00\x12" + os.urandom(16) + b"\xff\xd9"
        whole = self._hash.copy()
        whole.update(tail)
        return Photo((self._common, tail), whole.hexdigest())


def picture(path: Path, size_bytes: int = 2_440_000) -> bytes:
    """A noisy 4000x3000 JPEG within 1 % of the size, made once."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_make(path, size_bytes))
    return path.read_bytes()


def _make(path: Path, size_bytes: int) -> bytes:
    coarse = Image.effect_noise((1000, 750), 90).resize((4000, 3000), Image.Resampling.BICUBIC)
    image = Image.merge("RGB", (Image.blend(coarse, Image.effect_noise((4000, 3000), 40), 0.35), coarse, coarse))
    low, high, best = 5, 97, b""
    while low <= high:
        quality = (low + high) // 2
        image.save(path, "JPEG", quality=quality)
        jpeg = path.read_bytes()
        if abs(len(jpeg) - size_bytes) < abs(len(best) - size_bytes):
            best = jpeg
        low, high = (quality + 1, high) if len(jpeg) < size_bytes else (low, quality - 1)
    # a photograph's weight is what counts here: the rest is filled with comment bytes before the end mark
    missing = max(0, size_bytes - TAIL_SIZE - len(best))
    filler = b"".join(_comment(min(missing - at, 65000)) for at in range(0, missing, 65000))
    return best[:-2] + filler + best[-2:]


def _comment(size: int) -> bytes:
    content = os.urandom(max(0, size - 4))
    return b"\xff\xfe" + (len(content) + 2).to_bytes(2, "big") + content
