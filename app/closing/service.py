"""The verbs on a task; closing looks at the field first."""

from uuid import UUID

from app.closing import queries
from app.closing.errors import TaskFindingsOpen, TaskSiteCheckNeeded
from app.core.db import Tx
from app.tasks import guards, moving
from app.tasks import queries as tasks
from app.tasks.models import Task
from app.tasks.schemas import TaskMove
from app.tasks.states import Priority, TaskVerb


def move(tx: Tx, task_id: UUID, asked: TaskMove) -> Task:
    """Follow one arrow of the task's diagram. Raises: as `tasks.moving.move`; TaskFindingsOpen, TaskSiteCheckNeeded."""
    if asked.verb == TaskVerb.CLOSE:
        task = tasks.get(tx, task_id, lock=True)
        guards.follow(tx, task, asked.verb)
        _require_settled(tx, task)
    return moving.move(tx, task_id, asked)


def _require_settled(tx: Tx, task: Task) -> None:
    if left := queries.open_findings(tx, task.id):
        raise TaskFindingsOpen(count=left)
    if task.priority == Priority.MAJOR and not queries.site_checked(tx, task):
        raise TaskSiteCheckNeeded
