"""The telegram room's addresses."""

from typing import Any

from tests.secrecy.knocking import Asks, Ids, bodies, plain
from tests.world import TOWN


def _order(ids: Ids) -> dict[str, Any]:
    return {"id": ids.order, "finding_ids": [ids.finding], "unit_id": str(TOWN), "class": "limited", "requirements": "限期整改"}


def _drafts(ids: Ids) -> list[dict[str, Any]]:
    draft = {"title": "通知", "body": "请整改。", "main_to": [str(TOWN)], "orders": [_order(ids)], "order_ids": [ids.order]}
    return [{"json": draft}, {"json": draft, "headers": {"If-Match": '"1"'}}]


DOORS: dict[tuple[str, str], Asks] = {
    ("GET", "/telegrams"): lambda _: [{}, {"params": {"limit": 1}}, {"params": {"q": "弃渣场"}}, {"params": {"state": "issued"}}],
    ("POST", "/telegrams/draft-text"): lambda ids: [{"json": {"orders": [_order(ids)], "order_ids": [ids.order]}}],
    ("GET", "/telegrams/{telegram_id}"): plain,
    ("PUT", "/telegrams/{telegram_id}"): _drafts,
    ("POST", "/telegrams/{telegram_id}/moves"): bodies(
        {"verb": "countersign"}, {"verb": "sign"}, {"verb": "return", "reason": "无"}, {"verb": "issue"}, {"verb": "receive"},
        {"verb": "archive"},
    ),
}  # fmt: skip
