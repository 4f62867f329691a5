"""What else is owed by a day, beside orders and matters: each kind of it reminds those it concerns, by its own rungs."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.deadlines.acts import acts, at, go, leap, notices, texts
from tests.making import a_task, an_order
from tests.missions.making import a_mission
from tests.results.making import PLEDGE, PRAISE, approved, done, move
from tests.reviews.making import a_filed
from tests.world import Template, World

FRIDAY = "2026-11-13"
REMINDED = [("11-10", "remind-3"), ("11-12", "remind-1"), ("11-13", "remind-0"), ("11-16", "urge")]
DAYS = (10, 12, 13, 16, 20, 23, 27)


@pytest.fixture
def world(template: Template, engine: str) -> Any:
    """Monday 2 November, a month without holidays."""
    with template.world(engine) as made:
        leap(made, at(11, 2))
        yield made


def days_pass(world: World) -> None:
    """Three weeks and a half, looked at on the days something is due."""
    for day in DAYS:
        go(world, at(11, day))


def a_step(**changes: Any) -> dict[str, Any]:
    """A milestone due on Friday 13 November."""
    return {"id": str(uuid4()), "name": "确定运营主体", "due_on": FRIDAY} | changes


def test_a_step_of_a_long_order_is_its_units(world: World) -> None:
    order, step = an_order(world, **{"class": "long", "due_on": "2027-02-26"}), a_step()
    planned = world.as_("township").put(f"/orders/{order['id']}/milestones", json={"items": [step]})
    assert planned.status_code == 200, planned.text
    days_pass(world)
    assert acts(world, step["id"]) == [*REMINDED, ("11-23", "weekly-1")]  # no principal, no interview for a step
    number = order["number"]
    assert texts(world, "township")[:2] == [
        f"整改节点 {number} 还剩 3 个工作日到期（2026-11-13）", f"整改节点 {number} 还剩 1 个工作日到期（2026-11-13）",
    ]  # fmt: skip
    assert {each["subject_id"] for each in notices(world, "township")} == {order["id"]}
    assert texts(world, "township-head") == texts(world, "director") == []


def test_a_step_reached_is_owed_no_more(world: World) -> None:
    order, step = an_order(world, **{"class": "long", "due_on": "2027-02-26"}), a_step()
    unit = f"/orders/{order['id']}"
    world.as_("township").put(f"{unit}/milestones", json={"items": [step]})
    go(world, at(11, 10))
    said = {"id": str(uuid4()), "text": "已签约", "done": [step["id"]]}
    assert world.as_("township").post(f"{unit}/progress", json=said).status_code == 201
    days_pass(world)
    assert acts(world, step["id"]) == REMINDED[:1]


def test_a_step_of_a_matter_is_its_lead_units(world: World) -> None:
    step = a_step()
    task = a_task(world, milestones=[step], due_on="2026-12-31")
    days_pass(world)
    assert acts(world, step["id"]) == [*REMINDED, ("11-23", "weekly-1")]
    assert texts(world, "township")[2] == f"督查事项节点 {task['number']} 今天到期"
    assert texts(world, "township-head") == texts(world, "director") == []


def test_a_public_pledge_comes_to_the_principal_in_the_end(world: World) -> None:
    action = approved(world, "criticism")
    done(move(world.as_("director"), action["id"], "execute", execution=PRAISE | {"happened_on": "2026-11-02"}))
    pledged = done(move(world.as_("township-head"), action["id"], "pledge", pledge=PLEDGE | {"due_on": FRIDAY}))
    days_pass(world)
    assert acts(world, action["id"]) == [*REMINDED, ("11-20", "escalate"), ("11-23", "weekly-1")]
    said = f"公开承诺 {pledged['number']} 已超期 5 个工作日，请主要负责人督促办理"
    assert said in texts(world, "township-head")
    assert any(each.startswith("公开承诺") for each in texts(world, "township"))
    assert not any(each.startswith("公开承诺") for who in ("director", "reviewer") for each in texts(world, who))


def test_a_request_for_more_time_waits_for_the_director_after_three_days(world: World) -> None:
    order = an_order(world)
    asked = {"id": str(uuid4()), "new_due_on": "2026-11-27", "reason": "连续降雨", "progress": "已清运六成", "signed_by": "褚样本"}
    filed = world.as_("township").post(f"/orders/{order['id']}/extensions", json=asked)
    assert filed.status_code == 201, filed.text
    go(world, at(11, 4))
    assert acts(world, asked["id"]) == []
    go(world, at(11, 5))
    go(world, at(11, 9))
    assert acts(world, asked["id"]) == [("11-05", "warn")]
    assert texts(world, "director") == [f"延期申请 {order['number']} 提出已 3 个工作日，请决定"]
    assert not any("延期申请" in each for who in ("reviewer", "approver", "township") for each in texts(world, who))


def test_a_review_warns_on_its_twentieth_day_and_reminds_before_the_thirtieth(world: World) -> None:
    """Filed on 2 November: the warning on the 22nd, to be decided by 2 December, a Wednesday."""
    review = a_filed(world)
    assert (review["warn_on"], review["due_on"]) == ("2026-11-22", "2026-12-02")
    for month, day in ((11, 20), (11, 22), (11, 27), (12, 1), (12, 2), (12, 3)):
        go(world, at(month, day))
    assert acts(world, review["id"]) == [
        ("11-22", "warn"), ("11-27", "remind-3"), ("12-01", "remind-1"), ("12-02", "remind-0"), ("12-03", "urge"),
    ]  # fmt: skip
    assert "复核申请" in texts(world, "director")[0]
    assert "须于 2026-12-02 前决定" in texts(world, "director")[0]
    assert not any("复核申请" in each for who in ("reviewer", "approver", "township") for each in texts(world, who))


def test_a_sealed_missions_step_is_told_to_its_list_alone_and_says_nothing(world: World) -> None:
    step = a_step(name="首次回访")
    mission = a_mission(world, "deployed", mode="tracking", cadence="weekly", mode_reason="周期长", milestones=[step])
    days_pass(world)
    assert acts(world, step["id"]) == REMINDED  # reminded and urged, never escalated
    told = [each for each in notices(world, "leader1") if each["subject_type"] == "mission"]
    assert [each["text"] for each in told] == ["您有新的工作任务"] * 4
    assert {UUID(each["subject_id"]) for each in told} == {UUID(mission["id"])}
    for who in ("county-leader", "township", "township-head", "dept", "sysadmin", "auditor"):
        assert not any(each["subject_type"] == "mission" for each in notices(world, who))
