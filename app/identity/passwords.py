"""Passwords: argon2id, few at a time, and the same work for a name nobody has."""

import threading
from functools import cache

from pwdlib import PasswordHash

_kitchen = PasswordHash.recommended()
_stoves = threading.BoundedSemaphore(2)  # 64 MiB each


def hashed(password: str) -> str:
    """The stored form."""
    with _stoves:
        return _kitchen.hash(password)


def matches(password: str, stored: str | None) -> bool:
    """Whether the password fits; without a stored form it takes as long and says no."""
    with _stoves:
        good = _kitchen.verify(password, stored or _nobody())
    return good and stored is not None


@cache
def _nobody() -> str:
    return _kitchen.hash("nobody has this password")
