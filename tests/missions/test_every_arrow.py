"""The mission's arrows that return to where they start, in every state they start from, and the draw's ways out."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.making import a_task
from tests.missions.making import a_mission, did, move, person, slug, today
from tests.missions.test_drawing import act, brought
from tests.world import TOWN, World


@pytest.fixture(scope="module")
def task(world: World) -> list[str]:
    """The matter they all follow up."""
    return [a_task(world)["id"]]


def orally_approved(world: World, task: list[str], state: str) -> str:
    """A mission approved by word of mouth, brought to a state."""
    mission = a_mission(world, "pending", task_ids=task)
    said = {"oral_by": person("approver"), "oral_at": world.clock().isoformat()}
    did(world, "director", mission["id"], "approve_orally", **said)
    if state in {"deployed", "fieldwork", "reporting"}:
        for who in ("leader1", "inspector", "inspector2"):
            did(world, who, mission["id"], "commit")
        did(world, "leader1", mission["id"], "deploy")
    if state in {"fieldwork", "reporting"}:
        path = f"/missions/{mission['id']}/sites/{mission['sites'][0]['id']}/moves"
        opened = world.as_("inspector").post(path, json={"verb": "open", "at": world.clock().isoformat()})
        assert opened.status_code == 200, opened.text
    if state == "reporting":
        did(world, "leader1", mission["id"], "report")
    return str(mission["id"])


@pytest.mark.parametrize("state", ["approved", "deployed", "fieldwork", "reporting"])
def test_the_paper_follows_the_word_wherever_the_mission_stands(world: World, task: list[str], state: str) -> None:
    told = did(world, "approver", orally_approved(world, task, state), "confirm", instrument="云政督批9号")
    assert (told["state"], told["approved_by"]["name"]) == (state, "吴样本")


@pytest.mark.parametrize("state", ["approved", "deployed", "fieldwork", "reporting"])
def test_people_are_named_wherever_the_mission_stands(world: World, task: list[str], state: str) -> None:
    mission = a_mission(world, state, task_ids=task, member_ids=[person("inspector")])["id"]
    told = did(world, "director", mission, "assign", member_ids=[person("inspector"), person("inspector2")])
    assert (told["state"], told["member_count"]) == (state, 3)
    if state == "reporting":
        assert slug(move(world, "inspector2", mission, "commit")) == "409 illegal-move"
    else:
        assert did(world, "inspector2", mission, "commit")["state"] == state


@pytest.mark.parametrize("state", ["fieldwork", "reporting"])
def test_the_leading_official_was_there(world: World, task: list[str], state: str) -> None:
    mission = a_mission(world, state, task_ids=task, led_by_id=person("county-leader"))["id"]
    told = did(world, "county-leader", mission, "attend")
    assert (told["state"], told["led_by_present_on"]) == (state, today(world).isoformat())


@pytest.mark.parametrize("verb", ["grant", "refuse"])
@pytest.mark.parametrize("state", ["approved", "deployed", "fieldwork"])
def test_a_wider_plan_is_decided_wherever_the_mission_stands(world: World, task: list[str], state: str, verb: str) -> None:
    mission = a_mission(world, state, task_ids=task)["id"]
    change: dict[str, Any] = {
        "reason": "线索", "target_unit_ids": [str(TOWN)], "target_scope": "全镇", "sites": [],
        "period_to": (today(world) + timedelta(days=20)).isoformat(),
    }  # fmt: skip
    assert world.as_("leader1").put(f"/missions/{mission}/plans/{uuid4()}", json=change).status_code == 201
    told = did(world, "approver", mission, verb, instrument="云政督批4号", reason="不必")
    assert (told["state"], told["plans"][-1]["state"]) == (state, {"grant": "in_force", "refuse": "refused"}[verb])


@pytest.mark.parametrize("state", ["approved", "deployed", "fieldwork"])
def test_a_mission_is_called_off_before_it_reports(world: World, task: list[str], state: str) -> None:
    mission = a_mission(world, state, task_ids=task)["id"]
    assert did(world, "director", mission, "abort", reason="安全")["state"] == "aborted"


@pytest.mark.parametrize("state", ["draft", "pending"])
def test_a_plan_is_given_up_by_who_made_it(world: World, task: list[str], state: str) -> None:
    mission = a_mission(world, state, task_ids=task)["id"]
    assert did(world, "reviewer", mission, "cancel", reason="不开展了")["state"] == "cancelled"


@pytest.mark.parametrize("state", ["locked", "committed", "drawn", "witnessed"])
def test_a_draw_is_given_up_until_it_is_handed_on(world: World, state: str) -> None:
    mission, _ = brought(world, state)
    answer = act(world, "reviewer", mission, "cancel", reason="名单有误")
    assert (answer.status_code, answer.json()["state"]) == (200, "cancelled")
