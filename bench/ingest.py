"""The main path under load, beside its ceiling and its peers, round by round: `make bench`, or `python bench/ingest.py --help`."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import servers
from servers import HERE, PostgreSQL, Server
from summary import tables

FIRST_PORT = 5600


@dataclass(frozen=True, slots=True)
class Target:
    """One line of the table: which server, which work, and how many operations a second are made ready."""

    name: str
    server: str
    mode: str
    connections: int = 8
    rate: int = 120


TARGETS = (
    Target("ceiling", "ceiling", "raw", rate=260),
    Target("report3 sqlite", "sqlite", "reports", rate=90),
    Target("report3 postgresql", "postgresql", "reports", rate=90),
    Target("tus sqlite", "sqlite", "uploads", rate=240),
    Target("tus postgresql", "postgresql", "uploads", rate=240),
    Target("tus-one sqlite", "sqlite", "uploads_in_one", rate=240),
    Target("tus-one postgresql", "postgresql", "uploads_in_one", rate=240),
    Target("tus @tus/server", "tus_node", "peer_uploads", rate=240),
    Target("tus tuspyserver", "tus_python", "peer_uploads", rate=240),
    Target("report3 sqlite c32", "sqlite", "reports", 32, rate=90),
    Target("report3 postgresql c32", "postgresql", "reports", 32, rate=90),
    Target("tus sqlite c32", "sqlite", "uploads", 32, rate=240),
    Target("tus postgresql c32", "postgresql", "uploads", 32, rate=240),
    Target("text sqlite", "sqlite", "texts", rate=1000),
    Target("text postgresql", "postgresql", "texts", rate=1000),
)


class Bench:
    """Starts each server when it is first needed, and stops them all at the end."""

    def __init__(self, folder: Path, picture: Path) -> None:
        """`folder` holds databases, received bytes and the peers' packages."""
        self._folder, self._picture = folder, picture
        self._stack, self._servers = ExitStack(), dict[str, Server]()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def server(self, name: str) -> Server:
        """The server of that name."""
        if name not in self._servers:
            started = self._start(name, FIRST_PORT + len(self._servers))
            self._stack.callback(started.stop)
            self._servers[name] = started
        return self._servers[name]

    def _start(self, name: str, port: int) -> Server:
        folder = self._folder / name
        shutil.rmtree(folder, ignore_errors=True)
        starts: dict[str, Callable[[Path, int], Server]] = {
            "sqlite": servers.ours, "postgresql": self._on_postgresql, "ceiling": servers.ceiling,
            "tus_node": servers.tus_node, "tus_python": servers.tus_python,
        }  # fmt: skip
        return starts[name](folder, port)

    def _on_postgresql(self, folder: Path, port: int) -> Server:
        cluster = PostgreSQL(Path(tempfile.mkdtemp(prefix="mingcha-bench-pg-")))
        self._stack.callback(cluster.stop)
        server = servers.ours(folder, port, database_url=cluster.database("bench"), workers=2)
        server.pids["postgresql"] = cluster.pid
        return server

    def run(self, target: Target, seconds: float) -> dict[str, object]:
        """One run of one target."""
        server = self.server(target.server)
        asked = {
            "place": {"port": server.port, "token": "", "task_id": "", "unit_id": ""} | server.place, "mode": target.mode,
            "picture": str(self._picture), "count": int(target.rate * seconds), "seconds": seconds,
            "connections": target.connections, "pids": server.pids,
        }  # fmt: skip
        command = [sys.executable, HERE / "load.py"]
        done = subprocess.run(command, input=json.dumps(asked), capture_output=True, text=True, check=False)
        server.swept()
        os.sync()
        result = json.loads(done.stdout) if done.returncode == 0 else {"failed": done.stderr[-800:]}
        return {"target": target.name, "server": target.server, "mode": target.mode, "connections": target.connections} | result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=HERE.parent / "var" / "bench")
    parser.add_argument("--out", type=Path, default=None, help="JSON lines (default: FOLDER/results.jsonl)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--only", default="", help="targets whose name contains one of these words, comma separated")
    asked = parser.parse_args()
    out = asked.out or asked.folder / "results.jsonl"
    out.parent.mkdir(parents=True, exist_ok=True)
    words = [word for word in asked.only.split(",") if word]
    chosen = [target for target in TARGETS if not words or any(word in target.name for word in words)]
    results: list[dict[str, object]] = []
    with Bench(asked.folder.absolute(), asked.folder.absolute() / "picture.jpg") as bench, out.open("a") as file:
        for number in range(asked.rounds):
            for target in chosen:
                result = {"round": number} | bench.run(target, asked.seconds)
                results.append(result)
                file.write(json.dumps(result, ensure_ascii=False) + "\n")
                file.flush()
                brief = ("ops_s", "photos_s", "p99_ms", "cpu_ms_op", "busy_cores", "errors", "error", "failed", "spent")
                print(number, target.name, {key: result[key] for key in brief if result.get(key)}, flush=True)
    print(tables(results))


if __name__ == "__main__":
    main()
