"""The addresses of device keys and time anchors."""

from tests.phone import Phone
from tests.secrecy.knocking import Asks, bodies, plain
from tests.world import user_id

PHONE = Phone()
STATE = {
    "name": "Chrome · Android 15", "app_version": "0.1.0", "unsent_count": 0, "persisted": True,
    "device_time_ms": 1_796_000_000_000,
}  # fmt: skip

DOORS: dict[tuple[str, str], Asks] = {
    ("GET", "/anchor"): plain,
    ("POST", "/device-codes"): bodies({"user_id": str(user_id("media"))}),
    ("GET", "/device-states"): lambda _: [{}, {"params": {"alarm": "true"}}, {"params": {"q": "王"}}],
    ("PUT", "/device-states/{install_id}"): bodies(STATE),
    ("GET", "/device-keys"): plain,
    ("PUT", "/device-keys/{key_id}"): bodies(PHONE.enrolment("ZZZZZZZZ")),
    ("POST", "/device-keys/{key_id}/moves"): bodies({"verb": "revoke", "reason": "手机遗失"}),
}
