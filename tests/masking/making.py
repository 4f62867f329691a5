"""Photographs of known colours, let out to the town, and what is seen of a copy."""

import io
from typing import Any
from uuid import uuid4

import httpx2
from PIL import Image

from tests.imaging.pictures import corners, photo
from tests.making import a_manifest, a_task, upload
from tests.world import TOWN, World

COVER = (64, 64, 64)
RED_HALF = {"kind": "box", "x": 0, "y": 0, "w": 5000, "h": 5000}  # the red quarter of `corners`, the whole of it
GREEN_HALF = {"kind": "box", "x": 5000, "y": 0, "w": 5000, "h": 5000}
Colour = tuple[int, int, int]


def let_out(world: World, raw: bytes | None = None) -> dict[str, Any]:
    """A photograph on an order to the town: ids of evidence, report and order."""
    raw = raw or photo(corners((400, 300)))
    manifest = a_manifest(a_task(world)["id"], [raw])
    report, order, line = str(uuid4()), str(uuid4()), manifest["evidence"][0]
    author, director = world.as_("inspector"), world.as_("director")
    assert author.put(f"/reports/{report}", json=manifest).status_code == 201
    assert upload(author, line, raw, report_id=report).status_code == 204
    finding = manifest["findings"][0]["id"]
    assert director.post(f"/reports/{report}/moves", json={"verb": "accept"}).status_code == 200
    assert director.post(f"/findings/{finding}/moves", json={"verb": "confirm"}).status_code == 200
    asked = {"id": order, "finding_ids": [finding], "unit_id": str(TOWN), "class": "limited", "requirements": "限期整改"}
    assert director.post("/orders", json=asked).status_code == 201
    assert director.get(f"/evidence/{line['id']}/preview").status_code == 200
    return {"evidence": line["id"], "report": report, "order": order, "finding": finding}


def covered(client: httpx2.Client, evidence: str, shapes: list[dict[str, Any]], version: int) -> httpx2.Response:
    """Save what is covered."""
    return client.put(f"/evidence/{evidence}/mask", json={"shapes": shapes}, headers={"If-Match": f'"{version}"'})


def moved(client: httpx2.Client, evidence: str, verb: str, version: int) -> httpx2.Response:
    """A verb on the mask."""
    return client.post(f"/evidence/{evidence}/mask/moves", json={"verb": verb}, headers={"If-Match": f'"{version}"'})


def checked(world: World, evidence: str, shapes: list[dict[str, Any]]) -> None:
    """Draw, and vouch for it, on a mask nobody has touched."""
    reviewer = world.as_("reviewer")
    assert covered(reviewer, evidence, shapes, 0).status_code == 200
    assert moved(reviewer, evidence, "check", 1).status_code == 200


def refusal(answer: httpx2.Response) -> tuple[int, str]:
    """Status and slug of a no."""
    return answer.status_code, answer.json()["type"].removeprefix("/problems/")


def picture(client: httpx2.Client, evidence: str, view: str = "preview") -> Image.Image:
    """A copy as that reader is given it."""
    answer = client.get(f"/evidence/{evidence}/{view}")
    assert answer.status_code == 200, answer.text
    return Image.open(io.BytesIO(answer.content)).convert("RGB")


def near(colour: Any, wanted: Colour) -> bool:
    """The same but for what compression does."""
    return all(abs(have - want) <= 14 for have, want in zip(colour, wanted, strict=True))


def quarters(shown: Image.Image, size: tuple[int, int] | None = None) -> list[Any]:
    """The colours in the middle of each quarter: top left, top right, bottom left, bottom right."""
    width, height = size or shown.size
    return [shown.getpixel((width * x // 4, height * y // 4)) for x, y in ((1, 1), (3, 1), (1, 3), (3, 3))]
