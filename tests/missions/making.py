"""Missions for tests: a complete plan, and the way to any state."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import httpx2

from app.core.clock import legal_date
from tests.making import a_task
from tests.world import OFFICE, TOWN, World, user_id

TITLE, SITE, SECOND_SITE = "人居环境突击暗访", "烟汀渡口东侧", "烟汀渡口西侧"


def person(username: str) -> str:
    """An account's id as JSON carries it."""
    return str(user_id(username))


def today(world: World) -> date:
    """The day it is in that world."""
    return legal_date(world.clock())


def a_plan(world: World, **changes: Any) -> dict[str, Any]:
    """A complete covert plan over the town: led by leader1, with two inspectors and two sites."""
    first = today(world)
    return {
        "title": TITLE, "kind": "special", "method": "covert", "focus_areas": ["clean_county"], "authority_basis": "head_approval",
        "basis_ref": "县政府第12次常务会议", "organiser_unit_ids": [str(OFFICE)], "target_unit_ids": [str(TOWN)],
        "target_scope": "鹿鸣镇渡口片区", "plan_text": "直奔渡口，查看清运与保洁", "leader_id": person("leader1"),
        "member_ids": [person("inspector"), person("inspector2")],
        "task_ids": changes.pop("task_ids", None) or [a_task(world)["id"]],
        "period_from": first.isoformat(), "period_to": (first + timedelta(days=10)).isoformat(),
        "sites": [
            {"id": str(uuid4()), "name": SITE, "unit_id": str(TOWN), "address": "渡口路1号",
             "location": {"lat": 40.1234, "lon": 102.1432}},
            {"id": str(uuid4()), "name": SECOND_SITE, "unit_id": str(TOWN), "opens_after": "previous"},
        ],
    } | changes  # fmt: skip


def put(world: World, plan: dict[str, Any], who: str = "reviewer") -> dict[str, Any]:
    """The plan begun; as its planner reads it."""
    answer = world.as_(who).put(f"/missions/{uuid4()}", json=plan)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def move(world: World, who: str, mission: str, verb: str, **more: Any) -> httpx2.Response:
    """A verb on a mission."""
    return world.as_(who).post(f"/missions/{mission}/moves", json={"verb": verb} | more)


def did(world: World, who: str, mission: str, verb: str, **more: Any) -> dict[str, Any]:
    """A verb that succeeds; the mission after it."""
    answer = move(world, who, mission, verb, **more)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


WAY = ("draft", "pending", "approved", "deployed", "fieldwork", "reporting", "concluded", "archived")


def a_mission(world: World, state: str = "draft", **changes: Any) -> dict[str, Any]:
    """A mission brought to a state by the people whose verbs they are; as the director reads it."""
    plan = a_plan(world, **changes)
    made = put(world, plan)
    for reached in WAY[1 : WAY.index(state) + 1]:
        _bring(world, made["id"], plan, reached)
    told: dict[str, Any] = world.as_("director").get(f"/missions/{made['id']}").json()
    assert told["state"] == state
    return told


def _bring(world: World, mission: str, plan: dict[str, Any], state: str) -> None:
    if state == "pending":
        did(world, "reviewer", mission, "submit", recusal_declared=True, overlap_reason="分工不同")
    elif state == "approved":
        did(world, "approver", mission, "approve", instrument="云政督批1号")
    elif state == "deployed":
        for who in ("leader1", "inspector", "inspector2"):
            if person(who) in {plan["leader_id"], *plan["member_ids"]}:
                did(world, who, mission, "commit")
        did(world, "leader1", mission, "deploy")
    elif state == "fieldwork":
        assert open_site(world, "inspector", mission, plan["sites"][0]["id"]).status_code == 200
    elif state == "reporting":
        did(world, "leader1", mission, "report")
    elif state == "concluded":
        did(world, "director", mission, "conclude", result_check="渡口已清运")
    else:
        did(world, "reviewer", mission, "archive")


def open_site(world: World, who: str, mission: str, site: str, verb: str = "open") -> httpx2.Response:
    """A site opened or finished on the spot."""
    at = {"at": world.clock().isoformat(), "location": {"lat": 40.12, "lon": 102.14}, "accuracy_m": 8}
    return world.as_(who).post(f"/missions/{mission}/sites/{site}/moves", json={"verb": verb} | at)


def slug(answer: httpx2.Response) -> str:
    """The refusal, by its permanent name."""
    return f"{answer.status_code} {answer.json()['type'].removeprefix('/problems/')}"
