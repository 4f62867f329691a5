"""What the disk says, as refusals; and bytes that are never trusted once it failed."""

import errno
import io
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.exc import DatabaseError, OperationalError

from app.core import disk, files
from app.core.files import Files, Staged
from app.core.http import outside_fault
from app.core.problem import DatabaseBusy, Problem, StorageFailing, StorageFull

CONTENT = b"photograph" * 2_000


def _of_sqlite(words: str, kind: type[DatabaseError] = OperationalError) -> Exception:
    return outside_fault(kind("COMMIT", {}, sqlite3.OperationalError(words)))


@pytest.mark.parametrize(
    ("error", "refusal"),
    [
        (OSError(errno.ENOSPC, ""), StorageFull), (OSError(errno.EDQUOT, ""), StorageFull),
        (OSError(errno.EIO, ""), StorageFailing), (OSError(errno.EROFS, ""), StorageFailing),
        (OSError(errno.EMFILE, ""), StorageFailing), (FileNotFoundError(errno.ENOENT, ""), FileNotFoundError),
        (BrokenPipeError(errno.EPIPE, ""), BrokenPipeError),
    ],
)  # fmt: skip
def test_only_what_the_surroundings_can_do_is_a_refusal_at_the_edge(error: OSError, refusal: type[Exception]) -> None:
    assert type(outside_fault(error)) is refusal


def test_what_sqlite_says_of_its_files_is_told_apart() -> None:
    assert type(_of_sqlite("database or disk is full")) is StorageFull
    assert type(_of_sqlite("disk I/O error")) is StorageFailing
    assert type(_of_sqlite("unable to open database file")) is StorageFailing
    assert type(_of_sqlite("database disk image is malformed", DatabaseError)) is StorageFailing
    assert type(_of_sqlite("database is locked")) is DatabaseBusy
    assert type(_of_sqlite("no such table: report")) is OperationalError


def test_a_log_on_the_full_disk_takes_nothing_down() -> None:
    class Full(io.StringIO):
        def write(self, _: str) -> int:
            raise OSError(errno.ENOSPC, "")

    disk.Logger(Full()).error("storage fault")


def _failing(monkeypatch: pytest.MonkeyPatch, name: str, number: int, *, of: Callable[[str], bool]) -> None:
    """That call of `os` answers so, once, for a file whose path is one of those."""
    real, left = getattr(os, name), [1]

    def call(handle: int, *given: object) -> object:
        if left[0] and of(str(Path(f"/proc/self/fd/{handle}").readlink())):
            left[0] = 0
            raise OSError(number, os.strerror(number))
        return real(handle, *given)

    monkeypatch.setattr(files.os, name, call)


def _staged(root: Files) -> Staged:
    staged = Staged(root.arriving())
    staged.append([CONTENT])
    return staged


@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC], ids=errno.errorcode.get)
def test_a_failed_fsync_is_not_tried_again_the_file_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    root = Files(tmp_path)
    staged = _staged(root)
    _failing(monkeypatch, "fsync", number, of=lambda path: path.endswith(".part"))
    with pytest.raises(Problem):
        root.keep(staged)
    assert (staged.lost, staged.path.exists(), root.original(staged.sha256).exists()) == (True, False, False)


def test_a_name_whose_folder_failed_is_written_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = Files(tmp_path)
    first, second = _staged(root), _staged(root)
    _failing(monkeypatch, "fsync", errno.EIO, of=lambda path: "/originals/" in path)
    with pytest.raises(StorageFailing):
        root.keep(first)
    root.keep(second)
    assert root.original(second.sha256).stat().st_ino == second.path.stat().st_ino
    assert {path.name for path in (tmp_path / "arriving").iterdir()} == {first.path.name, second.path.name}
    assert root.original(second.sha256).read_bytes() == CONTENT


def test_a_close_that_tells_of_lost_bytes_is_heard_before_anything_is_booked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = Files(tmp_path)
    staged = _staged(root)
    _failing(monkeypatch, "close", errno.EIO, of=lambda path: path.endswith(".part"))
    with pytest.raises(StorageFailing):
        root.keep(staged)
    assert (staged.lost, staged.path.exists()) == (True, False)


def test_a_write_that_finds_no_room_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = Files(tmp_path)
    path = root.arriving()
    before = Staged(path)
    before.append([CONTENT])
    before.sync()
    before.close()
    again = Staged(path, len(CONTENT))
    _failing(monkeypatch, "pwrite", errno.ENOSPC, of=lambda each: each.endswith(".part"))
    with pytest.raises(StorageFull):
        again.append([CONTENT])
    again.close()
    assert not again.lost
    assert Staged(path, len(CONTENT)).sha256 == before.sha256
