"""Original bytes on the local disk: staged, hashed by the thread that writes, fsynced, then named by their content.

A file under its hash never changes. `keep()` returns only after the bytes and both directory entries are on disk, so
that a receipt may follow (design.md D3). Linking before the row, unlinking after the commit: a crash in between leaves
a file without a row, never a row without a file.
"""

import fcntl
import hashlib
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Self
from uuid import UUID, uuid4

from app.core import space
from app.core.disk import FULL, alarm, refusal
from app.core.pages import Pages
from app.core.problem import Problem, StorageFailing, StorageFull
from app.core.settings import Settings
from app.core.shelves import giving
from app.core.space import NONE, Reserve, Shortage
from app.core.staging import READ_SIZE, Known, Overtaken, set_apart, sync_folder


class Staged:
    """A file being received: bytes are appended and hashed as they come. Not for use by two threads at once.

    The file is locked while it is open, so that no second writer gets near it, in this process or another; the kernel
    lets go of a killed process's lock, which is how a dead writer is told from a slow one. `lost`: the disk failed, the
    staged name is gone, and with it every byte that was acknowledged before.
    """

    __slots__ = ("_dirty", "_file", "_hash", "_inode", "_pages", "lost", "path", "size")

    def __init__(self, path: Path, size: int = 0, known: Known | None = None, entitled: Callable[[], None] = lambda: None) -> None:
        """Open at `size`: what lies behind it was never acknowledged and is cut off, once `entitled` did not raise.

        What is `known` of a file that looks as it did then is not read again.
        Raises: ValueError if bytes are missing, BlockingIOError if another writer holds the file, StorageFull, StorageFailing.
        """
        self.path = path
        self.size = 0
        self.lost = False
        self._hash = hashlib.sha256()
        self._dirty = False
        self._file = -1
        try:
            self._begin(size, known, entitled)
        except BaseException as error:
            self.close()
            if isinstance(error, OSError) and not isinstance(error, BlockingIOError):
                raise refusal(error) from error
            raise

    def _begin(self, size: int, known: Known | None, entitled: Callable[[], None]) -> None:
        self._open()
        fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        entitled()
        self._catch_up(size, known)
        self._pages = Pages(self._file, size)

    def _open(self) -> None:
        self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._inode = os.fstat(self._file).st_ino

    def _detach(self, size: int) -> None:
        """Go on with a copy: a kill between link and commit left this file under its hash too, where it never changes."""
        set_apart(self.path, size)
        self.close()
        self._open()
        fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        self._dirty = True

    def _catch_up(self, size: int, known: Known | None) -> None:
        if os.fstat(self._file).st_nlink > 1:
            self._detach(size)
        if known is not None and known.looks == self._looks() and known.looks[1] == size:
            self._hash, self.size = known.hash.copy(), size
        while self.size < size:
            chunk = os.read(self._file, min(READ_SIZE, size - self.size))
            if not chunk:
                raise ValueError("staged file is shorter than its offset")
            self._hash.update(chunk)
            self.size += len(chunk)
        os.ftruncate(self._file, size)

    def _looks(self) -> tuple[int, int, int]:
        seen = os.fstat(self._file)
        return seen.st_ino, seen.st_size, seen.st_mtime_ns

    def known(self) -> Known:
        """What the next to open the file need not read, once it is synced."""
        return Known(self._looks(), self._hash.copy())

    def append(self, chunks: Iterable[bytes | memoryview]) -> None:
        """Write and hash. Raises: StorageFull, StorageFailing; nothing may be appended after that."""
        try:
            for passing in self._pages.append(chunks):
                self._hash.update(passing)
                self.size += len(passing)
        except OSError as error:
            raise self._failed(error) from error
        self._dirty = True

    @property
    def sha256(self) -> str:
        """Hex digest of everything received."""
        return self._hash.hexdigest()

    def sync(self) -> None:
        """Bytes to disk. Raises: Overtaken, StorageFull, StorageFailing."""
        if self._dirty:
            try:
                self._pages.flush()
            except OSError as error:
                raise self._failed(error) from error
            try:
                os.fsync(self._file)
            except OSError as error:
                raise self._lost(error) from error
            self._dirty = False
        if not os.fstat(self._file).st_nlink:
            raise Overtaken

    def _failed(self, error: OSError) -> Problem:
        """A write that found no room takes its own bytes back; one that failed leaves nothing to be trusted."""
        if error.errno not in FULL:
            return self._lost(error)
        try:
            self._pages.cut()
        except OSError as worse:
            return self._lost(worse)
        return refusal(error)

    def _lost(self, error: OSError) -> Problem:
        """Forget the staged name. A failed fsync is never tried again: the kernel has dropped the bytes, the next one says yes."""
        self.lost = True
        with suppress(OSError):
            self.discard()
        return refusal(error)

    def link(self, target: Path) -> None:
        """Another name for these very bytes, whatever lies under the staged name by now. Raises: Overtaken, FileExistsError."""
        mine = os.open("/proc/self/fd", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.link(str(self._file), target, src_dir_fd=mine)
        except FileNotFoundError as error:
            raise Overtaken from error
        finally:
            os.close(mine)

    def discard(self) -> None:
        """Forget the staged name, unless another file has it by now."""
        with suppress(FileNotFoundError):
            if self.path.stat().st_ino == self._inode:
                self.path.unlink()

    def release(self) -> None:
        """Let go of a file that is to be kept. Raises: StorageFailing when the kernel says only now that bytes were lost."""
        file, self._file = self._file, -1
        try:
            if file >= 0:
                os.close(file)
        except OSError as error:
            raise self._lost(error) from error

    def close(self) -> None:
        """Let go of the file, whatever became of it; it stays."""
        with suppress(StorageFailing, StorageFull):
            self.release()


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

    def arrived(self, upload: UUID, offset: int) -> bool:
        """Whether as much as that is there of what still arrives; where the disk failed it may be gone."""
        try:
            return not offset or self.arriving(upload).stat().st_size >= offset
        except FileNotFoundError:
            return False

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
        """Give staged bytes their lasting names. Durable on return; the staged names stay until `discard`.

        Raises: StorageFull, StorageFailing; then nothing may be built on what was kept.
        """
        for each in staged:
            each.sync()
            self._name(each)
        for folder in {self.original(each.sha256).parent for each in staged}:
            try:
                sync_folder(folder)
            except OSError as error:
                raise refusal(error) from error
        for each in staged:
            each.release()

    def _name(self, staged: Staged) -> None:
        target = self.original(staged.sha256)
        try:
            with giving(target):
                self._link(staged, target)
        except OSError as error:
            raise refusal(error) from error

    def _link(self, staged: Staged, target: Path) -> None:
        """A name that is there already is written anew: an fsync of its folder may have failed, and would say yes now."""
        try:
            staged.link(target)
        except FileExistsError:
            draft = self.arriving()
            staged.link(draft)
            draft.replace(target)
            draft.unlink(missing_ok=True)  # of two names of one file, replacing leaves both

    def discard(self, path: Path) -> None:
        """Forget a staged name; one that cannot be forgotten is an orphan, and swept away as such."""
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            alarm(error)

    def put_derived(self, sha256: str, name: str, content: bytes) -> Path:
        """Write something that can be rebuilt: whole or not at all, not fsynced."""
        target = self.derived(sha256, name)
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_name(f"{target.name}.{uuid4().hex}")
        try:
            draft.write_bytes(content)
            draft.replace(target)
        except OSError as error:
            self.discard(draft)
            raise refusal(error) from error
        return target
