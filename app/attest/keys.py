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
from app.core.clock import stamp, system_clock
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
class Period:
    """A key and when it counts: `[begins, ends)`."""

    signer: Signer
    begins: datetime
    ends: datetime | None

    def covers(self, at: datetime) -> bool:
        """Whether a statement of that time may be signed with it."""
        return self.begins <= at and (self.ends is None or at < self.ends)


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of an installation that serves, the older ones too; the root key is not among them."""

    origin: str
    generation: int
    periods: tuple[Period, ...]
    manifest: bytes
    signature: bytes

    def signer(self, use: Use, at: datetime) -> Signer:
        """The key for a statement of that time: an old receipt made again has the old key's signature."""
        return self.signers(use, at)[-1]

    def signers(self, use: Use, at: datetime) -> list[Signer]:
        """All that count at that time, the oldest first; what is older than all of them, the first key vouches for."""
        own = [period for period in self.periods if period.signer.use == use]
        return [period.signer for period in own if period.covers(at)] or [own[0].signer]

    @property
    def receipt(self) -> Signer:
        """The receipt key of this moment."""
        return self.signer(Use.RECEIPT, system_clock())

    @property
    def log(self) -> Signer:
        """The newest log key: for a while it signs beside the one before."""
        return next(period.signer for period in reversed(self.periods) if period.signer.use == Use.LOG)

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
    held = ({Use.ROOT: _carried(root)} if root else {}) | {use: made(folder / f"{use}.ed25519", use) for use in own}
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
    """The keys in use: those of the newest manifest that the root key has signed. Raises: KeysMissingError."""
    folder = data_dir / "secrets"
    generation = newest(folder)
    name = manifest_name(generation)
    try:
        manifest, signature = (folder / f"{name}.json").read_bytes(), (folder / f"{name}.sig").read_bytes()
        told: dict[str, Any] = canonical.loads(manifest, LONGEST)
        held = _held(folder)
    except (OSError, canonical.CanonicalError) as error:
        raise KeysMissingError(f"the keys of this installation are missing or damaged ({error}); run: mingcha init") from error
    periods = tuple(_period(each, held[each["id"]]) for each in told["keys"] if each["id"] in held and each["use"] != Use.ROOT)
    open_ended = {period.signer.use for period in periods if period.ends is None}
    if open_ended != {Use.RECEIPT, Use.LOG}:
        raise KeysMissingError("the keys are not those of the manifest; restore both from the same backup")
    return Keys(told["origin"], generation, periods, manifest, signature)


def newest(folder: Path) -> int:
    """How often the keys were changed."""
    found = 0
    while (folder / f"{manifest_name(found + 1)}.sig").exists():
        found += 1
    return found


def manifest_name(generation: int) -> str:
    """Of its file, without ending."""
    return f"keys.{generation}" if generation else "keys"


def _held(folder: Path) -> dict[str, Signer]:
    held = {use: read(folder / f"{use}.ed25519", use) for use in (Use.RECEIPT, Use.LOG)}
    later = [read(path, use) for use in held for path in sorted(folder.glob(f"{use}.*.ed25519"))]
    return {signer.id: signer for signer in (*held.values(), *later)}


def _period(told: Mapping[str, Any], signer: Signer) -> Period:
    ends = datetime.fromisoformat(told["to"]) if "to" in told else None
    return Period(signer, datetime.fromisoformat(told["from"]), ends)


def root_beside(data_dir: Path) -> bool:
    """Whether the key that vouches for all others is where they are."""
    return (data_dir / "secrets" / f"{Use.ROOT}.ed25519").exists()


def in_use(data_dir: Path) -> Keys:
    """As `load`, read once per process and again when they were changed."""
    return _loaded(data_dir, newest(data_dir / "secrets"))


@lru_cache(maxsize=8)
def _loaded(data_dir: Path, generation: int) -> Keys:
    del generation  # a reason to read again
    return load(data_dir)


def made(path: Path, use: Use) -> Signer:
    """A new key, or the one of a broken beginning."""
    write_once(path, secrets.token_bytes(SIZE))
    return read(path, use)


def _carried(path: Path) -> Signer:
    """The root key on the medium it is taken away on, which may know no links; one of a broken beginning stays."""
    if not path.parent.is_dir():
        raise KeysMissingError(f"there is no folder {path.parent} to write the root key to")
    with suppress(FileExistsError), os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secrets.token_bytes(SIZE))
        file.flush()
        os.fsync(file.fileno())
    return read(path, Use.ROOT)


def read(path: Path, use: Use) -> Signer:
    """One key. Raises: KeysMissingError if it is damaged."""
    raw = path.read_bytes()
    if len(raw) != SIZE:
        raise KeysMissingError(f"{path.name} is damaged; restore it from the backup")
    return Signer(use, Ed25519PrivateKey.from_private_bytes(raw))
