"""The rows of what was signed."""

from tests.secrecy.matrix import ALL, Row, Seen

AUDITOR = frozenset({"auditor"})
SEEN: dict[str, Seen] = {}
ROWS: dict[tuple[str, str], Row] = {
    ("GET", "/keys"): Row(None, ALL, open=True),
    ("GET", "/audit/anchors"): Row(None, AUDITOR),
    ("GET", "/audit/checkpoint"): Row(None, AUDITOR),
    ("GET", "/audit/entries/{index}/proof"): Row(None, AUDITOR),
    ("GET", "/audit/growth"): Row(None, AUDITOR),
}
