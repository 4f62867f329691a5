"""What covering a photograph writes into the log."""

from typing import Any

from tests.masking.making import RED_HALF, checked, covered, let_out, moved
from tests.world import World


def _put(world: World) -> Any:
    evidence = let_out(world)["evidence"]
    return "reviewer", lambda: covered(world.as_("reviewer"), evidence, [RED_HALF], 0)


def _reopen(world: World) -> Any:
    evidence = let_out(world)["evidence"]
    checked(world, evidence, [RED_HALF])
    return "director", lambda: moved(world.as_("director"), evidence, "reopen", 2)


def _check(world: World) -> Any:
    items = [{"evidence_id": let_out(world)["evidence"], "version": 0} for _ in range(2)]
    return "reviewer", lambda: world.as_("reviewer").post("/evidence/masks/checks", json={"items": items})


DEEDS = {
    ("PUT", "/evidence/{evidence_id}/mask"): (_put, ["evidence.mask_saved"]),
    ("POST", "/evidence/{evidence_id}/mask/moves"): (_reopen, ["evidence.mask_reopened"]),
    ("POST", "/evidence/masks/checks"): (_check, ["evidence.mask_checked"] * 2),
}
NO_DEED: set[tuple[str, str]] = set()
