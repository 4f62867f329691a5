"""Roles, delegations and standing are in the log."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from app.access.policy import Role
from app.core.clock import legal_date
from tests.world import TOWN, World, user_id


def a_delegation(world: World, principal: str, deputy: str, role: str) -> dict[str, Any]:
    """From today for three days."""
    today = legal_date(world.clock())
    return {
        "principal_id": str(user_id(principal)), "deputy_id": str(user_id(deputy)), "roles": [role],
        "first_on": today.isoformat(), "last_on": (today + timedelta(days=3)).isoformat(), "reason": "出差",
    }  # fmt: skip


def grant(world: World) -> Any:
    path = f"/users/{user_id('media')}/roles"
    return "secadmin", lambda: world.as_("secadmin").put(path, json={"roles": ["media"]})


def posts(world: World) -> Any:
    path, body = f"/users/{user_id('media')}/former-posts", {"posts": [{"unit_id": str(TOWN), "until": "2025-01-01"}]}
    return "sysadmin", lambda: world.as_("sysadmin").put(path, json=body)


def interests(world: World) -> Any:
    body = {"interests": [{"unit_id": str(TOWN), "kind": "kin"}]}
    return "media", lambda: world.as_("media").put("/me/interests", json=body)


def delegate(world: World) -> Any:
    body = a_delegation(world, "county-leader", "media", "county_leader")
    return "county-leader", lambda: world.as_("county-leader").put(f"/delegations/{uuid4()}", json=body)


def end(world: World) -> Any:
    client, id_ = world.as_("county-leader"), uuid4()
    client.put(f"/delegations/{id_}", json=a_delegation(world, "county-leader", "discipline", "county_leader"))
    return "county-leader", lambda: client.post(f"/delegations/{id_}/moves", json={"verb": "end"})


def device(world: World) -> Any:
    world.hire("leaving", "秦样本", Role.MEDIA)  # whoever signs out is not asked again
    client = world.as_("leaving")
    held = client.get("/me/devices").json()["items"][0]["id"]
    return "leaving", lambda: client.post(f"/me/devices/{held}/moves", json={"verb": "end"})


DEEDS: dict[tuple[str, str], Any] = {
    ("PUT", "/users/{user_id}/roles"): (grant, ["user.granted"]),  # ruff: ignore[missing-f-string-syntax]  a route
    ("PUT", "/users/{user_id}/former-posts"): (posts, ["user.posts"]),  # ruff: ignore[missing-f-string-syntax]
    ("POST", "/me/devices/{device_id}/moves"): (device, ["session.ended"]),
    ("PUT", "/me/interests"): (interests, ["user.declared"]),
    ("PUT", "/delegations/{delegation_id}"): (delegate, ["delegation.made"]),
    ("POST", "/delegations/{delegation_id}/moves"): (end, ["delegation.ended"]),
}
NO_DEED: set[tuple[str, str]] = set()
