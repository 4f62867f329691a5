"""The addresses of device keys and time anchors."""

from tests.phone import Phone
from tests.secrecy.knocking import Asks, bodies, plain
from tests.world import user_id

PHONE = Phone()

DOORS: dict[tuple[str, str], Asks] = {
    ("GET", "/anchor"): plain,
    ("POST", "/device-codes"): bodies({"user_id": str(user_id("media"))}),
    ("GET", "/device-keys"): plain,
    ("PUT", "/device-keys/{key_id}"): bodies(PHONE.enrolment("ZZZZZZZZ")),
    ("POST", "/device-keys/{key_id}/moves"): bodies({"verb": "revoke", "reason": "手机遗失"}),
}
