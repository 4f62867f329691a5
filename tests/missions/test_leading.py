"""A team leader reads what his team reports, photographs included; nobody else of the field does."""

import pytest

from app.access.policy import Role
from tests.making import a_report
from tests.missions.making import a_mission, did, person
from tests.world import World


@pytest.fixture
def report(fresh: World) -> dict[str, object]:
    """A report of the mission that leader1 leads."""
    mission = a_mission(fresh, "deployed")
    made: dict[str, object] = a_report(fresh, task_id=mission["tasks"][0]["id"], mission_id=mission["id"])
    return made | {"mission": mission["id"]}


def test_a_leader_reads_the_reports_of_his_team(fresh: World, report: dict[str, object]) -> None:
    leader = fresh.as_("leader1")
    read = leader.get(f"/reports/{report['id']}").json()
    assert (read["author"]["name"], len(read["findings"]), read["moves"]) == ("王示例", 1, [])
    assert [each["id"] for each in leader.get("/reports").json()["items"]] == [report["id"]]
    photo = read["evidence"][0]["id"]
    assert leader.get(f"/evidence/{photo}").status_code == 200
    assert leader.get(f"/evidence/{photo}/original").status_code == 200
    assert leader.get(f"/missions/{report['mission']}/fieldwork").json()["visits"][0]["id"] == report["id"]
    moved = leader.post(f"/reports/{report['id']}/moves", json={"verb": "accept"})
    assert moved.status_code == 403


def test_a_leader_of_another_team_and_the_members_read_nothing(fresh: World, report: dict[str, object]) -> None:
    fresh.hire("leader2", "唐示例", Role.TEAM_LEADER)
    photo = fresh.as_("leader1").get(f"/reports/{report['id']}").json()["evidence"][0]["id"]
    for who in ("leader2", "inspector2"):
        client = fresh.as_(who)
        assert client.get(f"/reports/{report['id']}").status_code == 404, who
        assert client.get("/reports").json()["items"] == [], who
        assert client.get(f"/evidence/{photo}").status_code == 404, who


def test_who_leads_no_more_reads_no_more(fresh: World, report: dict[str, object]) -> None:
    fresh.hire("leader2", "唐示例", Role.TEAM_LEADER)
    did(fresh, "director", str(report["mission"]), "assign", leader_id=person("leader2"), member_ids=[person("leader1")])
    assert fresh.as_("leader1").get(f"/reports/{report['id']}").status_code == 404
    assert fresh.as_("leader2").get(f"/reports/{report['id']}").status_code == 200


def test_a_member_without_the_office_of_a_leader_reads_only_his_own(fresh: World) -> None:
    mission = a_mission(fresh, "approved", leader_id=person("inspector2"), member_ids=[person("inspector")])
    for who in ("inspector", "inspector2"):
        did(fresh, who, mission["id"], "commit")
    did(fresh, "director", mission["id"], "deploy")
    report = a_report(fresh, task_id=mission["tasks"][0]["id"], mission_id=mission["id"])
    assert fresh.as_("inspector2").get(f"/reports/{report['id']}").status_code == 404
