"""Every way this room says no."""

from app.core.problem import Problem


class InvalidPeriod(Problem):
    """A period is a month, a quarter, a year, or two days."""

    slug, status = "invalid-period", 422


class WaiverIdReused(Problem):
    """The id holds another waiver."""

    slug, status = "waiver-id-reused", 409
    constraint = "pk__duty_waiver|duty_waiver.id"


class AlreadyWaived(Problem):
    """One waiver of one duty in one period stands at a time."""

    slug, status = "already-waived", 409


class NoSuchDuty(Problem):
    """The subject owes no such duty, or the period is not the duty's own."""

    slug, status = "no-such-duty", 422
