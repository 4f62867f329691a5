"""Imports the program once and forks `mingcha serve` from it: a kill test starts fifty servers, an import costs a second.

Reads a line of JSON per server, `{"environment": …, "log": …}`; answers its process id. Nothing is open when it forks.
"""

import json
import os
import signal
import sys
from contextlib import suppress

from app import cli


def main() -> None:
    """Fork as told, until nobody tells any more: then the last one dies too, even if the test was killed itself."""
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
    os.environ.update(environment)
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream, target in ((os.open(os.devnull, os.O_RDONLY), 0), (handle, 1), (handle, 2)):
        os.dup2(stream, target)
    os._exit(cli.main(["serve"]))


if __name__ == "__main__":
    main()
