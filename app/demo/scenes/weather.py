"""Light and air: four kinds of weather of a northern autumn."""

from dataclasses import dataclass
from random import Random

from app.demo.scenes.camera import Vec, unit
from app.demo.scenes.palette import RGB


@dataclass(frozen=True, slots=True)
class Weather:
    """What the sky does to the picture; `sun` points to the light, `haze` is per metre."""

    zenith: RGB
    horizon: RGB
    sun: Vec
    shadow: float
    haze: float
    cloud: float
    warmth: float
    exposure: float


def some_weather(rng: Random) -> Weather:
    """Draw the weather of one shot."""
    side = rng.choice((-1, 1)) * rng.uniform(0.35, 0.9)
    kind = rng.choices((clear, hazy, overcast, evening), (4, 3, 3, 2))[0]
    return kind(unit((side, rng.uniform(0.7, 1.2), rng.uniform(-0.9, 0.1))), rng.uniform(0.95, 1.06))


def clear(sun: Vec, exposure: float) -> Weather:
    """Blue sky 晴."""
    return Weather((96, 146, 204), (196, 214, 228), sun, 0.52, 0.004, 0.35, 0.02, exposure)


def hazy(sun: Vec, exposure: float) -> Weather:
    """White sky, pale distance 薄雾."""
    return Weather((158, 178, 196), (208, 212, 212), sun, 0.3, 0.011, 0.5, 0.0, exposure)


def overcast(sun: Vec, exposure: float) -> Weather:
    """Grey sky, hardly a shadow 阴."""
    return Weather((150, 158, 168), (196, 200, 202), sun, 0.2, 0.006, 0.95, -0.02, exposure * 0.95)


def evening(sun: Vec, exposure: float) -> Weather:
    """Low warm light 傍晚."""
    low = unit((sun[0] * 2, 0.55, sun[2]))
    return Weather((112, 146, 188), (234, 208, 172), low, 0.5, 0.006, 0.45, 0.07, exposure * 0.97)
