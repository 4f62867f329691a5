"""The plug is pulled at random moments of concurrent uploads: what the medium holds has everything that was acknowledged by then.

A kill proves nothing about fsync, for the kernel writes on. So the server works on a disk in a file (`loop.py`): it is frozen, the
file copied, the copy mounted as after a power cut, its journal replayed, and the oracle asked.
"""

import os
import random
import shutil
import signal
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from app.core.db import Database
from app.core.files import Files
from app.core.settings import Settings
from tests.attest.test_receipts import receipt_key
from tests.faults.loop import Disk
from tests.faults.oracle import examine, fetched
from tests.faults.people import People
from tests.faults.phones import Phone
from tests.faults.promises import Promises
from tests.faults.served import Served
from tests.making import a_task
from tests.world import Template

SEED = int(os.environ.get("MINGCHA_FAULT_SEED", "20261123"))
PHONES = 4
SIZE_MB, MOST_CUTS = 400, 16  # what that many cuts let phones send fits
LANES = ("one disk", "two disks")  # the originals beside the database, and on a disk whose journal the database never writes
ON_THE_WAY_S = 0.05
FIRST = 12  # things acknowledged before the first cut


class Trial:
    """One installation on disks of its own, its clients, and cut after cut."""

    def __init__(self, template: Template, folder: Path, lane: str, seed: int) -> None:
        """Nothing is mounted yet."""
        self.promises, self.breaches, self.counts = Promises(), list[str](), Counter[str]()
        self._template, self._folder, self._lane, self._seed = template, folder, lane, seed
        self._chance = random.Random(seed)
        names = ["data"] if lane == "one disk" else ["data", "photos"]
        self._disks = [Disk.made(folder, name, SIZE_MB) for name in names]

    def run(self, cuts: int) -> None:
        """Cut and examine; then let everybody finish, and examine what went on."""
        with ExitStack() as mounted:
            for disk in self._disks:
                mounted.enter_context(disk)
            settings = self._settings(self._disks)
            self._move_in(settings)
            self._run(settings, cuts)
        for disk in self._disks:
            disk.forget()

    def _settings(self, disks: list[Disk]) -> Settings:
        return Settings(
            data_dir=disks[0].at / "var", storage_url=f"file://{disks[-1].at / 'files'}",
            disk_reserve_bytes=0, disk_reserve_percent=0, worker=False, access_token_s=86_400,
        )  # fmt: skip

    def _move_in(self, settings: Settings) -> None:
        shutil.copytree(self._template.settings("sqlite").data_dir, settings.data_dir)
        Files(settings.storage)
        os.sync()

    def _run(self, settings: Settings, cuts: int) -> None:
        server = Served(settings)
        people = People(settings, server.url, "inspector", "reviewer", "director")
        with server:
            task, reader = a_task(people)["id"], people.as_("director")
            self.promises.signer = receipt_key(reader)[1]
            phones = [Phone(people.as_("inspector"), task, self.promises, self._seed * 100 + n) for n in range(PHONES)]
            for phone in phones:
                phone.start()
            self._await(FIRST)
            for number in range(cuts - 1):
                self._await_moment(number)
                self._examine(*self._cut(server, self._folder / f"cut{number}"))
            self._await_moment(cuts)
            promised, copies = self._cut(server, self._folder / "last")
            self._finish(phones)
            self._judge(settings, self.promises.snapshot())
            self.breaches += fetched(reader, self.promises.photos)
        self._examine(promised, copies, last=True)
        self.breaches += [f"the server logged {faults} faults of its own" for faults in [server.faults()] if faults]
        people.close()

    def _await_moment(self, number: int) -> None:
        """Any moment; every other time the one just after something was acknowledged."""
        time.sleep(self._chance.uniform(0.05, 0.4))
        if number % 2:
            self._await(1)

    def _await(self, more: int) -> None:
        """Until so much more was acknowledged, or a client has given up."""
        wanted, deadline = self._acknowledged() + more, time.monotonic() + 60
        while self._acknowledged() < wanted and not self.promises.breaches and time.monotonic() < deadline:
            time.sleep(0.0005)

    def _acknowledged(self) -> int:
        return len(self.promises.photos) + len(self.promises.manifests)

    def _cut(self, server: Served, folder: Path) -> tuple[Promises, list[Disk]]:
        """What was acknowledged when the plug was pulled, and what the media held."""
        folder.mkdir()
        with frozen(server.pid):
            time.sleep(ON_THE_WAY_S)  # answers that had left
            promised = self.promises.snapshot()
            copies = [disk.cut(folder / f"{position}") for position, disk in enumerate(self._disks)]
        self.counts["cuts"] += 1
        return promised, copies

    def _examine(self, promised: Promises, copies: list[Disk], *, last: bool = False) -> None:
        with ExitStack() as mounted:
            for disk in copies:
                mounted.enter_context(disk)
            settings = self._settings(copies)
            self.counts["half sent"] += len(list((settings.storage / "arriving").iterdir()))
            self.counts["photographs"] += len(promised.photos)
            self.counts["reports"] += len(promised.manifests)
            broken = list(_whole(settings.data_dir / "mingcha.db"))
            self.breaches += broken
            if not broken:
                self._judge(settings, promised)
            if last and not broken:
                self._come_up(settings, promised)
        for disk in copies:
            disk.forget()

    def _judge(self, settings: Settings, promised: Promises) -> None:
        database = Database(settings)
        self.breaches += examine(database, Files(settings.storage), promised)
        database.close()

    def _come_up(self, settings: Settings, promised: Promises) -> None:
        """The machine is started again on what the plug left."""
        server = Served(settings)
        people = People(settings, server.url, "director")
        with server:
            self.breaches += fetched(people.as_("director"), promised.photos)
        self.counts["came up"] += 1
        people.close()

    def _finish(self, phones: list[Phone]) -> None:
        for phone in phones:
            phone.done.set()
        for phone in phones:
            phone.join(timeout=120)
        if any(phone.is_alive() for phone in phones):
            self.breaches.append("a client could not finish")


@contextmanager
def frozen(group: int) -> Iterator[None]:
    """Every process of a group stands still: a write that has begun ends, and nothing follows it."""
    os.killpg(group, signal.SIGSTOP)
    try:
        deadline = time.monotonic() + 30
        while not all(state in "TZ" for state in _states(group)):
            assert time.monotonic() < deadline, f"group {group} does not stand still"
            time.sleep(0.001)
        yield
    finally:
        os.killpg(group, signal.SIGCONT)


def _states(group: int) -> Iterator[str]:
    """Of every thread of every process of a group."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if os.getpgid(int(process.name)) != group:
                continue
            for thread in (process / "task").iterdir():
                yield (thread / "stat").read_text().rpartition(")")[2].split()[0]
        except (ProcessLookupError, FileNotFoundError):
            continue


def _whole(path: Path) -> Iterator[str]:
    """What SQLite itself says of the file, once it has recovered what its WAL holds."""
    held = sqlite3.connect(path)
    try:
        for question in ("PRAGMA integrity_check", "PRAGMA foreign_key_check"):
            yield from (f"{question}: {row}" for row in held.execute(question).fetchmany(5) if row != ("ok",))
    except sqlite3.DatabaseError as error:
        yield f"lost: the whole database: {error}"
    finally:
        held.close()


def _volume(cuts: int) -> int:
    return int(os.environ.get("MINGCHA_CUTS", str(cuts)))


@pytest.mark.parametrize("cuts", [16, pytest.param(400, marks=pytest.mark.nightly)])
def test_a_power_cut_loses_nothing_that_was_acknowledged_and_leaves_nothing_half_there(
    template: Template, tmp_path: Path, cuts: int, capfd: pytest.CaptureFixture[str]
) -> None:
    wanted = _volume(cuts)
    template.settings("sqlite")  # made once, before two lanes ask for it
    with ThreadPoolExecutor(len(LANES)) as pool:
        done = list(pool.map(lambda lane: _lane(template, tmp_path, lane, wanted // len(LANES)), range(len(LANES))))
    trials = [trial for lane in done for trial in lane]
    with capfd.disabled():
        _print(done)
    assert [breach for trial in trials for breach in trial.breaches] == []
    total = sum((trial.counts for trial in trials), Counter())
    assert total["cuts"] == wanted // len(LANES) * len(LANES)
    assert total["came up"] == len(trials)
    assert all(trial.promises.counts[way] for trial in trials for way in ("tus", "whole", "text"))
    assert total["photographs"] > 5 * wanted  # of all cuts together: those before anything was promised prove nothing
    assert total["half sent"] >= wanted // 4  # nor do cuts of an idle server


def _lane(template: Template, folder: Path, lane: int, cuts: int) -> list[Trial]:
    """One installation after another, so that no disk fills."""
    trials = []
    for start in range(0, cuts, MOST_CUTS):
        place = folder / f"{lane}-{start}"
        place.mkdir()
        trials.append(Trial(template, place, LANES[lane], SEED + 1000 * lane + start))
        trials[-1].run(min(MOST_CUTS, cuts - start))
    return trials


def _print(done: list[list[Trial]]) -> None:
    """Past pytest's capture: these figures are the point of the run."""
    for lane, trials in zip(LANES, done, strict=True):
        total = sum((trial.counts for trial in trials), Counter())
        ways = sum((trial.promises.counts for trial in trials), Counter())
        breaches = [breach for trial in trials for breach in trial.breaches]
        lost = sum(breach.startswith("lost: photograph") for breach in breaches)
        sys.__stderr__.write(  # type: ignore[union-attr]
            f"\nseed {SEED}, {lane}: {total['cuts']} cuts; looked for after them: {total['photographs']} photographs and "
            f"{total['reports']} reports; {lost} photographs lost, {len(breaches)} breaches, {total['half sent']} half sent; "
            f"{dict(ways)}\n"
        )
