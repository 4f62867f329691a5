"""One-time codes: made, and known again without being kept."""

import hmac
import secrets
from pathlib import Path
from uuid import UUID

from app.core.secrets import installation_key

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that is read as something else: no 0 O, 1 I L
LENGTH = 8


def made() -> str:
    """A new code: 31⁸ are possible, and five tries are given."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def hashed(data_dir: Path, user_id: UUID, code: str) -> str:
    """What is kept of a person's code, hex: of no use to whoever has the database alone."""
    return hmac.digest(installation_key(data_dir, "device-code"), user_id.bytes + code.encode(), "sha256").hex()
