"""Every way this room says no."""

from app.core.problem import Problem


class UnknownUnit(Problem):
    """A request names a unit that does not exist."""

    slug, status = "unknown-unit", 422


class UnitNotTarget(Problem):
    """Only lawful 督查对象 can be ordered (条例 Art. 4–5)."""

    slug, status = "unit-not-target", 422


class UnitMoveRefused(Problem):
    """A unit cannot hang below itself, and this release does not move units that have a history."""

    slug, status = "unit-move-refused", 409
