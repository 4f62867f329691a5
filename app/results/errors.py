"""Every way this room says no."""

from typing import Any

from app.core.problem import Problem, messages


class ResultsOff(Problem):
    """The rulebook has switched this kind of result off."""

    slug, status = "results-off", 409


class ActionIdReused(Problem):
    """The id holds a result that is not this draft any more."""

    slug, status = "result-not-a-draft", 409
    constraint = "pk__result_action|result_action.id"


class GroundMissing(Problem):
    """A result rests on at least one confirmed finding or approved example."""

    slug, status = "ground-missing", 422


class GroundUnknown(Problem):
    """A result names a finding or an example that does not exist, or not for the reader."""

    slug, status = "ground-unknown", 422


class GroundNotFirm(Problem):
    """Findings must be confirmed, examples approved."""

    slug, status = "ground-not-firm", 409


class GroundOfOtherUnit(Problem):
    """The grounds must be the unit's own."""

    slug, status = "ground-of-other-unit", 422


class GroundOfOtherSort(Problem):
    """Incentives and praise rest on examples or findings put right; the rest on findings."""

    slug, status = "ground-of-other-sort", 422


class OwnProposal(Problem):
    """Nobody approves what they proposed (domain.md §4, separation rules)."""

    slug, status = "own-result-proposal", 403


class DeputyNotEnough(Problem):
    """Accountability, transfers and exposures take the leader's own approval, not a deputy's."""

    slug, status = "deputy-not-enough", 403


class VerbNotOfKind(Problem):
    """A result of one kind does not go the way of another."""

    slug, status = "verb-not-of-kind", 409

    def words(self, locale: str) -> dict[str, Any]:
        """Kind and verb as the screens call them."""
        labels = messages(locale)["labels"]
        kind, verb = str(self.extras.get("kind")), str(self.extras.get("verb"))
        own = labels["result_verb"]
        return {"kind": labels["result_kind"].get(kind, kind), "verb": own.get(verb) or labels["verb"].get(verb, verb)}


class PartRequired(Problem):
    """The verb takes something with it: an instrument, a notice, minutes, a receipt."""

    slug, status = "result-part-required", 422


class TwoStaffNeeded(Problem):
    """An interview is held by at least two people of the office."""

    slug, status = "two-staff-needed", 422


class MaskerChecks(Problem):
    """Nobody checks the package they made."""

    slug, status = "masker-checks", 403


class PhotoNotReleased(Problem):
    """A media package holds released copies of the grounds' own photographs and nothing else."""

    slug, status = "photo-not-released", 422


class GroundNotReleased(Problem):
    """A unit hears of a finding by its feedback first, never by a result."""

    slug, status = "ground-not-released", 409


class PackageMaskChanged(Problem):
    """What is covered on a photograph was changed after the package was made; it is returned and made anew."""

    slug, status = "package-mask-changed", 409


class PackageNotReady(Problem):
    """The package is still being made."""

    slug, status = "package-not-ready", 409


class GroundUnderReview(Problem):
    """A review of what it rests on is open: only the approving leader may say go."""

    slug, status = "ground-under-review", 409


class AppealWindowOpen(Problem):
    """The unit may still ask for review: only the approving leader may say go."""

    slug, status = "appeal-window-open", 409


class InTheFuture(Problem):
    """What is recorded has happened."""

    slug, status = "in-the-future", 422


class UnitTask(Problem):
    """A pledge becomes a task of the same unit."""

    slug, status = "not-a-task-of-the-unit", 422
