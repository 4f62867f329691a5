"""Codes and device keys are in the log."""

from typing import Any

from tests.phone import Phone, a_code
from tests.world import World, user_id


def code(world: World) -> Any:
    return "director", lambda: world.as_("director").post("/device-codes", json={"user_id": str(user_id("media"))})


def enrol(world: World) -> Any:
    phone = Phone("media")
    body = phone.enrolment(a_code(world, "media"))
    return "media", lambda: world.as_("media").put(f"/device-keys/{phone.id}", json=body)


def revoke(world: World) -> Any:
    phone = Phone("media").enrol(world)
    body = {"verb": "revoke", "reason": "手机遗失"}
    return "media", lambda: world.as_("media").post(f"/device-keys/{phone.id}/moves", json=body)


DEEDS: dict[tuple[str, str], Any] = {
    ("POST", "/device-codes"): (code, ["device_code.given"]),
    ("PUT", "/device-keys/{key_id}"): (enrol, ["device_key.enrolled"]),
    ("POST", "/device-keys/{key_id}/moves"): (revoke, ["device_key.revoked"]),
}
# no deed of anybody: an entry each time would be a record of when phones were on
NO_DEED = {("PUT", "/device-states/{install_id}")}
