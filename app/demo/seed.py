"""Seeding the demo county through the program's own verbs, as the people of the story, at the story's times.

A second run on the same data changes nothing; an interrupted one goes on where it stopped.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

from sqlalchemy import select

from app.calendar import queries as calendar
from app.calendar import service as calendar_service
from app.core.clock import legal_date
from app.core.db import Database, Tx
from app.core.files import Files
from app.core.register import Register
from app.demo import deeds, founding
from app.demo.course import steps
from app.demo.darkroom import Darkroom, developed, taken
from app.demo.script import Step, Work
from app.demo.story import last_outing, tell
from app.units.models import Unit

DEEDS, TODAY, LATEST, ALL_YEARS = "demo-deeds", "demo-today", "demo-latest", 0  # this program's own lines in the register
SAY_EVERY = 40
Progress = Callable[[int, int], None]


class NotADemoError(RuntimeError):
    """The database belongs to somebody."""


def seed(database: Database, files: Files, progress: Progress, darkroom: Darkroom = developed) -> int:
    """Seed what is still missing; says how many deeds were done. The database is migrated already.

    `progress` is told how many of how many deeds are done; `darkroom` develops the photographs.
    """
    now = database.clock()
    with database.transaction() as tx:
        done = _held(tx, DEEDS)
        if not done:
            _require_empty(tx)
            _found(tx, now)
        today, latest = (date.fromordinal(_held(tx, heading)) for heading in (TODAY, LATEST))
    with database.reading() as tx:
        script = steps(tell(today, latest), calendar.load(tx), now)
    left = script[max(0, done - 1) :]
    _play(database, files, left, progress, darkroom)
    return len(left)


def _play(database: Database, files: Files, script: list[Step], progress: Progress, darkroom: Darkroom) -> None:
    photographs = darkroom(seed for step in script for seed in taken(step))
    for number, step in enumerate(script, 1):
        bytes_of = {seed.key: data for seed, data in (next(photographs) for _ in taken(step))}
        held = deeds.keep(files, bytes_of)
        if isinstance(step.subject, Work):
            with _then(database, step):
                step.subject.run(database, files)
        with database.transaction() as tx:
            tx.now = step.at.astimezone(UTC)
            if not isinstance(step.subject, Work):
                deeds.do(tx, step, held)
            _count(tx)
        if number % SAY_EVERY == 0 or number == len(script):
            progress(number, len(script))


@contextmanager
def _then(database: Database, step: Step) -> Iterator[None]:
    """Let the house's clock stand where the story is, for a job that opens its own transactions."""
    clock = database.clock
    database.clock = lambda: step.at.astimezone(UTC)
    try:
        yield
    finally:
        database.clock = clock


def _require_empty(tx: Tx) -> None:
    """The demo county never mixes with a real one."""
    if tx.session.scalar(select(Unit.id).limit(1)) is not None:
        raise NotADemoError("this database holds units of its own; the demo county goes into an empty one (DATA=another-folder)")


def _found(tx: Tx, now: datetime) -> None:
    today = legal_date(now)
    tx.now = founding.moment(today)
    calendar_service.seed(tx)
    founding.found(tx)
    for heading, value in ((DEEDS, 1), (TODAY, today.toordinal()), (LATEST, last_outing(now).toordinal())):
        tx.session.add(Register(heading=heading, year=ALL_YEARS, last=value))
    tx.session.flush()


def _held(tx: Tx, heading: str) -> int:
    row = tx.session.get(Register, (heading, ALL_YEARS))
    return row.last if row else 0


def _count(tx: Tx) -> None:
    tx.session.get_one(Register, (DEEDS, ALL_YEARS)).last += 1
