"""Keys of this installation, made once with 0600 and kept under the data directory; a damaged one stops the start."""

import os
import secrets
from pathlib import Path

SIZE = 32


def installation_key(data_dir: Path, name: str) -> bytes:
    """32 random bytes for one purpose, the same at every start. Raises: RuntimeError if the file is damaged."""
    path = data_dir / "secrets" / f"{name}.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_once(path, secrets.token_bytes(SIZE))
    key = path.read_bytes()
    if len(key) != SIZE:
        raise RuntimeError(f"{path.name}: the key is damaged; restore it from the backup")
    return key


def write_once(path: Path, key: bytes) -> None:
    """The key's file, 0600, on the disk before its name is; one that is there already stays."""
    draft = path.with_suffix(f".{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
