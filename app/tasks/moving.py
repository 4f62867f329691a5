"""Every verb on a task but the unit's feedback and the closing, which stands above this room."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from app.access.policy import Permission
from app.audit.service import record
from app.calendar import queries as calendar
from app.core.clock import legal_date
from app.core.db import Tx
from app.core.machine import IllegalMove, drive
from app.core.problem import ReasonRequired
from app.core.register import next_number
from app.notices import service as notices
from app.tasks import guards, queries, scheduling, service
from app.tasks.errors import DeadlineTooNear, NewUnitRequired, ResponsibleRequired
from app.tasks.models import Task
from app.tasks.schemas import TaskMove
from app.tasks.states import MOVES, SPOKEN, FeedbackState, TaskState, TaskVerb
from app.units import queries as units

REASONED = frozenset(
    {TaskVerb.RETURN, TaskVerb.OBJECT, TaskVerb.OVERRULE, TaskVerb.REASSIGN, TaskVerb.REOPEN, TaskVerb.SUSPEND, TaskVerb.CANCEL}
)


def move(tx: Tx, task_id: UUID, asked: TaskMove) -> Task:
    """Follow one arrow of the diagram.

    Raises: NotFound, Forbidden, IllegalMove, ReasonRequired, whatever `guards` finds in the way, and what the verb itself needs:
    BasisRequired, DeadlinePassed, DeadlineTooNear, NewUnitRequired, UnknownUnit, ResponsibleRequired.
    """
    task = queries.get(tx, task_id, lock=True)
    if asked.verb not in SPOKEN:
        raise IllegalMove(pointer="/verb", machine="task", state=task.state, verb=asked.verb)
    arrow = guards.follow(tx, task, asked.verb)
    if asked.verb in REASONED and not asked.reason:
        raise ReasonRequired(pointer="/reason")
    if asked.verb == TaskVerb.DISPATCH:
        _require_day_ahead(tx, task, asked.due_on)
        service.dispatch(tx, task, asked.reason)
        task.version += 1
        return task
    before = task.state
    DOERS.get(asked.verb, _nothing)(tx, task, asked)
    task.state = arrow.target
    task.version += 1
    if before == TaskState.SUSPENDED:
        _take_up_again(tx, task)
    behalf = {"on_behalf_of": str(task.lead_unit_id)} if arrow.needs == Permission.TASK_BEHALF else {}
    record(tx, f"task.{asked.verb}", task, reason=asked.reason, **_said(asked), **behalf)
    return task


def _said(asked: TaskMove) -> dict[str, object]:
    said = asked.model_dump(mode="json", exclude={"verb", "reason"}, exclude_none=True)
    return {name: value for name, value in said.items() if value}


def _nothing(_tx: Tx, _task: Task, _asked: TaskMove) -> None:
    """Nothing but the new state."""


def _submit(_tx: Tx, task: Task, _asked: TaskMove) -> None:
    service.require_basis(task)


def _approve(_tx: Tx, task: Task, asked: TaskMove) -> None:
    task.approval_instrument = asked.instrument


def _require_day_ahead(tx: Tx, task: Task, wanted: date | None) -> None:
    """A task is dispatched with at least one working day to go."""
    last = wanted or task.due_on
    if calendar.load(tx).between(legal_date(tx.now), last) < 1:
        raise DeadlineTooNear(pointer="/due_on", due_on=last.isoformat())
    service.set_due(tx, task, last)


def _sign(tx: Tx, task: Task, _asked: TaskMove) -> None:
    task.signed_at, task.signer_id = tx.now, tx.actor.id


def _object(tx: Tx, task: Task, asked: TaskMove) -> None:
    task.objection, task.objected_at = asked.reason, tx.now


def _overrule(tx: Tx, task: Task, _asked: TaskMove) -> None:
    task.objection = task.objected_at = None
    service.tell_unit(tx, task, Permission.TASK_SIGN, notices.DECIDED, "objection")


def _reassign(tx: Tx, task: Task, asked: TaskMove) -> None:
    """退办改派: the former unit knows of it no more; it is dispatched anew."""
    if asked.lead_unit_id is None or asked.lead_unit_id == task.lead_unit_id:
        raise NewUnitRequired(pointer="/lead_unit_id")
    notices.withdraw(tx, task.id)
    task.lead_unit_id = units.get(tx, asked.lead_unit_id, "/lead_unit_id").id
    task.objection = task.objected_at = task.dispatched_at = task.signed_at = task.signer_id = None
    task.auto_signed, task.responsible_persons, task.plan = False, [], None
    if asked.due_on:
        service.set_due(tx, task, asked.due_on)


def _start(tx: Tx, task: Task, asked: TaskMove) -> None:
    if not asked.responsible_persons:
        raise ResponsibleRequired(pointer="/responsible_persons")
    task.responsible_persons = [each.model_dump(mode="json") for each in asked.responsible_persons]
    task.plan = asked.plan or task.plan
    service.plan_report(tx, task)


def _return(tx: Tx, task: Task, asked: TaskMove) -> None:
    task.last_return_reason = asked.reason
    if task.state == TaskState.PENDING_APPROVAL:
        return
    if asked.due_on:
        service.set_due(tx, task, asked.due_on)
    task.return_count += 1
    task.fulfilled_at = None
    judge_feedback(tx, task, FeedbackState.RETURNED, asked.reason)
    service.plan_report(tx, task)
    service.tell_unit(tx, task, Permission.TASK_ANSWER, notices.RETURNED)


def judge_feedback(tx: Tx, task: Task, state: FeedbackState, reason: str | None) -> None:
    """Write the office's judgement to the newest answer."""
    answer = queries.feedback_to_judge(tx, task.id)
    if answer is not None:
        answer.state, answer.judged_at, answer.judge_reason = state, tx.now, reason


def _close(tx: Tx, task: Task, asked: TaskMove) -> None:
    judge_feedback(tx, task, FeedbackState.ACCEPTED, asked.reason)
    task.closed_at = tx.now
    scheduling.archive(tx, task)


def _reopen(tx: Tx, task: Task, asked: TaskMove) -> None:
    task.closed_at = task.fulfilled_at = None
    task.reopen_count += 1
    task.last_return_reason = asked.reason
    if asked.due_on:
        service.set_due(tx, task, asked.due_on)
    service.plan_report(tx, task)
    service.tell_unit(tx, task, Permission.TASK_ANSWER, notices.RESUMED)


def _suspend(tx: Tx, task: Task, _asked: TaskMove) -> None:
    task.suspended_from, task.suspended_on = task.state, legal_date(tx.now)


def _resume(tx: Tx, task: Task, _asked: TaskMove) -> None:
    """The clock stood still: every day ahead moves by the working days of the rest."""
    book, today = calendar.load(tx), legal_date(tx.now)
    rested = book.between(task.suspended_on or today, today)
    task.suspended_from = task.suspended_on = None
    if not rested:
        return
    service.shift_due(tx, task, rested)
    for milestone in queries.milestones(tx, task.id):
        if milestone.done_on is None:
            milestone.due_on = book.add(milestone.due_on, rested)
    tx.session.flush()
    service.note_milestones(tx, task)
    if task.next_report_on:
        task.next_report_on = book.add(task.next_report_on, rested)


def _take_up_again(tx: Tx, task: Task) -> None:
    if task.state == TaskState.DISPATCHED:
        scheduling.auto_sign(tx, task)


def _cancel(tx: Tx, task: Task, _asked: TaskMove) -> None:
    task.suspended_from = task.suspended_on = None
    scheduling.archive(tx, task)


def _archive(tx: Tx, task: Task, _asked: TaskMove) -> None:
    task.archived_at, task.archive_number = tx.now, next_number(tx, tx.settings.archive_prefix)


DOERS: dict[TaskVerb, Callable[[Tx, Task, TaskMove], None]] = {
    TaskVerb.SUBMIT: _submit,
    TaskVerb.APPROVE: _approve,
    TaskVerb.RETURN: _return,
    TaskVerb.SIGN: _sign,
    TaskVerb.OBJECT: _object,
    TaskVerb.OVERRULE: _overrule,
    TaskVerb.REASSIGN: _reassign,
    TaskVerb.START: _start,
    TaskVerb.CLOSE: _close,
    TaskVerb.REOPEN: _reopen,
    TaskVerb.SUSPEND: _suspend,
    TaskVerb.RESUME: _resume,
    TaskVerb.CANCEL: _cancel,
    TaskVerb.ARCHIVE: _archive,
}


def sign_by_itself(tx: Tx, task_id: UUID) -> None:
    """The unit has not signed in time: the system signs, and says that it did (yellow light)."""
    task = tx.session.get(Task, task_id, with_for_update=True)
    if task is None or task.state != TaskState.DISPATCHED:
        return
    if tx.now < scheduling.signs_at(tx, task):  # dispatched anew, or the rule was changed
        scheduling.auto_sign(tx, task)
        return
    task.state = drive(MOVES, task.state, TaskVerb.SIGN)
    task.signed_at, task.signer_id, task.auto_signed = tx.now, None, True
    task.version += 1
    record(tx, "task.auto_signed", task)


def archive_by_itself(tx: Tx, task_id: UUID) -> None:
    """The days after closing are over: file it away, unless it was taken up again."""
    task = tx.session.get(Task, task_id, with_for_update=True)
    if task is None or task.state not in {TaskState.CLOSED, TaskState.CANCELLED}:
        return
    if task.closed_at and tx.now < scheduling.archives_at(tx, task.closed_at):
        scheduling.archive(tx, task)
        return
    task.state = drive(MOVES, task.state, TaskVerb.ARCHIVE)
    task.archived_at, task.archive_number = tx.now, next_number(tx, tx.settings.archive_prefix)
    task.version += 1
    record(tx, "task.archive", task)
