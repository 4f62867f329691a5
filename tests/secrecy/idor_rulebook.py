"""The rulebook's rows."""

from tests.secrecy.matrix import OFFICE, Row, Seen

READ = OFFICE | {"secadmin"}
SEEN: dict[str, Seen] = {}
ROWS: dict[tuple[str, str], Row] = {
    ("GET", "/rules"): Row(None, READ),
    ("PUT", "/rules/{name}"): Row(None, frozenset({"director"})),
    ("GET", "/rules/{name}/history"): Row(None, READ),
}
