"""Possible doubles and relapses, by place, days and category; and who is told."""

from typing import Any

from tests.findings.making import mark, moved, read, under_review
from tests.making import a_finding, a_manifest, a_photo, a_task, an_evidence
from tests.world import TOWN, World


def at(lat: float, **changes: Any) -> dict[str, Any]:
    """A site so far north of 40.1."""
    return {"site": {"name": "排洪渠", "unit_id": str(TOWN), "location": {"lat": lat, "lon": 102.1}}} | changes


def closed(world: World, lat: float) -> str:
    """A finding settled and closed there."""
    finding = under_review(world, **at(lat))
    assert mark(world, finding, on_the_spot_fixed=True).status_code == 200
    moved(world, finding, "settle", reason="当场改正")
    moved(world, finding, "close")
    return finding


def around(world: World, finding: str, who: str = "reviewer") -> dict[str, list[tuple[str, int]]]:
    """What somebody is told of the neighbourhood."""
    told = world.as_(who).get(f"/findings/{finding}/neighbours").json()
    return {kind: [(each["id"], each["distance_m"]) for each in told[kind]] for kind in ("duplicates", "relapses")}


def test_a_new_finding_near_a_closed_one_may_be_its_relapse(world: World) -> None:
    near, far = closed(world, 40.1010), closed(world, 40.1030)  # 111 m and 334 m north: the rule says 200
    new = under_review(world, **at(40.1000))
    assert read(world, new)["inside"]["relapse_of"] == near
    assert read(world, new, "inspector")["inside"]["relapse_of"] is None
    assert around(world, new) == {"duplicates": [], "relapses": [(near, 111)]}
    assert far != near
    assert around(world, new, "inspector") == {"duplicates": [], "relapses": []}


def test_doubles_are_of_the_same_days_place_and_category(fresh: World) -> None:
    first = under_review(fresh, **at(40.1000))
    days = {"started_at": "2026-10-01T02:00:00Z", "finished_at": "2026-10-01T03:00:00Z"}
    under_review(fresh, **at(40.1000, **days))  # 50 days before: the rule says 30
    under_review(fresh, **at(40.1030))  # 278 m away
    line = an_evidence(a_photo(0))
    other = a_manifest(a_task(fresh)["id"], []) | at(40.1) | {"evidence": [line], "no_problem_statement": None}
    other["findings"] = [a_finding([line["id"]], category="open_burning")]
    assert fresh.as_("inspector").put(f"/reports/{line['id']}", json=other).status_code == 201
    second = under_review(fresh, **at(40.1005))
    assert around(fresh, second) == {"duplicates": [(first, 56)], "relapses": []}
    moved(fresh, second, "merge", duplicate_of=first)
    assert around(fresh, first) == {"duplicates": [], "relapses": []}


def test_a_site_without_a_place_has_no_neighbours(fresh: World) -> None:
    task, line = a_task(fresh)["id"], an_evidence(a_photo(0), location=None)
    manifest = a_manifest(task, [], site={"name": "无名处"}, evidence=[line], no_problem_statement=None)
    manifest["findings"] = [a_finding([line["id"]])]
    assert fresh.as_("inspector").put(f"/reports/{line['id']}", json=manifest).status_code == 201
    assert around(fresh, manifest["findings"][0]["id"]) == {"duplicates": [], "relapses": []}
