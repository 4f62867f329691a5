"""The rows of figures and duties, by hand."""

from tests.secrecy.matrix import LEADERS, OFFICE, UNITS, Row, Seen

SEEN: dict[str, Seen] = {}
READ = OFFICE | LEADERS | UNITS
DIRECTOR = frozenset({"director"})
ROWS: dict[tuple[str, str], Row] = {
    ("GET", "/indicators"): Row(None, READ),
    ("GET", "/indicators/trend"): Row(None, READ),
    ("GET", "/indicators/map"): Row(None, READ),
    ("GET", "/indicators/{indicator}"): Row(None, READ),
    ("GET", "/indicators/{indicator}/items"): Row(None, READ),
    ("GET", "/duties/departments"): Row(None, READ),
    ("GET", "/duties/leaders"): Row(None, READ),
    ("PUT", "/duties/waivers/{waiver_id}"): Row(None, DIRECTOR),
    ("POST", "/duties/waivers/{waiver_id}/moves"): Row(None, DIRECTOR),
}
