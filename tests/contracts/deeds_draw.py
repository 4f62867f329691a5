"""Deeds of the random draw."""

from typing import Any

from tests.missions.test_drawing import a_draft, a_mission_to_draw, brought
from tests.world import World


def lock(world: World) -> Any:
    mission, draft = a_mission_to_draw(world), a_draft()
    return "reviewer", lambda: world.as_("reviewer").post(f"/missions/{mission}/draw", json=draft)


def move(world: World) -> Any:
    mission, _ = brought(world, "locked")
    return "reviewer", lambda: world.as_("reviewer").post(f"/missions/{mission}/draw/moves", json={"verb": "commit"})


DEEDS: dict[tuple[str, str], Any] = {
    ("POST", "/missions/{mission_id}/draw"): (lock, ["draw.locked"]),
    ("POST", "/missions/{mission_id}/draw/moves"): (move, ["draw.commit"]),
}
NO_DEED: set[tuple[str, str]] = set()
