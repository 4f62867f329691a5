"""Every way this room says no."""

from app.core.problem import Problem


class RuleOutOfBounds(Problem):
    """The value is not one this rule can have."""

    slug, status = "rule-out-of-bounds", 422


class RuleInThePast(Problem):
    """What was computed stays: a change counts from today at the earliest."""

    slug, status = "rule-in-the-past", 422
