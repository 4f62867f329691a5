"""The rows of device keys, by hand: a key is its owner's, and the office's that enrols phones."""

from tests.phone import Phone
from tests.secrecy.matrix import ALL, FIELD, WHOSE, Row, Seen, Stage, seen

ENROLS = frozenset({"director", "secadmin"})
LOOKS_AFTER = frozenset({"director", "sysadmin"})
SEEN: dict[str, Seen] = {"key": seen(**{relation: ENROLS | {author} for relation, (author, _) in WHOSE.items()})}
ROWS: dict[tuple[str, str], Row] = {
    ("GET", "/anchor"): Row(None, ALL),
    ("POST", "/device-codes"): Row(None, ENROLS),
    ("GET", "/device-states"): Row(None, LOOKS_AFTER),
    ("PUT", "/device-states/{install_id}"): Row(None, FIELD | {"other-system"}),  # a row of their own, whatever id they name
    ("GET", "/device-keys"): Row(None, ALL),
    ("PUT", "/device-keys/{key_id}"): Row(None, ALL),  # with no code of theirs: told so, not let in
    ("POST", "/device-keys/{key_id}/moves"): Row("key", ALL),
}


def things(stage: Stage) -> None:
    """A key for every relation."""
    for relation, (author, _) in WHOSE.items():
        Phone(author, id=stage.cases[relation].others["key"]).enrol(stage.world)
