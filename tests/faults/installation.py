"""One installation with its server, its people and what they were promised, for harnesses that strike at one request at a time."""

import os
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Self

import httpx2

from app.core.db import Database
from app.core.files import Files
from app.core.settings import Settings
from tests.attest.test_receipts import receipt_key
from tests.faults.courier import Courier, Stop
from tests.faults.oracle import examine, fetched
from tests.faults.people import People
from tests.faults.promises import Promises
from tests.faults.served import Served
from tests.faults.strace import FILES, LASTING, NAMING, Point, Strace
from tests.making import a_photo, a_task

SEED = int(os.environ.get("MINGCHA_FAULT_SEED", "20261130"))
HEAD = a_photo(size=(16, 16))
PATIENCE, PAUSE_S, TRIES = 60, 0.1, 5
EVERYTHING = (*LASTING, *NAMING, "close")


@dataclass(frozen=True, slots=True)
class Deed:
    """What is struck at: a report with so many photographs of so many bytes, of which `before` steps are taken in peace."""

    name: str
    photos: int
    size: int
    before: int = 0
    whole: bool = False


FINALISE = Deed("finalise and submit", 1, 200_000, before=4)
UPLOAD = Deed("upload", 1, 200_000, before=2)
LARGE = Deed("upload of a large photograph", 1, 3_300_000, before=2)
WHOLE = Deed("whole report", 2, 120_000, whole=True)
TEXT = Deed("text", 0, 0)


class Installation:
    """A server of its own without a worker, and one client who does one thing at a time."""

    def __init__(self, settings: Settings) -> None:
        """Everybody signs in before it is started."""
        self.settings, self.promises, self.counts = settings, Promises(), Counter[str]()
        self.files, self._database = Files(settings.storage), Database(settings)
        self.server = Served(settings, MINGCHA_WORKER="false", MINGCHA_TEST_WRITERS="1", MINGCHA_DISK_RESERVE_PERCENT="0")
        self.people = People(settings, self.server.url, "inspector", "reviewer", "director")
        self.sender, self.reader = self.people.as_("inspector"), self.people.as_("director")
        self._chance, self._judged = Random(SEED), set[str]()
        self.roles: dict[str, int] = {}

    def __enter__(self) -> Self:
        """Started, with a task."""
        self.server.start()
        self._task = a_task(self.people)["id"]  # type: ignore[arg-type]  it only signs in
        self.promises.signer = receipt_key(self.reader)[1]
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is left running."""
        self.server.__exit__()
        self.people.close()

    def courier(self, deed: Deed) -> Courier:
        """A fresh report of that kind, the peaceful steps taken."""
        photos = [HEAD + self._chance.randbytes(deed.size) for _ in range(deed.photos)]
        made = Courier(self.sender, self._task, self.promises, photos, whole=deed.whole)
        if deed.before:
            assert made.go(deed.before) is None
        return made

    def threads(self) -> dict[str, int]:
        """The threads at work, by what they do: one answers, one writes, one listens."""
        warm = self.courier(Deed("warm", 1, 20_000, before=3))
        with Strace(self.server.pid, EVERYTHING) as tool:
            assert warm.go() is None
        by = {call.thread: "answering" for call in tool.calls if call.on in {"wal", "keys"}}
        by |= {call.thread: "writing" for call in tool.calls if call.name == "pwrite64" and call.on == "arriving"}
        return {role: thread for thread, role in by.items()} | {"listening": self.server.pid}

    def points(self, deed: Deed, calls: tuple[str, ...], kinds: frozenset[str] = FILES) -> list[Point]:
        """Every call of these names that the deed makes on what is of these kinds, thread by thread."""
        self.roles = self.threads()
        roles = {thread: role for role, thread in self.roles.items()}
        courier = self.courier(deed)
        with Strace(self.server.pid, calls) as tool:
            assert courier.go() is None
        return tool.points(roles, kinds)

    def strike(
        self, deed: Deed, point: Point, inject: str, meanwhile: Callable[[], None] = lambda: None
    ) -> tuple[Courier, Stop | None]:
        """Do a deed while one call of it fails as `inject` says (`error=EIO`, `signal=KILL`); `meanwhile` before it works again.

        A thread that had nothing to do may have been replaced by another since its role was seen; then again.
        """
        for _ in range(TRIES):
            self.roles = self.roles or self.threads()
            courier = self.courier(deed)
            with Strace(self.roles[point.thread], (point.name,), f"{point.name}:{inject}", alone=True) as tool:
                stop = courier.go()
                meanwhile()
            if tool.hits or isinstance(stop, httpx2.TransportError):
                self.counts["struck"] += 1
                return courier, stop
            assert self.finish(courier) is None
            self.counts["missed"] += 1
            self.roles = {}
        raise RuntimeError(f"nothing was hit by {inject} at {point}")

    def finish(self, courier: Courier) -> Stop | None:
        """Go on until there is a receipt; None, or what still stood in the way when patience ended."""
        stop: Stop | None = None
        for _ in range(PATIENCE):
            if (stop := courier.go()) is None:
                return None
            self.counts[f"then {_word(stop)}"] += 1
            time.sleep(PAUSE_S)
        return stop

    def examine(self, where: str) -> None:
        """The oracle over everything, and what is new read back over HTTP; breaches are noted with where they were found."""
        fresh = {each: sha256 for each, sha256 in self.promises.photos.items() if each not in self._judged}
        self._judged |= set(fresh)
        found = examine(self._database, self.files, self.promises.snapshot())
        self._database.close()  # a connection that stays would keep SQLite from recovering what a kill left
        for words in [*found, *fetched(self.reader, fresh)]:
            if words not in self.promises.breaches:
                self.promises.breach(f"{where}: {words}")

    def alarms(self) -> float:
        """How often the server's metrics say that the disk failed or was full."""
        told = httpx2.get(f"{self.server.url}/metrics", trust_env=False).text.splitlines()
        return sum(float(line.split()[-1]) for line in told if line.startswith("mingcha_storage_faults_total{"))


def _word(stop: Stop) -> str:
    return type(stop).__name__ if isinstance(stop, httpx2.TransportError) else str(stop.status_code)


def refused(stop: Stop | None, status: int) -> bool:
    """Whether that is a refusal as it should be: that status, its problem, and when to come again."""
    if not isinstance(stop, httpx2.Response) or stop.status_code != status or "retry-after" not in stop.headers:
        return False
    return stop.headers["content-type"] == "application/problem+json"
