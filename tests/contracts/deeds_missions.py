"""What is done to a mission is in the log, and none of its words are."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from tests.missions.making import a_mission, a_plan, open_site, today
from tests.world import OTHER_TOWN, World


def put_mission(world: World) -> Any:
    plan = a_plan(world)
    return "reviewer", lambda: world.as_("reviewer").put(f"/missions/{uuid4()}", json=plan)


def move_mission(world: World) -> Any:
    path = f"/missions/{a_mission(world, 'deployed')['id']}/moves"
    asked = {"verb": "abort", "reason": "走漏风声", "leak": True}
    return "director", lambda: world.as_("director").post(path, json=asked)


def ask_for_more(world: World) -> Any:
    path = f"/missions/{a_mission(world, 'approved')['id']}/plans/{uuid4()}"
    until = (today(world) + timedelta(days=20)).isoformat()
    change = {"reason": "线索", "target_unit_ids": [str(OTHER_TOWN)], "target_scope": "两镇", "period_to": until}
    return "leader1", lambda: world.as_("leader1").put(path, json=change)


def move_site(world: World) -> Any:
    mission = a_mission(world, "deployed")
    return "inspector", lambda: open_site(world, "inspector", mission["id"], mission["sites"][0]["id"])


def move_milestone(world: World) -> Any:
    step = {"id": str(uuid4()), "name": "首次回访", "due_on": today(world).isoformat()}
    long = {"mode": "tracking", "cadence": "weekly", "mode_reason": "周期长", "milestones": [step]}
    path = f"/missions/{a_mission(world, 'approved', **long)['id']}/milestones/{step['id']}/moves"
    return "leader1", lambda: world.as_("leader1").post(path, json={"verb": "finish", "on": today(world).isoformat()})


DEEDS: dict[tuple[str, str], Any] = {
    ("PUT", "/missions/{mission_id}"): (put_mission, ["mission.planned"]),
    ("POST", "/missions/{mission_id}/moves"): (move_mission, ["mission.abort", "mission.leak_suspected"]),
    ("PUT", "/missions/{mission_id}/plans/{plan_id}"): (ask_for_more, ["mission.change_asked"]),
    ("POST", "/missions/{mission_id}/sites/{site_id}/moves"): (move_site, ["mission.start", "mission.site_opened"]),
    ("POST", "/missions/{mission_id}/milestones/{milestone_id}/moves"): (move_milestone, ["mission.milestone_reached"]),
}
NO_DEED: set[tuple[str, str]] = set()
