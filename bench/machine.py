"""What a process tree costs: CPU, memory and bytes written, read from /proc."""

import os
import pathlib
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


def _stat(pid: int) -> tuple[int, float] | None:
    """Parent, and CPU seconds with those of reaped children."""
    try:
        with pathlib.Path(f"/proc/{pid}/stat").open(encoding="ascii", errors="replace") as file:
            raw = file.read()
    except OSError:
        return None
    rest = raw[raw.rindex(")") + 2 :].split()
    return int(rest[1]), sum(map(int, rest[11:15])) / TICK


def tree(root: int) -> set[int]:
    """A process and everything below it."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").iterdir():
        if path.name.isdigit() and (stat := _stat(int(path.name))):
            children.setdefault(stat[0], []).append(int(path.name))
    found: set[int] = set()
    waiting = [root]
    while waiting:
        pid = waiting.pop()
        if pid not in found:
            found.add(pid)
            waiting += children.get(pid, [])
    return found


def cpu_s(root: int) -> float:
    """User and system seconds of a tree."""
    return sum(stat[1] for pid in tree(root) if (stat := _stat(pid)))


def _lines(root: int, name: str, start: str) -> float:
    total = 0
    for pid in tree(root):
        try:
            with pathlib.Path(f"/proc/{pid}/{name}").open(encoding="ascii") as file:
                total += sum(int(line.split()[1]) for line in file if line.startswith(start))
        except OSError:
            continue
    return float(total)


def rss_mb(root: int) -> float:
    """Resident memory of a tree; pages shared between its processes are counted once (PSS)."""
    return _lines(root, "smaps_rollup", "Pss:") / 1024


def written_bytes(root: int) -> float:
    """What a tree's live processes caused to be written to the disk."""
    return _lines(root, "io", "write_bytes")


def busy_s() -> float:
    """Busy CPU seconds of the whole machine, neighbours included."""
    with pathlib.Path("/proc/stat").open(encoding="ascii") as file:
        values = list(map(int, file.readline().split()[1:9]))
    return (sum(values) - values[3] - values[4]) / TICK
