"""The addresses of the random draw."""

from typing import Any

from tests.secrecy.knocking import Asks, Ids, bodies, plain
from tests.world import TOWN, user_id


def _lists(ids: Ids) -> list[dict[str, Any]]:
    site = {"id": ids.others["site"], "name": "弃渣场", "unit_id": str(TOWN)}
    people = [{"user_id": str(user_id("inspector"))}]
    asked = {"id": ids.others["step"], "sites": [site], "inspectors": people, "sites_wanted": 1, "inspectors_per_site": 1}
    return [{"json": asked}]


DOORS: dict[tuple[str, str], Asks] = {
    ("GET", "/missions/{mission_id}/draw"): plain,
    ("POST", "/missions/{mission_id}/draw"): _lists,
    ("POST", "/missions/{mission_id}/draw/moves"): bodies(
        {"verb": "commit"},
        {"verb": "draw", "public_number": "507184926", "public_source": "公证处"},
        {"verb": "witness"},
        {"verb": "issue"},
        {"verb": "cancel", "reason": "无"},
    ),
    ("GET", "/missions/{mission_id}/draw/record"): plain,
}
