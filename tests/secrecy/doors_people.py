"""The addresses of roles, delegations, standing, and the auditor's log."""

from typing import Any

from tests.secrecy.knocking import Asks, Ids, bodies, plain
from tests.world import TOWN, user_id

DELEGATION = {
    "principal_id": str(user_id("director")), "deputy_id": str(user_id("reviewer")), "roles": ["director"],
    "first_on": "2098-01-01", "last_on": "2098-01-05", "reason": "出差",
}  # fmt: skip


def _log(ids: Ids) -> list[dict[str, Any]]:
    given = {
        "limit": 1, "actor_id": str(user_id("director")), "object_id": ids.report, "action": "report", "from": "2026-11-19",
        "to": "2026-11-21",
    }  # fmt: skip
    return [{}, *({"params": {name: value}} for name, value in given.items())]


DOORS: dict[tuple[str, str], Asks] = {
    ("PUT", "/users/{user_id}/roles"): bodies({"roles": ["department"]}),  # ruff: ignore[missing-f-string-syntax]  a route
    ("GET", "/users/{user_id}/standing"): plain,  # ruff: ignore[missing-f-string-syntax]
    ("PUT", "/users/{user_id}/former-posts"): bodies(  # ruff: ignore[missing-f-string-syntax]
        {"posts": [{"unit_id": str(TOWN), "until": "2025-01-01"}]}
    ),
    ("PUT", "/me/interests"): bodies({"interests": [{"unit_id": str(TOWN), "kind": "kin"}]}),
    ("GET", "/me/devices"): plain,
    ("POST", "/me/devices/{device_id}/moves"): bodies({"verb": "end"}),
    ("GET", "/delegations"): plain,
    ("PUT", "/delegations/{delegation_id}"): bodies(DELEGATION),
    ("POST", "/delegations/{delegation_id}/moves"): bodies({"verb": "end"}),
    ("GET", "/audit"): _log,
    ("GET", "/audit/verification"): plain,
}
