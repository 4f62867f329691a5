"""Three workers in processes of their own, killed between an act's claim and its effect, until nothing is due any more.

Reads a line of JSON a run: the settings, when it is, how fast the clock runs, what to do, and how many kills to deal out;
answers how many workers were killed. Imports the program once and forks: an import costs a second.
"""

import json
import os
import signal
import sys
import time
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import configure_mappers

from app.core.db import Database
from app.core.files import Files
from app.core.settings import Settings
from app.deadlines import jobs, queries, service
from app.worker import Worker

WORKERS = 3
POINTS = ("insert_missing", "record")  # after the claim, and after the last effect


def main() -> None:
    """Run as told, until nobody tells any more."""
    configure_mappers()
    for line in sys.stdin:
        sys.stdout.write(f"{_run(json.loads(line))}\n")
        sys.stdout.flush()


def _run(told: dict[str, Any]) -> int:
    """Keep three workers alive until each found nothing due; dead ones are replaced. Says how many were killed."""
    began, chance, killed = time.monotonic(), Random(told["seed"]), 0
    alive = {_born(told, began, chance.random()) for _ in range(WORKERS)}
    while alive:
        child, status = os.wait()
        alive.discard(child)
        if os.WIFSIGNALED(status):
            killed += 1
            alive.add(_born(told | {"kills": told["kills"] and max(0, told["kills"] - killed)}, began, chance.random()))
        elif os.waitstatus_to_exitcode(status):
            raise SystemExit("a worker failed")
    return killed


def _born(told: dict[str, Any], began: float, fate: float) -> int:
    child = os.fork()
    if child:
        return child
    os.dup2(2, 1)  # what a worker logs is not an answer
    try:
        _work(told, began, Random(fate))
        os._exit(0)
    except BaseException as error:  # ruff: ignore[blind-except]  the parent must hear of it
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        os._exit(1)


def _work(told: dict[str, Any], began: float, chance: Random) -> None:
    start, speed = datetime.fromisoformat(told["at"]), told["speed"]

    def clock() -> datetime:
        return (start + timedelta(seconds=(time.monotonic() - began) * speed)).astimezone(UTC)

    settings = Settings(
        data_dir=told["data_dir"], database_url=told["url"], disk_reserve_bytes=0, disk_reserve_percent=0, worker=False
    )
    database = Database(settings, clock)
    worker = Worker(database, Files(settings.storage), None)  # type: ignore[arg-type]  no picture is decoded here
    jobs.BATCH = told["batch"]
    if told["kills"]:
        _mortal(chance)
    while True:
        try:
            worker.once()
            if told["crowd"]:
                jobs.sweep(database)
            with database.reading() as tx:
                if not queries.due_now(tx):
                    return
        except DBAPIError as error:  # what the worker's own loop would log and try again
            if "deadlock" not in str(error):
                raise
        time.sleep(0.002)


def _mortal(chance: Random) -> None:
    """From now on this process may die right after a claim or an effect, before the commit."""
    for name in POINTS:
        whole = getattr(service, name)

        def doomed(*args: Any, _whole: Any = whole, **named: Any) -> Any:
            answer = _whole(*args, **named)
            if chance.random() < 0.2:
                os.kill(os.getpid(), signal.SIGKILL)
            return answer

        setattr(service, name, doomed)


if __name__ == "__main__":
    main()
