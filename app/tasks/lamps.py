"""A task's light: the deadline's own, grey while suspended, and what late milestones add (domain.md §5)."""

from sqlalchemy import ColumnElement, and_, false, not_, or_

from app.calendar import queries as calendar
from app.calendar.lights import Light, light, shines
from app.core.clock import legal_date
from app.core.db import Tx
from app.rulebook import queries as rulebook
from app.tasks import rules
from app.tasks.models import Task
from app.tasks.states import TaskState

UNLIT = (TaskState.CANCELLED, TaskState.DRAFT, TaskState.PENDING_APPROVAL, TaskState.APPROVED)
ABANDONED = and_(Task.state == TaskState.ARCHIVED, Task.closed_at.is_(None))
_RANK = {Light.GREEN: 0, Light.YELLOW: 1, Light.RED: 2}


def bounds(tx: Tx) -> rules.Lateness:
    """From when on a milestone is late, and from when on very."""
    return rules.lateness(calendar.load(tx), legal_date(tx.now), rulebook.load(tx).milestone_red_days)


def clockless(task: Task) -> bool:
    """Whether no deadline binds anyone: not yet dispatched, or given up."""
    abandoned = task.state == TaskState.ARCHIVED and task.closed_at is None
    return task.state in UNLIT or task.dispatched_at is None or abandoned


def lamp(tx: Tx, task: Task) -> Light | None:
    """The light of one task; None while no deadline binds anyone."""
    if clockless(task):
        return None
    if task.state == TaskState.SUSPENDED:
        return Light.GREY
    own = light(tx.now, task)
    if own not in _RANK or task.milestone_due_on is None:
        return own
    late = bounds(tx)
    by_milestone = _milestone_light(task, late)
    return own if _RANK[own] >= _RANK[by_milestone] else by_milestone


def _milestone_light(task: Task, late: rules.Lateness) -> Light:
    if task.milestone_due_on is None or task.milestone_due_on >= late.today:
        return Light.GREEN
    return Light.RED if task.milestone_due_on < late.red_before else Light.YELLOW


def lit(tx: Tx, wanted: Light) -> ColumnElement[bool]:
    """The same rule in SQL."""
    late = bounds(tx)
    running = and_(Task.state.not_in([*UNLIT, TaskState.SUSPENDED]), Task.dispatched_at.is_not(None), not_(ABANDONED))
    open_ = and_(running, Task.closed_at.is_(None))
    red = and_(open_, Task.milestone_due_on.is_not(None), Task.milestone_due_on < late.red_before)
    some = and_(open_, Task.milestone_due_on.is_not(None), Task.milestone_due_on < late.today)
    own = {each: and_(running, shines(tx.now, Task, each)) for each in Light}
    rule: dict[Light, ColumnElement[bool]] = {
        Light.RED: or_(own[Light.RED], red),
        Light.YELLOW: and_(or_(own[Light.YELLOW], and_(own[Light.GREEN], some)), not_(red)),
        Light.GREEN: and_(own[Light.GREEN], not_(some)),
        Light.BLUE: own[Light.BLUE],
        Light.GREY: or_(own[Light.GREY], Task.state == TaskState.SUSPENDED),
    }
    return rule.get(wanted, false())
