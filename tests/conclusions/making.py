"""Makers of conclusions at every stage; the whole conclusion as the reader of each step reads it."""

from typing import Any
from uuid import uuid4

import httpx2

from tests.making import a_report
from tests.world import TOWN, World

TEXT = "经查，鹿鸣镇人民政府落实全域无垃圾行动有缺位，所列问题事实清楚，证据充分。"


def a_confirmed_finding(world: World, **changes: Any) -> dict[str, Any]:
    """A confirmed finding of the town; as the office reads it."""
    report = a_report(world, **changes)
    finding = report["findings"][0]["id"]
    assert world.as_("reviewer").post(f"/reports/{report['id']}/moves", json={"verb": "accept"}).status_code == 200
    answer = world.as_("director").post(f"/findings/{finding}/moves", json={"verb": "confirm"})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def a_draft(world: World, finding_ids: list[str] | None = None, **changes: Any) -> dict[str, Any]:
    """A conclusion the reviewer has drafted."""
    ids = [a_confirmed_finding(world)["id"]] if finding_ids is None else finding_ids
    body = {"unit_id": str(TOWN), "mission_id": None, "text": TEXT, "finding_ids": ids} | changes
    answer = world.as_("reviewer").put(f"/conclusions/{uuid4()}", json=body)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


def move(world: World, who: str, conclusion_id: str, verb: str, **more: Any) -> httpx2.Response:
    """A verb on a conclusion."""
    return world.as_(who).post(f"/conclusions/{conclusion_id}/moves", json={"verb": verb} | more)


def an_issued(world: World, finding_ids: list[str] | None = None, signer: str = "approver") -> dict[str, Any]:
    """A conclusion the unit can read."""
    drafted = a_draft(world, finding_ids)
    assert move(world, signer, drafted["id"], "sign").status_code == 200
    answer = move(world, "director", drafted["id"], "issue")
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def a_received(world: World, finding_ids: list[str] | None = None, signer: str = "approver") -> dict[str, Any]:
    """A conclusion the unit has signed for; as the unit reads it."""
    issued = an_issued(world, finding_ids, signer)
    answer = move(world, "township", issued["id"], "receive")
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told
