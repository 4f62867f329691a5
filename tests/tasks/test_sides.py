"""党政分侧: a matter of the party is approved on the party's side, the government's on the government's, a joint one on either."""

import pytest

from tests.bad_input.traces import refusal
from tests.missions.test_apart import two_sides
from tests.tasks.hands import move, reaching
from tests.world import World


@pytest.mark.parametrize(
    ("side", "who", "off"),
    [
        ("party", "approver", True), ("government", "secretary", True), ("party", "secretary", False),
        ("government", "approver", False), ("joint", "approver", False), ("joint", "secretary", False),
    ],
)  # fmt: skip
def test_each_side_approves_its_own(world: World, side: str, who: str, *, off: bool) -> None:
    two_sides(world)
    task = reaching(world, "pending_approval", authority_side=side)["id"]
    offered = world.as_(who).get(f"/tasks/{task}").json()["moves"]
    assert ("approve" in offered, "return" in offered) == (not off, not off)
    answer = move(world, who, task, "approve")
    if off:
        assert refusal(answer)[:2] == (403, "task-other-side")
        assert world.as_("director").get(f"/tasks/{task}").json()["state"] == "pending_approval"
    else:
        assert answer.json()["state"] == "approved"
