"""One installation on a PostgreSQL that fails: server, worker and phones, one fault after another, the oracle after each."""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx2
from sqlalchemy import func, select

from app.core.db import Database
from app.core.settings import Settings
from app.evidence.models import Evidence
from app.evidence.schemas import Decode
from app.jobs.models import Job
from tests.attest.test_receipts import receipt_key
from tests.faults.people import People
from tests.faults.pg_cluster import Cluster
from tests.faults.pg_proxy import AFTER, BEFORE, TERMINATE, Proxy
from tests.faults.phones import Phone
from tests.faults.promises import Promises
from tests.faults.served import ROOT, Served
from tests.making import a_task
from tests.world import API, PASSWORD

ENVIRONMENT = {
    "MINGCHA_WORKER": "false", "MINGCHA_DATABASE_POOL": "3", "MINGCHA_DATABASE_POOL_MORE": "0",
    "MINGCHA_DATABASE_POOL_WAIT_S": "0.5", "MINGCHA_DATABASE_LOCK_S": "1",
    "MINGCHA_SIGN_IN_PER_MINUTE": "1000000", "MINGCHA_SIGN_IN_PER_MINUTE_ADDRESS": "1000000",
}  # fmt: skip
HEALED_S = 10
ARMED_S = 30
WORKED_S = 60
NOBODY = "00000000-0000-4000-8000-00000000dead"


class Installation:
    """`mingcha serve` behind the proxy, and `mingcha worker` beside it."""

    def __init__(self, settings: Settings, cluster: Cluster) -> None:
        """Everybody is signed in before the server is started: sessions live in the database."""
        self.settings, self.cluster = settings, cluster
        self.name = str(settings.database_url.rpartition("/")[2].partition("?")[0])
        self.proxy = Proxy(cluster.socket, self._terminate)
        self.server = Served(settings)
        self.server._environment |= ENVIRONMENT | {"MINGCHA_DATABASE_URL": self.proxy.url(self.name)}
        self.people = People(settings, self.server.url, "inspector", "reviewer", "director")
        self.promises = Promises()
        self.odd = Counter[str]()

    @contextmanager
    def running(self) -> Iterator["Installation"]:
        """Server and worker; both must still be there in the end."""
        with self.server, (self.settings.data_dir / "worker.log").open("ab") as log:
            words = [sys.executable, "-m", "app.cli", "worker"]
            environment = os.environ | self.server._environment
            self.worker = subprocess.Popen(words, cwd=ROOT, env=environment, stdout=log, stderr=log)
            try:
                yield self
                assert self.worker.poll() is None, (self.settings.data_dir / "worker.log").read_text()[-3000:]
            finally:
                self.worker.kill()
                self.worker.wait(10)
                self.people.close()
                self.proxy.close()

    def _terminate(self, pid: int) -> None:
        self.cluster.ask("postgres", f"SELECT pg_terminate_backend({pid})")

    def client(self, username: str) -> httpx2.Client:
        """Somebody's client, whose every answer is looked at."""
        client = self.people.as_(username)
        client.event_hooks = {"response": [self._look]}
        return client

    def _look(self, answer: httpx2.Response) -> None:
        """5xx is 503 or 507, says when to come again, and is a problem+json: never a 500."""
        if answer.status_code < 500:
            return
        slug = answer.headers.get("content-type", ""), "retry-after" in answer.headers
        if answer.status_code not in {503, 507} or slug != ("application/problem+json", True):
            self.promises.breach(f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {slug}")
        self.promises.count(f"{answer.status_code}")

    def outages(self) -> Counter[tuple[str, str, str]]:
        """What the server logged of its database: the refusal given, the error met, its SQLSTATE."""
        lines = (self.settings.data_dir / "server.log").read_text("utf-8", "replace").splitlines()
        told = [json.loads(line) for line in lines if '"event": "database outage"' in line]
        return Counter((line["refusal"], line["kind"], line["sqlstate"]) for line in told)

    def waiting_and_seen(self) -> tuple[int, int]:
        """Photographs received: how many no worker has looked into yet, and how many one has."""
        database = Database(self.settings)
        with database.reading() as tx:
            states = Counter(tx.session.scalars(select(Evidence.decode).where(Evidence.state == "received")))
        database.close()
        return states[Decode.PENDING], states.total() - states[Decode.PENDING]

    def set_aside(self) -> int:
        """Jobs given up: an outage must never be the end of one."""
        database = Database(self.settings)
        with database.reading() as tx:
            dead = tx.session.scalar(select(func.count()).select_from(Job).where(Job.dead_at.is_not(None)))
        database.close()
        return dead or 0


class Faults:
    """What may happen to PostgreSQL, each until it is over."""

    def __init__(self, place: Installation, hold_s: float) -> None:
        """`hold_s`: how long a table stays locked."""
        self._place, self._hold_s = place, hold_s
        self._asking = {name: place.client(name) for name in ("inspector", "director")}
        self._anybody = httpx2.Client(base_url=place.server.url, timeout=60, trust_env=False)
        self._anybody.event_hooks = {"response": [place._look]}
        self.refused = Counter[str]()
        self.all: dict[str, Callable[[], None]] = {
            "killed": lambda: self._down(place.cluster.kill),
            "stopped at once": lambda: self._down(lambda: place.cluster.stop("immediate")),
            "restarted": lambda: self._down(lambda: place.cluster.stop("fast")),
            "backend terminated during COMMIT": lambda: self._commit(TERMINATE),
            "cut after COMMIT": lambda: self._commit(AFTER),
            "cut before COMMIT": lambda: self._commit(BEFORE),
            "pool exhausted": lambda: self._locked("SELECT 1 FROM log_head FOR UPDATE", 0.9),
            "read-only": self._read_only,
            "table locked": lambda: self._locked("LOCK TABLE report IN ACCESS EXCLUSIVE MODE", self._hold_s),
        }

    def _down(self, end: Callable[[], None]) -> None:
        end()
        for what, answer in self._everything():
            if answer.status_code != 503:
                self._place.promises.breach(f"{what} while PostgreSQL was down: {answer.status_code} {answer.text}")
            self.refused[what] += 1
        self._place.cluster.start()

    def _everything(self) -> Iterator[tuple[str, httpx2.Response]]:
        """Every kind of door: readiness, sign-in, reading, writing, a stream, a whole report."""
        inspector = self._asking["inspector"]
        form = {"grant_type": "password", "username": "inspector", "password": PASSWORD}
        tus = {"Tus-Resumable": "1.0.0"}
        yield "readyz", self._anybody.get("/readyz")
        yield "sign-in", self._anybody.post(f"{API}/auth/token", data=form)
        yield "reading", self._asking["director"].get("/reports")
        yield "pull", inspector.get("/sync")
        yield "writing", inspector.post(f"/reports/{NOBODY}/moves", json={"verb": "void"}, headers={"Idempotency-Key": "k"})
        yield "stream", inspector.head(f"/uploads/{NOBODY}", headers=tus)
        yield "whole", inspector.post("/reports", files=[("report", ("report.json", b"{}", "application/json"))])

    def _commit(self, how: str) -> None:
        before, deadline = self._place.proxy.done[how], time.monotonic() + ARMED_S
        self._place.proxy.arm(how)
        while self._place.proxy.done[how] == before:
            assert time.monotonic() < deadline, f"nobody committed: {how}"
            time.sleep(0.005)

    def _locked(self, statement: str, span: float) -> None:
        self._place.cluster.ask(self._place.name, "BEGIN", statement, f"SELECT pg_sleep({span})", "ROLLBACK")

    def _read_only(self) -> None:
        for value in ("on", "off"):
            self._place.cluster.ask(
                "postgres", f"ALTER SYSTEM SET default_transaction_read_only = {value}", "SELECT pg_reload_conf()"
            )
            time.sleep(0.3)

    def close(self) -> None:
        """Close the one client that is nobody's."""
        self._anybody.close()


class Calm(Phone):
    """One that looks up between reports: the oracle reads all of them after every fault."""

    def _report(self, photographs: int) -> tuple[str, dict[str, Any], dict[str, bytes]]:
        time.sleep(0.3)
        return super()._report(photographs)


class Patient:
    """Reads as a person does: told that the database is busy, he asks again."""

    def __init__(self, client: httpx2.Client) -> None:
        """Whose answers are looked at elsewhere."""
        self._client = client

    def get(self, path: str) -> httpx2.Response:
        """The first answer that is not a 503; that one, if there is no other for too long."""
        deadline = time.monotonic() + HEALED_S
        while (answer := self._client.get(path)).status_code == 503 and time.monotonic() < deadline:
            time.sleep(0.1)
        return answer


class Probe(Phone):
    """A phone that is told when to send: how soon after a fault is a report received again."""

    def healed(self) -> float:
        """Seconds until a report is received again; one with photographs follows."""
        began = time.monotonic()
        self._text()
        took = time.monotonic() - began
        self._whole()
        return took


def phones(place: Installation, count: int, seed: int) -> tuple[list[Phone], Probe]:
    """Clients at work, and the one that is told; all of them on one task."""
    task: dict[str, Any] = a_task(place.people)  # type: ignore[arg-type]
    place.promises.signer = receipt_key(place.client("director"))[1]
    made: list[Phone] = [Calm(place.client("inspector"), task["id"], place.promises, seed * 100 + each) for each in range(count)]
    return made, Probe(place.client("inspector"), task["id"], place.promises, seed * 100 + 99)
