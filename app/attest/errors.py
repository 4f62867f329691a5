"""Every way this room says no."""

from app.core.problem import Problem


class NotYetSigned(Problem):
    """No checkpoint covers that entry: it is too new, or there is none."""

    slug, status = "not-yet-signed", 409
