"""From the drawn scene to something a phone would have taken: softness, light fall-off, exposure, grain."""

from random import Random

from PIL import Image, ImageChops, ImageFilter

from app.demo.scenes.stage import Stage
from app.demo.scenes.textures import grain

VIGNETTE_CELLS = (24, 18)


def develop(stage: Stage, soft_px: float = 0.75, noise: float = 0.16) -> Image.Image:
    """Finish the picture of a stage."""
    image = stage.image.filter(ImageFilter.BoxBlur(soft_px * max(stage.size) / 1600))
    image.paste((0, 0, 0), (0, 0, *stage.size), _fall_off(stage.shot).resize(stage.size, Image.Resampling.BICUBIC))
    image = image.point(_curve(stage.weather.exposure * 1.1, stage.weather.warmth + stage.shot.uniform(-0.02, 0.02)))
    return ImageChops.add(image, grain(stage.size, stage.shot, noise), 1, -128)


def _fall_off(rng: Random) -> Image.Image:
    w, h = VIGNETTE_CELLS
    off_x, off_y = rng.uniform(-0.15, 0.15), rng.uniform(-0.15, 0.1)
    values = []
    for j in range(h):
        for i in range(w):
            x, y = i / (w - 1) * 2 - 1 + off_x, j / (h - 1) * 2 - 1 + off_y
            values.append(max(0, min(255, round(3 + 40 * (x * x + y * y) + rng.uniform(-3, 5)))))
    out = Image.new("L", VIGNETTE_CELLS)
    out.putdata(values)
    return out


def _curve(exposure: float, warmth: float) -> list[int]:
    out = []
    for gain in (1 + warmth, 1.0, 1 - warmth):
        for i in range(256):
            x = min(1.0, i / 255 * exposure * gain)
            s = x * x * (3 - 2 * x)
            out.append(round(255 * (x * 0.6 + s * 0.4)))
    return out
