"""Change a key, and die at the n-th file that is written."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from app.attest import keys, rotation
from app.core import secrets

folder, use, last = Path(sys.argv[1]), keys.Use(sys.argv[2]), int(sys.argv[3])
_write_once, left = secrets.write_once, iter(range(1, last))


def _written(path: Path, key: bytes) -> None:
    if next(left, None) is None:
        os._exit(9)
    _write_once(path, key)


keys.write_once = rotation.write_once = _written  # type: ignore[attr-defined]
rotation.rotate(folder, use, datetime.now(UTC))
