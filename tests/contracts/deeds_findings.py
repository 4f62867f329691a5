"""What the office and the author do with a finding under review is in the log."""

from typing import Any
from uuid import uuid4

from tests.findings.making import moved, read, under_review
from tests.world import World


def put_marks(world: World) -> Any:
    finding = under_review(world)
    headers = {"If-Match": f'"{read(world, finding)["version"]}"'}
    path = f"/findings/{finding}/marks"
    return "reviewer", lambda: world.as_("reviewer").put(path, json={"public_interest": True}, headers=headers)


def post_supplement(world: World) -> Any:
    finding = under_review(world)
    moved(world, finding, "ask", "reviewer", reason="补充")
    path, body = f"/findings/{finding}/supplements", {"id": str(uuid4()), "text": "补充如下"}
    return "inspector", lambda: world.as_("inspector").post(path, json=body)


DEEDS: dict[tuple[str, str], Any] = {
    ("PUT", "/findings/{finding_id}/marks"): (put_marks, ["finding.marked"]),
    ("POST", "/findings/{finding_id}/supplements"): (post_supplement, ["supplement.received", "finding.supplement"]),
}
NO_DEED: set[tuple[str, str]] = set()
