"""Every way this room says no."""

from app.core.problem import Problem


class CoordinationIdReused(Problem):
    """The id holds another item."""

    slug, status = "coordination-id-reused", 409
    constraint = "pk__coordination_item|coordination_item.id"


class DifficultyIdReused(Problem):
    """The id holds another difficulty."""

    slug, status = "difficulty-id-reused", 409
    constraint = "pk__difficulty|difficulty.id"


class ParticipantRequired(Problem):
    """A meeting has units that take part."""

    slug, status = "participant-required", 422


class MeetingRequired(Problem):
    """Scheduling names the meeting's time."""

    slug, status = "meeting-required", 422


class DecisionRequired(Problem):
    """Deciding writes the decision down."""

    slug, status = "decision-required", 422


class ResultRequired(Problem):
    """Following, answering and closing say what came of it."""

    slug, status = "result-required", 422


class HelperRequired(Problem):
    """Assigning names the unit that helps."""

    slug, status = "helper-required", 422


class NotTheHelper(Problem):
    """Only the helping unit answers, or the office for it."""

    slug, status = "not-the-helper", 403


class VisitNotReleased(Problem):
    """Naming a helper would betray a visit nobody has been told of (domain.md §3.4)."""

    slug, status = "visit-not-released", 409


class DifficultyOfOtherUnit(Problem):
    """A unit writes down its own difficulties and those of units below it."""

    slug, status = "difficulty-of-other-unit", 403
