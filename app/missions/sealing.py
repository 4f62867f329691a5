"""What a mission keeps secret, encrypted at rest with a key of the installation (design.md D14)."""

import os
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.core.db import Tx
from app.core.secrets import installation_key

_NONCE, _PAD = 12, 128


@lru_cache(maxsize=64)
def _box(data_dir: Path) -> AESGCM:
    return AESGCM(installation_key(data_dir, "seal"))


def seal(tx: Tx, owner: UUID, words: Any) -> bytes:  # ruff: ignore[any-type]  any JSON
    """JSON nobody reads without the key, bound to the row it belongs to, padded so that its length tells little."""
    plain = orjson.dumps(words, default=str)
    nonce = os.urandom(_NONCE)
    return nonce + _box(tx.settings.data_dir).encrypt(nonce, plain + b" " * (-len(plain) % _PAD), owner.bytes)


def unseal(tx: Tx, owner: UUID, sealed: bytes) -> Any:  # ruff: ignore[any-type]
    """What was sealed for that row. Raises: InvalidTag if it was sealed for another, or changed."""
    return orjson.loads(_box(tx.settings.data_dir).decrypt(sealed[:_NONCE], sealed[_NONCE:], owner.bytes))
