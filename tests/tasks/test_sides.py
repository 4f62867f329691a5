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
def test_each_side_approves_its_own(fresh: World, side: str, who: str, *, off: bool) -> None:
    two_sides(fresh)
    task = reaching(fresh, "pending_approval", authority_side=side)["id"]
    offered = fresh.as_(who).get(f"/tasks/{task}").json()["moves"]
    assert ("approve" in offered, "return" in offered) == (not off, not off)
    answer = move(fresh, who, task, "approve")
    if off:
        assert refusal(answer)[:2] == (403, "task-other-side")
        assert fresh.as_("director").get(f"/tasks/{task}").json()["state"] == "pending_approval"
    else:
        assert answer.json()["state"] == "approved"
