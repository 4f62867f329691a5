"""Every way this room says no."""

from app.core.problem import Problem


class UnknownTask(Problem):
    """A report names a task that does not exist, or that is not the reader's."""

    slug, status = "unknown-task", 422


class UnknownPerson(Problem):
    """A task names an account that does not exist."""

    slug, status = "unknown-person", 422


class TaskClosed(Problem):
    """A closed task is changed no more."""

    slug, status = "task-closed", 409


class TaskUnderApproval(Problem):
    """What an approver has before them, or has approved, is not edited: it is returned first."""

    slug, status = "task-under-approval", 409


class TaskIdReused(Problem):
    """The id holds another task."""

    slug, status = "task-id-reused", 409
    constraint = "pk__task|task.id"


class DeadlinePassed(Problem):
    """A deadline must lie ahead."""

    slug, status = "deadline-passed", 422


class DeadlineTooNear(Problem):
    """A task is dispatched at least one working day ahead of its last day."""

    slug, status = "deadline-too-near", 422


class BasisRequired(Problem):
    """A proposal names its basis: a document, an instruction, or words of its own."""

    slug, status = "basis-required", 422


class ApprovalRequired(Problem):
    """Here a matter is approved before it is dispatched."""

    slug, status = "approval-required", 409


class ProposerApproves(Problem):
    """Nobody approves or returns what they proposed themselves."""

    slug, status = "proposer-approves", 403


class OtherSide(Problem):
    """The party's matters are approved on the party's side, the government's on the government's (domain.md §0.7)."""

    slug, status = "task-other-side", 403


class NotOrganiser(Problem):
    """Only a department with the organiser's hat proposes matters."""

    slug, status = "not-organiser", 403


class NotLeadUnit(Problem):
    """Only the lead unit signs, objects, plans, reports and answers."""

    slug, status = "not-lead-unit", 403


class JudgeOfOwnTask(Problem):
    """Nobody judges or closes a matter of their own unit."""

    slug, status = "judge-of-own-task", 403


class MajorNeedsApprover(Problem):
    """A major matter is closed by the approving leader."""

    slug, status = "major-needs-approver", 403


class ObjectionLate(Problem):
    """The days for an objection are over."""

    slug, status = "objection-late", 409


class ObjectionOpen(Problem):
    """An objection waits for the office's answer already."""

    slug, status = "objection-open", 409


class NoObjection(Problem):
    """A task goes to another unit only on its unit's objection."""

    slug, status = "no-objection", 409


class NewUnitRequired(Problem):
    """Another unit is named."""

    slug, status = "new-unit-required", 422


class LeadUnitSigned(Problem):
    """Once the unit has signed, a task goes to another only by reassigning it."""

    slug, status = "lead-unit-signed", 409


class ResponsibleRequired(Problem):
    """Work begins with a person named who answers for it."""

    slug, status = "responsible-required", 422


class TaskNotWorkedOn(Problem):
    """Progress and milestones belong to a task that has been signed for and is open."""

    slug, status = "task-not-worked-on", 409


class UnknownTarget(Problem):
    """A figure names no indicator of the task."""

    slug, status = "unknown-target", 422


class DoneInFuture(Problem):
    """What is done was done today or before."""

    slug, status = "done-in-future", 422


class FeedbackIdReused(Problem):
    """The id holds another answer."""

    slug, status = "feedback-id-reused", 409
    constraint = "pk__task_feedback|task_feedback.id"


class ProgressIdReused(Problem):
    """The id holds another progress report."""

    slug, status = "progress-id-reused", 409
    constraint = "pk__task_progress|task_progress.id"


class MilestoneIdReused(Problem):
    """The id is another task's milestone."""

    slug, status = "milestone-id-reused", 409
    constraint = "pk__task_milestone|task_milestone.id"
