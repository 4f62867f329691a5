"""困难诉求: from visits and from units, every arrow and refusal, and who sees what."""

from typing import Any
from uuid import uuid4

from tests.bad_input.traces import refusal
from tests.coordination.making import a_difficulty, difficulty
from tests.findings.making import moved
from tests.making import a_report
from tests.world import BUREAU, OTHER_TOWN, TOWN, VILLAGE, World

HELP = {"helper_unit_id": str(BUREAU), "note": "请协调一辆清运车"}


def listed(world: World, who: str) -> list[str]:
    """The texts somebody finds in the list."""
    return [row["text"] for row in world.as_(who).get("/difficulties").json()["items"]]


def test_a_units_difficulty_goes_all_its_way(world: World) -> None:
    made = a_difficulty(world)
    assert (made["state"], made["source"], made["unit_name"], made["moves"]) == ("open", "unit", "鹿鸣镇人民政府", [])
    assert world.as_("dept").get(f"/difficulties/{made['id']}").status_code == 404
    assigned = difficulty(world, made["id"], "assign", **HELP).json()
    assert (assigned["state"], assigned["helper_unit_name"], assigned["request"]) == ("assigned", "县住建局", "请协调一辆清运车")
    assert world.as_("dept").get(f"/difficulties/{made['id']}").json()["moves"] == ["answer"]
    assert world.as_("township").get(f"/difficulties/{made['id']}").json()["moves"] == []
    answered = difficulty(world, made["id"], "answer", "dept", note="12月调拨一辆").json()
    assert (answered["state"], answered["result"]) == ("answered", "12月调拨一辆")
    again = difficulty(world, made["id"], "assign", **HELP).json()
    assert (again["state"], again["result"], again["replied_at"]) == ("assigned", None, None)
    other = difficulty(world, made["id"], "assign", helper_unit_id=str(OTHER_TOWN), note="改由白鹭镇").json()
    assert other["helper_unit_name"] == "白鹭镇人民政府"
    assert difficulty(world, made["id"], "answer", "reviewer", note="电话答复，代录").status_code == 200
    closed = difficulty(world, made["id"], "close").json()
    assert (closed["state"], closed["moves"]) == ("closed", [])
    assert world.as_("township").get(f"/difficulties/{made['id']}").json()["result"] == "电话答复，代录"


def test_every_refusal(world: World) -> None:
    made = a_difficulty(world)["id"]
    assert refusal(difficulty(world, made, "assign")) == (422, "helper-required", "/helper_unit_id")
    assert refusal(difficulty(world, made, "assign", helper_unit_id=str(uuid4()))) == (422, "unknown-unit", "/helper_unit_id")
    assert refusal(difficulty(world, made, "assign", "township", **HELP))[:2] == (403, "forbidden")
    assert refusal(difficulty(world, made, "answer", note="无")) == (409, "illegal-move", "/verb")
    assert refusal(difficulty(world, made, "close")) == (409, "illegal-move", "/verb")
    assert difficulty(world, made, "assign", **HELP).status_code == 200
    assert refusal(difficulty(world, made, "answer", "township", note="无"))[:2] == (403, "not-the-helper")
    assert refusal(difficulty(world, made, "answer", "dept")) == (422, "result-required", "/note")
    assert difficulty(world, made, "answer", "dept", note="已办").status_code == 200
    assert refusal(difficulty(world, made, "answer", "dept", note="再答")) == (409, "illegal-move", "/verb")
    assert refusal(difficulty(world, made, "close", "dept"))[:2] == (403, "forbidden")


def test_who_enters_for_whom(world: World) -> None:
    assert a_difficulty(world, unit_id=str(VILLAGE))["unit_name"] == "下梨坞村"
    office = a_difficulty(world, "reviewer", unit_id=str(TOWN))
    assert (office["source"], office["unit_name"]) == ("office", "鹿鸣镇人民政府")
    assert world.as_("township").get(f"/difficulties/{office['id']}").json()["author_name"] is None
    body = {"id": str(uuid4()), "text": "缺人", "unit_id": str(OTHER_TOWN)}
    assert refusal(world.as_("township").post("/difficulties", json=body)) == (403, "difficulty-of-other-unit", "/unit_id")
    assert refusal(world.as_("inspector").post("/difficulties", json=body))[:2] == (403, "forbidden")
    assert refusal(world.as_("reviewer").post("/difficulties", json=body | {"unit_id": str(uuid4())}))[:2] == (422, "unknown-unit")
    own = {"id": str(uuid4()), "text": "缺人"}
    assert [world.as_("township").post("/difficulties", json=own).status_code for _ in range(2)] == [201, 200]
    changed = world.as_("township").post("/difficulties", json=own | {"text": "缺钱"})
    assert refusal(changed) == (409, "difficulty-id-reused", "/id")


def visited(world: World, **changes: Any) -> dict[str, Any]:
    """An accepted report in which a unit named two difficulties, and the work it caused done."""
    said = [{"unit_id": str(TOWN), "text": "清运车年久失修"}, {"unit_id": None, "text": "保洁员工资拖欠"}]
    report = a_report(world, difficulties=said, **changes)
    assert listed(world, "reviewer") == []
    for _ in range(2):
        world.as_("reviewer").post(f"/reports/{report['id']}/moves", json={"verb": "accept"})
        world.work()
    return report


def test_a_visits_difficulties_come_with_its_acceptance_and_betray_it_to_nobody(fresh: World) -> None:
    report = visited(fresh)
    rows = fresh.as_("reviewer").get("/difficulties").json()["items"]
    assert sorted((row["text"], row["unit_name"], row["source"]) for row in rows) == [
        ("保洁员工资拖欠", "鹿鸣镇人民政府", "report"), ("清运车年久失修", "鹿鸣镇人民政府", "report"),
    ]  # fmt: skip
    assert {row["report_id"] for row in rows} == {report["id"]}
    assert sorted(listed(fresh, "inspector")) == ["保洁员工资拖欠", "清运车年久失修"]
    assert [listed(fresh, who) for who in ("township", "dept", "county-leader", "inspector2")] == [[], [], [], []]
    assert refusal(difficulty(fresh, rows[0]["id"], "assign", **HELP))[:2] == (409, "visit-not-released")
    finding = report["findings"][0]["id"]
    moved(fresh, finding, "confirm")
    order = {"id": str(uuid4()), "finding_ids": [finding], "unit_id": str(TOWN), "class": "limited", "requirements": "整改"}
    assert fresh.as_("director").post("/orders", json=order).status_code == 201
    assert listed(fresh, "township") == []
    assert difficulty(fresh, rows[0]["id"], "assign", **HELP).status_code == 200
    for who in ("township", "dept", "county-leader"):
        told = fresh.as_(who).get("/difficulties").json()["items"]
        assert [(row["id"], row["report_id"], row["author_name"]) for row in told] == [(rows[0]["id"], None, None)]


def test_a_visit_that_found_nothing_hides_nothing(fresh: World) -> None:
    visited(fresh, photos=0)
    row = fresh.as_("reviewer").get("/difficulties").json()["items"][0]
    assert difficulty(fresh, row["id"], "assign", **HELP).status_code == 200
