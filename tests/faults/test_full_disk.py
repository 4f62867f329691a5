"""A disk that fills in the middle of a write: 507, a truthful offset, and all goes on without a restart once there is room."""

import resource
from collections.abc import Iterator
from uuid import uuid4

import pytest

from tests.faults.people import People
from tests.faults.phones import form
from tests.faults.served import Served
from tests.making import a_manifest, a_task
from tests.uploads.tus import Tus, declare, slug
from tests.world import Template

PHOTO, FIRST, PAGE = bytes(range(256)) * 40_000 + b"end", 1_000_000, 4_096  # 10,240,003 bytes; disks fill by blocks
ROOM = 1_465 * PAGE


@pytest.fixture(scope="module")
def served(template: Template) -> Iterator[tuple[Served, People]]:
    """A server in a process of its own, so that its room can be taken from outside."""
    settings = template.settings("sqlite")
    server = Served(settings)
    people = People(settings, server.url, "inspector", "reviewer")
    with server:
        yield server, people
    people.close()


def _leave_room(server: Served, size_bytes: int) -> None:
    """No file of the process may grow beyond that: as a full disk, but for EFBIG in the place of ENOSPC."""
    resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (size_bytes, resource.RLIM_INFINITY))


@pytest.mark.parametrize("pages", [244, 1_465, 2_500], ids=["at once", "halfway", "at the last page"])
def test_a_write_that_finds_no_room_is_told_and_taken_up_again(served: tuple[Served, People], pages: int) -> None:
    server, people = served
    tus = Tus(people.as_("inspector"))
    declared = declare(tus.client, a_task(people)["id"], PHOTO)
    place = tus.open(declared)
    assert tus.patch(place, 0, PHOTO[:FIRST]).status_code == 204
    _leave_room(server, pages * PAGE)
    refused = tus.patch(place, FIRST, PHOTO[FIRST:])
    assert (refused.status_code, slug(refused), refused.headers["retry-after"]) == (507, "storage-full", "300")
    assert tus.offset(place) == FIRST
    assert tus.client.get(f"/reports/{declared.report_id}").json()["state"] == "incomplete"
    _leave_room(server, resource.RLIM_INFINITY)
    assert tus.patch(place, FIRST, PHOTO[FIRST:]).status_code == 204
    assert tus.original(declared) == PHOTO
    assert server.faults() == 0


def test_a_whole_report_that_finds_no_room_leaves_nothing_behind(served: tuple[Served, People]) -> None:
    server, people = served
    client, report_id, manifest = people.as_("inspector"), str(uuid4()), a_manifest(a_task(people)["id"], [PHOTO])
    parts = form(report_id, manifest, {manifest["evidence"][0]["id"]: PHOTO})
    _leave_room(server, ROOM)
    refused = client.post("/reports", files=parts)
    assert (refused.status_code, slug(refused)) == (507, "storage-full")
    assert client.get(f"/reports/{report_id}").status_code == 404
    _leave_room(server, resource.RLIM_INFINITY)
    assert client.post("/reports", files=parts).json()["state"] == "submitted"
    assert server.faults() == 0
