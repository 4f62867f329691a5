"""Pictures for the likeness bench: drawn scenes, another picture of the same place each, and what becomes of a copy."""

import io
from collections.abc import Callable, Iterator
from random import Random

import numpy as np
from PIL import Image, ImageEnhance

from app.demo.pictures import Picture, render
from app.demo.scenes.registry import SCENES
from app.imaging import fonts, views

SIZE = (1200, 900)
KINDS = sorted(SCENES)
Change = Callable[[Image.Image, Random], bytes]
FONT = fonts.find("").read_bytes()
STAMP = ["2026-11-23 10:41:52  40.110200, 102.110200  ±6 m", "云岫县督查室  编号 3F2A9C01  9f86d081884c7d65"]


def scene(number: int) -> Image.Image:
    """One place; scenes of one kind differ in their site, their weather and where the camera stands."""
    return render(Picture(KINDS[number % len(KINDS)], after=False, site=number, shot=number * 7 + 1, size=SIZE))


def again(number: int) -> Image.Image:
    """The same place on another day, from nearly the same spot: not the same picture."""
    return render(Picture(KINDS[number % len(KINDS)], after=False, site=number, shot=number * 7 + 2, size=SIZE))


def later(number: int) -> Image.Image:
    """The same place put right."""
    return render(Picture(KINDS[number % len(KINDS)], after=True, site=number, shot=number * 7 + 3, size=SIZE))


def jpeg(image: Image.Image, quality: int = 88) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()


def quality(level: int) -> Change:
    return lambda image, _: jpeg(image, level)


def resized(share: float) -> Change:
    return lambda image, _: jpeg(image.resize((round(image.width * share), round(image.height * share)), Image.Resampling.LANCZOS))


def brighter(factor: float) -> Change:
    return lambda image, _: jpeg(ImageEnhance.Brightness(image).enhance(factor))


def cropped(image: Image.Image, rng: Random) -> bytes:
    """A window of nine tenths of each side, anywhere."""
    width, height = round(image.width * 0.9), round(image.height * 0.9)
    left, top = rng.randint(0, image.width - width), rng.randint(0, image.height - height)
    return jpeg(image.crop((left, top, left + width, top + height)))


def cropped_evenly(image: Image.Image, _: Random) -> bytes:
    """A twentieth off every edge."""
    dx, dy = image.width // 20, image.height // 20
    return jpeg(image.crop((dx, dy, image.width - dx, image.height - dy)))


def stamped(image: Image.Image, _: Random) -> bytes:
    """Our own watermarked copy."""
    return views.watermark(jpeg(image), STAMP, FONT)[1][0]


def mirrored(image: Image.Image, _: Random) -> bytes:
    return jpeg(image.transpose(Image.Transpose.FLIP_LEFT_RIGHT))


def rescreened(image: Image.Image, rng: Random) -> bytes:
    """Shown on a screen of striped pixels, photographed from slightly aside by a camera of another pitch."""
    shown = np.asarray(image.resize((800, 600), Image.Resampling.LANCZOS), dtype=np.float32) ** 2.2
    grid = np.zeros((1800, 2400, 3), dtype=np.float32)
    for colour in range(3):  # one stripe of three is lit, and of three rows the third is the gap between pixels
        for row in range(2):
            grid[row::3, colour::3, colour] = shown[:, :, colour]
    lit = np.clip((grid * 4.2) ** (1 / 2.2), 0, 255).astype(np.uint8)
    lit = np.asarray(Image.fromarray(lit).resize((2400, 1800), Image.Resampling.BILINEAR, box=(0.4, 0.4, 2399.6, 1799.6)))
    seen = Image.fromarray(lit).transform((1600, 1200), Image.Transform.PERSPECTIVE, _aside(rng), Image.Resampling.BICUBIC)
    noise = np.random.default_rng(rng.randrange(2**32)).normal(0, 3, (1200, 1600, 1))
    return jpeg(Image.fromarray(np.clip(np.asarray(seen) + noise, 0, 255).astype(np.uint8)), 85)


def _aside(rng: Random) -> list[float]:
    """Coefficients that take the camera's pixels to the screen's: a little turned, a little keystoned, nearly filling the frame."""
    tilt, keystone, zoom = rng.uniform(-0.03, 0.03), rng.uniform(-2e-5, 2e-5), rng.uniform(1.42, 1.5)
    off = (2400 - 1600 * zoom) / 2, (1800 - 1200 * zoom) / 2
    return [zoom, tilt, off[0] - tilt * 600, -tilt, zoom, off[1] + tilt * 800, keystone, keystone / 2]


CHANGES: dict[str, Change] = {
    "re-encoded q 40": quality(40), "re-encoded q 65": quality(65), "re-encoded q 90": quality(90),
    "resized 25 %": resized(0.25), "resized 50 %": resized(0.5), "resized 75 %": resized(0.75),
    "brightness −25 %": brighter(0.75), "brightness +25 %": brighter(1.25),
    "cropped 10 %, evenly": cropped_evenly, "cropped 10 %, anywhere": cropped,
    "stamped with our watermark": stamped, "mirrored": mirrored, "re-screened": rescreened,
}  # fmt: skip


def copies(image: Image.Image, number: int) -> Iterator[tuple[str, bytes]]:
    for name, change in CHANGES.items():
        yield name, change(image, Random(f"{number} {name}"))
