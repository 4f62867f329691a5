"""Imports the program once and forks `mingcha serve` from it: a kill test starts fifty servers, an import costs a second.

Reads a line of JSON per server, `{"environment": …, "log": …}`; answers its process id. Nothing is open when it forks.
"""

import ctypes
import json
import os
import signal
import sys
from contextlib import suppress
from importlib import import_module

from sqlalchemy.orm import configure_mappers

from app import cli
from app.core import streams

WRITERS = "MINGCHA_TEST_WRITERS"  # with one, the calls of one client come in one order
PR_SET_PTRACER = 0x59616D61
AT_START = (
    "alembic.command", "alembic.runtime.migration", "uvicorn.loops.auto", "uvicorn.protocols.http.httptools_impl",
    "uvicorn.lifespan.on",
)  # fmt: skip


def main() -> None:
    """Fork as told, until nobody tells any more: then the last one dies too, even if the test was killed itself."""
    for name in AT_START:  # what every server would come to import by itself
        import_module(name)
    configure_mappers()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel buries the dead
    born = 0
    for line in sys.stdin:
        told = json.loads(line)
        born = os.fork()
        if not born:
            _serve(told["environment"], told["log"])
        sys.stdout.write(f"{born}\n")
        sys.stdout.flush()
    if born:
        with suppress(ProcessLookupError):
            os.killpg(born, signal.SIGKILL)


def _serve(environment: dict[str, str], log: str) -> None:
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    ctypes.CDLL(None).prctl(PR_SET_PTRACER, ctypes.c_ulong(-1), 0, 0, 0)  # strace is no parent of it (kernel.yama.ptrace_scope)
    os.environ.update(environment)
    streams.THREADS = int(os.environ.get(WRITERS, streams.THREADS))
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream, target in ((os.open(os.devnull, os.O_RDONLY), 0), (handle, 1), (handle, 2)):
        os.dup2(stream, target)
    os._exit(cli.main(["serve"]))


if __name__ == "__main__":
    main()
