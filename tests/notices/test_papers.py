"""A unit hears of every paper that is out to it, and of what became of what it said; nobody else does."""

from datetime import timedelta
from uuid import uuid4

from tests.making import a_submission, a_task, an_order
from tests.rectification.steps import MONDAY, at, later, move
from tests.tasks.hands import moved
from tests.world import OTHER_TOWN, World


def heard(world: World, who: str) -> list[str]:
    """What somebody was told, the oldest first."""
    return [each["text"] for each in reversed(world.as_(who).get("/notices", params={"limit": 100}).json()["items"])]


def test_of_an_order_and_of_what_becomes_of_its_answers(fresh: World) -> None:
    at(fresh, MONDAY)
    order = an_order(fresh)
    number = order["number"]
    assert [each for each in heard(fresh, "township") if "交办单" in each] == [f"交办单 {number} 已送达，请签收"]
    unit, path = fresh.as_("township"), f"orders/{order['id']}"
    objection = {"id": str(uuid4()), "reason": "该路段由邻镇管养", "suggested_unit_id": str(OTHER_TOWN)}
    assert unit.post(f"/{path}/objections", json=objection).status_code == 201
    assert move(fresh.as_("director"), f"{path}/objections", objection["id"], "refuse", reason="应由你们办").status_code == 200
    asked = {"id": str(uuid4()), "new_due_on": "2026-12-16", "reason": "连续降雨", "progress": "六成", "signed_by": "褚样本"}
    assert unit.post(f"/{path}/extensions", json=asked).status_code == 201
    assert move(fresh.as_("reviewer"), f"{path}/extensions", asked["id"], "grant").status_code == 200
    assert unit.post(f"/{path}/submissions", json=a_submission()).status_code == 201
    assert move(fresh.as_("director"), "orders", order["id"], "return", reason="请补充").status_code == 200
    told = [each for each in heard(fresh, "township") if number in each]
    assert told == [
        f"交办单 {number} 已送达，请签收",
        f"{number} 的异议已有决定，请查看",
        f"{number} 的延期申请已有决定，请查看",
        f"交办单 {number} 的办理情况已退回，请重新报送",
    ]
    assert [each for each in heard(fresh, "township-head") if number in each] == told
    for who in ("other-township", "dept", "inspector", "county-leader"):
        assert heard(fresh, who) == [], who


def test_of_an_order_given_on_only_the_new_unit_speaks(fresh: World) -> None:
    at(fresh, MONDAY)
    order = an_order(fresh)
    objection = {"id": str(uuid4()), "reason": "该路段由邻镇管养", "suggested_unit_id": str(OTHER_TOWN)}
    assert fresh.as_("township").post(f"/orders/{order['id']}/objections", json=objection).status_code == 201
    later(fresh, 1)
    given = move(
        fresh.as_("director"), f"orders/{order['id']}/objections", objection["id"], "reassign", unit_id=str(OTHER_TOWN)
    )  # fmt: skip
    assert given.status_code == 200, given.text
    assert [each for each in heard(fresh, "township") if order["number"] in each] == []
    assert heard(fresh, "other-township") == [f"交办单 {order['number']} 已送达，请签收"]


def test_of_a_matter(fresh: World) -> None:
    at(fresh, MONDAY)
    task = a_task(fresh, due_on=(MONDAY + timedelta(days=30)).date().isoformat())
    served = f"督查事项 {task['number']} 已送达，请签收"
    assert (heard(fresh, "township"), heard(fresh, "township-head"), heard(fresh, "other-township")) == ([served], [served], [])
    moved(fresh, "township", task["id"], "object")
    moved(fresh, "director", task["id"], "overrule")
    assert heard(fresh, "township") == [served, f"{task['number']} 的异议已有决定，请查看"]
