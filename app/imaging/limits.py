"""What a decoder may use, and the walls put around it. Runs inside the child."""

import contextlib
import os
import resource
from dataclasses import dataclass

NOBODY = 65534
NICE = 5  # views can wait, answers cannot
# Counted over all that the user runs, so it must leave room for the server's own threads; it only stops a fork bomb.
THREADS_MAX = 4096


@dataclass(frozen=True, slots=True)
class Limits:
    """Per child: address space, and threads, which the HEIF decoder cannot do without. Per picture: the rest."""

    memory_bytes: int = 1536 << 20  # measured: 64 megapixels need 640 MiB as JPEG or HEIF, 900 as PNG, 1280 as WEBP
    cpu_s: int = 10
    wall_s: float = 30
    max_pixels: int = 64_000_000
    threads: bool = False


def enclose(limits: Limits) -> None:
    """Give up everything but the open pipes, for good. All that will ever be imported or read must be loaded by now."""
    _silence()
    os.nice(NICE)
    _leave_root()
    _fix(resource.RLIMIT_AS, limits.memory_bytes)
    _fix(resource.RLIMIT_CORE, 0)
    _fix(resource.RLIMIT_FSIZE, 0)
    _fix(resource.RLIMIT_NPROC, THREADS_MAX if limits.threads else 0)
    # Zero, not "as many as are open": a descriptor closed by hostile code cannot be had again, as file or as socket.
    _fix(resource.RLIMIT_NOFILE, 0)


def allow_cpu(seconds: int) -> None:
    """Start the processor allowance of one picture: the kernel counts from the start of the process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime) + 1
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (spent + seconds, hard))


def _fix(what: int, value: int) -> None:
    ceiling = resource.getrlimit(what)[1]
    tight = value if ceiling == resource.RLIM_INFINITY else min(value, ceiling)
    resource.setrlimit(what, (tight, tight))


def _silence() -> None:
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 2)
    os.close(null)


def _leave_root() -> None:
    # Root may raise its limits again and is not counted by RLIMIT_NPROC; a container may not let root change users.
    if os.geteuid() == 0:
        with contextlib.suppress(PermissionError):
            os.setgroups([])
            os.setresgid(NOBODY, NOBODY, NOBODY)
            os.setresuid(NOBODY, NOBODY, NOBODY)
