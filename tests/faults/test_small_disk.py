"""R5 on a disk that is truly full, of bytes or of inodes: 507, reading goes on, and no restart once there is room."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from os import statvfs
from pathlib import Path

import pytest

from app.core.settings import Settings
from tests.faults.courier import Courier
from tests.faults.installation import TEXT, Deed, Installation, refused
from tests.faults.strace import tool
from tests.faults.test_syscalls import told
from tests.world import Template

SMALL, ROOMY, ENOUGH_INODES = "size=24m", "size=96m", "nr_inodes=4000"
PHOTO = Deed("photograph", 1, 1_500_000)
MOST, TEXTS = 40, 30


@contextmanager
def mounted(folder: Path, options: str) -> Iterator[Path]:
    """A disk of that size. Raises: RuntimeError where the kernel does not let it; then nothing is tested, and that is a failure."""
    folder.mkdir()
    _mount("-t", "tmpfs", "-o", options, "none", str(folder))
    try:
        yield folder
    finally:
        subprocess.run([tool("umount"), str(folder)], check=True)


def _mount(*words: str) -> None:
    done = subprocess.run([tool("mount"), *words], check=False, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"a small disk cannot be mounted here (mount, as root): {done.stderr.strip()}")


def grown(folder: Path, options: str) -> None:
    """The same disk with more, or less, room."""
    _mount("-o", f"remount,{options}", str(folder))


@pytest.fixture
def disk(template: Template, tmp_path: Path) -> Iterator[tuple[Path, Installation]]:
    """An installation that lives on a small disk, its log too."""
    template_settings = template.settings("sqlite", access_token_s=86_400)
    with mounted(tmp_path / "disk", f"{SMALL},{ENOUGH_INODES}") as folder:
        shutil.copytree(template_settings.data_dir, folder, dirs_exist_ok=True)
        settings = Settings(data_dir=folder, access_token_s=86_400, disk_reserve_bytes=0)
        with Installation(settings) as installation:
            yield folder, installation


def _carried(installation: Installation, deed: Deed = PHOTO) -> list[Courier]:
    """Reports until one is refused; it is the last."""
    couriers = list[Courier]()
    while len(couriers) < MOST:
        couriers.append(installation.courier(deed))
        if (stop := couriers[-1].go()) is not None:
            assert refused(stop, 507), stop
            return couriers
    raise AssertionError("the disk never filled")


def _go_on(installation: Installation, waiting: list[Courier], capfd: pytest.CaptureFixture[str], tried: int) -> None:
    assert [installation.finish(courier) for courier in waiting] == [None] * len(waiting)
    installation.examine("with room again")
    with capfd.disabled():
        told("R5 small disk", tried, installation)
    assert installation.promises.breaches == []
    assert (installation.server.faults(), installation.server.starts) == (0, 1)
    assert installation.promises.minted == installation.promises.receipts.keys()


def test_a_disk_without_room_refuses_reads_and_goes_on_once_there_is_some(
    disk: tuple[Path, Installation], capfd: pytest.CaptureFixture[str]
) -> None:
    folder, installation = disk
    first = _carried(installation)
    more = [installation.courier(PHOTO) for _ in range(5)]
    assert all(refused(courier.go(), 507) for courier in more)
    whole = installation.courier(Deed("whole", 1, 1_500_000, whole=True))
    assert refused(whole.go(), 507)
    texts = [installation.courier(TEXT) for _ in range(TEXTS)]
    stops = [courier.go() for courier in texts]
    assert all(stop is None or refused(stop, 507) for stop in stops)
    assert any(stops), "the log never ran out of room either"
    installation.examine("while the disk is full")
    assert installation.alarms() >= 7
    assert len(first) >= 4
    grown(folder, ROOMY)
    _go_on(installation, [*first, *more, whole, *texts], capfd, tried=7 + sum(map(bool, stops)))


def test_a_disk_without_inodes_refuses_photographs_only(disk: tuple[Path, Installation], capfd: pytest.CaptureFixture[str]) -> None:
    folder, installation = disk
    assert installation.courier(PHOTO).go() is None
    held = statvfs(folder)
    grown(folder, f"nr_inodes={held.f_files - held.f_ffree}")
    waiting = [installation.courier(PHOTO), installation.courier(Deed("whole", 2, 20_000, whole=True))]
    assert all(refused(courier.go(), 507) for courier in waiting)
    assert installation.courier(TEXT).go() is None
    installation.examine("without inodes")
    grown(folder, ENOUGH_INODES)
    _go_on(installation, waiting, capfd, tried=2)
