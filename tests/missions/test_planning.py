"""Writing a plan: what it may not say, and what follows from saying it twice."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from app.access.policy import Role
from tests.making import a_task
from tests.missions.making import a_mission, a_plan, did, person, put, slug, today
from tests.world import BUREAU, OFFICE, OTHER_TOWN, TOWN, VILLAGE, Template, World


@pytest.fixture(scope="module")
def task(world: World) -> list[str]:
    """One matter for all."""
    return [a_task(world)["id"]]


def test_the_same_again_gives_the_same_answer(world: World, task: list[str]) -> None:
    plan, path = a_plan(world, task_ids=task), f"/missions/{uuid4()}"
    planner = world.as_("reviewer")
    first = planner.put(path, json=plan)
    again = planner.put(path, json=plan)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()


def test_a_change_takes_the_version_read(world: World, task: list[str]) -> None:
    plan = a_plan(world, task_ids=task)
    made = put(world, plan)
    path, planner, changed = f"/missions/{made['id']}", world.as_("reviewer"), plan | {"title": "改了题目"}
    assert slug(planner.put(path, json=changed)) == "428 precondition-required"
    assert slug(planner.put(path, json=changed, headers={"If-Match": '"7"'})) == "412 stale-version"
    answer = planner.put(path, json=changed, headers={"If-Match": f'"{made["version"]}"'})
    assert (answer.status_code, answer.json()["title"], answer.json()["version"]) == (200, "改了题目", 2)
    did(world, "reviewer", made["id"], "submit", recusal_declared=True, overlap_reason="不同点位")
    assert slug(planner.put(path, json=plan, headers={"If-Match": '"3"'})) == "409 mission-not-draft"


def test_what_the_office_could_read_is_not_made_secret_afterwards(world: World, task: list[str]) -> None:
    plan = a_plan(world, task_ids=task, method="open")
    made = put(world, plan)
    assert (made["sealed"], made["method"]) == (False, "open")
    covert = world.as_("reviewer").put(f"/missions/{made['id']}", json=plan | {"method": "covert"}, headers={"If-Match": '"1"'})
    assert slug(covert) == "409 method-fixed"
    secret = put(world, plan | {"method": "mixed", "sites": []}, "director")
    assert (secret["sealed"], world.as_("reviewer").get(f"/missions/{secret['id']}").status_code) == (True, 404)
    opened = world.as_("director").put(
        f"/missions/{secret['id']}", json=plan | {"method": "open", "sites": []}, headers={"If-Match": '"1"'}
    )
    assert (opened.status_code, opened.json()["sealed"]) == (200, False)
    assert world.as_("reviewer").get(f"/missions/{secret['id']}").status_code == 200


WRONG: list[tuple[str, dict[str, Any]]] = [
    ("422 unknown-unit", {"organiser_unit_ids": [str(uuid4())]}),
    ("422 unit-not-target", {"target_unit_ids": [str(OFFICE)]}),
    ("422 mission-not-organiser", {"organiser_unit_ids": [str(TOWN)]}),
    ("422 target-outside-organiser", {"authority_basis": "self_check", "organiser_unit_ids": [str(OTHER_TOWN)]}),
    ("422 target-outside-organiser", {"authority_basis": "self_check", "organiser_unit_ids": [str(TOWN)]}),
    ("422 mission-basis-required", {"organiser_unit_ids": [str(BUREAU)]}),
    ("422 unknown-category", {"focus_areas": ["nothing"]}),
    ("422 unknown-task", {"task_ids": [str(uuid4())]}),
    ("422 unknown-person", {"leader_id": str(uuid4())}),
    ("422 not-field-person", {"leader_id": person("reviewer")}),
    ("422 not-field-person", {"need_to_know": [{"user_id": person("sysadmin"), "reason": "运维"}]}),
    ("422 member-of-target", {"led_by_id": person("township-head")}),
    ("422 member-of-target", {"member_ids": [person("dept")], "target_unit_ids": [str(BUREAU)]}),
    ("422 reviewer-on-team", {"reviewer_id": person("director"), "member_ids": [person("director")]}),
    ("422 invalid-request", {"period_to": "2020-01-01"}),
    ("422 invalid-request", {"sites": [{"id": str(uuid4()), "name": "点位", "opens_after": "time"}]}),
    ("422 unknown-unit", {"sites": [{"id": str(uuid4()), "name": "点位", "unit_id": str(uuid4())}]}),
]


@pytest.mark.parametrize(("refusal", "changes"), WRONG)
def test_what_no_plan_may_say(world: World, task: list[str], refusal: str, changes: dict[str, Any]) -> None:
    plan = a_plan(world, task_ids=task)
    if refusal == "422 reviewer-on-team":
        world.hire("both", "双岗", Role.INSPECTOR, Role.REVIEWER)
        user = person("both")
        changes = {"reviewer_id": user, "member_ids": [user]}
    assert slug(world.as_("reviewer").put(f"/missions/{uuid4()}", json=plan | changes)) == refusal


def test_who_may_plan(world: World, task: list[str]) -> None:
    plan = a_plan(world, task_ids=task)
    for who in ("inspector", "approver", "county-leader", "township", "sysadmin"):
        assert slug(world.as_(who).put(f"/missions/{uuid4()}", json=plan)) == "403 forbidden"
    assert slug(world.as_("dept").put(f"/missions/{uuid4()}", json=plan | {"task_ids": []})) == "422 mission-not-organiser"


def test_an_id_of_a_hidden_plan_is_not_given_away_twice(world: World, task: list[str]) -> None:
    made = put(world, a_plan(world, task_ids=task), "director")
    answer = world.as_("reviewer").put(f"/missions/{made['id']}", json=a_plan(world, task_ids=task))
    assert slug(answer) == "409 mission-id-reused"
    stolen = a_plan(world, task_ids=task, sites=[{"id": made["sites"][0]["id"], "name": "别处"}])
    assert slug(world.as_("reviewer").put(f"/missions/{uuid4()}", json=stolen)) == "409 mission-id-reused"


def test_another_planner_does_not_write_in_it(world: World, task: list[str]) -> None:
    plan = a_plan(world, task_ids=task, need_to_know=[{"user_id": person("reviewer"), "reason": "审核准备"}])
    made = put(world, plan, "director")
    assert world.as_("reviewer").get(f"/missions/{made['id']}").json()["title"] == plan["title"]
    answer = world.as_("reviewer").put(f"/missions/{made['id']}", json=plan | {"title": "别人的题目"}, headers={"If-Match": '"1"'})
    assert slug(answer) == "403 not-on-team"


def test_a_joint_mission_has_several_organisers(world: World, task: list[str]) -> None:
    made = put(world, a_plan(world, task_ids=task, organiser_unit_ids=[str(OFFICE), str(BUREAU)]))
    assert (made["joint"], [unit["name"] for unit in made["organisers"]]) == (True, ["云岫县督查室", "县住建局"])


def test_a_self_check_looks_below(world: World) -> None:
    plan = a_plan(world, authority_basis="self_check", organiser_unit_ids=[str(TOWN)], target_unit_ids=[str(VILLAGE)], sites=[])
    assert put(world, plan)["authority_basis"] == "self_check"


def test_overlaps_and_burden_are_shown_and_explained(template: Template, engine: str) -> None:
    with template.world(engine) as world:
        task = [a_task(world)["id"]]
        first = a_mission(world, "approved", task_ids=task, method="open")
        near = (today(world) + timedelta(days=39)).isoformat()
        second = put(
            world, a_plan(world, task_ids=task, method="open", target_unit_ids=[str(VILLAGE)], period_from=near, period_to=near)
        )
        told = world.as_("reviewer").get(f"/missions/{second['id']}/overlaps").json()
        assert [(each["kind"], each["id"], each["unit"]["name"]) for each in told["items"]] == [
            ("mission", first["id"], "鹿鸣镇人民政府")
        ]
        refused = world.as_("reviewer").post(f"/missions/{second['id']}/moves", json={"verb": "submit", "recusal_declared": True})
        assert (slug(refused), refused.json()["found"]) == ("422 overlap-unexplained", 1)
        far = (today(world) + timedelta(days=41)).isoformat()
        for changes in (
            {"period_from": far, "period_to": far},
            {"focus_areas": ["project_construction"]},
            {"target_unit_ids": [str(OTHER_TOWN)]},
        ):
            other = put(world, a_plan(world, task_ids=task, method="open") | changes)
            assert world.as_("reviewer").get(f"/missions/{other['id']}/overlaps").json()["items"] == [], changes
        covert = a_mission(world, "approved", task_ids=task)
        seen = {who: world.as_(who).get(f"/missions/{second['id']}/overlaps").json()["items"] for who in ("reviewer", "director")}
        assert {each["id"] for each in seen["director"]} == {first["id"], covert["id"]}
        assert {each["id"] for each in seen["reviewer"]} == {first["id"], covert["id"]}  # the reviewer planned both
        hidden = a_mission_of_the_director(world, task)
        assert hidden not in {
            each["id"] for each in world.as_("reviewer").get(f"/missions/{second['id']}/overlaps").json()["items"]
        }
        burden = world.as_("director").get(f"/missions/{first['id']}/overlaps").json()["burden"][0]
        assert (burden["unit"]["name"], burden["allowed"], burden["over"]) == ("鹿鸣镇人民政府", 2, False)
        assert (burden["missions"], burden["open_missions"]) == (3, 1)


def a_mission_of_the_director(world: World, task: list[str]) -> str:
    """A sealed one the reviewer is not told of."""
    made = put(world, a_plan(world, task_ids=task), "director")
    did(world, "director", made["id"], "submit", recusal_declared=True, overlap_reason="不同点位")
    return str(made["id"])
