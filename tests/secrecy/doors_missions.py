"""The missions' addresses. The plan's organiser is nobody who asks, so that a department is refused whatever the id is."""

from typing import Any

from tests.secrecy.knocking import Asks, Ids, bodies, plain
from tests.world import OFFICE, TOWN

PLAN: dict[str, Any] = {
    "title": "活动", "kind": "special", "method": "covert", "authority_basis": "head_approval", "organiser_unit_ids": [str(OFFICE)],
    "period_from": "2026-11-23", "period_to": "2026-11-30",
}  # fmt: skip
CHANGE = {"reason": "线索", "target_unit_ids": [str(TOWN)], "target_scope": "片区", "period_to": "2098-01-01"}
AT = {"at": "2026-11-23T02:00:00Z"}


def _list(ids: Ids) -> list[dict[str, Any]]:
    asked = ({"limit": 1}, {"state": ["draft", "fieldwork"]}, {"method": "covert"}, {"task_id": ids.task})
    return [{}, *({"params": each} for each in asked)]


DOORS: dict[tuple[str, str], Asks] = {
    ("GET", "/missions"): _list,
    ("GET", "/missions/{mission_id}"): plain,
    ("PUT", "/missions/{mission_id}"): lambda _: [{"json": PLAN}, {"json": PLAN, "headers": {"If-Match": '"1"'}}],
    ("GET", "/missions/{mission_id}/readers"): plain,
    ("GET", "/missions/{mission_id}/fieldwork"): plain,
    ("GET", "/missions/{mission_id}/overlaps"): plain,
    ("PUT", "/missions/{mission_id}/plans/{plan_id}"): bodies(CHANGE),
    ("POST", "/missions/{mission_id}/moves"): bodies(
        {"verb": "submit", "recusal_declared": True},
        {"verb": "approve", "instrument": "文号"},
        {"verb": "commit"},
        {"verb": "deploy"},
        {"verb": "report"},
        {"verb": "conclude"},
        {"verb": "abort", "reason": "无"},
        {"verb": "start"},
    ),
    ("POST", "/missions/{mission_id}/sites/{site_id}/moves"): bodies(
        {"verb": "open"} | AT, {"verb": "open", "token": "0" * 64} | AT, {"verb": "finish"} | AT
    ),
    ("POST", "/missions/{mission_id}/milestones/{milestone_id}/moves"): bodies({"verb": "finish", "on": "2026-11-23"}),
}
