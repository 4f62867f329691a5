"""What the lead unit says: progress, milestones reached, and the answer to the whole matter."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from app.audit.service import record
from app.core.clock import legal_date
from app.core.db import Tx
from app.core.problem import NotFound
from app.tasks import guards, queries, service
from app.tasks.errors import DoneInFuture, FeedbackIdReused, ProgressIdReused, TaskNotWorkedOn, UnknownTarget
from app.tasks.models import Task, TaskFeedback, TaskMilestone, TaskProgress
from app.tasks.schemas import FeedbackDraft, Figure, MilestoneDone, ProgressDraft
from app.tasks.states import WORKED_ON, FeedbackState, TaskVerb


def report_progress(tx: Tx, task_id: UUID, draft: ProgressDraft) -> tuple[TaskProgress, bool]:
    """Take a progress report; says whether it is new.

    Raises: NotFound, Forbidden, NotLeadUnit, TaskNotWorkedOn, UnknownTarget, ProgressIdReused.
    """
    task = queries.get(tx, task_id, lock=True)
    own = guards.acting(tx, task)
    content = draft.content_sha256()
    held = tx.session.get(TaskProgress, draft.id)
    if held is not None:
        if (held.task_id, held.content_sha256) != (task_id, content):
            raise ProgressIdReused(pointer="/id")
        return held, False
    if task.state not in WORKED_ON:
        raise TaskNotWorkedOn(state=task.state)
    row = TaskProgress(
        id=draft.id, task_id=task.id, author_id=tx.actor.id, content_sha256=content, text=draft.text,
        figures=_figures(task, draft.figures), on_behalf=not own, received_at=tx.now,
    )  # fmt: skip
    tx.session.add(row)
    service.plan_report(tx, task)
    task.version += 1
    record(tx, "task.progress", task, progress=str(row.id), content_sha256=content, reason=draft.text[:200])
    return row, True


def answer(tx: Tx, task_id: UUID, draft: FeedbackDraft) -> tuple[TaskFeedback, bool]:
    """Take the unit's signed answer; says whether it is new.

    Raises: NotFound, Forbidden, IllegalMove, NotLeadUnit, UnknownTarget, FeedbackIdReused.
    """
    task = queries.get(tx, task_id, lock=True)
    own = guards.acting(tx, task)
    content = draft.content_sha256()
    held = tx.session.get(TaskFeedback, draft.id)
    if held is not None:
        if (held.task_id, held.content_sha256) != (task_id, content):
            raise FeedbackIdReused(pointer="/id")
        return held, False
    arrow = guards.follow(tx, task, TaskVerb.ANSWER)
    row = TaskFeedback(
        id=draft.id, task_id=task.id, seq=_next_seq(tx, task.id), author_id=tx.actor.id, content_sha256=content,
        state=FeedbackState.SUBMITTED, text=draft.text, figures=_figures(task, draft.figures), signed_by=draft.signed_by,
        on_behalf=not own, received_at=tx.now,
    )  # fmt: skip
    tx.session.add(row)
    task.state, task.fulfilled_at, task.next_report_on = arrow.target, tx.now, None
    task.version += 1
    record(tx, "task.answer", task, feedback=str(row.id), content_sha256=content, signed_by=draft.signed_by)
    return row, True


def _next_seq(tx: Tx, task_id: UUID) -> int:
    return (tx.session.scalar(select(func.max(TaskFeedback.seq)).where(TaskFeedback.task_id == task_id)) or 0) + 1


def _figures(task: Task, figures: Sequence[Figure]) -> list[dict[str, Any]]:
    """Take figures over to the task's indicators; what they are kept as."""
    said = {figure.name: figure.model_dump(mode="json") for figure in figures}
    known = {target["name"] for target in task.targets}
    for position, figure in enumerate(figures):
        if figure.name not in known:
            raise UnknownTarget(pointer=f"/figures/{position}/name", name=figure.name)
    task.targets = [target | said.get(target["name"], {}) for target in task.targets]
    return list(said.values())


def reach(tx: Tx, task_id: UUID, milestone_id: UUID, draft: MilestoneDone) -> Task:
    """Tick a milestone off, or take that back. Raises: NotFound, Forbidden, NotLeadUnit, TaskNotWorkedOn, DoneInFuture."""
    task = queries.get(tx, task_id, lock=True)
    guards.acting(tx, task)
    row = tx.session.get(TaskMilestone, milestone_id)
    if row is None or row.task_id != task.id:
        raise NotFound
    if (row.done_on, row.note) == (draft.done_on, draft.note):
        return task
    if task.state not in WORKED_ON:
        raise TaskNotWorkedOn(state=task.state)
    if draft.done_on and draft.done_on > legal_date(tx.now):
        raise DoneInFuture(pointer="/done_on")
    row.done_on, row.note = draft.done_on, draft.note
    tx.session.flush()
    service.note_milestones(tx, task)
    task.version += 1
    record(tx, "task.milestone", task, milestone=str(row.id), done_on=draft.done_on, reason=row.name)
    return task
