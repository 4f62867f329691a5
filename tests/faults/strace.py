"""strace at a running server: writes down what it asks of the kernel, and makes the N-th call of a kind fail, or kill.

Calls are counted by thread, from the moment strace is there. One client at a time keeps one writing thread at work.
"""

import re
import shutil
import signal
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from uuid import uuid4

LASTING = (
    "write",
    "pwrite64",
    "fsync",
    "fdatasync",
    "?rename",
    "?renameat",
    "renameat2",
    "?unlink",
    "unlinkat",
)  # reliability.md R2
NAMING = ("ftruncate", "?link", "linkat", "?mkdir", "mkdirat")
LINE = re.compile(r"^(\d+) +(\w+)\((.*)$")
KINDS = {
    ".part": "arriving", "/arriving": "arriving", "-wal>": "wal", ".db>": "database", "-shm>": "index", "/originals": "originals",
    "/secrets": "keys", "etilqs_": "scratch", "/server.log": "log", "<socket:": "socket", "<TCP": "socket",
}  # fmt: skip
FILES = frozenset(KINDS.values()) - {"log", "socket"}


@dataclass(frozen=True, slots=True)
class Call:
    """One system call as strace saw it."""

    thread: int
    name: str
    told: str

    @property
    def on(self) -> str:
        """What it was done to, in a word; empty for sockets and what is no business of ours."""
        return next((kind for sign, kind in KINDS.items() if sign in self.told), "")


@dataclass(frozen=True, slots=True, order=True)
class Point:
    """The `nth` call of that name by one thread, and what it was done to when nothing was injected."""

    thread: str
    name: str
    nth: int
    on: str

    def __str__(self) -> str:
        return f"{self.thread} {self.name}#{self.nth}({self.on})"


def tool(name: str) -> str:
    """Where a program of the system is. Raises: RuntimeError with what to install."""
    if (found := shutil.which(name)) is None:
        raise RuntimeError(f"{name} is not installed: sudo apt-get install -y --no-install-recommends strace mount")
    return found


class Strace:
    """Attached to a process and all its threads while in the block; `calls` afterwards tells what was seen."""

    def __init__(self, pid: int, calls: Sequence[str], inject: str = "", *, alone: bool = False) -> None:
        """`inject` as strace's own option has it: `fsync:error=EIO:when=1`; `alone`: into that thread and no other.

        Raises: RuntimeError without strace.
        """
        self._out = Path(tempfile.gettempdir()) / f"strace-{uuid4().hex}"
        what = ["-e", f"trace={','.join(calls)}"] + (["-e", f"inject={inject}"] if inject else [])
        self._asked = [tool("strace"), *([] if alone else ["-f"]), "-y", "-s", "0", *what, "-o", str(self._out), "-p", str(pid)]
        self._tool: subprocess.Popen[str] | None = None
        self.calls: list[Call] = []
        self.hits = 0  # calls made to fail; one that kills may leave no line

    def __enter__(self) -> Self:
        """Wait until it is there. Raises: RuntimeError with its own words when the kernel does not let it."""
        self._tool = subprocess.Popen(self._asked, stderr=subprocess.PIPE, text=True)
        said = self._tool.stderr.readline()  # type: ignore[union-attr]
        if " attached" not in said:
            self._tool.kill()
            raise RuntimeError(f"strace cannot be attached here, and without it nothing is tested: {said.strip()}")
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the process, which goes on as if nothing had been there."""
        assert self._tool is not None
        self._tool.send_signal(signal.SIGINT)
        self._tool.communicate(timeout=20)
        told = self._out.read_text("utf-8", "replace")
        self.calls, self.hits = list(_calls(told)), told.count("(INJECTED)")
        self._out.unlink()

    def points(self, roles: dict[int, str], kinds: frozenset[str] = FILES) -> list[Point]:
        """Every call there is to hit on things of these kinds, in the threads that have a role."""
        seen, found = Counter[tuple[int, str]](), list[Point]()
        for call in self.calls:
            seen[call.thread, call.name] += 1
            if call.on in kinds and call.thread in roles:
                found.append(Point(roles[call.thread], call.name, seen[call.thread, call.name], call.on))
        return found


def _calls(told: str) -> Iterator[Call]:
    for line in told.splitlines():
        if found := LINE.match(line):
            yield Call(int(found[1]), found[2], found[3])
