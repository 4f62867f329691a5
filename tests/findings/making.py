"""Makers of findings under review."""

from typing import Any

from tests.making import a_report
from tests.world import World


def under_review(world: World, **changes: Any) -> str:
    """The one finding of a fresh accepted report."""
    report = a_report(world, **changes)
    answer = world.as_("reviewer").post(f"/reports/{report['id']}/moves", json={"verb": "accept"})
    assert answer.status_code == 200, answer.text
    return str(report["findings"][0]["id"])


def move(world: World, finding: str, verb: str, who: str = "director", **more: Any) -> Any:
    """A verb on a finding."""
    return world.as_(who).post(f"/findings/{finding}/moves", json={"verb": verb} | more)


def moved(world: World, finding: str, verb: str, who: str = "director", **more: Any) -> dict[str, Any]:
    """A verb that succeeds; the finding afterwards."""
    answer = move(world, finding, verb, who, **more)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def read(world: World, finding: str, who: str = "director") -> dict[str, Any]:
    """A finding as somebody reads it."""
    told: dict[str, Any] = world.as_(who).get(f"/findings/{finding}").json()
    return told


def mark(world: World, finding: str, who: str = "reviewer", **marks: Any) -> Any:
    """The office's marks, on the version read."""
    version = read(world, finding)["version"]
    return world.as_(who).put(f"/findings/{finding}/marks", json=marks, headers={"If-Match": f'"{version}"'})
