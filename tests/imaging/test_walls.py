"""The walls: what the child cannot do, and what its death costs."""

import errno
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from app.imaging.answers import Note, SandboxBrokenError, Undecodable
from app.imaging.limits import Limits
from app.imaging.sandbox import ROOT, Sandbox

from .pictures import RED, corner_colours, corners, encoded, photo

DEEDS = """
import ctypes, json, os, resource, socket, sys, threading
sys.path.insert(0, sys.argv[1])
from app.imaging.limits import Limits, allow_cpu, enclose
enclose(Limits())
def outcome(deed):
    try:
        deed()
    except OSError as error:
        return error.errno
    except (RuntimeError, ValueError, MemoryError) as error:
        return type(error).__name__
    return "done"
def reuse():
    os.close(0)
    socket.socket()
print(json.dumps({
    "tcp": outcome(lambda: socket.socket()),
    "unix": outcome(lambda: socket.socket(socket.AF_UNIX)),
    "pair": outcome(socket.socketpair),
    "reuse": outcome(reuse),
    "file": outcome(lambda: open("/etc/hostname")),
    "fork": outcome(os.fork),
    "thread": outcome(lambda: threading.Thread(target=print).start()),
    "raise": outcome(lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))),
    "swell": outcome(lambda: bytearray(2 << 30)),
    "core": resource.getrlimit(resource.RLIMIT_CORE),
    "size": resource.getrlimit(resource.RLIMIT_FSIZE),
    "user": os.geteuid(),
}))
"""

SPIN = """
import sys
sys.path.insert(0, sys.argv[1])
from app.imaging.limits import allow_cpu
allow_cpu(1)
while True:
    pass
"""


@pytest.fixture
def own() -> Iterator[Sandbox]:
    with Sandbox(Limits(wall_s=2)) as opened:
        yield opened


def pid_of(sandbox: Sandbox) -> int:
    return sandbox._idle[-1]._process.pid


def run(program: str, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
    command = [sys.executable, "-I", "-c", program, str(ROOT), *arguments]
    return subprocess.run(command, capture_output=True, check=False, timeout=30)


def test_behind_the_walls_nothing_opens() -> None:
    found = json.loads(run(DEEDS).stdout)
    for deed in ("tcp", "unix", "pair", "reuse", "file"):
        assert found[deed] == errno.EMFILE, deed
    assert found["fork"] == errno.EAGAIN
    assert found["thread"] == "RuntimeError"
    assert found["raise"] == "ValueError"
    assert found["swell"] == "MemoryError"
    assert found["core"] == found["size"] == [0, 0]
    assert found["user"] != 0


def test_the_child_at_work_holds_two_pipes_and_a_sink(own: Sandbox) -> None:
    own.derive(photo())
    home = Path(f"/proc/{pid_of(own)}")
    limits = {line[:25].strip(): line.split()[-3:] for line in (home / "limits").read_text().splitlines()[1:]}
    assert limits["Max open files"][:2] == ["0", "0"]
    assert limits["Max processes"][:2] == ["0", "0"]
    assert limits["Max address space"][:2] == [str(1536 << 20)] * 2
    assert sorted(os.listdir(home / "fd")) == ["0", "1", "2"]  # ruff: ignore[os-listdir]  names alone
    assert os.readlink(home / "fd/2") == "/dev/null"  # ruff: ignore[os-readlink]
    assert all(name.startswith((b"MALLOC_", b"OPENBLAS_")) for name in (home / "environ").read_bytes().split(b"\0") if name)


def test_a_picture_may_only_use_its_own_seconds() -> None:
    assert run(SPIN).returncode == -signal.SIGXCPU


def test_a_picture_that_swells_is_refused_and_the_next_one_decoded() -> None:
    heavy = encoded(Image.new("RGB", (8000, 7500)), "PNG", compress_level=1)
    with Sandbox(Limits(memory_bytes=200 << 20)) as small:
        small.derive(photo())
        with pytest.raises(Undecodable) as refusal:
            small.derive(heavy)
        assert refusal.value.note is Note.MEMORY
        assert corner_colours(small.derive(photo()).preview)[0] == RED


def test_a_child_killed_while_idle_costs_nothing(own: Sandbox) -> None:
    own.derive(photo())
    os.kill(pid_of(own), signal.SIGKILL)
    assert corner_colours(own.derive(photo()).preview)[0] == RED


def test_a_picture_is_not_blamed_for_the_death_of_a_used_child(own: Sandbox) -> None:
    own.derive(photo())
    killer = _stop_then_kill(pid_of(own))
    assert corner_colours(own.derive(photo()).preview)[0] == RED
    killer.join()


def test_a_picture_that_hangs_is_given_up_and_the_next_one_decoded(own: Sandbox) -> None:
    own.derive(photo())
    os.kill(pid_of(own), signal.SIGSTOP)
    with pytest.raises(Undecodable) as refusal:
        own.derive(photo())
    assert refusal.value.note is Note.TIMEOUT
    assert corner_colours(own.derive(photo()).preview)[0] == RED


def test_a_child_that_failed_is_replaced_and_leaves_no_body(own: Sandbox) -> None:
    own.derive(photo())
    before = pid_of(own)
    with pytest.raises(Undecodable):
        own.derive(b"no picture")
    assert not Path(f"/proc/{before}").exists()


def test_a_child_is_replaced_after_its_lifetime() -> None:
    with Sandbox(lifetime=2) as brief:
        brief.derive(photo())
        first = pid_of(brief)
        brief.derive(photo())
        brief.derive(photo())
        assert pid_of(brief) != first


def test_heif_has_a_child_of_its_own_that_may_start_threads(own: Sandbox) -> None:
    own.derive(photo())
    with pytest.raises(Undecodable):
        own.derive(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic")
    assert len(own._idle) == 1
    assert not own._idle[0].threads


def test_many_threads_share_two_children() -> None:
    sizes = [(300 + step, 200) for step in range(24)]
    with Sandbox(pool=2) as shared, ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda size: shared.derive(encoded(corners(size))).inspection.width, sizes))
        assert len(shared._idle) <= 2
    assert found == [width for width, _ in sizes]


def test_closing_ends_every_child() -> None:
    with Sandbox() as brief:
        brief.derive(photo())
        pid = pid_of(brief)
    assert not Path(f"/proc/{pid}").exists()


def test_a_child_that_cannot_start_is_our_fault_and_not_the_pictures() -> None:
    with Sandbox(Limits(max_pixels=1)) as broken, pytest.raises(SandboxBrokenError, match=r"(?s)did not start: .*too_large"):
        broken.derive(photo())


def test_a_file_is_read_and_never_written(own: Sandbox, tmp_path: Path) -> None:
    original = tmp_path / "original.jpg"
    original.write_bytes(photo())
    before = original.stat()
    own.derive(original)
    own.watermark(original, ["督查"])
    assert original.read_bytes() == photo()
    assert original.stat().st_mtime_ns == before.st_mtime_ns


def _stop_then_kill(pid: int) -> threading.Timer:
    os.kill(pid, signal.SIGSTOP)
    killer = threading.Timer(0.3, os.kill, (pid, signal.SIGKILL))
    killer.start()
    return killer
