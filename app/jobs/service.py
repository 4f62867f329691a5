"""enqueue(), claim(), finish(), fail()."""

import random
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import delete, select, update

from app.core.db import Tx, insert_missing
from app.jobs.models import Job

LONGEST_WAIT_S = 512.0  # between two attempts
LEASE = timedelta(minutes=1)  # longer than one picture may take, short enough that a killed worker is not missed
MOST_ATTEMPTS = 8
_chance = random.SystemRandom()


def enqueue(tx: Tx, kind: str, *, run_at: datetime | None = None, slot: str | None = None, **payload: str) -> None:
    """Ask for background work, in the transaction that causes it. With a `slot`, once only."""
    if slot is not None and tx.session.scalar(select(Job.id).where(Job.kind == kind, Job.slot == slot)):
        return
    tx.session.add(Job(kind=kind, slot=slot, payload=payload, run_at=run_at or tx.now))


def ensure(tx: Tx, kind: str, slot: str) -> None:
    """Let the standing job of a schedule be there, once, however many workers say so; a dead one makes room."""
    tx.session.execute(delete(Job).where(Job.kind == kind, Job.slot == slot, Job.dead_at.is_not(None)))
    row = {"id": uuid4(), "kind": kind, "slot": slot, "payload": {}, "run_at": tx.now, "attempts": 0}
    insert_missing(tx, Job, [row])


def hasten(tx: Tx, but: Collection[str]) -> None:
    """Let be due what only a clock that was ahead has put off: every kind `but` those that have a date of their own."""
    latest = tx.now + timedelta(seconds=LONGEST_WAIT_S)
    stuck = (Job.run_at > latest, Job.dead_at.is_(None), Job.kind.not_in(but))
    tx.session.execute(update(Job).where(*stuck).values(run_at=tx.now))


def claim(tx: Tx, most: int = 1) -> list[Job]:
    """Take due jobs under a lease: until it runs out no other worker sees them."""
    due = select(Job).where(Job.run_at <= tx.now, Job.dead_at.is_(None)).order_by(Job.run_at).limit(most)
    jobs = list(tx.session.scalars(due.with_for_update(skip_locked=True)))
    for job in jobs:
        job.attempts += 1
        job.run_at = tx.now + LEASE
    return jobs


def finish(tx: Tx, job: Job) -> None:
    """The work is done."""
    tx.session.execute(delete(Job).where(Job.id == job.id))


def put_back(tx: Tx, job: Job) -> None:
    """Soon again, and as if it had not been tried: it is not the job that failed."""
    row = tx.session.get(Job, job.id)
    if row is not None:
        row.attempts -= 1
        row.run_at = tx.now + timedelta(seconds=_chance.uniform(1, 3))


def fail(tx: Tx, job: Job, error: str) -> bool:
    """Try again later with full jitter, or set it aside; says whether it was the last attempt."""
    row = tx.session.get(Job, job.id)
    if row is None:
        return False
    row.last_error = error[:500]
    if row.attempts >= MOST_ATTEMPTS:
        row.dead_at = tx.now
        return True
    row.run_at = tx.now + timedelta(seconds=_chance.uniform(1, min(2.0 ** (row.attempts + 2), LONGEST_WAIT_S)))
    return False
