"""HTTP for the verbs on tasks, and for what the field found."""

from uuid import UUID

from app.audit.service import extend
from app.closing import queries, service
from app.closing.errors import TaskFindingsOpen, TaskSiteCheckNeeded
from app.closing.schemas import FieldOut
from app.core.http import Reading, Router, Writing, problems, tags
from app.core.machine import IllegalMove
from app.core.problem import Forbidden, NotFound, ReasonRequired
from app.tasks import queries as tasks
from app.tasks.errors import (
    ApprovalRequired,
    BasisRequired,
    DeadlinePassed,
    DeadlineTooNear,
    JudgeOfOwnTask,
    MajorNeedsApprover,
    NewUnitRequired,
    NoObjection,
    NotLeadUnit,
    ObjectionLate,
    ObjectionOpen,
    OtherSide,
    ProposerApproves,
    ResponsibleRequired,
)
from app.tasks.schemas import TaskMove
from app.tasks.views import TaskFull
from app.units.errors import UnknownUnit

router = Router(prefix="/tasks", tags=tags("tasks"))
IN_THE_WAY = (
    ApprovalRequired, JudgeOfOwnTask, MajorNeedsApprover, NoObjection, NotLeadUnit, ObjectionLate, ObjectionOpen, OtherSide,
    ProposerApproves, TaskFindingsOpen, TaskSiteCheckNeeded,
)  # fmt: skip
NEEDED = (ReasonRequired, BasisRequired, DeadlinePassed, DeadlineTooNear, NewUnitRequired, UnknownUnit, ResponsibleRequired)


@router.post("/{task_id}/moves", responses=problems(NotFound, Forbidden, IllegalMove, *IN_THE_WAY, *NEEDED))
def move_task(task_id: UUID, move: TaskMove, tx: Writing) -> TaskFull:
    """Move a task along: approve, dispatch, sign for, return, close and all the rest of its diagram."""
    task = service.move(tx, task_id, move)
    extend(tx)  # so that the story told has this step too
    return tasks.full(tx, task)


@router.get("/{task_id}/field", responses=problems(NotFound, Forbidden))
def read_field_side(task_id: UUID, tx: Reading) -> FieldOut:
    """What was found on site, beside what the unit says; for the office."""
    return queries.field_side(tx, tasks.get(tx, task_id))
