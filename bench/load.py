"""The closed-loop load client, one run in a process of its own: N threads, one connection each. Reads JSON, prints JSON."""

import json
import resource
import sys
import threading
import time
from pathlib import Path
from typing import Any

import machine
from operations import MODES, Operation, Place
from photos import Roll, picture
from wire import Connection, RefusedError


class Run:
    """Operations taken by many threads until the time is over."""

    def __init__(self, operations: list[Operation], seconds: float) -> None:
        """Times are taken from the moment `start` opens the barrier."""
        self._waiting, self._lock, self._seconds = iter(operations), threading.Lock(), seconds
        self.spans: list[tuple[float, Operation]] = []
        self.errors: list[str] = []
        self.ends = self.last = 0.0

    def work(self, connection: Connection, barrier: threading.Barrier) -> None:
        """One thread."""
        barrier.wait()
        while time.perf_counter() < self.ends:
            with self._lock:
                operation = next(self._waiting, None)
            if operation is None:
                break
            began = time.perf_counter()
            try:
                operation.send(connection)
            except (RefusedError, OSError, AssertionError) as error:
                self.errors.append(f"{type(error).__name__}: {error}")
                connection.close()
                time.sleep(0.05)
                continue
            self.last = time.perf_counter()
            self.spans.append((self.last - began, operation))
        connection.close()

    def go(self, place: Place, connections: int) -> float:
        """Start all threads; says when the clock started."""
        barrier = threading.Barrier(connections + 1)
        for _ in range(connections):
            link = Connection(place.port, place.token)
            threading.Thread(target=self.work, args=(link, barrier), daemon=True, name="load").start()
        self.ends = time.perf_counter() + self._seconds
        barrier.wait()
        return time.perf_counter()


class Gauge:
    """What the servers under test used, from `Gauge()` to `read()`."""

    def __init__(self, roots: dict[str, int]) -> None:
        """`roots` are process ids by label."""
        self._roots = roots
        self._cpu = {label: machine.cpu_s(pid) for label, pid in roots.items()}
        self._written = sum(machine.written_bytes(pid) for pid in roots.values())
        self._busy, self._own = machine.busy_s(), _own_cpu()
        self.peak = dict.fromkeys(roots, 0.0)

    def watch(self) -> None:
        """Look at the memory in use now."""
        for label, pid in self._roots.items():
            self.peak[label] = max(self.peak[label], machine.rss_mb(pid))

    def read(self, operations: int, payload: int, wall: float) -> dict[str, Any]:
        """Per operation, per payload byte, per second."""
        cpu = {label: machine.cpu_s(pid) - self._cpu[label] for label, pid in self._roots.items()}
        written = sum(machine.written_bytes(pid) for pid in self._roots.values()) - self._written
        return {
            "cpu_ms_op": {label: round(used / operations * 1000, 2) for label, used in cpu.items()},
            "client_cpu_ms_op": round((_own_cpu() - self._own) / operations * 1000, 2),
            "busy_cores": round((machine.busy_s() - self._busy) / wall, 2),
            "own_cores": round((sum(cpu.values()) + _own_cpu() - self._own) / wall, 2),
            "written_per_payload": round(written / payload, 3) if payload else None,
            "written_bytes_op": round(written / operations),
            "peak_rss_mb": {label: round(value) for label, value in self.peak.items()},
        }


def _own_cpu() -> float:
    return sum(resource.getrusage(resource.RUSAGE_SELF)[:2])


def _percentile(values: list[float], part: float) -> float:
    ordered = sorted(values)
    return ordered[round(part * (len(ordered) - 1))]


def main() -> None:
    asked = json.load(sys.stdin)
    place = Place(**asked["place"])
    operations = MODES[asked["mode"]](place, Roll(picture(Path(asked["picture"]))), asked["count"])
    run, gauge = Run(operations, asked["seconds"]), Gauge(asked["pids"])
    started = run.go(place, asked["connections"])
    while any(thread.name == "load" for thread in threading.enumerate()):
        gauge.watch()
        time.sleep(0.2 if time.perf_counter() > run.ends else 1)
    wall, done = max(run.last - started, 1e-9), max(len(run.spans), 1)
    times = [span for span, _ in run.spans] or [0.0]
    payload, photos = sum(each.size for _, each in run.spans), sum(each.photos for _, each in run.spans)
    print(
        json.dumps(
            {
                "ops": len(run.spans),
                "errors": len(run.errors),
                "error": run.errors[:1],
                "spent": len(run.spans) == len(operations),
                "wall_s": round(wall, 2),
                "ops_s": round(done / wall, 2),
                "photos_s": round(photos / wall, 2),
                "mb_s": round(payload / 1e6 / wall, 1),
                "p50_ms": round(_percentile(times, 0.5) * 1000, 1),
                "p99_ms": round(_percentile(times, 0.99) * 1000, 1),
            }
            | gauge.read(done, payload, wall)
        )
    )


if __name__ == "__main__":
    main()
