"""Conclusions and reviews are in the log."""

from typing import Any
from uuid import uuid4

from tests.conclusions import making as conclusions
from tests.reviews import making as reviews
from tests.world import TOWN, World


def put_conclusion(world: World) -> Any:
    draft = {"unit_id": str(TOWN), "mission_id": None, "text": "经查属实", "finding_ids": []}
    return "reviewer", lambda: world.as_("reviewer").put(f"/conclusions/{uuid4()}", json=draft)


def move_conclusion(world: World) -> Any:
    drafted = conclusions.a_draft(world, [])
    return "approver", lambda: conclusions.move(world, "approver", drafted["id"], "sign")


def put_review(world: World) -> Any:
    draft = {"conclusion_id": conclusions.a_received(world)["id"], "grounds": "与事实不符"}
    return "township", lambda: world.as_("township").put(f"/reviews/{uuid4()}", json=draft)


def move_review(world: World) -> Any:
    draft = reviews.a_draft(world)
    return "township-head", lambda: reviews.move(world, "township-head", draft["id"], "file")


DEEDS: dict[tuple[str, str], Any] = {
    ("PUT", "/conclusions/{conclusion_id}"): (put_conclusion, ["conclusion.drafted"]),
    ("POST", "/conclusions/{conclusion_id}/moves"): (move_conclusion, ["conclusion.sign"]),
    ("PUT", "/reviews/{review_id}"): (put_review, ["review.drafted"]),
    ("POST", "/reviews/{review_id}/moves"): (move_review, ["review.file"]),
}
NO_DEED: set[tuple[str, str]] = set()
