"""The rulebook's addresses."""

from tests.secrecy.knocking import Asks, bodies, plain

DOORS: dict[tuple[str, str], Asks] = {
    ("GET", "/rules"): plain,
    ("PUT", "/rules/{name}"): bodies({"value": 4, "reason": "无"}),
    ("GET", "/rules/{name}/history"): plain,
}
