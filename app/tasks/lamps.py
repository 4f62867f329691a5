"""A task's light: its deadline's own and its milestones', grey while suspended (domain.md §5)."""

from sqlalchemy import ColumnElement, and_, not_, or_

from app.calendar.lights import Light, light, shines
from app.core.db import Tx
from app.rulebook import queries as rulebook
from app.tasks.models import Task
from app.tasks.states import TaskState

UNLIT = (TaskState.CANCELLED, TaskState.DRAFT, TaskState.PENDING_APPROVAL, TaskState.APPROVED)
ABANDONED = and_(Task.state == TaskState.ARCHIVED, Task.closed_at.is_(None))


def clockless(task: Task) -> bool:
    """Whether no deadline binds anyone: not yet dispatched, or given up."""
    abandoned = task.state == TaskState.ARCHIVED and task.closed_at is None
    return task.state in UNLIT or task.dispatched_at is None or abandoned


def lamp(tx: Tx, task: Task) -> Light | None:
    """The light of one task; None while no deadline binds anyone."""
    if clockless(task):
        return None
    return Light.GREY if task.state == TaskState.SUSPENDED else light(tx.now, task, rulebook.lateness(tx))


def lit(tx: Tx, wanted: Light) -> ColumnElement[bool]:
    """The same rule in SQL."""
    bound = and_(Task.state.not_in(UNLIT), Task.dispatched_at.is_not(None), not_(ABANDONED))
    stays = Task.state == TaskState.SUSPENDED
    own = and_(bound, not_(stays), shines(tx.now, Task, wanted, rulebook.lateness(tx)))
    return or_(own, and_(bound, stays)) if wanted == Light.GREY else own
