"""The addresses of what hangs on an order, and of planned second looks."""

from typing import Any

from tests.secrecy.knocking import Asks, Ids, bodies, plain
from tests.world import BUREAU, TOWN, user_id

TEAM = [str(user_id("inspector")), str(user_id("inspector2"))]


def _objection(ids: Ids) -> list[dict[str, Any]]:
    return [{"json": {"id": ids.others["objection"], "reason": "不属本单位"}}]


def _extension(ids: Ids) -> list[dict[str, Any]]:
    words = {"reason": "连续降雨", "progress": "已清运六成", "signed_by": "褚样本", "new_due_on": "2027-02-01"}
    return [{"json": {"id": ids.others["extension"]} | words}]


def _milestones(ids: Ids) -> list[dict[str, Any]]:
    return [{"json": {"items": [{"id": ids.others["milestone"], "name": "复产", "due_on": "2027-01-29"}]}}]


def _progress(ids: Ids) -> list[dict[str, Any]]:
    return [{"json": {"id": ids.others["step"], "text": "进展"}}]


def _narrowed(_: Ids) -> list[dict[str, Any]]:
    return [{}, {"params": {"limit": 1}}, {"params": {"unit_id": str(TOWN)}}, {"params": {"q": "弃渣"}}]


DOORS: dict[tuple[str, str], Asks] = {
    ("POST", "/orders/{order_id}/objections"): _objection,
    ("POST", "/orders/{order_id}/objections/{objection_id}/moves"): bodies(
        {"verb": "refuse", "reason": "无"}, {"verb": "reassign", "unit_id": str(BUREAU)}, {"verb": "withdraw"}
    ),
    ("POST", "/orders/{order_id}/extensions"): _extension,
    ("POST", "/orders/{order_id}/extensions/{extension_id}/moves"): bodies(
        {"verb": "grant"}, {"verb": "refuse", "reason": "无"}, {"verb": "withdraw"}
    ),
    ("PUT", "/orders/{order_id}/milestones"): _milestones,
    ("POST", "/orders/{order_id}/progress"): _progress,
    ("POST", "/orders/{order_id}/submissions/{submission_id}/moves"): bodies({"verb": "withdraw"}),
    ("GET", "/reinspections/due"): plain,
    ("GET", "/findings/{finding_id}/reinspectors"): plain,
    ("PUT", "/findings/{finding_id}/reinspectors"): bodies({"inspector_ids": TEAM}),
    ("GET", "/reinspection-plans"): lambda _: [{}, {"params": {"limit": 1}}],
    ("GET", "/reinspection-plans/{plan_id}"): plain,
    ("PUT", "/reinspection-plans/{plan_id}"): bodies({}),
    ("POST", "/reinspection-plans/{plan_id}/moves"): bodies(
        {"verb": "seal", "inspector_ids": TEAM}, {"verb": "drop", "reason": "无"}
    ),
    ("POST", "/reinspection-plans/{plan_id}/findings/{finding_id}/moves"): bodies(
        {"verb": "confirm"}, {"verb": "redo", "reason": "无"}, {"verb": "apply"}
    ),
    ("GET", "/ledgers/extensions"): _narrowed,
    ("GET", "/ledgers/extensions.{form}"): plain,
    ("GET", "/ledgers/looks"): _narrowed,
    ("GET", "/ledgers/looks.{form}"): plain,
}
