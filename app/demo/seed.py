"""Seeding the demo county through the program's own verbs, as the people of the story, at the story's times.

A second run on the same data changes nothing; an interrupted one goes on where it stopped.
"""

import sys
from collections.abc import Callable
from datetime import UTC, date, datetime

from sqlalchemy import select

from app.calendar import queries as calendar
from app.calendar import service as calendar_service
from app.core.clock import legal_date
from app.core.db import Database, Tx
from app.core.files import Files
from app.core.register import Register
from app.demo import county, deeds, founding
from app.demo.county import demo_id
from app.demo.darkroom import developed, taken
from app.demo.plan import LAST_DAY
from app.demo.script import Step, steps
from app.demo.sentences import read
from app.demo.story import tell
from app.tasks.models import Task

PROGRESS, ALL_YEARS = "demo", 0
SAY_EVERY = 40
Progress = Callable[[int, int], None]


def announce() -> None:
    """Print the accounts."""
    said = county.source()["accounts"]
    lines = [f"  {account.username:<14} {account.post} {account.name}" for account in county.accounts() if account.signs_in]
    password, client = (
        f"Accounts 演示账号, password 口令 {said['password']}:",
        f"API client {said['client']}, secret {said['client_secret']}",
    )
    sys.stdout.write("\n".join([password, *lines, client, ""]))


def told(done: int, of: int) -> None:
    """Print how far the seeding has come."""
    sys.stdout.write(f"demo county 云岫县: {done}/{of}\n")
    sys.stdout.flush()


def seed(database: Database, files: Files, progress: Progress = told) -> int:
    """Seed what is still missing; says how many deeds were done. The database is migrated already.

    `progress` is told how many of how many deeds are done.
    """
    now = database.clock()
    with database.transaction() as tx:
        calendar_service.seed(tx)
        done, today = _done(tx), _today(tx, now)
    if done == 0:
        with database.transaction() as tx:
            tx.now = founding.moment(today)
            founding.found(tx)
            _count(tx)
    with database.reading() as tx:
        script = steps(tell(today, now), calendar.load(tx), now)
    left = script[max(0, done - 1) :]
    _play(database, files, left, progress)
    return len(left)


def _play(database: Database, files: Files, script: list[Step], progress: Progress) -> None:
    photographs = developed(seed for step in script for seed in taken(step))
    for number, step in enumerate(script, 1):
        bytes_of = {seed.key: data for seed, data in (next(photographs) for _ in taken(step))}
        held = deeds.keep(files, bytes_of)
        with database.transaction() as tx:
            tx.now = step.at.astimezone(UTC)
            deeds.do(tx, step, held)
            _count(tx)
        if number % SAY_EVERY == 0 or number == len(script):
            progress(number, len(script))


def _done(tx: Tx) -> int:
    row = tx.session.get(Register, (PROGRESS, ALL_YEARS))
    return row.last if row else 0


def _count(tx: Tx) -> None:
    row = tx.session.get(Register, (PROGRESS, ALL_YEARS))
    if row is None:
        tx.session.add(Register(heading=PROGRESS, year=ALL_YEARS, last=1))
    else:
        row.last += 1


def _today(tx: Tx, now: datetime) -> date:
    """The last day of the story: of the one already begun, else the present day."""
    area, table = next(iter(read("tasks").items()))
    begun = tx.session.scalar(select(Task.created_at).where(Task.id == demo_id("task", f"{area}-0")))
    if begun is None:
        return legal_date(now)
    first: date = table["rows"][0][-2]
    return LAST_DAY + (legal_date(begun) - first)
