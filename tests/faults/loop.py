"""Disks to pull the plug of: ext4 in a file, mounted by a loop device. Needs root; what is missing is named, never skipped."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Self

MB = 1024 * 1024
# Nothing is written behind the program's back: what the journal gets, an fsync of the program's own has put there.
OPTIONS = "loop,noatime,commit=300"
MAKE = ["mkfs.ext4", "-q", "-F", "-m", "0", "-E", "lazy_itable_init=0,lazy_journal_init=0,nodiscard"]


class DisksMissingError(RuntimeError):
    """Nobody may mount a file on this machine: what is missing is named."""


class Disk:
    """One file system. What `cut` copies is what the medium holds: pages nobody has synced stay behind."""

    def __init__(self, image: Path, at: Path) -> None:
        """`image` is the medium, `at` where it is mounted."""
        self.image, self.at = image, at

    @classmethod
    def made(cls, folder: Path, name: str, size_mb: int, *, inodes: int = 16_384) -> Self:
        """A new, empty one. Raises: DisksMissingError naming what is missing."""
        _require_tools()
        image = folder / f"{name}.img"
        with image.open("wb") as medium:
            medium.truncate(size_mb * MB)
        _run(*MAKE, "-N", str(inodes), str(image))
        return cls(image, folder / name)

    def cut(self, folder: Path) -> "Disk":
        """The medium as it is at this moment; nobody may be writing to it. The copy is mounted nowhere yet."""
        folder.mkdir()
        copy = folder / self.image.name
        _run("cp", "--reflink=auto", "--sparse=always", str(self.image), str(copy))
        return Disk(copy, folder / self.at.name)

    def forget(self) -> None:
        """Throw the medium away."""
        self.image.unlink()

    def __enter__(self) -> Self:
        """Mount: the journal is replayed. Raises: DisksMissingError."""
        self.at.mkdir(exist_ok=True)
        _run("mount", "-o", OPTIONS, str(self.image), str(self.at))
        return self

    def __exit__(self, *_: object) -> None:
        """Unmount, whatever happened; the loop device goes with it."""
        try:
            _run("umount", str(self.at))
        except DisksMissingError:
            _run("umount", "--lazy", str(self.at))


def _require_tools() -> None:
    missing = [each for each in ("mkfs.ext4", "mount", "umount", "cp") if shutil.which(each) is None]
    missing += [] if Path("/dev/loop-control").exists() else ["/dev/loop-control"]
    missing += [] if os.geteuid() == 0 else ["root"]
    if missing:
        raise DisksMissingError(f"a disk that can be cut off needs {', '.join(missing)}, which this machine does not have")


def _run(*words: str) -> None:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise DisksMissingError(f"{' '.join(words)}: {done.stderr.strip()}")
