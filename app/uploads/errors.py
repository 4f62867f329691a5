"""Every way this room says no."""

from typing import ClassVar

from app.core.problem import Problem


class TusVersion(Problem):
    """The client speaks another version of tus."""

    slug, status = "tus-version", 412
    headers: ClassVar[dict[str, str]] = {"Tus-Version": "1.0.0"}


class MalformedHeader(Problem):
    """A tus header is missing or not what the protocol asks for."""

    slug, status = "malformed-header", 400


class UploadTooLarge(Problem):
    """More bytes announced or sent than this upload may hold."""

    slug, status = "upload-too-large", 413


class OffsetConflict(Problem):
    """The upload stands at another offset; ask with HEAD and go on from there."""

    slug, status = "offset-conflict", 409


class UploadLocked(Problem):
    """Another request is writing to this upload right now."""

    slug, status = "upload-locked", 423
    headers: ClassVar[dict[str, str]] = {"Retry-After": "2"}


class UploadGone(Problem):
    """The upload has expired."""

    slug, status = "upload-gone", 410


class ChecksumMismatch(Problem):
    """The bytes do not have the announced checksum; they were thrown away, the offset stands where it stood."""

    slug, status = "checksum-mismatch", 460


class ChecksumUnsupported(Problem):
    """A checksum algorithm this server does not know."""

    slug, status = "checksum-unsupported", 400


class WrongContentType(Problem):
    """A PATCH carries application/offset+octet-stream."""

    slug, status = "wrong-content-type", 415
