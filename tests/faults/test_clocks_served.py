"""The same end to end: `mingcha serve` in Berlin's time zone, its clock set by libfaketime while photographs are on their way."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Self
from uuid import uuid4

import httpx2
import pytest

from app.core.db import Database
from app.core.files import Files
from app.core.settings import Settings
from tests.attest.test_receipts import receipt_key
from tests.faults.clocks import STEPS
from tests.faults.oracle import examine
from tests.faults.promises import Promises
from tests.making import a_manifest, a_photo, a_task
from tests.uploads.tus import Declared, Tus
from tests.world import API, NO_TLS, PASSWORD, Template

LIBRARY = "libfaketimeMT.so.1"
START_S, PATIENCE_S = 180, 120


def library() -> Path:
    """Raises: RuntimeError naming the package when it is not there."""
    found = next(iter(Path("/usr/lib").glob(f"*/faketime/{LIBRARY}")), None)
    if found is None:
        raise RuntimeError(f"{LIBRARY} is missing: sudo apt-get install -y --no-install-recommends faketime")
    return found


class Misled:
    """A server that believes what a file says of the time. Spans are counted by a clock it leaves alone, as kernels do."""

    def __init__(self, settings: Settings, port: int) -> None:
        """Started with the right time."""
        self.url, self._port = f"http://127.0.0.1:{port}", port
        self._time, self._log = settings.data_dir / "time", settings.data_dir / "server.log"
        self.set(0)
        self._environment = os.environ | {
            "LD_PRELOAD": str(library()), "FAKETIME_TIMESTAMP_FILE": str(self._time), "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1", "NO_FAKE_STAT": "1", "TZ": "Europe/Berlin",
            "MINGCHA_DATA_DIR": str(settings.data_dir), "MINGCHA_DISK_RESERVE_BYTES": "0", "MINGCHA_DISK_RESERVE_PERCENT": "0",
            "MINGCHA_SIGN_IN_PER_MINUTE": "1000", "HOST": "127.0.0.1", "PORT": str(port),
        }  # fmt: skip

    def set(self, ahead_s: float) -> None:
        """Whole or not at all: it is read at any time."""
        draft = self._time.with_suffix(".new")
        draft.write_text(f"{ahead_s:+.0f}\n")
        draft.replace(self._time)

    def await_belief(self, ahead_s: float) -> None:
        """Until the server dates its answers so, give or take a minute."""
        deadline = time.monotonic() + START_S
        while abs(self._says() - time.time() - ahead_s) > 60:
            assert time.monotonic() < deadline, "the server does not believe the file"
            time.sleep(0.1)

    def _says(self) -> float:
        told = httpx2.get(f"{self.url}/healthz", trust_env=False, timeout=PATIENCE_S).headers["date"]
        return datetime.strptime(told, "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=UTC).timestamp()

    def faults(self) -> int:
        """How often the server logged a fault, its own or its worker's."""
        said = self._log.read_text("utf-8", "replace")
        return said.count('"event": "server fault"') + said.count("Traceback")

    def __enter__(self) -> Self:
        """Start. Raises: RuntimeError with the server's own words when it does not come up."""
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "app.cli", "serve"], env=self._environment, stdout=log, stderr=log
            )
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline and self._process.poll() is None:
            with suppress(httpx2.TransportError):
                if httpx2.get(f"{self.url}/readyz", trust_env=False, timeout=PATIENCE_S).status_code == 200:
                    return self
            time.sleep(0.1)
        self.__exit__()
        raise RuntimeError(f"the server did not come up: {self._log.read_text('utf-8', 'replace')[-2000:]}")

    def __exit__(self, *_: object) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait(START_S)


class Person(httpx2.Auth):
    """A phone whose owner signs in again whenever he is told to."""

    def __init__(self, url: str, username: str) -> None:
        """Not signed in yet."""
        self._url, self._username, self._token, self.signed_in = url + API, username, "none", 0

    def auth_flow(self, request: httpx2.Request) -> Generator[httpx2.Request, httpx2.Response]:
        """Once more after a 401."""
        request.headers["authorization"] = f"Bearer {self._token}"
        answer = yield request
        if answer.status_code == 401:
            form = {"grant_type": "password", "username": self._username, "password": PASSWORD}
            told = httpx2.post(f"{self._url}/auth/token", data=form, trust_env=False, timeout=PATIENCE_S)
            assert told.status_code == 200, told.text
            self._token, self.signed_in = told.json()["access_token"], self.signed_in + 1
            request.headers["authorization"] = f"Bearer {self._token}"
            yield request


@pytest.fixture(scope="module")
def misled(template: Template) -> Iterator[tuple[Misled, Settings]]:
    settings = template.settings("sqlite")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Misled(settings, port)
    with server:
        yield server, settings


def _client(server: Misled, whose: Person) -> httpx2.Client:
    return httpx2.Client(base_url=server.url + API, auth=whose, trust_env=False, verify=NO_TLS, timeout=PATIENCE_S)


def _ahead(name: str) -> float:
    to = STEPS[name]
    return (to - datetime.now(UTC)).total_seconds() if isinstance(to, datetime) else to.total_seconds()


def test_reports_arrive_while_the_clock_steps_through_the_ages(misled: tuple[Misled, Settings], capfd) -> None:
    server, settings = misled
    held, phone = Promises(), Person(server.url, "inspector")
    with _client(server, phone) as client, _client(server, Person(server.url, "reviewer")) as office:
        task = a_task(SimpleNamespace(as_=lambda _: office))["id"]  # type: ignore[arg-type]
        held.signer = receipt_key(client)[1]
        indices = [_sent_while(server, name, Tus(client), task, held) for name in STEPS]
        server.set(0)
        indices.append(_sent_while(server, "a second ahead", Tus(client), task, held))
    assert indices == sorted(indices)
    assert len(set(indices)) == len(STEPS) + 1
    database = Database(settings)
    assert examine(database, Files(settings.storage), held) == []
    database.close()
    assert server.faults() == 0
    with capfd.disabled():
        sys.__stderr__.write(f"\n{len(indices)} reports over {len(STEPS)} steps, {phone.signed_in} times signed in, 0 lost\n")  # type: ignore[union-attr]


def _sent_while(server: Misled, name: str, tus: Tus, task: str, held: Promises) -> int:
    """One report whose photograph is half sent when the clock steps; its place in the log."""
    server.set(0)
    photo = a_photo(size=(16, 16)) + os.urandom(60_000)
    manifest, report_id = a_manifest(task, [photo]), str(uuid4())
    (line,) = manifest["evidence"]
    held.minted.add(report_id)
    held.declared[line["id"]] = line["sha256"]
    held.answered(tus.client.put(f"/reports/{report_id}", json=manifest).json())
    declared = Declared(photo, line, report_id)
    place = tus.open(declared)
    assert tus.patch(place, 0, photo[:30_000]).status_code == 204
    server.set(_ahead(name))
    server.await_belief(_ahead(name))
    if tus.head(place).status_code == 410:  # more than seven days ahead: what was sent is sent again
        place = tus.open(declared)
    tus.finish(place, declared)
    held.whole(line["id"])
    answer = tus.client.put(f"/reports/{report_id}", json=manifest).json()
    held.answered(answer)
    return int(answer["receipt"]["log_index"])
