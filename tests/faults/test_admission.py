"""Before the disk is full nothing more is taken in; what is there is read, and work on it goes on."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import httpx2
import pytest

from app import doctor
from app.core.files import Files
from app.core.settings import Settings
from app.core.space import Reserve, Room, Shortage, measure
from tests.faults.loop import Disk
from tests.faults.phones import form
from tests.making import a_manifest, a_photo, a_task
from tests.uploads.tus import PHOTO, Tus, declare, slug
from tests.world import Template, World, running

GB, MB = 1024**3, 1024**2
INODES = 1_152  # five of a hundred are 57.6


@pytest.mark.parametrize(
    ("room", "size", "short"),
    [
        (Room(100 * GB, 1000 * GB, 50, 900), 0, None),
        (Room(49 * GB, 1000 * GB, 50, 900), 0, "bytes"),  # less than five of a hundred
        (Room(50 * GB, 1000 * GB, 50, 900), 1, "bytes"),  # the next byte would be
        (Room(GB - 1, 10 * GB, 500, 900), 0, "bytes"),  # five of a hundred would be half a gigabyte
        (Room(GB, 10 * GB, 500, 900), 0, None),
        (Room(100 * GB, 1000 * GB, 45, 900), 0, "inodes"),
        (Room(100 * GB, 1000 * GB, 46, 900), 0, None),
        (Room(100 * GB, 1000 * GB, 0, 0), 0, None),  # no inodes are counted there
    ],
)
def test_when_nothing_more_is_taken_in(room: Room, size: int, short: str | None) -> None:
    own = Settings()
    assert Reserve(own.disk_reserve_bytes, own.disk_reserve_percent).short_of(room, size) == short


def test_no_inode_left_is_too_few_whatever_the_reserve() -> None:
    assert Reserve().short_of(Room(GB, GB, 0, 900)) is Shortage.INODES


@pytest.fixture(scope="module")
def small(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Everything on a small disk, of which 8 MB and five of a hundred inodes are kept."""
    with Disk.made(tmp_path_factory.mktemp("small"), "disk", 96, inodes=INODES) as disk:
        folder = disk.at / "var"
        shutil.copytree(template.settings("sqlite").data_dir, folder)
        with running(Settings(data_dir=folder, disk_reserve_bytes=8 * MB, worker=False, access_token_s=86_400)) as world:
            yield world


@contextmanager
def filled(world: World, left_bytes: int) -> Iterator[None]:
    """So much is left."""
    root = world.app.state.files.root
    ballast = root / "ballast"
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, measure(root).free_bytes - left_bytes)
    try:
        yield
    finally:
        ballast.unlink()


@contextmanager
def crowded(world: World, left: int) -> Iterator[None]:
    """So many more files may be made."""
    crowd: Path = world.app.state.files.root / "crowd"
    crowd.mkdir()
    for number in range(measure(crowd).free_inodes - left):
        (crowd / f"{number}").touch()
    try:
        yield
    finally:
        shutil.rmtree(crowd)


LEVELS = {
    "few bytes": (filled, 8 * MB - 1, "bytes"),
    "few inodes": (crowded, 57, "inodes"),
    "no inodes": (crowded, 0, "inodes"),
}


@pytest.mark.parametrize(("fill", "left", "what"), LEVELS.values(), ids=LEVELS)
def test_nothing_more_is_taken_in_and_everything_else_goes_on(small: World, fill, left: int, what: str) -> None:
    tus, task = Tus(small.as_("inspector")), a_task(small)["id"]
    received, begun, new = declare(tus.client, task, a_photo(1)), declare(tus.client, task), declare(tus.client, task, a_photo(2))
    tus.finish(tus.open(received), received)
    place = tus.open(begun)
    assert tus.patch(place, 0, PHOTO[:5_000]).status_code == 204
    with fill(small, left):
        refused = [tus.patch(place, 5_000, PHOTO[5_000:]), tus.create(new), tus.create(new, new.photo), _whole(tus.client, task)]
        assert [(answer.status_code, slug(answer), answer.headers["retry-after"]) for answer in refused] == [
            (507, "storage-full", "300")
        ] * 4
        assert tus.offset(place) == 5_000
        assert tus.original(received) == received.photo
        assert tus.create(received).headers["upload-offset"] == str(len(received.photo))
        assert tus.client.get(f"/reports/{begun.report_id}").json()["state"] == "incomplete"
        assert declare(tus.client, task, a_photo(3)).report_id
        assert _text(tus.client, task) == "submitted"
        assert _told(small) == (f"refused: short of {what}", "mingcha_uploads_refused 1.0", True)
    assert _told(small) == ("open", "mingcha_uploads_refused 0.0", False)
    tus.finish(place, begun)
    tus.finish(tus.open(new), new)


def _whole(client: httpx2.Client, task: str) -> httpx2.Response:
    photo = a_photo(4)
    manifest = a_manifest(task, [photo])
    return client.post("/reports", files=form(str(uuid4()), manifest, {manifest["evidence"][0]["id"]: photo}))


def _text(client: httpx2.Client, task: str) -> str:
    return str(client.put(f"/reports/{uuid4()}", json=a_manifest(task, [])).json()["state"])


def _told(world: World) -> tuple[str, str, bool]:
    """By /readyz, which stays ready; by /metrics; and whether the doctor finds fault."""
    with httpx2.Client(base_url=world.base_url, trust_env=False) as anybody:
        ready, metrics = anybody.get("/readyz"), anybody.get("/metrics").text
    assert ready.json()["status"] == "ready"
    gauge = next(line for line in metrics.splitlines() if line.startswith("mingcha_uploads_refused "))
    faults = [line.what for line in doctor.examine(world.database.settings) if not line.good]
    return ready.json()["uploads"], gauge, any("and nothing more is taken in" in what for what in faults)


def test_the_disk_of_the_database_counts_too(small: World, tmp_path: Path) -> None:
    """The originals may lie elsewhere: a receipt needs room in both."""
    own = small.database.settings
    files = Files.of(
        Settings(data_dir=own.data_dir, storage_url=f"file://{tmp_path}", disk_reserve_bytes=8 * MB, disk_reserve_percent=0)
    )
    with filled(small, 8 * MB - 1):
        assert files.short_of() == "bytes"
    assert files.short_of() is None
