"""Every way this room says no."""

from app.core.problem import Problem


class OrderIdReused(Problem):
    """The id holds another order."""

    slug, status = "order-id-reused", 409
    constraint = "pk__rectification_order|rectification_order.id"


class SubmissionIdReused(Problem):
    """The id holds another answer."""

    slug, status = "submission-id-reused", 409
    constraint = "pk__submission|submission.id"


class ReinspectionIdReused(Problem):
    """The id holds another re-inspection."""

    slug, status = "reinspection-id-reused", 409
    constraint = "pk__reinspection|reinspection.id"


class FindingNotConfirmed(Problem):
    """Only confirmed findings are ordered, and each once."""

    slug, status = "finding-not-confirmed", 409


class UnknownFinding(Problem):
    """An order names a finding that does not exist."""

    slug, status = "unknown-finding", 422


class FindingsOfOtherUnit(Problem):
    """An order carries findings of one unit, or of what lies below it."""

    slug, status = "findings-of-other-unit", 422


class DueRequired(Problem):
    """A long order needs its last day named."""

    slug, status = "due-required", 422


class DueTooFar(Problem):
    """A long order ends within six months (domain.md §3.1 [P])."""

    slug, status = "due-too-far", 422


class OrderNotAnswerable(Problem):
    """The order is not in a state the unit can answer in."""

    slug, status = "order-not-answerable", 409


class PhotosRequired(Problem):
    """The order asks for photographs, with its reason; the answer has none."""

    slug, status = "photos-required", 422


class SubmissionIncomplete(Problem):
    """The answer's photographs have not all arrived; it cannot be judged."""

    slug, status = "submission-incomplete", 409


class SiteCheckNeeded(Problem):
    """A serious finding is verified on site before the answer is accepted (domain.md §3.3)."""

    slug, status = "site-check-needed", 409


class NotReinspectable(Problem):
    """There is nothing to look at again yet: no answer has come in, or the finding is not released."""

    slug, status = "not-reinspectable", 409


class JudgeOfOwnUnit(Problem):
    """Nobody judges the answer of the unit they belong to."""

    slug, status = "judge-of-own-unit", 403


class ObjectionIdReused(Problem):
    """The id holds another objection."""

    slug, status = "objection-id-reused", 409
    constraint = "pk__order_objection|order_objection.id"


class ExtensionIdReused(Problem):
    """The id holds another request for more time."""

    slug, status = "extension-id-reused", 409
    constraint = "pk__order_extension|order_extension.id"


class ProgressIdReused(Problem):
    """The id holds another progress entry, or a milestone of another order."""

    slug, status = "order-progress-id-reused", 409
    constraint = "pk__order_progress|order_progress.id|pk__order_milestone|order_milestone.id"


class PlanIdReused(Problem):
    """The id holds another plan of second looks."""

    slug, status = "plan-id-reused", 409
    constraint = "pk__reinspection_plan|reinspection_plan.id"


class NotObjectable(Problem):
    """The unit has begun to answer, or an objection is waiting already."""

    slug, status = "not-objectable", 409


class ObjectionTooLate(Problem):
    """The working days for an objection have passed (domain.md §3.3)."""

    slug, status = "objection-too-late", 409


class SameUnit(Problem):
    """An order is reassigned to another unit, not to the one that has it."""

    slug, status = "same-unit", 422


class NotExtendable(Problem):
    """The order waits for review, stands still or is over, or a request is waiting already."""

    slug, status = "not-extendable", 409


class ExtensionsUsedUp(Problem):
    """No more extensions on this order (domain.md §3.3 [P])."""

    slug, status = "extensions-used-up", 409


class DueNotLater(Problem):
    """An extension names a day after the present deadline, and after today."""

    slug, status = "due-not-later", 422


class MilestonesNeeded(Problem):
    """A long order is extended when what is left is planned in milestones."""

    slug, status = "milestones-needed", 409


class BeyondAuthority(Problem):
    """So many more working days are for somebody higher to grant."""

    slug, status = "beyond-authority", 403


class NotLongOrder(Problem):
    """Milestones and monthly progress belong to long orders that run."""

    slug, status = "not-long-order", 409


class MilestoneDone(Problem):
    """A milestone that was reached stays in the plan as it is."""

    slug, status = "milestone-done", 409


class UnknownMilestone(Problem):
    """No such milestone is open on this order."""

    slug, status = "unknown-milestone", 422


class ReviewStarted(Problem):
    """The office has begun to review the answer; it cannot be taken back."""

    slug, status = "review-started", 409


class PaperDayRequired(Problem):
    """Whoever enters a paper answer says when it came: that day decides whether it was in time."""

    slug, status = "paper-day-required", 422


class PaperDayImpossible(Problem):
    """A paper comes after its order and not in the future; what is no paper has no such day."""

    slug, status = "paper-day-impossible", 422


class ScansRequired(Problem):
    """A paper answer is entered with pictures of the paper."""

    slug, status = "scans-required", 422


class NothingToLookAt(Problem):
    """No finding was closed in the window, or all are in a plan already."""

    slug, status = "nothing-to-look-at", 409


class UnknownInspector(Problem):
    """A team names somebody who does not inspect."""

    slug, status = "unknown-inspector", 422


class SameEyes(Problem):
    """The second team has at least one member who was not in the first (domain.md §3.3 [P])."""

    slug, status = "same-eyes", 422


class OldEvidence(Problem):
    """A planned second look brings new photographs."""

    slug, status = "old-evidence", 422
