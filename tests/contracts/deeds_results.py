"""What is written about results and examples is in the log."""

from typing import Any
from uuid import uuid4

from tests.results.making import EXAMPLE, an_example, drafted
from tests.world import TOWN, World


def put_result(world: World) -> Any:
    draft = {"kind": "criticism", "unit_id": str(TOWN), "proposal": "建议"}
    return "reviewer", lambda: world.as_("reviewer").put(f"/results/{uuid4()}", json=draft)


def move_result(world: World) -> Any:
    path = f"/results/{drafted(world, 'criticism')['id']}/moves"
    return "reviewer", lambda: world.as_("reviewer").post(path, json={"verb": "propose"})


def put_example(world: World) -> Any:
    return "township", lambda: world.as_("township").put(f"/examples/{uuid4()}", json=EXAMPLE)


def move_example(world: World) -> Any:
    path = f"/examples/{an_example(world, 'verified')['id']}/moves"
    return "director", lambda: world.as_("director").post(path, json={"verb": "approve"})


DEEDS: dict[tuple[str, str], Any] = {
    ("PUT", "/results/{action_id}"): (put_result, ["result.drafted"]),
    ("POST", "/results/{action_id}/moves"): (move_result, ["result.propose"]),
    ("PUT", "/examples/{example_id}"): (put_example, ["example.drafted"]),
    ("POST", "/examples/{example_id}/moves"): (move_example, ["example.approve"]),
}
NO_DEED: set[tuple[str, str]] = set()
