"""The server's Ed25519 keys and the manifest that names them, signed by the root key (docs/evidence.md §2)."""

import base64
import hashlib
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.audit.note import LOG, Key
from app.core import canonical
from app.core.clock import stamp
from app.core.secrets import SIZE, write_once

LABEL = b"fi/keys/v1\n"
LONGEST = 1024 * 1024  # bytes of a manifest


class Use(StrEnum):
    """What a key signs, and nothing else."""

    ROOT = "root"
    RECEIPT = "receipt"
    LOG = "log"


class KeysMissingError(RuntimeError):
    """The installation was never initialised, or its keys are damaged."""


@dataclass(frozen=True, slots=True)
class Signer:
    """One key in use."""

    use: Use
    key: Ed25519PrivateKey

    @property
    def public(self) -> bytes:
        """32 bytes."""
        return self.key.public_key().public_bytes_raw()

    @property
    def id(self) -> str:
        """The RFC 7638 thumbprint, hex."""
        return thumbprint(jwk(self.public))

    def sign(self, label: bytes, statement: bytes) -> bytes:
        """64 bytes over `label ‖ statement`."""
        return self.key.sign(label + statement)


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of an installation that serves; the root key is not among them."""

    origin: str
    receipt: Signer
    log: Signer
    manifest: bytes
    signature: bytes

    @property
    def log_vkey(self) -> str:
        """The log's key as witnesses and verifiers are given it (C2SP vkey)."""
        return str(Key(self.origin, LOG, self.log.public))


def jwk(public: bytes) -> dict[str, str]:
    """An Ed25519 key as RFC 8037 writes it."""
    return {"crv": "Ed25519", "kty": "OKP", "x": base64.urlsafe_b64encode(public).rstrip(b"=").decode()}


def thumbprint(key: Mapping[str, str]) -> str:
    """RFC 7638, hex: the hash of the required members in order."""
    return hashlib.sha256(canonical.dumps(key)).hexdigest()


def initialise(data_dir: Path, now: datetime, root: Path | None = None, origin: str = "") -> bool:
    """Make the keys and their manifest, once; says whether they are new.

    `root` is where the root key is written, to be taken away and sealed; without one it stays beside the others. Raises:
    KeysMissingError if only some of them are there, or they were begun with another root key.
    """
    folder = data_dir / "secrets"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if (folder / "keys.sig").exists():
        load(data_dir)
        return False
    own = tuple(use for use in Use if root is None or use is not Use.ROOT)
    held = ({Use.ROOT: _carried(root)} if root else {}) | {use: _made(folder / f"{use}.ed25519", use) for use in own}
    manifest = canonical.dumps({
        "v": 1, "typ": "keys", "origin": origin or f"mingcha/{secrets.token_hex(8)}", "at": stamp(now),
        "keys": [{"use": use.value, "id": each.id, "jwk": jwk(each.public), "from": stamp(now)} for use, each in held.items()],
    })  # fmt: skip
    write_once(folder / "keys.json", manifest)
    kept = (folder / "keys.json").read_bytes()  # of a broken beginning, if there was one
    if {each["id"] for each in canonical.loads(kept, LONGEST)["keys"]} != {each.id for each in held.values()}:
        raise KeysMissingError(
            "another root key was begun with: name its file again with --root, or remove keys.json and begin anew"
        )
    write_once(folder / "keys.sig", held[Use.ROOT].sign(LABEL, kept))
    return True


def load(data_dir: Path) -> Keys:
    """The keys in use. Raises: KeysMissingError."""
    folder = data_dir / "secrets"
    try:
        manifest, signature = (folder / "keys.json").read_bytes(), (folder / "keys.sig").read_bytes()
        told: dict[str, Any] = canonical.loads(manifest, LONGEST)
        receipt, log = (_read(folder / f"{use}.ed25519", use) for use in (Use.RECEIPT, Use.LOG))
    except (OSError, canonical.CanonicalError) as error:
        raise KeysMissingError(f"the keys of this installation are missing or damaged ({error}); run: mingcha init") from error
    named = {each["id"] for each in told["keys"]}
    if not {receipt.id, log.id} <= named:
        raise KeysMissingError("the keys are not those of the manifest; restore both from the same backup")
    return Keys(told["origin"], receipt, log, manifest, signature)


def root_beside(data_dir: Path) -> bool:
    """Whether the key that vouches for all others is where they are."""
    return (data_dir / "secrets" / f"{Use.ROOT}.ed25519").exists()


@lru_cache(maxsize=8)
def in_use(data_dir: Path) -> Keys:
    """As `load`, read once per process."""
    return load(data_dir)


def _made(path: Path, use: Use) -> Signer:
    write_once(path, secrets.token_bytes(SIZE))
    return _read(path, use)


def _carried(path: Path) -> Signer:
    """The root key on the medium it is taken away on, which may know no links; one of a broken beginning stays."""
    if not path.parent.is_dir():
        raise KeysMissingError(f"there is no folder {path.parent} to write the root key to")
    with suppress(FileExistsError), os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secrets.token_bytes(SIZE))
        file.flush()
        os.fsync(file.fileno())
    return _read(path, Use.ROOT)


def _read(path: Path, use: Use) -> Signer:
    raw = path.read_bytes()
    if len(raw) != SIZE:
        raise KeysMissingError(f"{path.name} is damaged; restore it from the backup")
    return Signer(use, Ed25519PrivateKey.from_private_bytes(raw))
