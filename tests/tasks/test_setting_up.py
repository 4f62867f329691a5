"""Setting matters up: kept back, proposed by a department, split from one source; who reads them when; filters."""

from typing import Any
from uuid import uuid4

import httpx2
import pytest

from app.units.models import Unit
from tests.bad_input.traces import nothing_changes, refusal
from tests.making import a_manifest, a_task
from tests.tasks.hands import a_draft, move, moved, reaching
from tests.world import BUREAU, OTHER_TOWN, TOWN, VILLAGE, World, user_id

MATTER = {"title": "清运", "content": "内容", "focus_area": "clean_county", "lead_unit_id": str(TOWN), "due_on": "2098-01-06"}
INSTRUCTION = {"leader": "郑测试", "post": "常务副县长", "given_on": "2026-11-02", "text": "请督查室跟踪督办", "report_back": True}


def a_source(items: int = 3, **changes: Any) -> dict[str, Any]:
    """A document split into matters of two units."""
    units = [TOWN, OTHER_TOWN]
    matters = [MATTER | {"id": str(uuid4()), "title": f"任务{n}", "lead_unit_id": str(units[n % 2])} for n in range(items)]
    source = {"source_type": "document", "source_level": "city", "source_ref": "市办发〔2026〕7号", "instruction": INSTRUCTION}
    return source | {"items": matters} | changes


def test_a_source_is_split_in_one_act_with_lead_and_assisting_units(world: World) -> None:
    source = a_source()
    source["items"][0]["assist_unit_ids"] = [str(BUREAU)]
    made = world.as_("reviewer").post("/tasks/split", json=source)
    assert made.status_code == 201
    items = made.json()["items"]
    assert [item["title"] for item in items] == ["任务0", "任务1", "任务2"]
    assert [item["state"] for item in items] == ["dispatched"] * 3
    assert {item["source_ref"] for item in items} == {"市办发〔2026〕7号"}
    assert items[0]["instruction"] == INSTRUCTION | {"leader_id": None, "report_back_on": None}
    assert world.as_("dept").get(f"/tasks/{items[0]['id']}").json()["leads"] is False
    assert world.as_("dept").get(f"/tasks/{items[1]['id']}").status_code == 404


def test_the_same_split_again_is_the_same_and_another_is_refused_whole(world: World) -> None:
    source, reviewer = a_source(), world.as_("reviewer")
    first = reviewer.post("/tasks/split", json=source).json()
    again = reviewer.post("/tasks/split", json=source)
    assert (again.status_code, again.json()) == (200, first)
    source["items"].append(MATTER | {"id": str(uuid4())})
    source["items"][1]["title"] = "另一件"
    with nothing_changes(world):
        assert refusal(reviewer.post("/tasks/split", json=source)) == (409, "task-id-reused", "/items/1/id")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"lead_unit_id": str(uuid4())}, (422, "unknown-unit", "/items/2/lead_unit_id")),
        ({"focus_area": "none"}, (422, "unknown-category", "/items/2/focus_area")),
        ({"inspector_ids": [str(uuid4())]}, (422, "unknown-person", "/items/2/inspector_ids/0")),
        ({"due_on": "2020-01-01"}, (422, "deadline-passed", "/due_on")),
    ],
)
def test_one_bad_matter_and_none_is_made(world: World, change: dict[str, Any], expected: tuple[int, str, str]) -> None:
    source = a_source()
    source["items"][2] |= change
    with nothing_changes(world):
        assert refusal(world.as_("reviewer").post("/tasks/split", json=source)) == expected


def test_the_same_id_twice_in_one_split_is_refused(world: World) -> None:
    source = a_source()
    source["items"][1]["id"] = source["items"][0]["id"]
    assert refusal(world.as_("reviewer").post("/tasks/split", json=source))[:2] == (422, "invalid-request")


def test_what_is_kept_back_is_the_office_s_alone(world: World) -> None:
    task = a_task(world, draft=True, title="未定事项")
    assert (task["state"], task["number"], task["light"], task["dispatched_at"]) == ("draft", None, None, None)
    for who in ("township", "inspector", "leader1", "county-leader", "dept", "other-system"):
        client = world.as_(who)
        assert client.get(f"/tasks/{task['id']}").status_code == 404
        assert "未定事项" not in client.get("/tasks", params={"limit": 100}).text
    moved(world, "director", task["id"], "dispatch")
    for who in ("township", "inspector", "county-leader", "other-system"):
        assert world.as_(who).get(f"/tasks/{task['id']}").status_code == 200


def test_no_report_belongs_to_what_is_kept_back(world: World) -> None:
    task = a_task(world, draft=True)["id"]
    answer = world.as_("inspector").put(f"/reports/{uuid4()}", json=a_manifest(task, []))
    assert refusal(answer)[:2] == (422, "unknown-task")


def propose(world: World, asked: str, **changes: Any) -> httpx2.Response:
    """The bureau's matter, set up by its own department."""
    matter = a_draft(sites=[{"name": "文星路"}]) | changes
    source = {name: matter.pop(name) for name in ("source_type", "source_level")} | {"basis": "部门职责"}
    return world.as_("dept").post("/tasks/split", json=source | {"items": [matter | {"id": asked}]})


def test_a_department_proposes_and_the_director_decides(world: World) -> None:
    dept, asked = world.as_("dept"), str(uuid4())
    made = propose(world, asked)
    assert made.status_code == 201, made.text
    task = made.json()["items"][0]
    path = f"/tasks/{task['id']}"
    assert task["id"] != asked  # under an id that nobody else's can meet
    assert propose(world, asked).json()["items"][0]["id"] == task["id"]
    assert (task["state"], task["proposing_unit_id"]) == ("draft", str(BUREAU))
    assert task["moves"] == ["submit", "cancel"]
    changed = dept.put(path, json=a_draft(title="改了名", basis="部门职责"), headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.json()["title"]) == (200, "改了名")
    assert refusal(move(world, "reviewer", task["id"], "dispatch"))[:2] == (409, "approval-required")
    assert world.as_("township").get(path).status_code == 404
    moved(world, "dept", task["id"], "submit")
    assert refusal(dept.put(path, json=a_draft(), headers={"If-Match": '"3"'}))[:2] == (403, "forbidden")
    moved(world, "director", task["id"], "approve")
    after = moved(world, "director", task["id"], "dispatch")
    assert after["number"].startswith("云督办〔")


def test_a_department_s_id_tells_nothing_of_what_others_hold(world: World) -> None:
    hidden = a_task(world)["id"]
    assert propose(world, hidden).status_code == 201
    draft, dept = a_draft(), world.as_("dept")
    assert [dept.put(f"/tasks/{each}", json=draft).status_code for each in (hidden, uuid4())] == [404, 404]


def test_a_department_changes_nothing_of_the_office_s(world: World) -> None:
    task = a_task(world, lead_unit_id=str(BUREAU))
    answer = world.as_("dept").put(f"/tasks/{task['id']}", json=a_draft(), headers={"If-Match": '"1"'})
    assert refusal(answer)[:2] == (403, "forbidden")
    hidden = a_task(world, draft=True)
    answer = world.as_("dept").put(f"/tasks/{hidden['id']}", json=a_draft(), headers={"If-Match": '"1"'})
    assert answer.status_code == 404


def test_a_unit_without_the_organiser_s_hat_proposes_nothing(world: World) -> None:
    with world.database.transaction() as tx:
        tx.session.get_one(Unit, BUREAU).hats = ["target"]
    try:
        assert refusal(propose(world, str(uuid4())))[:2] == (403, "not-organiser")
    finally:
        with world.database.transaction() as tx:
            tx.session.get_one(Unit, BUREAU).hats = ["organiser", "target"]
    assert refusal(world.as_("township").put(f"/tasks/{uuid4()}", json=a_draft()))[:2] == (403, "forbidden")


def test_an_edit_keeps_figures_and_ticked_milestones(world: World) -> None:
    first, second, third = (str(uuid4()) for _ in range(3))
    steps = [{"id": first, "name": "摸底", "due_on": "2098-01-01"}, {"id": second, "name": "清运", "due_on": "2098-02-01"}]
    task = reaching(world, "in_progress", milestones=steps, targets=[{"name": "清运量", "unit": "吨", "target": 300}])
    town, path = world.as_("township"), f"/tasks/{task['id']}"
    assert town.put(f"{path}/milestones/{first}", json={"done_on": "2026-11-20", "note": "已摸底"}).status_code == 200
    figures = [{"name": "清运量", "actual": 120.5, "as_of": "2026-11-20"}]
    said = {"id": str(uuid4()), "text": "过半", "figures": figures, "truth_statement": True}
    version = town.post(f"{path}/progress", json=said).json()["version"]
    draft = {
        "title": task["title"], "source_type": "document", "source_level": "county", "content": "内容",
        "focus_area": "clean_county", "lead_unit_id": str(TOWN), "due_on": task["due_on"],
        "targets": [{"name": "清运量", "unit": "吨", "target": 400}, {"name": "点位", "unit": "处", "target": 9}],
        "milestones": [
            {"id": third, "name": "验收", "due_on": "2098-03-01"}, {"id": first, "name": "摸清底数", "due_on": "2098-01-01"},
        ],
    }  # fmt: skip
    after = world.as_("reviewer").put(path, json=draft, headers={"If-Match": f'"{version}"'}).json()
    assert after["targets"] == [
        {"name": "清运量", "unit": "吨", "target": 400.0, "actual": 120.5, "as_of": "2026-11-20"},
        {"name": "点位", "unit": "处", "target": 9.0, "actual": None, "as_of": None},
    ]
    assert [(each["name"], each["done_on"]) for each in after["milestones"]] == [("验收", None), ("摸清底数", "2026-11-20")]


def test_another_task_s_milestone_is_not_taken(world: World) -> None:
    step = {"id": str(uuid4()), "name": "摸底", "due_on": "2098-01-01"}
    a_task(world, milestones=[step])
    answer = world.as_("reviewer").put(f"/tasks/{uuid4()}", json=a_draft(milestones=[step]))
    assert refusal(answer) == (409, "milestone-id-reused", "/milestones/0/id")


def test_a_list_by_campaign_state_priority_and_unit_and_its_tally(world: World) -> None:
    campaign = {"name": f"清洁行动{uuid4().hex[:6]}", "starts_on": "2026-11-01", "ends_on": "2026-12-31"}
    first = a_task(world, campaign=campaign, lead_unit_id=str(VILLAGE), priority="major")["id"]
    second = a_task(world, campaign=campaign, lead_unit_id=str(OTHER_TOWN), draft=True)["id"]
    reviewer, named = world.as_("reviewer"), {"campaign": campaign["name"]}

    def ids(**more: Any) -> set[str]:
        return {row["id"] for row in reviewer.get("/tasks", params=named | more).json()["items"]}

    assert ids() == {first, second}
    assert ids(state="draft") == {second}
    assert ids(state=["draft", "dispatched"]) == {first, second}
    assert ids(priority="major") == {first}
    assert ids(unit_id=str(TOWN)) == {first}  # the village lies below the township
    counts = reviewer.get("/tasks/tally", params=named).json()["counts"]
    assert {state: n for state, n in counts.items() if n} == {"draft": 1, "dispatched": 1}
    assert campaign | {"tasks": 2} in reviewer.get("/tasks/campaigns").json()["items"]
    assert campaign | {"tasks": 1} in world.as_("township").get("/tasks/campaigns").json()["items"]
    assert world.as_("township").get("/tasks/tally", params=named).json()["counts"]["draft"] == 0


def test_a_campaign_ends_after_it_begins(world: World) -> None:
    campaign = {"name": "倒行", "starts_on": "2026-12-31", "ends_on": "2026-11-01"}
    answer = world.as_("reviewer").put(f"/tasks/{uuid4()}", json=a_draft(campaign=campaign))
    assert refusal(answer)[:2] == (422, "invalid-request")


def test_a_unit_reads_no_inspector_site_nor_change_in_the_story(world: World) -> None:
    task = a_task(world, basis="内部依据")
    draft = {
        name: task[name] for name in ("title", "source_type", "source_level", "content", "focus_area", "lead_unit_id", "due_on")
    }
    more = draft | {"inspector_ids": [str(user_id("leader1"))]}
    assert world.as_("director").put(f"/tasks/{task['id']}", json=more, headers={"If-Match": '"1"'}).status_code == 200
    told = world.as_("township").get(f"/tasks/{task['id']}").json()
    assert [(step["action"], step["actor_name"]) for step in told["timeline"]] == [("task.dispatched", None)]
    assert (told["inspectors"], told["inspector_ids"], told["sites"]) == ([], [], [])
    assert [step["action"] for step in world.as_("reviewer").get(f"/tasks/{task['id']}").json()["timeline"]] == [
        "task.dispatched", "task.changed",
    ]  # fmt: skip
