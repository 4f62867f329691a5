"""What the program does later by itself with a task: sign for it, file it away."""

from datetime import datetime, timedelta

from app.calendar import queries as calendar
from app.core.clock import end_of_day, legal_date
from app.core.db import Tx
from app.jobs.service import enqueue
from app.rulebook import queries as rulebook
from app.tasks.models import Task

AUTO_SIGN = "task.auto-sign"
ARCHIVE = "task.archive"
AFTER = timedelta(seconds=1)


def signs_at(tx: Tx, task: Task) -> datetime:
    """When the system signs for a dispatched task its unit has not signed for."""
    last = calendar.load(tx).add(legal_date(task.dispatched_at or tx.now), rulebook.load(tx).auto_sign_days)
    return end_of_day(last) + AFTER


def archives_at(tx: Tx, over_at: datetime) -> datetime:
    """When what ended then is filed away; calendar days."""
    return end_of_day(legal_date(over_at) + timedelta(days=rulebook.load(tx).archive_days)) + AFTER


def auto_sign(tx: Tx, task: Task) -> None:
    """Ask for the system's signature in time; one asking a day and task."""
    _ask(tx, AUTO_SIGN, task, signs_at(tx, task))


def archive(tx: Tx, task: Task) -> None:
    """Ask for the filing in time."""
    _ask(tx, ARCHIVE, task, archives_at(tx, task.closed_at or tx.now))


def _ask(tx: Tx, kind: str, task: Task, run_at: datetime) -> None:
    run_at = max(run_at, tx.now + AFTER)
    enqueue(tx, kind, run_at=run_at, slot=f"{task.id}:{run_at:%Y%m%d}", task_id=str(task.id))
