"""Every way this room says no."""

from app.core.problem import Problem


class ConclusionIdReused(Problem):
    """The id holds a conclusion on another unit or mission."""

    slug, status = "conclusion-id-reused", 409
    constraint = "pk__conclusion|conclusion.id"


class ConclusionExists(Problem):
    """A mission has one conclusion a unit (domain.md §3.2)."""

    slug, status = "conclusion-exists", 409
    constraint = "uq__conclusion__mission_id|conclusion.mission_id, conclusion.unit_id"


class ConclusionNotDraft(Problem):
    """What has been signed is not edited; the signature is taken back first."""

    slug, status = "conclusion-not-draft", 409


class FindingNotConcludable(Problem):
    """A conclusion states confirmed findings of its unit and its mission, each in one conclusion."""

    slug, status = "finding-not-concludable", 422


class OwnConclusion(Problem):
    """Nobody signs what they wrote (domain.md §4, separation rules)."""

    slug, status = "own-conclusion", 403


class ReceiptIncomplete(Problem):
    """A receipt entered for a unit names who signed, when, and where the slip is kept."""

    slug, status = "receipt-incomplete", 422


class ReceiptImpossible(Problem):
    """A receipt lies between the issue and now."""

    slug, status = "receipt-impossible", 422
