"""Nothing is called made that is not whole on disk, and a bundle that cannot be made says why."""

import errno
import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from operator import itemgetter
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, update

from app.attest.jobs import Checkpointer
from app.audit.models import LogCheckpoint, LogEntry, LogTile
from app.bundles import archive, jobs, page
from app.bundles.archive import DamagedError, Piece
from app.bundles.models import Bundle
from app.collecting import Collector
from app.core.space import Reserve
from app.imaging.fonts import FontMissing
from tests.bundles.making import asked, made, the_root
from tests.bundles.reader import opened
from tests.making import a_manifest, a_photo, a_report
from tests.world import World

ROOT = Path(__file__).parents[2]


def left(world: World) -> list[str]:
    """Everything that lies where bundles are made or kept."""
    root = world.app.state.files.root
    return sorted(path.name for name in ("bundles", "arriving") if (root / name).is_dir() for path in (root / name).iterdir())


def failed(world: World, report: str) -> str:
    """Why a bundle of it was not made."""
    before = left(world)
    bundle = asked(world, report).json()["id"]
    world.work()
    told = world.as_("director").get(f"/bundles/{bundle}").json()
    assert (told["state"], told["size_bytes"], told["sha256"]) == ("failed", None, None)
    assert left(world) == before
    assert world.as_("director").get(f"/bundles/{bundle}/file").status_code == 409
    return str(told["failure"])


def original(world: World, sent: dict[str, Any], n: int = 0) -> Path:
    """Where a photograph's bytes lie."""
    path: Path = world.app.state.files.original(sent["evidence"][n]["sha256"])
    return path


def test_an_original_that_is_gone(world: World) -> None:
    sent = a_report(world, 2)
    original(world, sent, 1).unlink()
    assert failed(world, sent["id"]) == "original"


@pytest.mark.parametrize("damage", [
    lambda whole: whole[:-1] + bytes([whole[-1] ^ 1]), itemgetter(slice(-1)), lambda whole: whole + b"\0",
], ids=["changed", "shorter", "longer"])  # fmt: skip
def test_an_original_that_is_another(world: World, damage: Callable[[bytes], bytes]) -> None:
    sent = a_report(world, 2)
    path = original(world, sent, 1)
    path.write_bytes(damage(path.read_bytes()))
    assert failed(world, sent["id"]) == "original"


def test_a_failure_is_in_the_log_and_a_later_bundle_may_be_made(world: World) -> None:
    sent = a_report(world, 1)
    path = original(world, sent)
    kept = path.read_bytes()
    path.unlink()
    assert failed(world, sent["id"]) == "original"
    path.write_bytes(kept)
    opened(made(world, sent["id"])[1], the_root(world))


def test_no_font(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(_chosen: str) -> Path:
        raise FontMissing

    monkeypatch.setattr(page, "find", nowhere)
    assert failed(world, a_report(world, 1)["id"]) == "font"


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk(world: World, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def full(target: Path, _pieces: list[Piece]) -> None:
        target.write_bytes(b"PK")
        raise OSError(number, "full")

    monkeypatch.setattr(archive, "write", full)
    assert failed(world, a_report(world, 1)["id"]) == "space"


def test_no_room_is_not_begun(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = a_report(world, 1)
    monkeypatch.setattr(world.app.state.files, "reserve", Reserve(size_bytes=2**62))
    assert failed(world, sent["id"]) == "space"


def test_too_much_for_one_archive(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_BYTES", 4096)
    assert failed(world, a_report(world, 1)["id"]) == "size"


def test_a_log_that_is_not_what_was_signed(fresh: World) -> None:
    sent = a_report(fresh, 1)
    made(fresh, sent["id"])
    with fresh.database.transaction() as tx:
        tx.session.execute(delete(LogTile))
        tx.session.execute(update(LogEntry).where(LogEntry.idx == 1).values(action="task.forged"))
    assert failed(fresh, a_report(fresh, 1)["id"]) == "log"


def test_what_nobody_foresaw_is_tried_again_and_then_told(fresh: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> bytes:
        raise OSError(errno.EIO, "the disk does not answer")

    monkeypatch.setattr(archive, "write", broken)
    bundle, states = asked(fresh, a_report(fresh, 0)["id"]).json()["id"], list[str]()
    for _ in range(8):
        fresh.work()
        with fresh.database.reading() as tx:
            row = tx.session.get_one(Bundle, UUID(bundle))
            states.append(row.state)
        fresh.clock.advance(minutes=10)
    assert (states, row.failure) == (["waiting"] * 7 + ["failed"], "fault")


def test_a_page_that_cannot_be_set_is_not_tried_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "FORM", b"#panic()")
    assert failed(world, a_report(world, 0)["id"]) == "fault"


def test_what_was_whole_and_is_no_more(world: World) -> None:
    report = a_report(world, 0)["id"]
    bundle = asked(world, report).json()["id"]
    moved = world.as_("reviewer").post(f"/reports/{report}/moves", json={"verb": "return", "reason": "补充现场情况"})
    assert moved.status_code == 200, moved.text
    manifest = a_manifest(world.as_("director").get(f"/reports/{report}").json()["task_id"], [a_photo(1)])
    sent = world.as_("inspector").put(f"/reports/{report}", json=manifest)
    assert sent.status_code == 200, sent.text
    world.work()
    told = world.as_("director").get(f"/bundles/{bundle}").json()
    assert (told["state"], told["failure"]) == ("failed", "nothing")


def test_a_log_long_unsigned_is_signed_first(world: World) -> None:
    sent = a_report(world, 1)
    with world.database.transaction() as tx:
        tx.session.execute(delete(LogCheckpoint))
    opened(made(world, sent["id"])[1], the_root(world))


def test_a_job_done_twice_makes_one_bundle(world: World) -> None:
    told, content = made(world, a_report(world, 1)["id"])
    jobs.make(world.database, world.app.state.files, Checkpointer(world.database), {"bundle_id": told["id"]})
    assert world.as_("director").get(f"/bundles/{told['id']}/file").content == content
    assert left(world).count(f"{told['id']}.zip") == 1


def test_two_workers_at_one_bundle_leave_the_file_the_log_names(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lease runs out while the first still writes; a second makes another, and is the first to be done."""
    bundle, write, begun = asked(world, a_report(world, 1)["id"]).json()["id"], archive.write, list[Path]()

    def slow(target: Path, pieces: list[Piece]) -> None:
        write(target, pieces)
        begun.append(target)
        if len(begun) == 1:
            world.clock.advance(seconds=1)
            jobs.make(world.database, world.app.state.files, Checkpointer(world.database), {"bundle_id": bundle})

    monkeypatch.setattr(archive, "write", slow)
    world.work()
    assert len(begun) == 2
    told = world.as_("director").get(f"/bundles/{bundle}").json()
    read = opened(world.as_("director").get(f"/bundles/{bundle}/file").content, the_root(world))
    assert hashlib.sha256(read.files["bundle.json"]).hexdigest() == told["sha256"]
    assert left(world).count(f"{bundle}.zip") == 1
    assert not [name for name in left(world) if name.endswith(".part")]


KILLED = """
import os, signal, sys
from pathlib import Path
from app.bundles import archive
from app.bundles.archive import Piece

def source(self):
    yield b"a" * 1000
    os.kill(os.getpid(), signal.SIGKILL)

Piece.read = source
archive.write(Path(sys.argv[1]), [Piece("originals/a", "0" * 64, 2000, b"")])
"""


def test_a_kill_in_the_middle_leaves_nothing_that_looks_whole(world: World) -> None:
    """The process that writes dies; what it began lies among unclaimed bytes, the job runs again, the sweep takes the rest."""
    sent, files = a_report(world, 1), world.app.state.files
    bundle = asked(world, sent["id"]).json()["id"]
    draft: Path = files.arriving()
    died = subprocess.run([sys.executable, "-c", KILLED, str(draft)], cwd=ROOT, check=False)
    assert died.returncode == -signal.SIGKILL
    assert draft.is_file()
    assert not (files.root / "bundles" / f"{bundle}.zip").exists()
    assert world.as_("director").get(f"/bundles/{bundle}").json()["state"] == "waiting"
    world.work()
    assert world.as_("director").get(f"/bundles/{bundle}").json()["state"] == "made"
    os.utime(draft, (0, 0))
    collector = Collector(world.database, files)
    assert (collector.look(), collector.look()) == (0, 1)
    assert not draft.exists()


def test_between_the_file_and_its_row_the_job_begins_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    bundle = asked(world, a_report(world, 1)["id"]).json()["id"]

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(jobs, "_made", dies)
        with pytest.raises(KeyboardInterrupt):
            jobs.make(world.database, world.app.state.files, Checkpointer(world.database), {"bundle_id": bundle})
    director = world.as_("director")
    assert (director.get(f"/bundles/{bundle}").json()["state"], director.get(f"/bundles/{bundle}/file").status_code) == (
        "waiting",
        409,
    )
    world.work()
    opened(director.get(f"/bundles/{bundle}/file").content, the_root(world))


def test_a_file_that_is_there_already_is_not_written_over(tmp_path: Path) -> None:
    target = tmp_path / "there"
    target.write_bytes(b"somebody's")
    with pytest.raises(FileExistsError):
        archive.write(target, [])
    assert target.read_bytes() == b"somebody's"


@pytest.mark.parametrize(("size", "content"), [(4, b"abc"), (2, b"abc"), (3, b"abd")])
def test_a_piece_is_held_against_its_hash_and_size(tmp_path: Path, size: int, content: bytes) -> None:
    with pytest.raises(DamagedError):
        archive.write(tmp_path / "out", [Piece("a", hashlib.sha256(b"abc").hexdigest(), size, content)])


def test_an_id_nobody_asked_for_is_no_bundle(world: World) -> None:
    with pytest.raises(Exception, match="No row"):
        jobs.make(world.database, world.app.state.files, Checkpointer(world.database), {"bundle_id": str(UUID(int=7))})
