"""Changing a rule is in the log."""

from typing import Any

from tests.world import World


def put_rule(world: World) -> Any:
    return "director", lambda: world.as_("director").put("/rules/limited_days", json={"value": 12, "reason": "县里规定"})


DEEDS: dict[tuple[str, str], Any] = {
    ("PUT", "/rules/{name}"): (put_rule, ["rule.changed"]),
}
NO_DEED: set[tuple[str, str]] = set()
