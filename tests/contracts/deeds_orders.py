"""What hangs on an order, and planned second looks, is in the log."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from tests.making import a_submission, an_order
from tests.rectification.steps import an_extension, answered, closed, long_order, look
from tests.world import OTHER_TOWN, PEOPLE, World, user_id

TEAM = [str(user_id("inspector")), str(user_id("inspector2"))]


def _post(world: World, who: str, path: str, body: Any) -> Any:
    return who, lambda: world.as_(who).post(path, json=body)


def _objection(world: World) -> tuple[str, str]:
    order, id_ = an_order(world)["id"], str(uuid4())
    told = world.as_("township").post(f"/orders/{order}/objections", json={"id": id_, "reason": "不属本单位"})
    assert told.status_code == 201, told.text
    return order, id_


def _extended(world: World) -> dict[str, Any]:
    return an_extension((world.clock() + timedelta(days=60)).date().isoformat())


def object_to(world: World) -> Any:
    order = an_order(world)["id"]
    return _post(world, "township", f"/orders/{order}/objections", {"id": str(uuid4()), "reason": "不属本单位"})


def move_objection(world: World) -> Any:
    order, id_ = _objection(world)
    asked = {"verb": "reassign", "unit_id": str(OTHER_TOWN), "reason": "邻镇管养"}
    return _post(world, "director", f"/orders/{order}/objections/{id_}/moves", asked)


def extend(world: World) -> Any:
    return _post(world, "township", f"/orders/{an_order(world)['id']}/extensions", _extended(world))


def move_extension(world: World) -> Any:
    order, asked = an_order(world)["id"], _extended(world)
    assert world.as_("township").post(f"/orders/{order}/extensions", json=asked).status_code == 201
    return _post(world, "approver", f"/orders/{order}/extensions/{asked['id']}/moves", {"verb": "grant"})


def _long(world: World) -> str:
    return str(long_order(world, (world.clock() + timedelta(days=90)).date().isoformat())["id"])


def plan_milestones(world: World) -> Any:
    order, day = _long(world), (world.clock() + timedelta(days=30)).date().isoformat()
    items = {"items": [{"id": str(uuid4()), "name": "复产", "due_on": day}]}
    return "township", lambda: world.as_("township").put(f"/orders/{order}/milestones", json=items)


def enter_progress(world: World) -> Any:
    return _post(world, "township", f"/orders/{_long(world)}/progress", {"id": str(uuid4()), "text": "进展"})


def withdraw(world: World) -> Any:
    order = an_order(world)["id"]
    draft = a_submission()
    assert world.as_("township").post(f"/orders/{order}/submissions", json=draft).status_code == 201
    return _post(world, "township", f"/orders/{order}/submissions/{draft['id']}/moves", {"verb": "withdraw"})


def ask_inspectors(world: World) -> Any:
    finding = answered(world)["findings"][0]["id"]
    return "reviewer", lambda: world.as_("reviewer").put(f"/findings/{finding}/reinspectors", json={"inspector_ids": TEAM})


def _as_of(world: World, days: int) -> None:
    world.clock.advance(days=days)
    world.close()
    world._clients.clear()
    for who in (*PEOPLE, "other-system"):
        world.as_(who)


def propose(world: World) -> Any:
    closed(world)
    _as_of(world, 40)
    return "reviewer", lambda: world.as_("reviewer").put(f"/reinspection-plans/{uuid4()}", json={})


def _proposed(world: World) -> dict[str, Any]:
    who, act = propose(world)
    world.as_(who)
    made: dict[str, Any] = act().json()
    world.as_("director")
    return made


def seal(world: World) -> Any:
    path = f"/reinspection-plans/{_proposed(world)['id']}/moves"
    return _post(world, "director", path, {"verb": "seal", "inspector_ids": TEAM})


def confirm(world: World) -> Any:
    plan = _proposed(world)
    path, finding = f"/reinspection-plans/{plan['id']}", plan["looks"][0]["finding_id"]
    told = world.as_("director").post(f"{path}/moves", json={"verb": "seal", "inspector_ids": TEAM})
    assert told.status_code == 200, told.text
    assert look(world, finding, "rectified", ends="done").status_code == 201
    world.as_("reviewer")
    return _post(world, "reviewer", f"{path}/findings/{finding}/moves", {"verb": "confirm"})


MOVED = ["order.reassign", "finding.reassign", "objection.reassign"]
DEEDS: dict[tuple[str, str], Any] = {
    ("POST", "/orders/{order_id}/objections"): (object_to, ["objection.filed"]),
    ("POST", "/orders/{order_id}/objections/{objection_id}/moves"): (move_objection, MOVED),
    ("POST", "/orders/{order_id}/extensions"): (extend, ["order.signed", "finding.start", "extension.filed"]),
    ("POST", "/orders/{order_id}/extensions/{extension_id}/moves"): (move_extension, ["extension.grant"]),
    ("PUT", "/orders/{order_id}/milestones"): (plan_milestones, ["order.signed", "finding.start", "order.milestones"]),
    ("POST", "/orders/{order_id}/progress"): (enter_progress, ["order.signed", "finding.start", "progress.entered"]),
    ("POST", "/orders/{order_id}/submissions/{submission_id}/moves"): (withdraw, ["submission.withdraw", "finding.unclaim"]),
    ("PUT", "/findings/{finding_id}/reinspectors"): (ask_inspectors, ["finding.look_assigned"]),
    ("PUT", "/reinspection-plans/{plan_id}"): (propose, ["reinspection_plan.committed", "reinspection_plan.proposed"]),
    ("POST", "/reinspection-plans/{plan_id}/moves"): (seal, ["reinspection_plan.seal"]),
    ("POST", "/reinspection-plans/{plan_id}/findings/{finding_id}/moves"): (confirm, ["reinspection.confirm"]),
}
NO_DEED: set[tuple[str, str]] = set()
