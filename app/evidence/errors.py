"""Every way this room says no."""

from app.core.problem import Problem


class EvidenceIdReused(Problem):
    """An evidence id came back with other content or in another case."""

    slug, status = "evidence-id-reused", 409
    constraint = "pk__evidence|evidence.id"


class EvidenceTooLarge(Problem):
    """A declared photograph is larger than the server takes."""

    slug, status = "evidence-too-large", 413


class EvidenceNotDeclared(Problem):
    """Bytes arrived for a photograph no manifest of this user named."""

    slug, status = "evidence-not-declared", 409


class EvidenceMismatch(Problem):
    """The announced hash or size is not the declared one."""

    slug, status = "evidence-mismatch", 422


class HashMismatch(Problem):
    """The bytes received do not have the declared SHA-256; they were put away, nothing was receipted."""

    slug, status = "hash-mismatch", 422


class SizeMismatch(Problem):
    """More or fewer bytes than declared."""

    slug, status = "size-mismatch", 422


class EvidenceNotReceived(Problem):
    """The photograph is declared but has not arrived yet."""

    slug, status = "evidence-not-received", 409


class EvidenceUndecodable(Problem):
    """The bytes are kept and receipted, but no picture can be made of them."""

    slug, status = "evidence-undecodable", 404


class RenderingUnavailable(Problem):
    """The copy cannot be made on this machine now (a missing font, a worker out of memory)."""

    slug, status = "rendering-unavailable", 503


class EvidenceMaskPending(Problem):
    """Nobody has checked yet that nobody can be known from the copy; it is not given out before."""

    slug, status = "evidence-mask-pending", 409


class MaskNotSeen(Problem):
    """A picture that cannot be shown cannot be looked at, and what nobody can look at is not vouched for."""

    slug, status = "mask-not-seen", 409
