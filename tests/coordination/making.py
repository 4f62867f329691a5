"""Makers of coordination items and difficulties."""

from typing import Any
from uuid import uuid4

from tests.making import an_order
from tests.world import BUREAU, TOWN, World


def an_item(world: World, finding: str | None = None, **changes: Any) -> dict[str, Any]:
    """An item raised from an ordered finding; the item as the office reads it."""
    draft = {
        "id": str(uuid4()), "finding_id": finding or an_order(world)["findings"][0]["id"], "title": "排洪渠权属与管护协调",
        "reason": "涉及水务、住建和属地三方，一个部门定不了", "coordinator": "郑测试", "participant_ids": [str(TOWN), str(BUREAU)],
    } | changes  # fmt: skip
    answer = world.as_("reviewer").post("/coordination", json=draft)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def item(world: World, item_id: str, verb: str, who: str = "reviewer", **more: Any) -> Any:
    """A verb on an item."""
    return world.as_(who).post(f"/coordination/{item_id}/moves", json={"verb": verb} | more)


def a_difficulty(world: World, who: str = "township", **changes: Any) -> dict[str, Any]:
    """A difficulty a unit entered."""
    answer = world.as_(who).post("/difficulties", json={"id": str(uuid4()), "text": "缺一辆垃圾清运车"} | changes)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def difficulty(world: World, difficulty_id: str, verb: str, who: str = "reviewer", **more: Any) -> Any:
    """A verb on a difficulty."""
    return world.as_(who).post(f"/difficulties/{difficulty_id}/moves", json={"verb": verb} | more)
