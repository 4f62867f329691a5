"""Access and refresh tokens: one algorithm, one key per purpose, pure apart from the keys."""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID

import jwt
from jwt.types import Options

from app.core.problem import Unauthorized
from app.identity.errors import GrantRefused

ALGORITHM = "HS256"
ISSUER = "mingcha"
_OPTIONS: Options = {"require": ["exp", "iat", "sub", "sid"], "verify_exp": False, "verify_iat": False}
LONGEST = 2000
LEEWAY_S = 60  # how far ahead of this clock another process's may be; a token from later than that is of a clock that was wrong


@dataclass(frozen=True, slots=True)
class Keys:
    """Separate keys: one signs access tokens, one MACs refresh tokens. 32 bytes each."""

    access: bytes
    refresh: bytes


@dataclass(frozen=True, slots=True)
class Claims:
    """What an access token says; everything else is read from the database."""

    user_id: UUID
    session_id: UUID


def access_token(keys: Keys, claims: Claims, now: datetime, lives_s: int) -> str:
    """A signed token for `lives_s` seconds."""
    body = {
        "iss": ISSUER,
        "sub": claims.user_id.hex,
        "sid": claims.session_id.hex,
        "iat": int(now.timestamp()),
        "exp": int((now + timedelta(seconds=lives_s)).timestamp()),
    }
    return jwt.encode(body, keys.access, ALGORITHM, headers={"typ": "at+jwt"})


def read_access_token(keys: Keys, token: str, now: datetime) -> Claims:
    """The claims of a good token. Raises: Unauthorized."""
    claims, issued, expires = _verified(keys.access, token)
    if expires <= now.timestamp():
        raise Unauthorized(reason="expired")
    if issued > now.timestamp() + LEEWAY_S:
        raise Unauthorized(reason="not_yet")
    return claims


@lru_cache(maxsize=4096)
def _verified(key: bytes, token: str) -> tuple[Claims, int, int]:
    """Claims, beginning and end of a token whose signature holds; remembered, since a phone shows the same one at every request."""
    if len(token) > LONGEST:
        raise Unauthorized
    try:
        body = jwt.decode(token, key, [ALGORITHM], issuer=ISSUER, options=_OPTIONS)
        return Claims(UUID(hex=body["sub"]), UUID(hex=body["sid"])), int(body["iat"]), int(body["exp"])
    except (jwt.PyJWTError, ValueError, TypeError, AttributeError) as error:
        raise Unauthorized from error


def refresh_token(keys: Keys, session_id: UUID, generation: int) -> str:
    """The token of one generation of a session: always the same text for the same generation."""
    head = session_id.bytes + generation.to_bytes(4, "big")
    return base64.urlsafe_b64encode(head + _mac(keys, head)).decode().rstrip("=")


def read_refresh_token(keys: Keys, token: str) -> tuple[UUID, int]:
    """Session and generation. Raises: GrantRefused."""
    try:
        raw = base64.urlsafe_b64decode(token[:200] + "=" * (-len(token) % 4))
    except (ValueError, binascii.Error) as error:
        raise GrantRefused from error
    head, mac = raw[:20], raw[20:]
    if len(head) != 20 or not hmac.compare_digest(mac, _mac(keys, head)):  # ruff: ignore[magic-value-comparison]  16 + 4 bytes
        raise GrantRefused
    return UUID(bytes=head[:16]), int.from_bytes(head[16:], "big")


def _mac(keys: Keys, head: bytes) -> bytes:
    return hmac.digest(keys.refresh, b"mingcha/refresh/v1" + head, hashlib.sha256)
