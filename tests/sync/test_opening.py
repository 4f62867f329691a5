"""When a seal breaks, what it covered comes to the devices that may see it from then on, and to nobody else's."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from app.access.policy import Role
from tests.making import a_report
from tests.missions.making import a_mission, did, person
from tests.sync.test_pull import Phone
from tests.world import TOWN, Template, World


@pytest.fixture(params=["sqlite", "postgresql"])
def world(template: Template, request: pytest.FixtureRequest) -> Iterator[World]:
    """One world a test."""
    with template.world(request.param) as made:
        yield made


def brought(world: World) -> tuple[str, str, str]:
    """A sealed mission in the field, one report, one confirmed finding."""
    mission = a_mission(world, "deployed")
    report = a_report(world, task_id=mission["tasks"][0]["id"], mission_id=mission["id"])
    director, finding = world.as_("director"), report["findings"][0]["id"]
    assert director.post(f"/reports/{report['id']}/moves", json={"verb": "accept"}).status_code == 200
    assert director.post(f"/findings/{finding}/moves", json={"verb": "confirm"}).status_code == 200
    return mission["id"], report["id"], finding


def test_a_broken_seal_brings_its_reports_and_findings_to_the_office(world: World) -> None:
    world.hire("reviewer2", "施样本", Role.REVIEWER)
    mission, report, finding = brought(world)
    phones = {who: Phone(world, who) for who in ("reviewer2", "director", "county-leader", "inspector2", "township")}
    held = {who: set(phone.pull()) for who, phone in phones.items()}
    assert not {("report", report), ("finding", finding)} & held["reviewer2"]
    did(world, "leader1", mission, "report")
    assert phones["reviewer2"].pull() == []
    did(world, "director", mission, "conclude", result_check="渡口已清运")
    assert {("report", report), ("finding", finding)} <= set(phones["reviewer2"].pull())
    assert phones["reviewer2"].pull() == []
    for who in ("county-leader", "inspector2", "township"):
        told = {each for each in phones[who].pull() if each[0] != "mission"}
        assert told == set(), who


def test_a_unit_whose_finding_went_out_does_not_learn_from_its_phone_when_the_mission_ended(world: World) -> None:
    mission, _, finding = brought(world)
    an_order_on(world, finding)
    did(world, "leader1", mission, "report")
    phone = Phone(world, "township")
    assert ("finding", finding) in phone.pull()
    did(world, "director", mission, "conclude", result_check="渡口已清运")
    assert phone.pull() == []


def an_order_on(world: World, finding: str) -> None:
    """The finding goes out to the town."""
    draft = {"id": str(uuid4()), "finding_ids": [finding], "unit_id": str(TOWN)}
    answer = world.as_("director").post("/orders", json=draft | {"class": "limited", "requirements": "限期清运。"})
    assert answer.status_code == 201, answer.text


def test_a_leader_named_later_receives_what_the_team_has_reported(world: World) -> None:
    world.hire("leader2", "唐示例", Role.TEAM_LEADER)
    mission, report, _ = brought(world)
    phone = Phone(world, "leader2")
    assert ("report", report) not in phone.pull()
    did(world, "director", mission, "assign", leader_id=person("leader2"), member_ids=[person("inspector")])
    assert ("report", report) in phone.pull()
