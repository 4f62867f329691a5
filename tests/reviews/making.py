"""Makers of reviews at every stage; the whole review as the reader of each step reads it."""

from typing import Any
from uuid import uuid4

import httpx2

from tests.conclusions.making import a_received
from tests.world import World, user_id

GROUNDS = "所列第一项事实与现场不符，9月7日已清运完毕。"
REC = str(user_id("review-officer"))


def a_draft(world: World, conclusion_id: str | None = None) -> dict[str, Any]:
    """An application the unit's contact has written."""
    body = {"conclusion_id": conclusion_id or a_received(world)["id"], "grounds": GROUNDS}
    answer = world.as_("township").put(f"/reviews/{uuid4()}", json=body)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


def move(world: World, who: str, review_id: str, verb: str, **more: Any) -> httpx2.Response:
    """A verb on a review."""
    return world.as_(who).post(f"/reviews/{review_id}/moves", json={"verb": verb} | more)


def moved(world: World, who: str, review_id: str, verb: str, **more: Any) -> dict[str, Any]:
    """A verb that succeeds; the review as that person reads it."""
    answer = move(world, who, review_id, verb, **more)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def a_filed(world: World, conclusion_id: str | None = None) -> dict[str, Any]:
    """An application the principal has filed."""
    return moved(world, "township-head", a_draft(world, conclusion_id)["id"], "file")


def an_accepted(world: World, conclusion_id: str | None = None) -> dict[str, Any]:
    """An application whose form is in order."""
    return moved(world, "review-officer", a_filed(world, conclusion_id)["id"], "accept")


def a_reviewing(world: World, conclusion_id: str | None = None) -> dict[str, Any]:
    """A review with its handler."""
    return moved(world, "director", an_accepted(world, conclusion_id)["id"], "assign", handler_ids=[REC])


def a_decided(world: World, conclusion_id: str | None = None, **decision: Any) -> dict[str, Any]:
    """A review decided by the meeting, as it was the same leader who signed."""
    said = {"decision": "uphold", "reason": "事实清楚", "meeting_record": "〔2026〕第11次会议纪要"} | decision
    return moved(world, "approver", a_reviewing(world, conclusion_id)["id"], "decide", **said)


def a_sent(world: World, conclusion_id: str | None = None, **decision: Any) -> dict[str, Any]:
    """A decision on its way to the unit."""
    return moved(world, "director", a_decided(world, conclusion_id, **decision)["id"], "send")


def read(world: World, who: str, review_id: str) -> dict[str, Any]:
    """A review as somebody reads it."""
    answer = world.as_(who).get(f"/reviews/{review_id}")
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told
