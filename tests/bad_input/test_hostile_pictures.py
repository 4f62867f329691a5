"""Some five hundred hostile pictures through a server of its own: each kept and receipted, and the server none the worse for it."""

import hashlib
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from tests.bad_input.test_photographs import real_photos
from tests.faults.people import People
from tests.faults.phones import form
from tests.faults.served import Served
from tests.imaging.hostile import hostile
from tests.making import a_finding, a_manifest, a_photo, a_task, an_evidence
from tests.world import Template

PER_REPORT, PATIENCE_S = 200, 300
SERVER_MIB, DECODER_MIB = 400, 1_536  # the decoder's is the wall it runs against (app/imaging/limits.py)
SMALL, ALL = ("preview", "thumbnail"), ("preview", "thumbnail", "watermarked")
SHOWN = {"preview": (200, "image/webp"), "thumbnail": (200, "image/webp"), "watermarked": (200, "image/jpeg")}
REFUSED = (404, "/problems/evidence-undecodable")


class Memory:
    """The largest resident sets seen, in MiB: of the server, and of its decoders."""

    def __init__(self) -> None:
        self.server = self.decoder = 0

    @contextmanager
    def watching(self, group: int) -> Iterator[None]:
        """Look at every process of the server's group, all the while."""
        done = threading.Event()
        watcher = threading.Thread(target=self._watch, args=(group, done))
        watcher.start()
        try:
            yield
        finally:
            done.set()
            watcher.join()
        assert self.server, "the server was never seen"

    def _watch(self, group: int, done: threading.Event) -> None:
        while not done.wait(0.05):
            self.server = max(self.server, _resident_mib(group))
            self.decoder = max([self.decoder, *(_resident_mib(pid) for pid in _children(group))])


def _children(pid: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(each) for task in tasks for each in (task / "children").read_text("ascii").split()]
    except OSError:  # one that has just ended
        return []


def _resident_mib(pid: int) -> int:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") >> 20


@pytest.fixture(scope="module")
def served(template: Template) -> Iterator[tuple[Served, People]]:
    """A server in a process of its own, with its worker."""
    settings = template.settings("sqlite")
    server = Served(settings)
    people = People(settings, server.url, "inspector", "reviewer", "director")
    with server:
        yield server, people
    people.close()


def _sent(people: People, contents: list[bytes]) -> list[dict[str, Any]]:
    """One report of these bytes, whole in one request; its evidence as sent, each with its receipt."""
    lines = [an_evidence(content) for content in contents]
    manifest = a_manifest(
        a_task(people)["id"], [], evidence=lines, findings=[a_finding([lines[0]["id"]])], no_problem_statement=None
    )
    parts = form(str(uuid4()), manifest, dict(zip((line["id"] for line in lines), contents, strict=True)))
    answer = people.as_("inspector").post("/reports", files=parts, timeout=120)
    assert (answer.status_code, answer.json()["state"]) == (201, "submitted"), answer.text
    held = {receipt["id"]: receipt for receipt in answer.json()["receipt"]["evidence"]}
    for line, content in zip(lines, contents, strict=True):
        assert held[line["id"]]["sha256"] == hashlib.sha256(content).hexdigest()
    return lines


def _looked_into(office: httpx2.Client, lines: list[dict[str, Any]]) -> dict[str, str]:
    """How each was found, once the worker has looked at all of them."""
    found: dict[str, str] = {}
    deadline = time.monotonic() + PATIENCE_S
    while len(found) < len(lines):
        assert time.monotonic() < deadline, f"{len(lines) - len(found)} are still waited for"
        for line in lines:
            if line["id"] not in found:
                decode = office.get(f"/evidence/{line['id']}").json()["decode"]
                if decode == "pending":
                    time.sleep(0.2)
                    break
                found[line["id"]] = decode
    return found


def _views(office: httpx2.Client, evidence_id: str, names: tuple[str, ...]) -> dict[str, tuple[int, str]]:
    told = {}
    for view in names:
        answer = office.get(f"/evidence/{evidence_id}/{view}")
        kind = answer.headers["content-type"] if answer.status_code == 200 else answer.json()["type"]
        told[view] = (answer.status_code, kind)
    return told


def test_hostile_pictures_are_kept_and_receipted_and_harm_nobody(served: tuple[Served, People]) -> None:
    server, people = served
    bad = hostile()
    assert len(bad) >= 400
    named = list((bad | {path.name: path.read_bytes() for path in real_photos()}).items())
    office, memory, first = people.as_("director"), Memory(), server.pid
    with memory.watching(server.pid):
        lines = []
        for start in range(0, len(named), PER_REPORT):
            lines += _sent(people, [content for _, content in named[start : start + PER_REPORT]])
        found = _looked_into(office, lines)
        for turn, ((name, content), line) in enumerate(zip(named, lines, strict=True)):
            assert office.get(f"/evidence/{line['id']}/original").content == content, name
            views = ALL if turn % 6 == 0 else SMALL  # a full-size copy of each would take a minute
            expected = {view: SHOWN[view] if found[line["id"]] == "ok" else REFUSED for view in views}
            assert _views(office, line["id"], views) == expected, name
        good = _sent(people, [a_photo(1)])
        assert _looked_into(office, good) == {good[0]["id"]: "ok"}
    assert server.faults() == 0, server.said()
    assert (server.pid, server.starts) == (first, 1)
    assert memory.server <= SERVER_MIB
    assert 0 < memory.decoder <= DECODER_MIB
    print(  # ruff: ignore[print]  the figures are asked for
        f"\n{len(named)} pictures: server at most {memory.server} MiB, decoder {memory.decoder} MiB"
    )
