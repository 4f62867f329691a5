"""Every way this room says no."""

from app.core.problem import Problem


class DayOutsideYear(Problem):
    """A listed day does not belong to the year it was sent for."""

    slug, status = "day-outside-year", 422
