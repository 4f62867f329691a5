"""Every way this room says no."""

from app.core.problem import Problem


class Resync(Problem):
    """The cursor is of no use any more (grants changed, database restored): begin again, keep unsent work."""

    slug, status = "resync", 410
