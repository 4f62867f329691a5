"""Every way this room says no."""

from app.core.problem import Problem


class Resync(Problem):
    """The cursor is of no use any more (too old, another reader's, database restored): compare what is held, keep unsent work."""

    slug, status = "resync", 410
