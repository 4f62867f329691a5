"""Every way this room says no."""

from app.core.problem import Problem


class UnknownCategory(Problem):
    """No such focus area, or the category is not one of its area."""

    slug, status = "unknown-category", 422
