"""The addresses of figures and duties: every figure, whole and by its lists."""

from typing import Any

from app.indicators.states import Name
from tests.secrecy.knocking import Asks, Ids, bodies, plain
from tests.world import BUREAU

WAIVER = {"subject_kind": "unit", "subject_id": str(BUREAU), "period": "2026-11", "ground": "vacant", "reason": "岗位空缺"}


def _sides(_: Ids) -> list[dict[str, Any]]:
    return [{"params": {"side": side}} for side in ("numerator", "denominator", "rest")]


def _figures(_: Ids) -> list[dict[str, Any]]:
    return [{}, {"params": {"period": "2026-Q4"}}, {"params": {"as_of": "2026-11-21"}}]


DOORS: dict[tuple[str, str], Asks] = {
    ("GET", "/indicators"): _figures,
    ("GET", "/indicators/trend"): plain,
    ("GET", "/indicators/map"): _figures,
    ("GET", "/indicators/{indicator}"): plain,
    ("GET", "/indicators/{indicator}/items"): _sides,
    ("GET", "/duties/departments"): _figures,
    ("GET", "/duties/leaders"): _figures,
    ("PUT", "/duties/waivers/{waiver_id}"): bodies(WAIVER),
    ("POST", "/duties/waivers/{waiver_id}/moves"): bodies({"verb": "withdraw", "reason": "无"}),
}
SEVERAL = {"indicator": tuple(name.value for name in Name)}
