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
