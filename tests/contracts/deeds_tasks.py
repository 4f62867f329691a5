"""What is done to tasks is in the log."""

from typing import Any
from uuid import uuid4

from tests.making import a_task
from tests.world import TOWN, World


def split(world: World) -> Any:
    matter = {
        "title": "事项", "content": "内容", "focus_area": "clean_county", "lead_unit_id": str(TOWN), "due_on": "2098-01-01",
    }  # fmt: skip
    source = {"source_type": "meeting", "source_level": "county", "items": [matter | {"id": str(uuid4())} for _ in range(2)]}
    return "reviewer", lambda: world.as_("reviewer").post("/tasks/split", json=source)


def move(world: World) -> Any:
    path = f"/tasks/{a_task(world)['id']}/moves"
    return "township", lambda: world.as_("township").post(path, json={"verb": "sign"})


def signed(world: World) -> dict[str, Any]:
    """A task signed for, with a milestone."""
    task = a_task(world, milestones=[{"id": str(uuid4()), "name": "清运完成", "due_on": "2098-01-01"}])
    assert world.as_("township").post(f"/tasks/{task['id']}/moves", json={"verb": "sign"}).status_code == 200
    return task


def progress(world: World) -> Any:
    path, said = f"/tasks/{signed(world)['id']}/progress", {"id": str(uuid4()), "text": "已清运一半", "truth_statement": True}
    return "township", lambda: world.as_("township").post(path, json=said)


def milestone(world: World) -> Any:
    task = signed(world)
    path = f"/tasks/{task['id']}/milestones/{task['milestones'][0]['id']}"
    return "township", lambda: world.as_("township").put(path, json={"done_on": "2026-11-20"})


def feedback(world: World) -> Any:
    task = signed(world)["id"]
    started = {"verb": "start", "responsible_persons": [{"name": "褚样本"}]}
    assert world.as_("township").post(f"/tasks/{task}/moves", json=started).status_code == 200
    said = {"id": str(uuid4()), "text": "已办结", "truth_statement": True, "signed_by": "褚样本"}
    return "township", lambda: world.as_("township").post(f"/tasks/{task}/feedbacks", json=said)


DEEDS: dict[tuple[str, str], Any] = {
    ("POST", "/tasks/split"): (split, ["task.dispatched", "task.dispatched"]),
    ("POST", "/tasks/{task_id}/moves"): (move, ["task.sign"]),
    ("POST", "/tasks/{task_id}/progress"): (progress, ["task.progress"]),
    ("PUT", "/tasks/{task_id}/milestones/{milestone_id}"): (milestone, ["task.milestone"]),
    ("POST", "/tasks/{task_id}/feedbacks"): (feedback, ["task.answer"]),
}
NO_DEED: set[tuple[str, str]] = set()
