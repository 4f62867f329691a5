"""How much room a disk has, when too little is left to take more in, and what is known of the disk itself."""

import os
import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

MOUNTS = Path("/proc/self/mountinfo")
MEMORY = frozenset({"tmpfs", "ramfs"})
LAYERS = frozenset({"overlay", "aufs"})
REMOTE = frozenset({"nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs", "vboxsf"})
UNBARRED = frozenset({"nobarrier", "barrier=0"})


class Shortage(StrEnum):
    """What there is too little of."""

    BYTES = "bytes"
    INODES = "inodes"


class Room(NamedTuple):
    """What is free for this program, and what there is; a file system that makes inodes as it needs them has none to count."""

    free_bytes: int
    total_bytes: int
    free_inodes: int
    total_inodes: int


@dataclass(frozen=True, slots=True)
class Reserve:
    """What is never filled by what comes in: so many bytes, or so much of a hundred of them if that is more; of inodes too."""

    size_bytes: int = 0
    percent: float = 0

    def short_of(self, room: Room, size: int = 0) -> Shortage | None:
        """What would be missing once `size` more bytes were taken in."""
        if room.free_bytes < max(self.size_bytes, room.total_bytes * self.percent / 100) + size:
            return Shortage.BYTES
        if room.total_inodes and room.free_inodes <= room.total_inodes * self.percent / 100:
            return Shortage.INODES
        return None


NONE = Reserve()


def measure(path: Path) -> Room:
    """The room of the disk a folder is on."""
    seen = os.statvfs(path)
    return Room(seen.f_bavail * seen.f_frsize, seen.f_blocks * seen.f_frsize, seen.f_favail, seen.f_files)


class Medium(NamedTuple):
    """The file system a folder is on, and the options it is mounted with."""

    kind: str
    options: frozenset[str]

    @property
    def trouble(self) -> str | None:
        """Why what was acknowledged may not outlive a power cut there, as far as can be seen from here."""
        if self.kind in MEMORY:
            return "is memory: everything is gone when the machine stops"
        if self.kind in LAYERS:
            return "is a container's own layer: everything goes when the container is removed; mount a volume"
        if self.kind in REMOTE:
            return "is another machine's: locks and fsync are worth what that machine makes of them"
        if self.options & UNBARRED:
            return "is mounted without barriers: a disk's cache may forget what was synced"
        return None


def medium(path: Path, mounts: str | None = None) -> Medium:
    """What a folder is on; `mounts` as /proc/self/mountinfo lists them, the later ones lying over the earlier."""
    sought, found = path.resolve(), Medium("unknown", frozenset())
    longest = -1
    for line in (MOUNTS.read_text("utf-8") if mounts is None else mounts).splitlines():
        mount, _, behind = line.partition(" - ")
        point = Path(_unescaped(mount.split()[4]))
        kind, _, options = behind.split(" ", 2)
        if sought.is_relative_to(point) and len(point.parts) >= longest:
            longest, found = len(point.parts), Medium(kind, frozenset(options.split(",") + mount.split()[5].split(",")))
    return found


def _unescaped(text: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), text)
