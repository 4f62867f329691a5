"""Coordinating and helping are in the log."""

from typing import Any
from uuid import uuid4

from tests.coordination.making import a_difficulty, an_item
from tests.making import an_order
from tests.world import BUREAU, World


def post_item(world: World) -> Any:
    draft = {
        "id": str(uuid4()), "finding_id": an_order(world)["findings"][0]["id"], "title": "协调", "reason": "跨部门",
        "coordinator": "郑测试",
    }  # fmt: skip
    return "reviewer", lambda: world.as_("reviewer").post("/coordination", json=draft)


def move_item(world: World) -> Any:
    path = f"/coordination/{an_item(world)['id']}/moves"
    body = {"verb": "schedule", "meeting_at": "2027-01-05T01:30:00Z"}
    return "reviewer", lambda: world.as_("reviewer").post(path, json=body)


def post_difficulty(world: World) -> Any:
    return "township", lambda: world.as_("township").post("/difficulties", json={"id": str(uuid4()), "text": "缺车"})


def move_difficulty(world: World) -> Any:
    path = f"/difficulties/{a_difficulty(world)['id']}/moves"
    return "reviewer", lambda: world.as_("reviewer").post(path, json={"verb": "assign", "helper_unit_id": str(BUREAU)})


DEEDS: dict[tuple[str, str], Any] = {
    ("POST", "/coordination"): (post_item, ["coordination.raised"]),
    ("POST", "/coordination/{coordination_id}/moves"): (move_item, ["coordination.schedule"]),
    ("POST", "/difficulties"): (post_difficulty, ["difficulty.entered"]),
    ("POST", "/difficulties/{difficulty_id}/moves"): (move_difficulty, ["difficulty.assign"]),
}
NO_DEED: set[tuple[str, str]] = set()
