"""Eight connections write, some fall asleep before they commit; whoever follows the log misses nothing."""

import os
import random
import sys
import threading
import time
from contextlib import closing
from typing import Any
from uuid import UUID

import httpx2
import orjson
import pytest
from sqlalchemy import func, insert, select, update

from app.audit.models import LogCheckpoint
from app.audit.service import record
from app.core.db import Database, Tx
from app.tasks.models import Task
from tests.faults.oracle import chain
from tests.faults.people import People
from tests.faults.served import Served
from tests.making import a_task
from tests.world import Template

SEED = int(os.environ.get("MINGCHA_FAULT_SEED", "20261123"))
WRITERS, TOUCHES, SLEEPERS, HOLDERS = 8, 0.25, 0.05, 0.02  # of one
MOST_TOGETHER = 4


class Named:
    """A task, as far as the log needs to know it."""

    __tablename__ = "task"

    def __init__(self, task_id: UUID) -> None:
        """Whatever else it is."""
        self.id = task_id


class Writer(threading.Thread):
    """Makes tasks and changes its own; sleeps now and then with its rows written, or with its place in the log taken."""

    def __init__(self, database: Database, pattern: dict[str, Any], changes: int, seed: int) -> None:
        """`pattern`: the columns of a task."""
        super().__init__(daemon=True)
        self.made: dict[UUID, int] = {}
        self.slept = self.held = self.done = 0
        self._database, self._pattern, self._changes = database, pattern, changes
        self._chance = random.Random(seed)

    def run(self) -> None:
        """One change to a transaction, or a few."""
        while self.done < self._changes:
            together = min(self._chance.randint(1, MOST_TOGETHER), self._changes - self.done)
            with self._database.transaction() as tx:
                touched = [self._change(tx) for _ in range(together)]
                self._tarry(tx)
            for task_id in touched:
                self.made[task_id] = self.made.get(task_id, 0) + 1
            self.done += together

    def _change(self, tx: Tx) -> UUID:
        return self._touch(tx) if self.made and self._chance.random() < TOUCHES else self._make(tx)

    def _make(self, tx: Tx) -> UUID:
        made = UUID(int=self._chance.getrandbits(128), version=4)
        tx.session.execute(insert(Task), [self._pattern | {"id": made, "version": 1}])
        record(tx, "task.created", Named(made))
        return made

    def _touch(self, tx: Tx) -> UUID:
        touched = self._chance.choice(list(self.made)[-50:])
        tx.session.execute(update(Task).where(Task.id == touched).values(version=Task.version + 1))
        record(tx, "task.changed", Named(touched))
        return touched

    def _tarry(self, tx: Tx) -> None:
        if self._chance.random() < SLEEPERS:
            self.slept += 1
            time.sleep(self._chance.uniform(0.01, 0.2))
        if self._chance.random() < HOLDERS:
            self.held += 1
            nap_s = self._chance.uniform(0.02, 0.08)
            tx.before_commit.append(lambda _: time.sleep(nap_s))  # the log's turn comes first: this sleeps with its place taken


class Follower(threading.Thread):
    """A device that pulls and pulls, and keeps the newest it was told of each task."""

    def __init__(self, client: httpx2.Client, pause_s: float) -> None:
        """It pulls a first time at once, so that it begins before anybody writes."""
        super().__init__(daemon=True)
        self.over = threading.Event()
        self.held: dict[str, int] = {}
        self.told = self.pages = 0
        self._client, self._pause_s, self._cursor = client, pause_s, ""
        self._pull()
        self.told = self.pages = 0

    def run(self) -> None:
        """Until the writers have ended, and then to the end."""
        while not self.over.is_set():
            self._pull()
            time.sleep(self._pause_s)
        self._pull()

    def _pull(self) -> None:
        more = True
        while more:
            answer = self._client.get("/sync", params={"cursor": self._cursor} if self._cursor else {})
            assert answer.status_code == 200, answer.text
            page = orjson.loads(answer.content)
            self._cursor, more = page["next_cursor"], page["more"]
            self.pages += 1
            for change in page["changes"]:
                if change["kind"] == "task":
                    self.told += 1
                    self.held[change["id"]] = change["object"]["version"]


@pytest.mark.parametrize("changes", [5_000, pytest.param(100_000, marks=pytest.mark.nightly)])
def test_a_following_cursor_skips_nothing(template: Template, changes: int, capfd: pytest.CaptureFixture[str]) -> None:
    changes = int(os.environ.get("MINGCHA_CURSOR_CHANGES", str(changes)))
    settings = template.settings("postgresql", access_token_s=86_400)
    server = Served(settings)
    people = People(settings, server.url, "reviewer", "director")
    with closing(Database(settings)) as database, server:
        before = {str(a_task(people)["id"])}
        pattern = _pattern(database)
        writers = [Writer(database, pattern, changes // WRITERS, SEED + each) for each in range(WRITERS)]
        followers = [Follower(people.as_("director"), 0.05), Follower(people.as_("reviewer"), 0.5)]
        began = time.monotonic()
        _run(writers, followers)
        took = time.monotonic() - began
        server.stop()
        people.close()
        with capfd.disabled():
            _print(writers, followers, took)
        _tried(writers, followers, changes)
        held = {str(made): times for writer in writers for made, times in writer.made.items()}
        assert [_missed(follower, held) for follower in followers] == [0, 0]
        assert [set(follower.held) - held.keys() - before for follower in followers] == [set(), set()]
        with database.reading() as tx:
            assert list(chain(tx)) == []
            assert tx.session.scalar(select(func.max(LogCheckpoint.size))) >= changes // 2  # the worker followed meanwhile


def _pattern(database: Database) -> dict[str, Any]:
    table = Task.__table__
    with database.reading() as tx:
        return dict(tx.session.execute(select(table)).mappings().one()) | {"number": None}


def _run(writers: list[Writer], followers: list[Follower]) -> None:
    for thread in (*followers, *writers):
        thread.start()
    for writer in writers:
        writer.join()
    for follower in followers:
        follower.over.set()
    for follower in followers:
        follower.join()


def _missed(follower: Follower, held: dict[str, int]) -> int:
    """Tasks of which the device does not hold the newest."""
    return sum(follower.held.get(task_id) != version for task_id, version in held.items())


def _tried(writers: list[Writer], followers: list[Follower], changes: int) -> None:
    """Nobody stopped early, sleepers slept, and the followers came along while there was writing to follow."""
    assert [writer.done for writer in writers] == [changes // WRITERS] * WRITERS
    assert sum(writer.slept for writer in writers) >= changes // 200
    assert sum(writer.held for writer in writers) >= changes // 500
    assert all(follower.pages >= min(20, changes // 250) for follower in followers)


def _print(writers: list[Writer], followers: list[Follower], took: float) -> None:
    """Past pytest's capture: these figures are the point of the run."""
    held = {str(made): times for writer in writers for made, times in writer.made.items()}
    slept, stood = sum(writer.slept for writer in writers), sum(writer.held for writer in writers)
    words = [f"{sum(writer.done for writer in writers)} changes by {WRITERS} connections in {took:.0f} s"]
    words += [f"{slept} slept before the log, {stood} with the counter held"]
    words += [f"{each.pages} pages, {each.told} told, {_missed(each, held)} of {len(held)} tasks skipped" for each in followers]
    sys.__stderr__.write(f"\ncursor: {'; '.join(words)}\n")  # type: ignore[union-attr]
