"""A phone with a key of its own, as docs/evidence.md says one speaks; written apart from the server's code."""

import base64
import hashlib
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx2
import orjson
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from tests.world import World, user_id


def spelled(value: dict[str, Any]) -> bytes:
    """Canonical JSON."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def _coordinate(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode()


@dataclass
class Phone:
    """Somebody's; it counts what it signs."""

    owner: str = "inspector"
    secret: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: str = field(default_factory=lambda: str(uuid4()))
    seq: int = 0
    prev: str = ""
    anchor: dict[str, str] | None = None

    @property
    def jwk(self) -> dict[str, str]:
        """Its public key."""
        numbers = self.secret.public_key().public_numbers()
        return {"crv": "P-256", "kty": "EC", "x": _coordinate(numbers.x), "y": _coordinate(numbers.y)}

    @property
    def key(self) -> str:
        """Its name: RFC 7638, in hex."""
        return hashlib.sha256(spelled(self.jwk)).hexdigest()

    def sign(self, signed: bytes) -> str:
        """64 bytes in base64."""
        r, s = decode_dss_signature(self.secret.sign(signed, ec.ECDSA(hashes.SHA256())))
        return base64.b64encode(r.to_bytes(32, "big") + s.to_bytes(32, "big")).decode()

    def enrolment(self, code: str, owner: str | None = None, **changes: Any) -> dict[str, Any]:
        """What it sends to be enrolled."""
        said = {"v": 1, "typ": "enrol", "code": code, "id": self.key, "insp": str(user_id(owner or self.owner))}
        signature = self.sign(b"fi/enrol/v1\n" + spelled(said))
        return {"code": code, "jwk": self.jwk, "name": "07号机", "signature": signature} | changes

    def enrol(self, world: World) -> "Phone":
        """With a code from the director, in person."""
        answer = world.as_(self.owner).put(f"/device-keys/{self.id}", json=self.enrolment(a_code(world, self.owner)))
        assert answer.status_code == 201, answer.text
        return self

    def look_up(self, client: httpx2.Client) -> None:
        """Fetch a time anchor."""
        self.anchor = client.get("/anchor").json()

    def record(self, line: dict[str, Any], **changes: Any) -> dict[str, Any]:
        """What it says of a photograph it has just taken; the next number is used up."""
        self.seq += 1
        said: dict[str, Any] = {
            "v": 1, "typ": "capture", "id": line["id"], "insp": str(user_id(self.owner)), "key": self.key, "seq": self.seq,
            "sha256": line["sha256"], "size": line["size_bytes"], "mime": line["media_type"], "src": "camera",
            "t_dev": "2026-11-20T02:20:00.000Z", "t_mono_ms": 61000, "boot": "5f2d1c", "tz": "Asia/Shanghai", "app": "0.1.0",
            "geo": {"st": "ok", "lat_e7": 401102000, "lon_e7": 1021102000, "acc_cm": 600, "t": "2026-11-20T02:20:00.000Z"},
        }  # fmt: skip
        if self.seq > 1:
            said["prev"] = self.prev
        if self.anchor:
            told = orjson.loads(self.anchor["statement"])
            said["anchor"] = {"id": told["id"], "t": told["t"]}
        return said | changes

    def capture(self, said: dict[str, Any]) -> dict[str, Any]:
        """A record signed, as a manifest carries it."""
        text = spelled(said)
        self.prev = hashlib.sha256(text).hexdigest()
        out: dict[str, Any] = {"record": text.decode(), "signature": self.sign(b"fi/capture/v1\n" + text)}
        return out | ({"anchor": self.anchor} if "anchor" in said and self.anchor else {})

    def take(self, line: dict[str, Any], **changes: Any) -> dict[str, Any]:
        """A manifest's line with its record."""
        return line | {"capture": self.capture(self.record(line, **changes))}


def a_code(world: World, owner: str, giver: str = "director") -> str:
    """A one-time code."""
    answer = world.as_(giver).post("/device-codes", json={"user_id": str(user_id(owner))})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["code"])
