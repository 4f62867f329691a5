"""Every way this room says no."""

from app.core.problem import Problem


class BundleIdReused(Problem):
    """The id stands for another bundle."""

    slug, status = "bundle-id-reused", 409
    constraint = "pk__bundle|bundle.id"


class NothingReceived(Problem):
    """Nothing of this report has arrived whole: there is nothing to prove."""

    slug, status = "nothing-received", 409


class BundleNotReady(Problem):
    """The bundle is still being made, or could not be."""

    slug, status = "bundle-not-ready", 409


class BundleExpired(Problem):
    """The bundle was taken away, its time over or content of the log erased; it can be made again."""

    slug, status = "bundle-expired", 410
