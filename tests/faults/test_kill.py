"""A server killed with SIGKILL at random moments of concurrent uploads loses nothing it acknowledged and doubles nothing."""

import os
import random
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, or_, select

from app.bundles.models import Bundle
from app.core.clock import system_clock
from app.core.db import Database
from app.core.files import Files
from app.core.settings import Settings
from app.evidence.jobs import decoder
from app.jobs.models import Job
from app.worker import Worker
from tests.attest.test_receipts import receipt_key
from tests.faults.office import Office
from tests.faults.oracle import carried_out, examine, fetched
from tests.faults.people import People
from tests.faults.phones import Phone
from tests.faults.promises import Promises
from tests.faults.served import Served
from tests.making import a_task
from tests.world import Template

SEED = int(os.environ.get("MINGCHA_FAULT_SEED", "20261123"))
PHONES = 5
LANES = 2  # installations side by side: one starts while the other is at work
LONG_AFTER = timedelta(minutes=10)


class Trial:
    """One installation, its clients, and kill after kill."""

    def __init__(self, settings: Settings, seed: int) -> None:
        """Sign in before the server is first started: sessions live in the database."""
        self.settings, self.promises, self.breaches = settings, Promises(), list[str]()
        self.server = Served(settings)
        self._chance, self._people = random.Random(seed), People(settings, self.server.url, "inspector", "reviewer", "director")
        self._seen, self._seed = set[str](), seed

    def run(self, kills: int) -> None:
        """Kill and examine; then let everybody finish, and examine once more."""
        with self.server:
            task, self._reader = a_task(self._people)["id"], self._people.as_("director")
            self.promises.signer = receipt_key(self._reader)[1]
            phones = [Phone(self._people.as_("inspector"), task, self.promises, self._seed * 100 + n) for n in range(PHONES)]
            phones.append(Office(self._people.as_("director"), task, self.promises, self._seed * 100 + PHONES))
            for phone in phones:
                phone.start()
            for _ in range(kills):
                time.sleep(self._chance.uniform(0.02, 0.5))
                self.server.kill()
                self.server.start()
                self._examine()
            for phone in phones:
                phone.done.set()
            for phone in phones:
                phone.join(timeout=120)
            self._settle(phones)

    def _examine(self) -> None:
        """What had been promised before this restart, against the world after it; clients are at work again meanwhile."""
        promised = self.promises.snapshot()
        fresh = {each: sha256 for each, sha256 in promised.photos.items() if each not in self._seen}
        self._seen |= set(fresh)
        self._judge(promised, fresh)

    def _judge(self, promised: Promises, read_back: dict[str, str]) -> None:
        database = Database(self.settings)
        self.breaches += examine(database, Files(self.settings.storage), promised)
        database.close()
        self.breaches += fetched(self._reader, read_back)

    def _settle(self, phones: list[Phone]) -> None:
        if any(phone.is_alive() for phone in phones):
            self.breaches.append("a client could not finish")
        promised = self.promises.snapshot()
        self._judge(promised, promised.photos)
        self.server.stop()
        self._people.close()
        if promised.photos.keys() != promised.declared.keys() or promised.receipts.keys() != promised.minted:
            self.breaches.append("not everything that was sent has its receipt")
        self.breaches += [f"the server logged {faults} faults of its own" for faults in [self.server.faults()] if faults]
        self.breaches += _drained(self.settings)
        self.breaches += _unmade(self.settings, promised)


def _drained(settings: Settings) -> list[str]:
    """The queue, once the leases of killed workers have run out: empty, and nothing set aside."""
    database = Database(settings, lambda: system_clock() + LONG_AFTER)
    sandbox = decoder(settings)
    worker = Worker(database, Files(settings.storage), sandbox)
    while worker.once():
        pass
    with database.reading() as tx:
        waiting = or_(Job.attempts > 0, Job.dead_at.is_not(None), Job.run_at <= tx.now)  # not what is planned for a later day
        left = tx.session.scalar(select(func.count()).select_from(Job).where(waiting))
    sandbox.close()
    database.close()
    return [f"{left} jobs were left in the queue"] if left else []


def _unmade(settings: Settings, promised: Promises) -> list[str]:
    """Bundles that were asked for: made by now, and whole."""
    database = Database(settings)
    with database.reading() as tx:
        found = {row.id: row.state for row in tx.session.scalars(select(Bundle))}
        whole = list(carried_out(tx, Files(settings.storage), promised))
    database.close()
    left = [each for each in promised.bundles if found.get(UUID(each)) != "made"]
    return whole + ([f"{len(left)} bundles were never made"] if left else [])


def _volume(engine: str, kills: int) -> int:
    return int(os.environ.get(f"MINGCHA_KILLS_{engine.upper()}", str(kills)))


@pytest.mark.parametrize(
    ("engine", "kills"),
    [
        ("sqlite", 40),
        ("postgresql", 8),
        pytest.param("sqlite", 1000, marks=pytest.mark.nightly),
        pytest.param("postgresql", 200, marks=pytest.mark.nightly),
    ],
)
def test_a_killed_server_loses_nothing_it_acknowledged_and_doubles_nothing(
    template: Template, engine: str, kills: int, capfd: pytest.CaptureFixture[str]
) -> None:
    wanted = _volume(engine, kills)
    shares = [wanted // LANES + (lane < wanted % LANES) for lane in range(LANES)]
    trials = [Trial(template.settings(engine, access_token_s=86_400), SEED + lane) for lane in range(LANES)]
    with ThreadPoolExecutor(LANES) as pool:
        list(pool.map(Trial.run, trials, shares))
    with capfd.disabled():
        _print(engine, trials)
    assert [breach for trial in trials for breach in trial.breaches] == []
    assert [trial.server.starts for trial in trials] == [share + 1 for share in shares]
    assert all(trial.promises.counts[way] for trial in trials for way in ("tus", "whole", "text", "ledger", "bundle"))
    assert sum(trial.promises.counts["cut ledger"] + trial.promises.counts["cut bundle"] for trial in trials) >= 1
    assert sum(trial.promises.counts["cut"] for trial in trials) >= wanted  # kills that hit nobody prove nothing


def _print(engine: str, trials: list[Trial]) -> None:
    """Past pytest's capture: these figures are the point of the run."""
    for trial in trials:
        held = trial.promises
        counted = f"{len(held.receipts)} receipts, {len(held.photos)} photographs acknowledged, {len(held.bundles)} bundles"
        sys.__stderr__.write(  # type: ignore[union-attr]
            f"\n{engine}: {trial.server.starts - 1} kills, {counted}, {held.exports} exports, {len(trial.breaches)} breaches, "
            f"{dict(held.counts)}\n"
        )
