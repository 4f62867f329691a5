"""Progress, milestones, and the unit's feedback."""

from typing import Any
from uuid import uuid4

import httpx2
import pytest

from tests.bad_input.traces import nothing_changes, refusal
from tests.tasks.hands import answered, feedback, reaching
from tests.world import World

TARGET = {"name": "清运量", "unit": "吨", "target": 300}


def said(**changes: Any) -> dict[str, Any]:
    """A progress report."""
    return {"id": str(uuid4()), "text": "已清运一半", "truth_statement": True} | changes


def report(world: World, task: str, who: str = "township", **changes: Any) -> httpx2.Response:
    """Send one."""
    return world.as_(who).post(f"/tasks/{task}/progress", json=said(**changes))


def test_progress_with_figures_moves_the_indicators(world: World) -> None:
    task = reaching(world, "in_progress", targets=[TARGET], report_cadence="weekly")
    assert (task["cadence_in_force"], task["next_report_on"] is None) == ("weekly", False)
    figures = [{"name": "清运量", "actual": 150, "as_of": "2026-11-20"}]
    after = report(world, task["id"], figures=figures).json()
    assert after["targets"][0]["actual"] == 150
    assert [(each["text"], each["figures"], each["author_name"]) for each in after["progress"]] == [
        ("已清运一半", [{"name": "清运量", "actual": 150.0, "as_of": "2026-11-20"}], "陈示例"),
    ]  # fmt: skip
    later = answered(world, task["id"], figures=[{"name": "清运量", "actual": 300, "as_of": "2026-11-24"}])
    assert (later["targets"][0]["actual"], later["next_report_on"]) == (300, None)


def test_a_major_matter_is_reported_monthly_without_being_asked(world: World) -> None:
    task = reaching(world, "in_progress", priority="major")
    assert (task["report_cadence"], task["cadence_in_force"]) == ("none", "monthly")
    assert task["next_report_on"]


def test_the_same_report_again_is_the_same_and_another_is_refused(world: World) -> None:
    task, town = reaching(world, "in_progress")["id"], world.as_("township")
    body = said()
    assert [town.post(f"/tasks/{task}/progress", json=body).status_code for _ in range(2)] == [201, 200]
    with nothing_changes(world):
        other = town.post(f"/tasks/{task}/progress", json=body | {"text": "另一份"})
        assert refusal(other) == (409, "progress-id-reused", "/id")
    answer = feedback()
    assert [town.post(f"/tasks/{task}/feedbacks", json=answer).status_code for _ in range(2)] == [201, 200]
    other = town.post(f"/tasks/{task}/feedbacks", json=answer | {"text": "另一份"})
    assert refusal(other) == (409, "feedback-id-reused", "/id")


@pytest.mark.parametrize("state", ["dispatched", "feedback_submitted", "closed", "suspended"])
def test_progress_belongs_to_a_task_that_is_worked_on(world: World, state: str) -> None:
    step = {"id": str(uuid4()), "name": "摸底", "due_on": "2098-01-01"}
    task = reaching(world, state, milestones=[step])["id"]
    assert refusal(report(world, task))[:2] == (409, "task-not-worked-on")
    done = world.as_("township").put(f"/tasks/{task}/milestones/{step['id']}", json={"done_on": "2026-11-20"})
    assert refusal(done)[:2] == (409, "task-not-worked-on")


def test_feedback_is_given_while_the_work_is_going_on(world: World) -> None:
    task = reaching(world, "signed")["id"]
    assert refusal(world.as_("township").post(f"/tasks/{task}/feedbacks", json=feedback()))[:2] == (409, "illegal-move")


@pytest.mark.parametrize("address", ["progress", "feedbacks"])
def test_a_figure_names_an_indicator_of_the_task(world: World, address: str) -> None:
    task = reaching(world, "in_progress", targets=[TARGET])["id"]
    body = {"progress": said(), "feedbacks": feedback()}[address]
    figures = [{"name": "里程", "actual": 1, "as_of": "2026-11-20"}]
    with nothing_changes(world):
        answer = world.as_("township").post(f"/tasks/{task}/{address}", json=body | {"figures": figures})
        assert refusal(answer) == (422, "unknown-target", "/figures/0/name")


@pytest.mark.parametrize("statement", [False, None])
def test_nothing_is_taken_without_the_statement_that_it_is_true(world: World, statement: bool | None) -> None:  # ruff: ignore[boolean-type-hint-positional-argument]
    task = reaching(world, "in_progress")["id"]
    assert report(world, task, truth_statement=statement).status_code == 422
    answer = world.as_("township").post(f"/tasks/{task}/feedbacks", json=feedback(truth_statement=statement))
    assert answer.status_code == 422


def test_inspectors_and_leaders_report_nothing(world: World) -> None:
    task = reaching(world, "in_progress")["id"]
    for who in ("inspector", "county-leader", "approver"):
        assert refusal(report(world, task, who))[:2] == (403, "forbidden")
    assert report(world, task, "other-township").status_code == 404


def test_a_milestone_is_ticked_off_and_taken_back(world: World) -> None:
    step = {"id": str(uuid4()), "name": "摸底", "due_on": "2098-01-01"}
    task = reaching(world, "in_progress", milestones=[step])["id"]
    path, town = f"/tasks/{task}/milestones/{step['id']}", world.as_("township")
    first = town.put(path, json={"done_on": "2026-11-20", "note": "已完成"}).json()
    assert (first["milestones"][0]["done_on"], first["milestones"][0]["note"]) == ("2026-11-20", "已完成")
    assert town.put(path, json={"done_on": "2026-11-20", "note": "已完成"}).json()["version"] == first["version"]
    assert town.put(path, json={"done_on": None}).json()["milestones"][0]["done_on"] is None
    assert refusal(town.put(path, json={"done_on": "2098-01-01"})) == (422, "done-in-future", "/done_on")
    assert town.put(f"/tasks/{task}/milestones/{uuid4()}", json={"done_on": None}).status_code == 404
    other = reaching(world, "in_progress")["id"]
    assert town.put(f"/tasks/{other}/milestones/{step['id']}", json={"done_on": None}).status_code == 404
