"""Signed notes and checkpoints (C2SP signed-note, tlog-checkpoint, tlog-cosignature v1), pure but for the signing itself.

A note is text that ends in a newline, an empty line, and signature lines `— <name> <base64(key id ‖ signature)>`. A checkpoint's
text is the log's origin, its size and its root. A log signs the text; a witness signs the time it saw it, and the text.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

LOG, WITNESS = 0x01, 0x04  # signature types: Ed25519, timestamped Ed25519 cosignature
MOST_SIGNATURES = 64  # as whoever verifies a bundle allows (docs/evidence.md §6)
HASH = 32  # bytes
_DASH = "\N{EM DASH}"
_LINE = re.compile(rf"{_DASH} ([^\s+]+) ([A-Za-z0-9+/]+=*)")
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


class NoteError(ValueError):
    """Not a note, not a checkpoint, not a key, or a signature of a known key that does not hold."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key somebody trusts, by its name and what it signs as."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        """The four bytes that name it in a signature."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    def __str__(self) -> str:
        """As a C2SP vkey."""
        return f"{self.name}+{self.id.hex()}+{_b64(bytes([self.kind]) + self.public)}"

    @classmethod
    def parse(cls, vkey: str) -> Self:
        """A C2SP vkey, of a log or a witness. Raises: NoteError."""
        name, _, rest = vkey.strip().partition("+")
        told, _, packed = rest.partition("+")
        raw = _unb64(packed)
        if not name or re.search(r"\s", name) or len(raw) != 1 + HASH or raw[0] not in {LOG, WITNESS}:
            raise NoteError("not a verifier key")
        key = cls(name, raw[0], raw[1:])
        if key.id.hex() != told:
            raise NoteError("the key is not the one its id names")
        return key


@dataclass(frozen=True, slots=True)
class Signature:
    """One line under a note."""

    name: str
    key_id: bytes
    signature: bytes

    @property
    def by(self) -> tuple[str, bytes]:
        """Whose it says it is."""
        return self.name, self.key_id

    def __str__(self) -> str:
        """The line, with its newline."""
        return f"{_DASH} {self.name} {_b64(self.key_id + self.signature)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text and what stands under it."""

    text: str
    signatures: tuple[Signature, ...] = ()

    def __str__(self) -> str:
        """The whole note."""
        return f"{self.text}\n{''.join(map(str, self.signatures))}"

    @classmethod
    def parse(cls, note: str) -> Self:
        """Raises: NoteError."""
        text, apart, lines = note.rpartition("\n\n")
        if not apart or not lines.endswith("\n") or _CONTROL.search(note):
            raise NoteError("not a note")
        signatures = signature_lines(lines)
        return cls(f"{text}\n", signatures)

    def signed(self, key: Ed25519PrivateKey, name: str) -> Self:
        """With the log's signature under it."""
        own = Key(name, LOG, key.public_key().public_bytes_raw())
        return self.under([Signature(name, own.id, key.sign(self.text.encode()))])

    def cosigned(self, key: Ed25519PrivateKey, name: str, at: int) -> Self:
        """With a witness's signature under it; `at` in POSIX seconds."""
        own = Key(name, WITNESS, key.public_key().public_bytes_raw())
        return self.under([Signature(name, own.id, at.to_bytes(8) + key.sign(_seen(self.text, at)))])

    def under(self, more: Iterable[Signature]) -> Self:
        """With the signatures of keys that have none there yet: a key that speaks twice adds nothing."""
        found = {each.by: each for each in self.signatures}
        new = {each.by: each for each in more if each.by not in found}
        return replace(self, signatures=(*self.signatures, *new.values()))

    def held(self, keys: Iterable[Key]) -> dict[Key, int | None]:
        """Which of these keys signed it, and when if they say so. Raises: NoteError if a known key's signature does not hold."""
        known, found = {(each.name, each.id): each for each in keys}, {}
        for line in self.signatures:
            key = known.get((line.name, line.key_id))
            if key is not None:
                found[key] = _check(self.text, key, line.signature)
        return found


def signature_lines(lines: str) -> tuple[Signature, ...]:
    """Signature lines as they stand under a note, or as a witness answers. Raises: NoteError."""
    found = []
    for line in lines.removesuffix("\n").split("\n"):
        match = _LINE.fullmatch(line)
        raw = _unb64(match[2]) if match else b""
        if match is None or len(raw) <= 4:  # ruff: ignore[magic-value-comparison]  the key's id
            raise NoteError("not a signature line")
        found.append(Signature(match[1], raw[:4], raw[4:]))
    if len(found) > MOST_SIGNATURES:
        raise NoteError("too many signatures")
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log says of itself: so many entries, under this root."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """As a note's text."""
        return f"{self.origin}\n{self.size}\n{_b64(self.root)}\n"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Further lines are the log's own affair, and are refused: this log writes none. Raises: NoteError."""
        lines: Sequence[str] = text.split("\n")
        if len(lines) != 4 or lines[3] or not lines[0] or not _SIZE.fullmatch(lines[1]):  # ruff: ignore[magic-value-comparison]
            raise NoteError("not a checkpoint")
        root = _unb64(lines[2])
        if len(root) != HASH:
            raise NoteError("not a root")
        return cls(lines[0], int(lines[1]), root)


def _check(text: str, key: Key, signature: bytes) -> int | None:
    at = int.from_bytes(signature[:8]) if key.kind == WITNESS else None
    signed, said = (signature, text.encode()) if at is None else (signature[8:], _seen(text, at))
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signed, said)
    except (InvalidSignature, ValueError) as error:
        raise NoteError(f"the signature of {key.name} does not hold") from error
    return at


def _seen(text: str, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def _b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _unb64(text: str) -> bytes:
    """Only the one spelling of the bytes. Raises: NoteError."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteError("not base64") from error
    if _b64(raw) != text:
        raise NoteError("another spelling of base64")
    return raw
