"""第二人确认: a second member's word, where the office asks for it; the receipt never waits for it."""

from typing import Any
from uuid import uuid4

import httpx2
import pytest

from tests.making import a_manifest, a_photo, a_report, upload
from tests.missions.making import a_mission, slug
from tests.world import World


def switch(world: World, *, on: bool = True) -> None:
    """The rule, as the director sets it."""
    answer = world.as_("director").put("/rules/second_inspector_confirms", json={"value": on, "reason": "重点督查"})
    assert answer.status_code == 200, answer.text


def sent(world: World, mission: dict[str, Any], report: str = "", **changes: Any) -> tuple[str, dict[str, Any]]:
    """A report of inspector's on the mission, its photograph sent; its id and the last answer."""
    photo, report, client = a_photo(1, (64, 48)), report or str(uuid4()), world.as_("inspector")
    manifest = a_manifest(mission["tasks"][0]["id"], [photo], mission_id=mission["id"]) | changes
    assert client.put(f"/reports/{report}", json=manifest).status_code in {200, 201}
    assert upload(client, manifest["evidence"][0], photo, report_id=report).status_code == 204
    told: dict[str, Any] = client.put(f"/reports/{report}", json=manifest).json()
    return report, told


def move(world: World, who: str, report: str, verb: str, **more: Any) -> httpx2.Response:
    """A verb on a report."""
    return world.as_(who).post(f"/reports/{report}/moves", json={"verb": verb} | more)


def waiting(world: World, who: str) -> list[str]:
    """What somebody is asked to confirm."""
    answer = world.as_(who).get("/reports/unconfirmed")
    assert answer.status_code == 200
    return [each["id"] for each in answer.json()["items"]]


def test_off_by_default_nothing_is_asked_and_nothing_takes_longer(fresh: World) -> None:
    report, told = sent(fresh, a_mission(fresh, "deployed"))
    assert told["receipt"] is not None
    assert waiting(fresh, "inspector2") == []
    assert fresh.as_("inspector2").get(f"/reports/{report}").status_code == 404
    assert slug(move(fresh, "inspector2", report, "confirm")) == "404 not-found"
    accepted = move(fresh, "reviewer", report, "accept")
    assert (accepted.status_code, accepted.json()["second"]) == (200, "none")


def test_another_member_confirms_and_only_then_the_office_accepts(fresh: World) -> None:
    switch(fresh)
    report, told = sent(fresh, a_mission(fresh, "deployed"))
    assert (told["state"], told["receipt"]["report_id"]) == ("submitted", report)
    read = fresh.as_("reviewer").get(f"/reports/{report}").json()
    assert (read["second"], read["confirmed_by"], read["moves"]) == ("awaited", None, ["accept", "return", "void"])
    refused = move(fresh, "reviewer", report, "accept")
    assert (slug(refused), refused.json()["pointer"]) == ("409 second-awaited", "/override_reason")
    assert (waiting(fresh, "inspector2"), waiting(fresh, "leader1")) == ([report], [report])
    seen = fresh.as_("inspector2").get(f"/reports/{report}").json()
    assert (seen["moves"], seen["site"]["name"], len(seen["evidence"])) == (["confirm"], "下梨坞村2组排洪渠", 1)
    assert fresh.as_("inspector2").get(f"/evidence/{seen['evidence'][0]['id']}").status_code == 200
    done = move(fresh, "inspector2", report, "confirm", reason="当时在场，位置在渠北段")
    assert (done.status_code, done.json()["state"], done.json()["moves"]) == (200, "submitted", [])
    assert waiting(fresh, "inspector2") == waiting(fresh, "leader1") == []
    read = fresh.as_("director").get(f"/reports/{report}").json()
    assert (read["second"], read["confirmed_by"]["name"], read["timeline"][-1]["action"]) == (
        "confirmed",
        "李样本",
        "report.confirm",
    )
    assert read["timeline"][-1]["note"] == "当时在场，位置在渠北段"
    assert move(fresh, "reviewer", report, "accept").status_code == 200


def test_the_office_may_go_on_without_it_with_a_reason_that_stays(fresh: World) -> None:
    switch(fresh)
    report, _ = sent(fresh, a_mission(fresh, "deployed"))
    done = move(fresh, "reviewer", report, "accept", override_reason="另一名组员已调离")
    assert (done.status_code, done.json()["state"], done.json()["second"]) == (200, "accepted", "awaited")
    assert done.json()["timeline"][-1]["note"] == "另一名组员已调离"
    assert waiting(fresh, "inspector2") == []


@pytest.mark.parametrize(
    ("who", "told"),
    [
        ("inspector", "409 second-not-awaited"), ("reviewer", "403 forbidden"), ("county-leader", "404 not-found"),
        ("dept", "404 not-found"), ("township", "404 not-found"),
    ],
)  # fmt: skip
def test_nobody_else_confirms(fresh: World, who: str, told: str) -> None:
    switch(fresh)
    report, _ = sent(fresh, a_mission(fresh, "deployed"))
    assert slug(move(fresh, who, report, "confirm")) == told
    assert waiting(fresh, who) == []


def test_a_report_is_confirmed_once_and_another_content_anew(fresh: World) -> None:
    switch(fresh)
    mission = a_mission(fresh, "deployed")
    report, _ = sent(fresh, mission)
    assert move(fresh, "inspector2", report, "confirm").status_code == 200
    assert slug(move(fresh, "leader1", report, "confirm")) == "409 second-not-awaited"
    assert move(fresh, "reviewer", report, "return", reason="补充特写").status_code == 200
    assert waiting(fresh, "leader1") == []
    sent(fresh, mission, report, summary="补充特写")
    assert waiting(fresh, "leader1") == [report]
    assert slug(move(fresh, "reviewer", report, "accept")) == "409 second-awaited"


def test_a_team_of_one_and_those_who_declared_an_interest_are_not_asked(fresh: World) -> None:
    switch(fresh)
    mission = a_mission(fresh, "deployed")
    answer = fresh.as_("inspector2").post(
        f"/missions/{mission['id']}/moves", json={"verb": "commit", "recused": True, "reason": "亲属"}
    )
    assert answer.status_code == 200, answer.text
    report, _ = sent(fresh, mission)
    assert (waiting(fresh, "inspector2"), waiting(fresh, "leader1")) == ([], [report])
    assert fresh.as_("inspector2").get(f"/reports/{report}").status_code == 404


def test_a_report_outside_any_mission_waits_for_nobody(fresh: World) -> None:
    switch(fresh)
    report = a_report(fresh)
    assert report["second"] == "none"
    assert move(fresh, "reviewer", report["id"], "accept").status_code == 200


def test_with_the_rule_off_again_nobody_waits(fresh: World) -> None:
    switch(fresh)
    report, _ = sent(fresh, a_mission(fresh, "deployed"))
    switch(fresh, on=False)
    assert waiting(fresh, "inspector2") == []
    assert move(fresh, "reviewer", report, "accept").json()["second"] == "none"
