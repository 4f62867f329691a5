"""The addresses of conclusions and reviews."""

from typing import Any

from tests.secrecy.knocking import Asks, Ids, bodies, plain
from tests.world import TOWN, user_id

RECEIPT = {"receiver": "褚样本", "received_at": "2026-11-21T02:00:00Z", "proof": "回证1号"}


def _conclusion(ids: Ids) -> list[dict[str, Any]]:
    draft = {"unit_id": str(TOWN), "mission_id": ids.others["mission"], "text": "经查属实", "finding_ids": [ids.finding]}
    return [{"json": draft}, {"json": draft, "headers": {"If-Match": '"1"'}}]


def _review(ids: Ids) -> list[dict[str, Any]]:
    draft = {"conclusion_id": ids.others["conclusion"], "grounds": "与事实不符"}
    return [{"json": draft}, {"json": draft, "headers": {"If-Match": '"1"'}}]


def _listed(ids: Ids) -> list[dict[str, Any]]:
    given = {"limit": 1, "unit_id": str(TOWN), "mission_id": ids.others["mission"], "q": "弃渣", "state": "draft"}
    return [{}, *({"params": {name: value}} for name, value in given.items())]


def _reviews(ids: Ids) -> list[dict[str, Any]]:
    given = {"limit": 1, "conclusion_id": ids.others["conclusion"], "state": "filed"}
    return [{}, *({"params": {name: value}} for name, value in given.items())]


DOORS: dict[tuple[str, str], Asks] = {
    ("GET", "/conclusions"): _listed,
    ("GET", "/conclusions/candidates"): plain,
    ("GET", "/conclusions/{conclusion_id}"): plain,
    ("PUT", "/conclusions/{conclusion_id}"): _conclusion,
    ("POST", "/conclusions/{conclusion_id}/moves"): bodies(
        {"verb": "sign"},
        {"verb": "recall", "reason": "无"},
        {"verb": "issue"},
        {"verb": "receive"},
        {"verb": "enter_receipt"} | RECEIPT,
        {"verb": "finalize"},
    ),
    ("GET", "/reviews"): _reviews,
    ("GET", "/reviews/{review_id}"): plain,
    ("GET", "/reviews/{review_id}/handlers"): plain,
    ("PUT", "/reviews/{review_id}"): _review,
    ("POST", "/reviews/{review_id}/moves"): bodies(
        *({"verb": verb, "reason": "无"} for verb in ("file", "lapse", "accept", "reject_form", "advise", "send", "receive")),
        {"verb": "assign", "handler_ids": [str(user_id("review-officer"))]},
        {"verb": "decide", "decision": "uphold", "reason": "无"},
        {"verb": "serve"} | RECEIPT,
        *({"verb": verb, "reason": "无"} for verb in ("stay", "lift", "withdraw")),
    ),
}
