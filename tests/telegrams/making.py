"""Makers of telegrams."""

from typing import Any
from uuid import uuid4

from tests.findings.making import moved, under_review
from tests.world import TOWN, World


def an_order_draft(world: World, **changes: Any) -> dict[str, Any]:
    """An order on a confirmed finding, not issued."""
    finding = under_review(world)
    moved(world, finding, "confirm")
    return {
        "id": str(uuid4()), "finding_ids": [finding], "unit_id": str(TOWN), "class": "limited", "requirements": "限期清运。",
    } | changes  # fmt: skip


def a_draft(**changes: Any) -> dict[str, Any]:
    """A telegram to the town."""
    return {
        "title": "关于限期整改的通知", "body": "请抓紧整改。", "urgency": "urgent", "main_to": [str(TOWN)],
        "contact": "000-0000-0001",
    } | changes  # fmt: skip


def put(world: World, draft: dict[str, Any], telegram: str | None = None, who: str = "reviewer", **headers: str) -> Any:
    """Write it."""
    return world.as_(who).put(f"/telegrams/{telegram or uuid4()}", json=draft, headers=headers)


def a_telegram(world: World, until: str = "draft", **changes: Any) -> dict[str, Any]:
    """A telegram that has come so far; as the director reads it."""
    answer = put(world, a_draft(**changes))
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    steps = (("countersign", "director"), ("sign", "approver"), ("issue", "director"), ("archive", "reviewer"))
    states = ("draft", "countersigned", "signed", "issued", "archived")
    for verb, who in steps[: states.index(until)]:
        answer = move(world, made["id"], verb, who)
        assert answer.status_code == 200, answer.text
    read: dict[str, Any] = world.as_("director").get(f"/telegrams/{made['id']}").json()
    return read


def move(world: World, telegram: str, verb: str, who: str = "director", **more: Any) -> Any:
    """A verb on a telegram."""
    return world.as_(who).post(f"/telegrams/{telegram}/moves", json={"verb": verb} | more)
