"""Moving tasks about."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx2

from tests.making import a_task
from tests.world import BUREAU, OTHER_TOWN, World

MONDAY = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
PERSONS = [{"name": "钱样本", "post": "副镇长"}]
WHO = {
    "submit": "reviewer", "approve": "approver", "dispatch": "director", "sign": "township", "start": "township",
    "close": "director", "suspend": "approver", "cancel": "approver", "archive": "reviewer", "reopen": "director",
}  # fmt: skip
PATH = {
    "draft": [], "pending_approval": ["submit"], "approved": ["submit", "approve"], "dispatched": [], "signed": ["sign"],
    "in_progress": ["sign", "start"], "feedback_submitted": ["sign", "start", "answer"],
    "closed": ["sign", "start", "answer", "close"], "suspended": ["suspend"], "cancelled": ["cancel"],
    "archived": ["cancel", "archive"],
}  # fmt: skip
HELD_BACK = {"draft", "pending_approval", "approved"}


def move(world: World, who: str, task: str, verb: str, **more: Any) -> httpx2.Response:
    """A verb on a task, with what it usually asks for."""
    asked: dict[str, Any] = {"verb": verb}
    if verb in {"return", "object", "overrule", "reassign", "reopen", "suspend", "cancel"}:
        asked["reason"] = "按县里要求"
    if verb == "start":
        asked["responsible_persons"] = PERSONS
    if verb == "reassign":
        asked["lead_unit_id"] = str(OTHER_TOWN)
    return world.as_(who).post(f"/tasks/{task}/moves", json=asked | more)


def moved(world: World, who: str, task: str, verb: str, **more: Any) -> dict[str, Any]:
    """A verb that is followed; the task after it."""
    answer = move(world, who, task, verb, **more)
    assert answer.status_code == 200, answer.text
    after: dict[str, Any] = answer.json()
    return after


def feedback(**changes: Any) -> dict[str, Any]:
    """The unit's answer."""
    said = {"id": str(uuid4()), "text": "沿线垃圾已全部清运", "truth_statement": True, "signed_by": "褚样本"}
    return said | changes


def answered(world: World, task: str, who: str = "township", **changes: Any) -> dict[str, Any]:
    """The task after its unit has answered."""
    answer = world.as_(who).post(f"/tasks/{task}/feedbacks", json=feedback(**changes))
    assert answer.status_code == 201, answer.text
    after: dict[str, Any] = answer.json()
    return after


def reaching(world: World, state: str, **changes: Any) -> dict[str, Any]:
    """A fresh task brought to a state along the shortest way."""
    task = a_task(world, draft=state in HELD_BACK, source_ref="云办发〔2026〕3号", **changes)
    for verb in PATH[state]:
        if verb == "answer":
            answered(world, task["id"])
            continue
        moved(world, WHO[verb], task["id"], verb)
    found: dict[str, Any] = world.as_("director").get(f"/tasks/{task['id']}").json()
    assert found["state"] == state
    return found


def a_draft(**changes: Any) -> dict[str, Any]:
    """What is put for a matter led by the bureau."""
    return {
        "title": "背街小巷改造", "source_type": "document", "source_level": "county", "content": "年内完成。",
        "focus_area": "clean_county", "lead_unit_id": str(BUREAU),
        "due_on": (datetime.now(UTC) + timedelta(days=40)).date().isoformat(),
    } | changes  # fmt: skip


def rule(world: World, name: str, value: Any) -> None:
    """The office sets a rule for today."""
    answer = world.as_("director").put(f"/rules/{name}", json={"value": value, "reason": "县里规定"})
    assert answer.status_code == 200, answer.text


def slug(answer: httpx2.Response) -> str:
    """Why it was refused."""
    return str(answer.json()["type"]).removeprefix("/problems/")
