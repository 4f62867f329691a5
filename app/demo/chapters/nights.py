"""What the program does by itself while the story goes on: each night's jobs, each morning's reminders."""

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import delete, select

from app.core.db import Tx
from app.deadlines import queries, service
from app.demo.script import Diary, Step
from app.jobs.models import Job
from app.worker import IN_TRANSACTION

NIGHT, MORNING = (0, 5), (9, 6)


def scenes(diary: Diary, first: date) -> Iterator[Step]:
    """A night and a morning for every working day of the story."""
    day = first
    while day <= diary.today:
        if diary.book.is_working(day):
            yield diary.scene(day, NIGHT, f"night-{day}", None, _night)
            yield diary.scene(day, MORNING, f"morning-{day}", None, _morning)
        day += timedelta(days=1)


def _night(tx: Tx) -> None:
    """The jobs that are due by now, in their order; pictures are left to the worker of the running house."""
    due = select(Job).where(Job.run_at <= tx.now, Job.dead_at.is_(None), Job.kind.in_(IN_TRANSACTION)).order_by(Job.run_at, Job.id)
    for job in tx.session.scalars(due).all():
        IN_TRANSACTION[job.kind](tx, job.payload)
        tx.session.flush()
        tx.session.execute(delete(Job).where(Job.id == job.id))


def _morning(tx: Tx) -> None:
    service.perform(tx, queries.due_now(tx))
