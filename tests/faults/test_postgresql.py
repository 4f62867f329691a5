"""PostgreSQL killed, stopped, cut off, locked, read-only: refusals that say when to come again, and nothing lost or doubled."""

import os
import random
import sys
import time
from collections import Counter

import pytest

from app.core.db import Database
from app.core.files import Files
from tests.faults.oracle import examine, fetched
from tests.faults.pg_cluster import ClusterTemplate
from tests.faults.pg_proxy import AFTER, BEFORE, TERMINATE
from tests.faults.pg_trial import HEALED_S, WORKED_S, Faults, Installation, Patient, Probe, phones

SEED = int(os.environ.get("MINGCHA_FAULT_SEED", "20261123"))
PHONES = 4  # more than the server has connections


class Trial:
    """Fault after fault, the oracle after each."""

    def __init__(self, place: Installation, each: int, hold_s: float) -> None:
        """Each fault that often, in an order the seed fixes."""
        self.place, self.breaches, self.slowest = place, list[str](), 0.0
        self.faults = Faults(place, hold_s)
        self.done = Counter[str]()
        self._chance, self._seen = random.Random(SEED), set[str]()
        self._plan = [name for name in self.faults.all for _ in range(each)]
        self._chance.shuffle(self._plan)

    def run(self) -> None:
        """With clients at work all the while."""
        self._reader = Patient(self.place.client("director"))
        clients, probe = phones(self.place, PHONES, SEED)
        for client in clients:
            client.start()
        for name in self._plan:
            time.sleep(self._chance.uniform(0.02, 0.2))
            self.faults.all[name]()
            self._heal(name, probe)
            self._examine()
        for client in clients:
            client.done.set()
        for client in clients:
            client.join(timeout=120)
        self._settle(probe, any(client.is_alive() for client in clients))

    def _heal(self, name: str, probe: Probe) -> None:
        span = 0.0
        try:
            span = probe.healed()
        except RuntimeError as refused:  # what stood before is gone: the oracle says how much of it
            self.breaches.append(f"{name}: {refused}")
        self.done[name] += 1
        self.slowest = max(self.slowest, span)
        if span > HEALED_S:
            self.breaches.append(f"{name}: healed after {span:.1f} s only")

    def _examine(self) -> None:
        promised = self.place.promises.snapshot()
        fresh = {each: sha256 for each, sha256 in promised.photos.items() if each not in self._seen}
        self._seen |= set(fresh)
        database = Database(self.place.settings)
        self.breaches += examine(database, Files(self.place.settings.storage), promised)
        database.close()
        self.breaches += fetched(self._reader, fresh)

    def _settle(self, probe: Probe, unfinished: bool) -> None:  # ruff: ignore[boolean-type-hint-positional-argument]
        """The worker goes on by itself, everything sent has its receipt, and the queue is empty."""
        self._work(probe)
        self._examine()
        promised = self.place.promises.snapshot()
        self.breaches += ["a client could not finish"] if unfinished else []
        self.breaches += promised.breaches
        if promised.photos.keys() != promised.declared.keys() or promised.receipts.keys() != promised.minted:
            self.breaches.append("not everything that was sent has its receipt")

    def _work(self, probe: Probe) -> None:
        """After the last fault the same worker goes on: of what waits for it, one more photograph at least is looked into."""
        _, seen = self.place.waiting_and_seen()
        self._heal("in the end", probe)
        deadline = time.monotonic() + WORKED_S
        while time.monotonic() < deadline:
            waiting, now = self.place.waiting_and_seen()
            if now > seen:
                return
            time.sleep(0.2)
        self.breaches.append(f"the worker did not go on: {waiting} photographs wait")


@pytest.mark.parametrize(("each", "hold_s"), [(5, 1.5), pytest.param(50, 30, marks=pytest.mark.nightly)])
def test_a_failing_postgresql_loses_nothing_and_doubles_nothing(
    worlds: ClusterTemplate, each: int, hold_s: float, capfd: pytest.CaptureFixture[str]
) -> None:
    each = int(os.environ.get("MINGCHA_PG_FAULTS", str(each)))
    hold_s = float(os.environ.get("MINGCHA_PG_HOLD_S", str(hold_s)))
    place = Installation(worlds.settings("postgresql", access_token_s=86_400), worlds._cluster)
    with place.running():
        trial = Trial(place, each, hold_s)
        trial.run()
        trial.faults.close()
        outages = place.outages()
        place.server.stop()
    with capfd.disabled():
        _print(trial, outages)
    assert trial.breaches == []
    assert place.server.faults() == 0
    assert place.set_aside() == 0
    _tried(trial, outages, each)


def _tried(trial: Trial, outages: Counter[tuple[str, str, str]], each: int) -> None:
    """A fault that did not happen, or that nobody noticed, proves nothing."""
    assert [trial.done[name] for name in trial.faults.all] == [each] * 9
    assert trial.place.proxy.done == {AFTER: each, BEFORE: each, TERMINATE: each}
    assert dict(trial.faults.refused) == dict.fromkeys(
        ("readyz", "sign-in", "reading", "pull", "writing", "stream", "whole"), 3 * each
    )
    by_refusal, by_state = Counter[str](), Counter[str]()
    for (refusal, kind, state), times in outages.items():
        by_refusal[refusal] += times
        by_state[state or kind] += times
    assert by_refusal["outcome-unknown"] >= each  # the others hit a commit of the worker's
    assert by_refusal["database-read-only"] >= each
    assert by_state["55P03"] >= each  # a lock not had in time
    assert by_state["TimeoutError"] >= each  # no connection was free


def _print(trial: Trial, outages: Counter[tuple[str, str, str]]) -> None:
    """Past pytest's capture: these figures are the point of the run."""
    held = trial.place.promises
    sys.__stderr__.write(  # type: ignore[union-attr]
        f"\nPostgreSQL: {dict(trial.done)}, {len(held.receipts)} receipts, {len(held.photos)} photographs acknowledged, "
        f"{len(trial.breaches)} breaches {trial.breaches[:3]}, slowest to heal {trial.slowest:.2f} s, {dict(held.counts)}, "
        f"outages {dict(outages)}\n"
    )
