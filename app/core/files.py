"""Original bytes on the local disk: staged, hashed by the thread that writes, fsynced, then named by their content.

A file under its hash never changes. `keep()` returns only after the bytes and both directory entries are on disk, so
that a receipt may follow (design.md D3). Linking before the row, unlinking after the commit: a crash in between leaves
a file without a row, never a row without a file.
"""

import errno
import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Self
from uuid import UUID, uuid4

from app.core import space
from app.core.pages import Pages
from app.core.problem import StorageFull
from app.core.settings import Settings
from app.core.shelves import giving
from app.core.space import NONE, Reserve, Shortage

READ_SIZE = 1024 * 1024
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Staged:
    """A file being received: bytes are appended and hashed as they come. Not for use by two threads at once.

    The file is locked while it is open, so that no second writer gets near it, in this process or another; the kernel
    lets go of a killed process's lock, which is how a dead writer is told from a slow one.
    """

    __slots__ = ("_dirty", "_file", "_hash", "_pages", "path", "size")

    def __init__(self, path: Path, size: int = 0) -> None:
        """Open at `size`: what lies behind it was never acknowledged and is cut off.

        Raises: ValueError if bytes are missing, BlockingIOError if another writer holds the file.
        """
        self.path = path
        self.size = 0
        self._hash = hashlib.sha256()
        self._dirty = False
        self._open()
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.fstat(self._file).st_nlink > 1:
                self._detach()
            self._catch_up(size)
            self._pages = Pages(self._file, size)
        except BaseException:
            self.close()
            raise

    def _open(self) -> None:
        self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def _detach(self) -> None:
        """Go on with a copy: a kill between link and commit left this file under its hash too, where it never changes."""
        copy = self.path.with_suffix(".copy")
        shutil.copyfile(self.path, copy)
        copy.replace(self.path)
        self.close()
        self._open()
        fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        self._dirty = True

    def _catch_up(self, size: int) -> None:
        while self.size < size:
            chunk = os.read(self._file, min(READ_SIZE, size - self.size))
            if not chunk:
                raise ValueError("staged file is shorter than its offset")
            self._hash.update(chunk)
            self.size += len(chunk)
        os.ftruncate(self._file, size)

    def append(self, chunks: Iterable[bytes | memoryview]) -> None:
        """Write and hash. Raises: StorageFull; nothing may be appended after that."""
        try:
            for passing in self._pages.append(chunks):
                self._hash.update(passing)
                self.size += len(passing)
        except OSError as error:
            self._pages.cut()
            raise _full(error) from error
        self._dirty = True

    @property
    def sha256(self) -> str:
        """Hex digest of everything received."""
        return self._hash.hexdigest()

    def sync(self) -> None:
        """Bytes to disk. A failed fsync is never retried: the file is not to be trusted again."""
        if self._dirty:
            try:
                self._pages.flush()
            except OSError as error:
                self._pages.cut()
                raise _full(error) from error
            try:
                os.fsync(self._file)
            except OSError as error:
                self.path.unlink(missing_ok=True)
                raise _full(error) from error
            self._dirty = False

    def close(self) -> None:
        """Let go of the file; it stays."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def _full(error: OSError) -> Exception:
    return StorageFull() if error.errno in FULL else error


class Files:
    """The folder of originals, of what is still arriving, and of what was derived from them."""

    def __init__(self, root: Path, reserve: Reserve = NONE, beside: Path | None = None) -> None:
        """Make the folders, durably; the reserve is never filled, nor that of the disk `beside`, where the database is."""
        self.root = root
        self.reserve = reserve
        self._disks = (root, beside or root)
        for name in ("originals", "arriving", "derived"):
            (root / name).mkdir(parents=True, exist_ok=True)
        if not (root / "originals" / "ff").exists():
            for shard in range(256):
                (root / "originals" / f"{shard:02x}").mkdir(exist_ok=True)
            for folder in (root / "originals", root, root.parent):
                sync_folder(folder)

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Those of an installation, with the reserve it keeps."""
        return cls(settings.storage, Reserve(settings.disk_reserve_bytes, settings.disk_reserve_percent), settings.data_dir)

    def short_of(self, size: int = 0) -> Shortage | None:
        """What would be missing if `size` more bytes were taken in: the one rule of when nothing more is."""
        found = (self.reserve.short_of(space.measure(disk), size) for disk in self._disks)
        return next((short for short in found if short), None)

    def require_space(self, size: int) -> None:
        """Raises: StorageFull when taking `size` more bytes would eat the reserve."""
        if self.short_of(size):
            raise StorageFull

    def arriving(self, upload: UUID | None = None) -> Path:
        """Where one upload's bytes gather."""
        return self.root / "arriving" / f"{(upload or uuid4()).hex}.part"

    def abandoned(self, upload: UUID) -> bool:
        """Whether nobody alive is writing to an upload's bytes."""
        try:
            handle = os.open(self.arriving(upload), os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            return True
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        finally:
            os.close(handle)
        return True

    def original(self, sha256: str) -> Path:
        """Where bytes of that hash lie once kept."""
        return self.root / "originals" / sha256[:2] / sha256

    def derived(self, sha256: str, name: str) -> Path:
        """Where something rebuilt at will from an original lies."""
        return self.root / "derived" / sha256[:2] / f"{sha256}.{name}"

    def keep(self, *staged: Staged) -> None:
        """Give staged bytes their lasting names. Durable on return; the staged names stay until `discard`."""
        for each in staged:
            each.sync()
            self._link(each)
        for folder in {self.original(each.sha256).parent for each in staged}:
            sync_folder(folder)

    def _link(self, staged: Staged) -> None:
        target = self.original(staged.sha256)
        try:
            with giving(target), suppress(FileExistsError):
                os.link(staged.path, target)
        except OSError as error:
            raise _full(error) from error

    def discard(self, path: Path) -> None:
        """Forget a staged name."""
        path.unlink(missing_ok=True)

    def put_derived(self, sha256: str, name: str, content: bytes) -> Path:
        """Write something that can be rebuilt: whole or not at all, not fsynced."""
        target = self.derived(sha256, name)
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_name(f"{target.name}.{uuid4().hex}")
        try:
            draft.write_bytes(content)
            draft.replace(target)
        except OSError as error:
            draft.unlink(missing_ok=True)
            raise _full(error) from error
        return target


def sync_folder(folder: Path) -> None:
    """Its names to disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
