"""R13: three workers, killed between claim and effect; every act happens once, in due order (PostgreSQL, real processes)."""

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
from sqlalchemy import select, text, update

from app.audit import queries as audit
from app.audit.models import LogEntry
from app.deadlines.models import DeadlineAct
from app.jobs.models import Job
from app.notices.models import Notice
from app.rectification.models import Order
from app.rectification.states import State
from tests.deadlines.acts import at
from tests.world import TOWN, MovableClock, Template, World, user_id

DUE = at(10, 9)
ACTS = {"remind-1": "10-08", "remind-0": "10-09", "urge": "10-10"}
UP_AGAIN = at(10, 10, 10)


class Workers:
    """The process that forks workers."""

    def __init__(self, world: World) -> None:
        """Starts at once."""
        self.world = world
        program = [sys.executable, "-m", "tests.deadlines.sweepers"]
        self._process = subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def run(self, seed: int, **changes: Any) -> int:
        """One run to its end; how many were killed."""
        settings = self.world.database.settings
        told = {
            "data_dir": str(settings.data_dir), "url": settings.database, "at": UP_AGAIN.isoformat(), "seed": seed, "speed": 600,
            "kills": 2, "batch": 5, "crowd": True,
        } | changes  # fmt: skip
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(told) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer.strip().isdigit(), "the workers did not come to an end"
        return int(answer)

    def close(self) -> None:
        """No more runs."""
        with self._process:  # closes what leads to it, and waits for it
            pass
        assert self._process.returncode == 0


@pytest.fixture
def workers(template: Template) -> Iterator[Workers]:
    """A world on PostgreSQL, its clock after two days down."""
    clock = MovableClock()
    clock.set(UP_AGAIN)
    with template.world("postgresql", clock) as world:
        made = Workers(world)
        yield made
        made.close()


def orders(world: World, many: int) -> set[UUID]:
    """Orders of 29 September, due on 9 October; those there were are closed."""
    ids = [uuid4() for _ in range(many)]
    issued = at(9, 29, 11)
    plain = {
        "content_sha256": "0" * 64, "state": State.SIGNED, "unit_id": TOWN, "unit_path": "/2/", "kind": "immediate",
        "requirements": "限期整改", "evidence_requirement": "none", "issuer_id": user_id("director"), "issued_at": issued,
        "due_on": DUE.date(), "due_at": DUE.replace(hour=15, minute=59, second=59), "due_original_on": DUE.date(),
        "due_provisional": False, "due_computed": True, "yellow_on": DUE.date() - timedelta(days=1), "auto_signed": False,
        "return_count": 0, "version": 1,
    }  # fmt: skip
    with world.database.transaction() as tx:
        tx.session.execute(update(Order).values(state=State.CLOSED))
        tx.session.execute(Order.__table__.insert(), [plain | {"id": each, "number": f"试〔2026〕{each.hex[:20]}"} for each in ids])
        tx.session.execute(Job.__table__.delete())
    return set(ids)


def found(world: World, ids: set[UUID], since: int) -> list[str]:
    """Everything that is not as it should be; nothing, when every act was done once and told once, in due order."""
    with world.database.reading() as tx:
        rows = {row.id: row for row in tx.session.scalars(select(DeadlineAct)) if row.obligation_id in ids}
        entries = tx.session.scalars(select(LogEntry).where(LogEntry.idx > since).order_by(LogEntry.idx)).all()
        told = Counter((row.subject_id, row.kind) for row in tx.session.scalars(select(Notice)) if row.subject_id in ids)
        broken = audit.verify(tx).broken_at
    acts = Counter((row.obligation_id, row.act) for row in rows.values())
    wrong = [f"{act} of {one}: {acts[one, act]} times" for one in ids for act in ACTS if acts[one, act] != 1]
    wrong += [f"{act}: not expected" for _, act in acts if act not in ACTS]
    wrong += [
        f"notices of {one}: {told[one, 'remind']}, {told[one, 'urge']}"
        for one in ids
        if (told[one, "remind"], told[one, "urge"]) != (2, 1)
    ]
    logged = [entry for entry in entries if entry.object_type == "deadline_act"]
    if sorted(entry.object_id for entry in logged) != sorted(rows):
        wrong.append(f"{len(logged)} entries of the log for {len(rows)} acts")
    due = [orjson.loads(entry.payload or b"{}")["act_at"] for entry in logged]
    if due != sorted(due):
        wrong.append("out of order")
    return wrong + ([f"the log broke at {broken}"] if broken else [])


def _last(world: World) -> int:
    with world.database.reading() as tx:
        return audit.last_index(tx)


def _rounds(workers: Workers, seeds: range) -> int:
    killed = 0
    for seed in seeds:
        since, ids = _last(workers.world), orders(workers.world, 12)
        killed += workers.run(seed)
        assert found(workers.world, ids, since) == [], f"seed {seed}"
    return killed


def test_twenty_rounds_of_three_workers_and_kills(workers: Workers) -> None:
    assert _rounds(workers, range(20)) >= 20


@pytest.mark.nightly
def test_two_hundred_rounds_of_three_workers_and_kills(workers: Workers) -> None:
    assert _rounds(workers, range(1000, 1200)) >= 200


def test_the_queue_alone_gives_the_sweep_to_one_worker_and_to_another_when_that_one_dies(workers: Workers) -> None:
    for seed in (71, 72):
        since, ids = _last(workers.world), orders(workers.world, 12)
        assert workers.run(seed, crowd=False, kills=2) >= 1
        assert found(workers.world, ids, since) == []


def test_without_its_unique_key_acts_are_done_twice(workers: Workers) -> None:
    """The oracle sees what the key prevents."""
    with workers.world.database.transaction() as tx:
        tx.session.execute(text("ALTER TABLE deadline_act DROP CONSTRAINT uq__deadline_act__kind_obligation_id_act_due_at"))
    doubled: list[str] = []
    for seed in range(10):
        since, ids = _last(workers.world), orders(workers.world, 12)
        workers.run(seed, kills=0)
        doubled += [each for each in found(workers.world, ids, since) if "times" in each]
        if doubled:
            break
    assert doubled


@pytest.mark.nightly
def test_ten_thousand_deadlines_in_one_minute(workers: Workers) -> None:
    since, ids = _last(workers.world), orders(workers.world, 10_000)
    began = time.monotonic()
    workers.run(1, kills=0, batch=100, speed=1)
    took = time.monotonic() - began
    assert found(workers.world, ids, since) == []
    assert took < 60, f"{took:.0f} s for 10,000 deadlines of three acts each"
