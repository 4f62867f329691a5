"""Waiving a duty is in the log."""

from typing import Any
from uuid import uuid4

from tests.secrecy.doors_indicators import WAIVER
from tests.world import World


def waive(world: World) -> Any:
    return "director", lambda: world.as_("director").put(f"/duties/waivers/{uuid4()}", json=WAIVER | {"period": "2026-08"})


def move(world: World) -> Any:
    place = f"/duties/waivers/{uuid4()}"
    assert world.as_("director").put(place, json=WAIVER | {"period": "2026-07"}).status_code == 201
    return "director", lambda: world.as_("director").post(f"{place}/moves", json={"verb": "withdraw", "reason": "到岗"})


DEEDS: dict[tuple[str, str], Any] = {
    ("PUT", "/duties/waivers/{waiver_id}"): (waive, ["waiver.granted"]),
    ("POST", "/duties/waivers/{waiver_id}/moves"): (move, ["waiver.withdraw"]),
}
NO_DEED: set[tuple[str, str]] = set()
