"""Where what was signed is read."""

from tests.secrecy.knocking import Asks, plain

DOORS: dict[tuple[str, str], Asks] = {
    ("GET", "/keys"): plain,
    ("GET", "/audit/anchors"): plain,
    ("GET", "/audit/checkpoint"): plain,
    ("GET", "/audit/entries/{index}/proof"): plain,
    ("GET", "/audit/growth"): lambda _: [{"params": {"old": 1}}],
}
