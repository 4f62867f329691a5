"""An upload held in one server process, asked for in another: the owner's newer request has it within five seconds."""

import os
import signal
import time
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from app.core.db import Database
from app.core.files import Files
from app.core.settings import Settings
from tests.faults.oracle import examine
from tests.faults.people import People
from tests.faults.promises import Promises
from tests.faults.served import Served
from tests.making import a_task
from tests.uploads.tus import PHOTO, Declared, Tus, Wire, declare
from tests.world import Template

SOON_S, SENT = 5, 6_000


class Pair(NamedTuple):
    """Two processes on one PostgreSQL and one folder; `older` is where requests get stuck."""

    settings: Settings
    older: Served
    newer: Served
    stuck: Tus
    tus: Tus
    task_id: str
    promised: Promises

    def declare(self) -> Declared:
        """A photograph, and the promise to hold it once it is whole."""
        declared = declare(self.tus.client, self.task_id, PHOTO)
        self.promised.minted.add(declared.report_id)
        self.promised.declared[declared.line["id"]] = declared.line["sha256"]
        return declared

    def wire(self, place: str, content: bytes = PHOTO[:SENT], offset: int = 0) -> Wire:
        """A PATCH at the older process that came so far and no further."""
        wire = Wire(self.stuck.client, place, len(PHOTO) - offset, offset)
        wire.send(content)
        time.sleep(0.3)
        return wire

    def finish(self, place: str, declared: Declared) -> None:
        """Send the rest by the newer process."""
        self.tus.finish(place, declared)
        self.promised.whole(declared.line["id"])

    def pause(self) -> None:
        """The older process stands still, as under a debugger or a stopped virtual machine."""
        os.kill(self.older.pid, signal.SIGSTOP)

    def go_on(self) -> None:
        """It knows nothing of the time that went by."""
        os.kill(self.older.pid, signal.SIGCONT)


@pytest.fixture(scope="module")
def pair(template: Template) -> Iterator[Pair]:
    """They share everything but memory."""
    settings = template.settings("postgresql", access_token_s=86_400)
    older, newer = Served(settings), Served(settings)
    there, here = People(settings, older.url, "inspector"), People(settings, newer.url, "inspector", "reviewer")
    with older, newer:
        task_id, stuck, tus = a_task(here)["id"], Tus(there.as_("inspector")), Tus(here.as_("inspector"))
        yield Pair(settings, older, newer, stuck, tus, task_id, Promises())
        there.close()
        here.close()
        assert older.faults() == 0  # both write into one log


@pytest.fixture(autouse=True)  # ruff: ignore[pytest-fixture-autouse]  the oracle looks after every fault
def examined(pair: Pair) -> Iterator[None]:
    """The oracle after every fault."""
    yield
    database = Database(pair.settings)
    assert examine(database, Files(pair.settings.storage), pair.promised) == []
    database.close()


class Soon:
    """What is done inside takes less than `SOON_S`."""

    def __enter__(self) -> None:
        self._started = time.monotonic()

    def __exit__(self, *_: object) -> None:
        assert time.monotonic() - self._started < SOON_S


def test_a_newer_head_has_the_other_process_write_down_what_it_has_and_let_go(pair: Pair) -> None:
    declared = pair.declare()
    place = pair.tus.open(declared)
    wire = pair.wire(place)
    with Soon():
        assert pair.tus.offset(place) == SENT
    assert wire.status() == 423
    pair.finish(place, declared)
    wire.fin()


def test_a_newer_patch_goes_on_where_the_other_process_stopped(pair: Pair) -> None:
    declared = pair.declare()
    place = pair.tus.open(declared)
    wire = pair.wire(place)
    with Soon():
        told = pair.tus.patch(place, 0, PHOTO)
        assert (told.status_code, told.json()["offset"]) == (409, SENT)
        assert pair.tus.patch(place, SENT, PHOTO[SENT:]).status_code == 204
    pair.promised.whole(declared.line["id"])
    assert wire.status() == 423
    wire.fin()


def test_a_request_that_flows_is_stopped_as_one_that_is_stuck(pair: Pair) -> None:
    declared = pair.declare()
    place = pair.tus.open(declared)
    wire = pair.wire(place, PHOTO[:100])
    with Soon():
        told = pair.tus.patch(place, 0, PHOTO)
        assert (told.status_code, told.json()["offset"]) == (409, 100)
    wire.fin()
    pair.finish(place, declared)


def test_a_newer_delete_ends_it(pair: Pair) -> None:
    place = pair.tus.open(pair.declare())
    wire = pair.wire(place)
    with Soon():
        assert pair.tus.delete(place).status_code == 204
    assert wire.status() == 423
    assert pair.tus.head(place).status_code == 404
    wire.fin()


@pytest.mark.parametrize("reached", [7_000, len(PHOTO)], ids=["at work", "whole"])
def test_a_process_that_stood_still_meanwhile_writes_nothing_under_the_new_holders_feet(pair: Pair, reached: int) -> None:
    declared = pair.declare()
    place = pair.tus.open(declared)
    pair.tus.patch(place, 0, PHOTO[:1_000])
    wire = pair.wire(place, bytes(2_000), offset=1_000)
    pair.pause()
    try:
        with Soon():
            assert pair.tus.offset(place) == 1_000
        assert pair.tus.patch(place, 1_000, PHOTO[1_000:reached]).status_code == 204
        wire.send(bytes(len(PHOTO) - 3_000))  # zeros, to the last byte: what it would write is not the photograph
    finally:
        pair.go_on()
    assert wire.status() in {423, 460}
    assert pair.tus.offset(place) == reached
    pair.finish(place, declared)
    wire.fin()


@pytest.mark.parametrize("verb", ["patch", "delete"])
def test_a_process_that_stands_still_is_not_waited_for(pair: Pair, verb: str) -> None:
    declared = pair.declare()
    place = pair.tus.open(declared)
    wire = pair.wire(place)
    pair.pause()
    try:
        with Soon():
            answer = pair.tus.patch(place, 0, PHOTO[:SENT]) if verb == "patch" else pair.tus.delete(place)
        assert answer.status_code == 204
    finally:
        pair.go_on()
    assert wire.status() == 423
    wire.fin()
    if verb == "patch":
        pair.finish(place, declared)


def test_a_photograph_the_older_process_was_about_to_keep_is_kept_once(pair: Pair) -> None:
    """It has every byte and the right hash; another process finished the same upload while it stood still."""
    declared = pair.declare()
    place = pair.tus.open(declared)
    wire = pair.wire(place, PHOTO[:-1])
    pair.pause()
    try:
        wire.send(PHOTO[-1:])
        pair.finish(place, declared)
    finally:
        pair.go_on()
    assert wire.status() in {204, 423}
    assert pair.tus.original(declared) == PHOTO
    wire.fin()
