"""Every way this room says no."""

from app.core.problem import Problem, ReasonRequired

__all__ = ["ReasonRequired"]


class FindingIdReused(Problem):
    """A finding id came back in another report."""

    slug, status = "finding-id-reused", 409
    constraint = "pk__finding|finding.id"


class ReportNotAccepted(Problem):
    """A finding is decided once its report has been accepted."""

    slug, status = "report-not-accepted", 409


class OwnReport(Problem):
    """Nobody reviews what they wrote (domain.md §4, separation rules)."""

    slug, status = "own-report", 403


class CloserOfOwnUnit(Problem):
    """Nobody closes a finding of the unit they belong to."""

    slug, status = "closer-of-own-unit", 403


class OwnProposal(Problem):
    """Whoever proposed a decision does not take it (domain.md §4, separation rules)."""

    slug, status = "own-proposal", 403


class DuplicateNotPossible(Problem):
    """A finding is merged into another one that stands."""

    slug, status = "duplicate-not-possible", 422


class SeverityRequired(Problem):
    """A proposed downgrade names the lower degree."""

    slug, status = "severity-required", 422


class ReceiverRequired(Problem):
    """A transfer names who receives it (条例 Art. 23)."""

    slug, status = "receiver-required", 422


class NotFixedOnTheSpot(Problem):
    """Only what was put right under the inspector's eyes is settled without an order."""

    slug, status = "not-fixed-on-the-spot", 409


class NothingToReopen(Problem):
    """A finding settled without an order has no order to open again."""

    slug, status = "nothing-to-reopen", 409


class NotTheAuthor(Problem):
    """Only whoever recorded a finding supplements it."""

    slug, status = "not-the-author", 403


class SupplementIdReused(Problem):
    """The id holds another supplement."""

    slug, status = "supplement-id-reused", 409
    constraint = "pk__finding_supplement|finding_supplement.id"


class SupplementIncomplete(Problem):
    """Photographs of an earlier supplement are still on their way."""

    slug, status = "supplement-incomplete", 409


class ExampleUnproven(Problem):
    """Only a confirmed finding is made a negative example."""

    slug, status = "example-unproven", 409
