"""协调调度: every arrow, every refusal, and who sees what."""

from uuid import uuid4

from tests.bad_input.traces import refusal
from tests.coordination.making import an_item, item
from tests.findings.making import moved, under_review
from tests.making import an_order
from tests.world import TOWN, World

SOON = {"meeting_at": "2027-01-05T01:30:00Z", "meeting_place": "县政府三楼会议室"}


def test_an_item_goes_all_its_way(world: World) -> None:
    made = an_item(world)
    assert (made["state"], made["moves"], made["raised_by_name"]) == ("raised", ["schedule"], "严演示")
    assert [each["name"] for each in made["participants"]] == ["鹿鸣镇人民政府", "县住建局"]
    assert item(world, made["id"], "schedule", **SOON).json()["state"] == "scheduled"
    again = item(world, made["id"], "schedule", **SOON | {"meeting_at": "2027-01-06T01:30:00Z", "participant_ids": [str(TOWN)]})
    assert (again.json()["meeting_at"], len(again.json()["participants"])) == ("2027-01-06T01:30:00Z", 1)
    decided = item(world, made["id"], "decide", "director", decision="由水务局牵头移交", due_on="2098-01-08").json()
    assert (decided["state"], decided["decided_by_name"], decided["due_on"], decided["light"]) == (
        "decided", "周示例", "2098-01-08", "green",
    )  # fmt: skip
    for words in ("已移交图纸", "已完成移交"):
        followed = item(world, made["id"], "follow", note=words).json()
    assert (followed["state"], followed["progress"]) == ("followed", "已完成移交")
    closed = item(world, made["id"], "close", "director", note="权属明确").json()
    assert (closed["state"], closed["result"], closed["moves"]) == ("closed", "权属明确", [])
    story = [(step["action"], step["note"]) for step in closed["timeline"]]
    assert story[0][0] == "coordination.raised"
    assert story[-2:] == [("coordination.follow", "已完成移交"), ("coordination.close", "权属明确")]


def test_every_refusal(world: World) -> None:
    made = an_item(world, participant_ids=[])["id"]
    assert refusal(item(world, made, "schedule")) == (422, "meeting-required", "/meeting_at")
    assert refusal(item(world, made, "schedule", **SOON)) == (422, "participant-required", "/participant_ids")
    assert refusal(item(world, made, "decide", "director", decision="定")) == (409, "illegal-move", "/verb")
    assert refusal(item(world, made, "follow", note="无")) == (409, "illegal-move", "/verb")
    assert refusal(item(world, made, "close", "director", note="无")) == (409, "illegal-move", "/verb")
    assert refusal(item(world, made, "schedule", "approver", **SOON))[:2] == (403, "forbidden")
    wrong = item(world, made, "schedule", **SOON, participant_ids=[str(uuid4())])
    assert refusal(wrong) == (422, "unknown-unit", "/participant_ids/0")
    assert item(world, made, "schedule", **SOON, participant_ids=[str(TOWN)]).status_code == 200
    assert refusal(item(world, made, "decide", "director")) == (422, "decision-required", "/decision")
    assert refusal(item(world, made, "decide", decision="定"))[:2] == (403, "forbidden")
    late = item(world, made, "decide", "approver", decision="定", due_on="2020-01-01")
    assert refusal(late) == (422, "deadline-passed", "/due_on")
    assert item(world, made, "decide", "approver", decision="定").status_code == 200
    assert refusal(item(world, made, "follow", "approver", note="无"))[:2] == (403, "forbidden")
    assert refusal(item(world, made, "follow")) == (422, "result-required", "/note")
    assert refusal(item(world, made, "schedule", **SOON)) == (409, "illegal-move", "/verb")
    assert item(world, made, "follow", note="推进").status_code == 200
    assert refusal(item(world, made, "close", note="无"))[:2] == (403, "forbidden")
    assert refusal(item(world, made, "close", "director")) == (422, "result-required", "/note")


def test_raising_is_the_desks_and_the_same_twice_is_one(world: World) -> None:
    finding = an_order(world)["findings"][0]["id"]
    made = an_item(world, finding)
    draft = {"id": made["id"], "finding_id": finding, "title": made["title"], "reason": made["reason"], "coordinator": "郑测试"}
    draft["participant_ids"] = [each["id"] for each in made["participants"]]
    assert world.as_("reviewer").post("/coordination", json=draft).status_code == 200
    other = world.as_("reviewer").post("/coordination", json=draft | {"title": "另一项"})
    assert refusal(other) == (409, "coordination-id-reused", "/id")
    assert refusal(world.as_("approver").post("/coordination", json=draft))[:2] == (403, "forbidden")
    assert world.as_("reviewer").post("/coordination", json=draft | {"finding_id": str(uuid4())}).status_code == 404


def test_units_that_take_part_see_it_once_the_finding_is_released_and_a_meeting_set(world: World) -> None:
    finding = under_review(world)
    moved(world, finding, "confirm")
    made = an_item(world, finding)["id"]
    assert item(world, made, "schedule", **SOON).status_code == 200
    readers = ("township", "dept", "county-leader")
    for who in (*readers, "other-township", "inspector"):
        assert world.as_(who).get(f"/coordination/{made}").status_code == 404
        assert made not in world.as_(who).get("/coordination").text
    order = {"id": str(uuid4()), "finding_ids": [finding], "unit_id": str(TOWN), "class": "limited", "requirements": "整改"}
    assert world.as_("director").post("/orders", json=order).status_code == 201
    for who in readers:
        told = world.as_(who).get(f"/coordination/{made}").json()
        assert (told["finding_id"], told["finding_facts"], told["raised_by_name"], told["moves"]) == (None, None, None, [])
        assert {step["actor_name"] for step in told["timeline"]} == {None}
    assert world.as_("other-township").get(f"/coordination/{made}").status_code == 404
    raised = an_item(world)["id"]
    assert world.as_("township").get(f"/coordination/{raised}").status_code == 404  # no meeting yet: the office's own matter


def test_the_list_is_paged_and_narrowed_by_state(world: World) -> None:
    for _ in range(3):
        an_item(world)
    first = world.as_("director").get("/coordination", params={"limit": 2, "state": "raised"}).json()
    rest = world.as_("director").get("/coordination", params={"limit": 2, "state": "raised", "cursor": first["next_cursor"]}).json()
    assert len(first["items"]) == 2
    assert not {each["id"] for each in first["items"]} & {each["id"] for each in rest["items"]}
