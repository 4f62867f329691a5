"""The coordination room's addresses."""

from typing import Any
from uuid import uuid4

from tests.secrecy.knocking import Asks, Ids, bodies, plain
from tests.world import BUREAU


def _item(ids: Ids) -> list[dict[str, Any]]:
    draft = {
        "id": ids.others["coordination"],
        "finding_id": ids.finding,
        "title": "协调",
        "reason": "跨部门",
        "coordinator": "郑测试",
    }
    return [{"json": draft}]


def _difficulty(_: Ids) -> list[dict[str, Any]]:
    """One of nobody: the case's own would be there for the next reader."""
    return [{"json": {"id": str(uuid4()), "unit_id": str(BUREAU), "text": "缺车"}}]


DOORS: dict[tuple[str, str], Asks] = {
    ("GET", "/coordination"): lambda _: [{}, {"params": {"limit": 1}}, {"params": {"state": "raised"}}],
    ("POST", "/coordination"): _item,
    ("GET", "/coordination/{coordination_id}"): plain,
    ("POST", "/coordination/{coordination_id}/moves"): bodies(
        {"verb": "schedule", "meeting_at": "2027-01-01T00:00:00Z"}, {"verb": "decide", "decision": "定"}, {"verb": "follow"},
        {"verb": "close"},
    ),
    ("GET", "/difficulties"): lambda _: [{}, {"params": {"limit": 1}}, {"params": {"state": "open"}}],
    ("POST", "/difficulties"): _difficulty,
    ("GET", "/difficulties/{difficulty_id}"): plain,
    ("POST", "/difficulties/{difficulty_id}/moves"): bodies(
        {"verb": "assign", "helper_unit_id": str(BUREAU)}, {"verb": "answer", "note": "无"}, {"verb": "close"}
    ),
}  # fmt: skip
