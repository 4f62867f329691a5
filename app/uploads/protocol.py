"""The words of tus 1.0, pure: headers in, values out."""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from uuid import UUID

from starlette.datastructures import Headers

from app.uploads.errors import ChecksumUnsupported, MalformedHeader, TusVersion, WrongContentType

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,checksum,expiration,termination"
ALGORITHMS = {"sha1": hashlib.sha1, "sha256": hashlib.sha256}
OFFSET_TYPE = "application/offset+octet-stream"
LONGEST_METADATA = 2000
NOT_OFFERED = ("Upload-Defer-Length", "Upload-Concat")
OWNERS = ("report_id", "submission_id", "reinspection_id", "supplement_id")
BASE = {"Tus-Resumable": VERSION, "Cache-Control": "no-store"}
OPTIONS = {"Tus-Version": VERSION, "Tus-Extension": EXTENSIONS, "Tus-Checksum-Algorithm": ",".join(ALGORITHMS)}


@dataclass(frozen=True, slots=True)
class Announcement:
    """What an Upload-Metadata header names."""

    evidence_id: UUID
    owner_id: UUID | None
    sha256: str | None
    raw: str


@dataclass(frozen=True, slots=True)
class Checksum:
    """What an Upload-Checksum header promises."""

    algorithm: str
    digest: bytes


def only(headers: Headers, name: str) -> str | None:
    """A header's one value. Raises: MalformedHeader if it is given twice, for nobody knows which is meant."""
    given = headers.getlist(name)
    if len(given) > 1:
        raise MalformedHeader(pointer=f"/headers/{name}")
    return given[0] if given else None


def require_version(headers: Headers) -> None:
    """Raises: TusVersion, MalformedHeader."""
    if only(headers, "Tus-Resumable") != VERSION:
        raise TusVersion(pointer="/headers/Tus-Resumable")


def require_offset_type(headers: Headers) -> None:
    """Raises: WrongContentType, MalformedHeader."""
    if (only(headers, "Content-Type") or "").split(";")[0].strip().lower() != OFFSET_TYPE:
        raise WrongContentType(pointer="/headers/Content-Type", wanted=OFFSET_TYPE)


def number(headers: Headers, name: str) -> int:
    """A header that is a count of bytes. Raises: MalformedHeader."""
    text = only(headers, name) or ""
    if not (text.isascii() and text.isdigit()) or len(text) > 15:  # ruff: ignore[magic-value-comparison]  a petabyte
        raise MalformedHeader(pointer=f"/headers/{name}")
    return int(text)


def length(headers: Headers) -> int:
    """Bytes of the whole, which are known from the start and come in one upload. Raises: MalformedHeader."""
    for name in NOT_OFFERED:
        if name in headers:
            raise MalformedHeader(pointer=f"/headers/{name}")
    return number(headers, "Upload-Length")


def announcement(headers: Headers) -> Announcement:
    """The metadata of a creation. Raises: MalformedHeader."""
    raw = only(headers, "Upload-Metadata") or ""
    if len(raw) > LONGEST_METADATA:
        raise MalformedHeader(pointer="/headers/Upload-Metadata")
    pairs = [_pair(item) for item in raw.split(",") if item.strip()]
    values = dict(pairs)
    if len(values) < len(pairs) or "" in values:
        raise MalformedHeader(pointer="/headers/Upload-Metadata")
    evidence_id = _uuid(values.get("evidence_id"))
    if evidence_id is None:
        raise MalformedHeader(pointer="/headers/Upload-Metadata", field="evidence_id")
    owner = next((values[name] for name in OWNERS if name in values), None)
    return Announcement(evidence_id, _uuid(owner) if owner else None, values.get("sha256") or None, raw)


def _pair(item: str) -> tuple[str, str]:
    key, _, encoded = item.strip().partition(" ")
    try:
        return key, base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError) as error:
        raise MalformedHeader(pointer="/headers/Upload-Metadata", field=key[:40]) from error


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise MalformedHeader(pointer="/headers/Upload-Metadata") from error


def checksum(headers: Headers) -> Checksum | None:
    """The checksum of a body, if one is promised. Raises: ChecksumUnsupported, MalformedHeader."""
    given = only(headers, "Upload-Checksum")
    if given is None:
        return None
    algorithm, _, encoded = given.partition(" ")
    if algorithm not in ALGORITHMS:
        raise ChecksumUnsupported(pointer="/headers/Upload-Checksum", known=list(ALGORITHMS))
    try:
        return Checksum(algorithm, base64.b64decode(encoded, validate=True))
    except (binascii.Error, ValueError) as error:
        raise MalformedHeader(pointer="/headers/Upload-Checksum") from error
