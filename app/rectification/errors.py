"""Every way this room says no."""

from app.core.problem import Problem


class OrderIdReused(Problem):
    """The id holds another order."""

    slug, status = "order-id-reused", 409
    constraint = "pk__rectification_order|rectification_order.id"


class SubmissionIdReused(Problem):
    """The id holds another answer."""

    slug, status = "submission-id-reused", 409
    constraint = "pk__submission|submission.id"


class ReinspectionIdReused(Problem):
    """The id holds another re-inspection."""

    slug, status = "reinspection-id-reused", 409
    constraint = "pk__reinspection|reinspection.id"


class FindingNotConfirmed(Problem):
    """Only confirmed findings are ordered, and each once."""

    slug, status = "finding-not-confirmed", 409


class UnknownFinding(Problem):
    """An order names a finding that does not exist."""

    slug, status = "unknown-finding", 422


class FindingsOfOtherUnit(Problem):
    """An order carries findings of one unit, or of what lies below it."""

    slug, status = "findings-of-other-unit", 422


class DueRequired(Problem):
    """A long order needs its last day named."""

    slug, status = "due-required", 422


class DueTooFar(Problem):
    """A long order ends within six months (domain.md §3.1 [P])."""

    slug, status = "due-too-far", 422


class OrderNotAnswerable(Problem):
    """The order is not in a state the unit can answer in."""

    slug, status = "order-not-answerable", 409


class PhotosRequired(Problem):
    """The order asks for photographs, with its reason; the answer has none."""

    slug, status = "photos-required", 422


class SubmissionIncomplete(Problem):
    """The answer's photographs have not all arrived; it cannot be judged."""

    slug, status = "submission-incomplete", 409


class SiteCheckNeeded(Problem):
    """A serious finding is verified on site before the answer is accepted (domain.md §3.3)."""

    slug, status = "site-check-needed", 409


class NotReinspectable(Problem):
    """There is nothing to look at again yet: no answer has come in, or the finding is not released."""

    slug, status = "not-reinspectable", 409


class JudgeOfOwnUnit(Problem):
    """Nobody judges the answer of the unit they belong to."""

    slug, status = "judge-of-own-unit", 403
