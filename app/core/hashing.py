"""The two hashes of a file's bytes: SHA-256, which everything signed speaks of, and SM3 (GB/T 32905) beside it."""

import hashlib
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives import hashes

PIECE = 1 << 20


class Digest(Protocol):
    """As hashlib makes them."""

    def update(self, data: bytes, /) -> None:
        """More bytes."""

    def hexdigest(self) -> str:
        """Of all of them."""


class _Sm3:
    def __init__(self) -> None:
        self._hash = hashes.Hash(hashes.SM3())
        self.update = self._hash.update

    def hexdigest(self) -> str:
        return self._hash.finalize().hex()


def sm3() -> Digest:
    """OpenSSL's; where Python's was built without it, the one that comes with `cryptography`."""
    try:
        return hashlib.new("sm3")
    except ValueError:
        return _Sm3()


def both(path: Path) -> tuple[str, str]:
    """SHA-256 and SM3 of a file, hex, read once. Raises: OSError."""
    first, second = hashlib.sha256(), sm3()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            first.update(piece)
            second.update(piece)
    return first.hexdigest(), second.hexdigest()
