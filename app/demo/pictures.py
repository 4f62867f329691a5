"""Photographs of the demo county: one JPEG per (kind, before or after, seed), with the EXIF of a made-up phone."""

import io
import math
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from random import Random

from PIL import Image

from app.demo.exif import Fix, Turn, as_stored, tags
from app.demo.scenes.camera import Camera, look
from app.demo.scenes.develop import develop
from app.demo.scenes.registry import SCENES, Scene
from app.demo.scenes.stage import Stage
from app.demo.scenes.weather import some_weather


class Label(StrEnum):
    """Distance of a shot 远景、中景、特写."""

    WIDE = "wide"
    MEDIUM = "medium"
    CLOSE = "close"


NEARER = {Label.WIDE: 1.0, Label.MEDIUM: 0.74, Label.CLOSE: 0.5}


@dataclass(frozen=True, slots=True)
class Picture:
    """What is to be seen: the same `site` seed is the same place, another `shot` seed another exposure of it."""

    kind: str
    after: bool
    site: int
    shot: int
    label: Label = Label.WIDE
    place: str = "云岫县"
    size: tuple[int, int] = (1600, 1200)


@dataclass(frozen=True, slots=True)
class Exposure:
    """When, where and how the phone was held; a portrait hold swaps the sides of the picture."""

    captured_at: datetime
    fix: Fix | None
    turn: Turn = Turn.UPRIGHT


def photograph(picture: Picture, exposure: Exposure, quality: int = 84) -> bytes:
    """Give the JPEG a phone would have written."""
    portrait = exposure.turn in {Turn.RIGHT, Turn.LEFT}
    seen = replace(picture, size=picture.size[::-1]) if portrait else picture
    stored = as_stored(render(seen), exposure.turn)
    out = io.BytesIO()
    stored.save(out, "JPEG", quality=quality, exif=tags(exposure.captured_at, exposure.fix, exposure.turn))
    return out.getvalue()


def render(picture: Picture) -> Image.Image:
    """Draw the picture upright."""
    scene = SCENES[picture.kind]
    site, shot = Random(picture.site), Random(picture.shot)
    stage = Stage(_stand(scene, picture, shot), some_weather(shot), site, shot)
    stage.after, stage.place = picture.after, picture.place
    scene.draw(stage)
    return develop(stage, noise=0.19 if scene.indoors else 0.17)


def _stand(scene: Scene, picture: Picture, shot: Random) -> Camera:
    away = scene.away_m * NEARER[picture.label] * shot.uniform(0.94, 1.06)
    turn = math.radians(shot.uniform(-11, 11))
    x, y, z = scene.focus
    eye = (x - math.sin(turn) * away, max(0.7, scene.height_m * shot.uniform(0.93, 1.08)), z - math.cos(turn) * away)
    aim = (x + shot.uniform(-0.25, 0.25), y + shot.uniform(-0.12, 0.15), z)
    return look(eye, aim, picture.size, 64, shot.uniform(-1.3, 1.3))
