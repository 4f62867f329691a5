"""Asking for a bundle and carrying it away are in the log."""

from typing import Any

from tests.bundles.making import asked
from tests.making import a_report
from tests.world import World


def ask_bundle(world: World) -> Any:
    report = a_report(world)["id"]
    return "director", lambda: asked(world, report)


DEEDS: dict[tuple[str, str], Any] = {
    ("POST", "/bundles"): (ask_bundle, ["bundle.requested"]),
}
NO_DEED: set[tuple[str, str]] = set()
