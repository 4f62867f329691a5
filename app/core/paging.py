"""Opaque cursors: encrypted and bound to one reader, since a gap in the numbers would betray a hidden report."""

import base64
import hmac
import os
from typing import Any, Generic, TypeVar
from uuid import UUID

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.core.problem import Problem
from app.core.schema import Schema

DEFAULT_LIMIT = 50
MAX_LIMIT = 200
_NONCE = 12
T = TypeVar("T")


class InvalidCursor(Problem):
    """A cursor that was not given to this reader for this list."""

    slug, status = "invalid-cursor", 400


class Page(Schema, Generic[T]):
    """One page of a list, in the list's own order."""

    items: list[T]
    next_cursor: str | None


class CursorBox:
    """Seals and opens cursors with the house's key."""

    def __init__(self, key: bytes) -> None:
        """`key` is 32 bytes."""
        self._aead = AESGCM(key)
        self._marking = hmac.digest(key, b"mark", "sha256")

    def seal(self, reader: UUID, purpose: str, value: Any) -> str:  # ruff: ignore[any-type]  any JSON
        """A cursor only `reader` can use, only for `purpose`; padded so that its length tells nothing."""
        plain = orjson.dumps(value)
        plain += b" " * (-len(plain) % 128)
        nonce = os.urandom(_NONCE)
        return base64.urlsafe_b64encode(nonce + self._aead.encrypt(nonce, plain, _bound(reader, purpose))).decode().rstrip("=")

    def mark(self, said: bytes) -> str:
        """16 hex digits that tell the same from the changed, and nothing else to whoever has not the key."""
        return hmac.digest(self._marking, said, "sha256")[:8].hex()

    def open(self, reader: UUID, purpose: str, cursor: str) -> Any:  # ruff: ignore[any-type]
        """The value sealed. Raises: InvalidCursor."""
        try:
            raw = base64.urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4))
            return orjson.loads(self._aead.decrypt(raw[:_NONCE], raw[_NONCE:], _bound(reader, purpose)))
        except (ValueError, InvalidTag) as error:
            raise InvalidCursor(pointer="/query/cursor") from error


def _bound(reader: UUID, purpose: str) -> bytes:
    return reader.bytes + purpose.encode()
