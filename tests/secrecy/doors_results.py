"""The addresses of results and examples."""

from typing import Any

from tests.secrecy.knocking import Asks, Ids, bodies, plain
from tests.world import TOWN

EXAMPLE = {"title": "典型", "unit_id": str(TOWN), "focus_area": "clean_county", "facts": "干净", "replicable_points": "公示"}
MOVES = bodies({"verb": "take"}, {"verb": "approve", "instrument": "无"}, {"verb": "pledge"}, {"verb": "air"}, {"verb": "receive"})
STEPS = bodies({"verb": "verify"}, {"verb": "approve"}, {"verb": "promote"})


def _draft(ids: Ids) -> list[dict[str, Any]]:
    draft = {"kind": "criticism", "unit_id": str(TOWN), "proposal": "建议", "finding_ids": [ids.finding]}
    return [{"json": draft}]


def _list(ids: Ids) -> list[dict[str, Any]]:
    asked = {"limit": 1, "unit_id": str(TOWN), "q": "弃渣场", "finding_id": ids.finding, "kind": "exposure", "pledge": "open"}
    return [{}, *({"params": {name: value}} for name, value in asked.items())]


def _examples(_: Ids) -> list[dict[str, Any]]:
    return [{}, *({"params": {name: value}} for name, value in {"limit": 1, "unit_id": str(TOWN), "q": "弃渣场"}.items())]


DOORS: dict[tuple[str, str], Asks] = {
    ("GET", "/results"): _list,
    ("GET", "/results/board"): plain,
    ("GET", "/results/candidates"): plain,
    ("GET", "/results/{action_id}"): plain,
    ("PUT", "/results/{action_id}"): _draft,
    ("POST", "/results/{action_id}/moves"): MOVES,
    ("GET", "/results/{action_id}/package"): plain,
    ("GET", "/units/{unit_id}/results"): plain,
    ("GET", "/examples"): _examples,
    ("GET", "/examples/{example_id}"): plain,
    ("PUT", "/examples/{example_id}"): lambda ids: [{"json": EXAMPLE}, {"json": EXAMPLE | {"report_id": ids.report}}],
    ("POST", "/examples/{example_id}/moves"): STEPS,
    ("GET", "/ledgers/results"): _list,
    ("GET", "/ledgers/results.{form}"): _list,
    ("GET", "/ledgers/examples"): _examples,
    ("GET", "/ledgers/examples.{form}"): _examples,
}
