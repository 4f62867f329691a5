"""Where what is covered on photographs is read and changed."""

from typing import Any

from tests.secrecy.knocking import Asks, Ids, plain

BOX = {"kind": "box", "x": 2000, "y": 3000, "w": 1500, "h": 1000}


def _edits(_: Ids) -> list[dict[str, Any]]:
    return [{"json": {"shapes": [BOX]}, "headers": {"If-Match": '"0"'}}]


def _moves(_: Ids) -> list[dict[str, Any]]:
    return [{"json": {"verb": "check"}, "headers": {"If-Match": '"0"'}}]


def _checks(ids: Ids) -> list[dict[str, Any]]:
    return [{"json": {"items": [{"evidence_id": ids.evidence, "version": 0}]}}]


DOORS: dict[tuple[str, str], Asks] = {
    ("GET", "/evidence/{evidence_id}/mask"): plain,
    ("GET", "/evidence/{evidence_id}/masked"): plain,
    ("PUT", "/evidence/{evidence_id}/mask"): _edits,
    ("POST", "/evidence/{evidence_id}/mask/moves"): _moves,
    ("POST", "/evidence/masks/checks"): _checks,
}
