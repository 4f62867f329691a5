"""Drawn photographs of known places, and copies of them; sent by whoever took them."""

import io
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import uuid4

from PIL import Image, ImageOps

from app.demo.pictures import Picture, render
from tests.making import a_manifest, a_task, an_evidence, upload
from tests.world import World

PLACE, ELSEWHERE = (40.1102345, 102.1102345), (40.2102345, 102.2102345)
NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


@cache
def drawn(kind: str = "rubbish_ditch", shot: int = 1) -> Image.Image:
    """The same picture on every machine."""
    return render(Picture(kind, after=False, site=1, shot=shot, size=(640, 480)))


def jpeg(image: Image.Image, quality: int = 88) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()


def mirrored(image: Image.Image) -> Image.Image:
    return ImageOps.mirror(image)


def taken(photo: bytes, at: datetime = NOON, place: tuple[float, float] = PLACE, **changes: Any) -> dict[str, Any]:
    """A manifest line of that time and place."""
    stamp = at.isoformat()
    fix = {"lat": place[0], "lon": place[1], "accuracy_m": 6, "fixed_at": stamp, "source": "gps"}
    return an_evidence(photo, captured_at=stamp, location=fix) | changes


def reported(world: World, photo: bytes, who: str = "inspector", task: str = "", **changes: Any) -> str:
    """A report of that one photograph, complete; the photograph's id."""
    mission = changes.pop("mission_id", None)
    line = taken(photo, **changes)
    manifest = a_manifest(task or a_task(world)["id"], []) | {"evidence": [line]} | ({"mission_id": mission} if mission else {})
    report = str(uuid4())
    answer = world.as_(who).put(f"/reports/{report}", json=manifest)
    assert answer.status_code == 201, answer.text
    assert upload(world.as_(who), line, photo, report_id=report).status_code == 204
    world.work()
    return str(line["id"])


def told(world: World, photo: str, who: str = "director") -> dict[str, Any]:
    """A photograph as somebody reads it, its checks by code."""
    answer = world.as_(who).get(f"/evidence/{photo}")
    assert answer.status_code == 200, answer.text
    read: dict[str, Any] = answer.json()
    return read | {"by": {check["code"]: check for check in read["checks"]}}


def related(world: World, photo: str, who: str = "director") -> set[str]:
    """The photographs it is said to be like."""
    return {one["evidence_id"] for one in told(world, photo, who)["related"]}
