"""The rows of what is covered on photographs. One mask is left unchecked: its picture is refused to units, and is not absent."""

from tests.making import check_masks
from tests.secrecy.matrix import DESK, Row, Seen, Stage

SEEN: dict[str, Seen] = {}
ROWS: dict[tuple[str, str], Row] = {
    ("GET", "/evidence/{evidence_id}/mask"): Row("evidence", DESK),
    ("GET", "/evidence/{evidence_id}/masked"): Row("evidence", DESK),
    ("PUT", "/evidence/{evidence_id}/mask"): Row("evidence", DESK),
    ("POST", "/evidence/{evidence_id}/mask/moves"): Row("evidence", DESK),
    ("POST", "/evidence/masks/checks"): Row("evidence", DESK),
}


def things(stage: Stage) -> None:
    """Somebody has looked at the pictures."""
    check_masks(stage.world, [stage.cases[relation].evidence for relation in ("own", "other_unit", "released", "other_tree")])
