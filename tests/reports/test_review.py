"""The office's review: return and revision, dropped photographs, conflicts, void, and who may not."""

from typing import Any
from uuid import uuid4

import pytest

from app.access.policy import Role
from tests.bad_input.traces import nothing_changes, refusal
from tests.making import a_finding, a_manifest, a_photo, a_task, an_evidence, upload
from tests.world import World, user_id


def filed(world: World, sent: int = 2, **changes: Any) -> tuple[str, dict[str, Any], list[bytes]]:
    """A report of two photographs, so many of them sent."""
    photos = [a_photo(1), a_photo(2)]
    manifest, report = a_manifest(a_task(world)["id"], photos) | changes, str(uuid4())
    assert world.as_("inspector").put(f"/reports/{report}", json=manifest).status_code == 201
    for line, photo in list(zip(manifest["evidence"], photos, strict=True))[:sent]:
        assert upload(world.as_("inspector"), line, photo, report_id=report).status_code == 204
    return report, manifest, photos


def move(world: World, report: str, verb: str, who: str = "reviewer", **more: Any) -> Any:
    """A verb on a report."""
    return world.as_(who).post(f"/reports/{report}/moves", json={"verb": verb} | more)


def read(world: World, report: str, who: str = "director") -> dict[str, Any]:
    """A report as somebody reads it."""
    told: dict[str, Any] = world.as_(who).get(f"/reports/{report}").json()
    return told


def test_a_returned_report_is_sent_again_as_a_revision_and_the_old_one_kept(world: World) -> None:
    report, manifest, _ = filed(world)
    assert refusal(move(world, report, "return")) == (422, "reason-required", "/reason")
    assert move(world, report, "return", reason="请补充特写").json()["state"] == "returned"
    assert read(world, report, "inspector")["return_reason"] == "请补充特写"
    first = read(world, report)["revisions"][0]["content_sha256"]
    close_up = a_photo(3)
    added = an_evidence(close_up, label="close")
    second = manifest | {"summary": "补充特写", "evidence": [*manifest["evidence"], added]}
    sent = world.as_("inspector").put(f"/reports/{report}", json=second)
    assert (sent.status_code, sent.json()["state"], sent.json()["missing"], sent.json()["receipt"]) == (
        200,
        "incomplete",
        [added["id"]],
        None,
    )
    assert upload(world.as_("inspector"), added, close_up, report_id=report).headers["mingcha-report-state"] == "submitted"
    told = read(world, report)
    assert [revision["seq"] for revision in told["revisions"]] == [1, 2]
    assert told["revisions"][0]["content_sha256"] == first
    assert told["receipt"]["content_sha256"] == told["revisions"][1]["content_sha256"]
    assert (told["summary"], told["conflicts"], told["return_reason"]) == ("补充特写", [], None)


def test_the_first_content_again_after_a_revision_changes_nothing(world: World) -> None:
    report, manifest, _ = filed(world)
    move(world, report, "return", reason="请改")
    assert world.as_("inspector").put(f"/reports/{report}", json=manifest | {"summary": "改"}).json()["state"] == "submitted"
    with nothing_changes(world):
        again = world.as_("inspector").put(f"/reports/{report}", json=manifest)
    assert (again.status_code, again.json()["state"]) == (200, "submitted")
    assert read(world, report)["summary"] == "改"


def test_the_same_content_of_a_returned_report_stays_returned(world: World) -> None:
    report, manifest, _ = filed(world)
    move(world, report, "return", reason="请改")
    again = world.as_("inspector").put(f"/reports/{report}", json=manifest)
    assert (again.status_code, again.json()["state"]) == (200, "returned")


def test_a_dropped_photograph_is_not_awaited_any_more(world: World) -> None:
    report, manifest, _ = filed(world, sent=2)
    move(world, report, "return", reason="请换照片")
    kept, other = manifest["evidence"][0], an_evidence(a_photo(8))
    waiting = manifest | {"evidence": [kept, other], "findings": [a_finding([kept["id"]], id=manifest["findings"][0]["id"])]}
    assert world.as_("inspector").put(f"/reports/{report}", json=waiting).json()["missing"] == [other["id"]]
    assert read(world, report)["missing_count"] == 1
    assert refusal(move(world, report, "accept"))[:2] == (409, "report-incomplete")
    conflict = waiting | {"evidence": [kept]}
    assert refusal(world.as_("inspector").put(f"/reports/{report}", json=conflict))[:2] == (409, "report-id-reused")
    assert [row["content_sha256"] for row in read(world, report)["conflicts"]]


def test_a_dropped_photograph_is_not_counted_and_not_lost(world: World) -> None:
    report, manifest, photos = filed(world)
    move(world, report, "return", reason="请删一张")
    third = manifest | {"evidence": manifest["evidence"][:1], "findings": [a_finding([manifest["evidence"][0]["id"]])]}
    assert world.as_("inspector").put(f"/reports/{report}", json=third).json()["state"] == "submitted"
    told = read(world, report)
    assert (told["evidence_count"], told["missing_count"], told["finding_count"]) == (1, 0, 1)
    assert [finding["id"] for finding in told["findings"]] == [third["findings"][0]["id"]]
    assert world.as_("director").get(f"/evidence/{manifest['evidence'][1]['id']}/original").content == photos[1]
    assert world.as_("director").get(f"/findings/{manifest['findings'][0]['id']}").status_code == 404


def test_a_voided_report_takes_nothing_more_and_tells_its_author(world: World) -> None:
    report, manifest, _ = filed(world, sent=1)
    assert refusal(move(world, report, "void")) == (422, "reason-required", "/reason")
    assert move(world, report, "void", reason="误报").json()["state"] == "void"
    listed = world.as_("director").get("/ledgers/findings", params={"limit": 200}).json()["items"]
    assert manifest["findings"][0]["id"] not in [row["id"] for row in listed]
    other = world.as_("inspector").put(f"/reports/{report}", json=manifest | {"summary": "别的"})
    assert refusal(other)[:2] == (409, "report-void")
    assert read(world, report, "inspector")["timeline"][-1]["note"] == "误报"


def test_findings_wait_for_their_report(world: World) -> None:
    report, manifest, _ = filed(world)
    finding = manifest["findings"][0]["id"]
    told = world.as_("director").post(f"/findings/{finding}/moves", json={"verb": "confirm"})
    assert refusal(told)[:2] == (409, "report-not-accepted")
    assert move(world, report, "accept").json()["state"] == "accepted"
    lower = world.as_("director").post(f"/findings/{finding}/moves", json={"verb": "confirm", "severity": "minor"})
    assert refusal(lower) == (422, "reason-required", "/reason")
    kept = world.as_("director").post(
        f"/findings/{finding}/moves", json={"verb": "confirm", "severity": "minor", "reason": "已部分清运"}
    )
    assert (kept.json()["severity"], kept.json()["severity_reported"], kept.json()["decision_reason"]) == (
        "minor",
        "general",
        "已部分清运",
    )
    assert world.as_("inspector").get(f"/findings/{finding}").json()["decision_reason"] == "已部分清运"


def test_nobody_reviews_what_they_wrote(fresh: World) -> None:
    fresh.appoint("leader1", Role.TEAM_LEADER, Role.DIRECTOR)
    photo = a_photo(1)
    task = a_task(fresh, inspector_ids=[str(user_id("leader1"))])["id"]
    manifest, report = a_manifest(task, [photo]), str(uuid4())
    assert fresh.as_("leader1").put(f"/reports/{report}", json=manifest).status_code == 201
    assert upload(fresh.as_("leader1"), manifest["evidence"][0], photo, report_id=report).status_code == 204
    assert refusal(move(fresh, report, "accept", "leader1"))[:2] == (403, "own-report")
    assert move(fresh, report, "accept").status_code == 200
    finding = manifest["findings"][0]["id"]
    told = fresh.as_("leader1").post(f"/findings/{finding}/moves", json={"verb": "confirm"})
    assert refusal(told)[:2] == (403, "own-report")


@pytest.mark.parametrize("verb", ["complete", "resume", "release"])
def test_the_systems_own_moves_are_nobodys(world: World, verb: str) -> None:
    report, _, _ = filed(world)
    assert refusal(move(world, report, verb, reason="无"))[:2] == (403, "forbidden")


def test_a_site_may_say_how_well_its_place_was_measured(world: World) -> None:
    manifest = a_manifest(a_task(world)["id"], [])
    measured = {"lat": 40.11, "lon": 102.11, "accuracy_m": 5, "fixed_at": "2026-11-20T02:20:00Z", "source": "gps"}
    manifest["site"]["location"] = measured
    report = str(uuid4())
    assert world.as_("inspector").put(f"/reports/{report}", json=manifest).json()["state"] == "submitted"
    assert read(world, report)["site"]["location"] == {"lat": 40.11, "lon": 102.11}


def test_a_returned_report_is_void_with_a_reason(world: World) -> None:
    report, _, _ = filed(world)
    assert move(world, report, "return", reason="请补拍").json()["state"] == "returned"
    assert move(world, report, "void", reason="重复上报").json()["state"] == "void"
    assert read(world, report)["findings"] == []
