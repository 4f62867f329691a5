"""Medians and the goals of design.md §6, as Markdown. Usage: `python bench/summary.py RESULTS.jsonl...`."""

import json
import sys
from collections.abc import Iterable
from itertools import starmap
from pathlib import Path
from statistics import median
from typing import Any

ODK_SUBMISSIONS_S, ODK_TEXT_S = 5.13, 118.0  # ODK Central on the reference machine (README.md)
Result = dict[str, Any]
COLUMNS = (
    "target", "runs", "ops/s (min–max)", "photos/s", "MB/s", "p50 ms", "p99 ms", "errors", "server CPU ms/op", "client CPU ms/op",
    "cores: run/machine", "written/payload", "written bytes/op", "RSS MB",
)  # fmt: skip


def tables(results: Iterable[Result]) -> str:
    """Every target's medians, then the goals."""
    grouped: dict[str, list[Result]] = {}
    failed = []
    for result in results:
        if "failed" in result:
            failed.append(f"failed: {result['target']}: {result['failed']}")
        else:
            grouped.setdefault(result["target"], []).append(result)
    lines = [f"| {' | '.join(COLUMNS)} |", "|---" * len(COLUMNS) + "|", *starmap(_row, grouped.items())]
    return "\n".join([*lines, "", *_goals(grouped), *failed])


def _middle(runs: list[Result], key: str) -> float:
    return median([run[key] for run in runs if run[key] is not None] or [0])


def _by_label(runs: list[Result], key: str) -> dict[str, float]:
    return {label: median(run[key][label] for run in runs) for label in runs[0][key]}


def _row(name: str, runs: list[Result]) -> str:
    rates = [run["ops_s"] for run in runs]
    columns = [
        name,
        str(len(runs)),
        f"{median(rates):.1f} ({min(rates):.0f}–{max(rates):.0f})",
        *(f"{_middle(runs, key):.1f}" for key in ("photos_s", "mb_s", "p50_ms", "p99_ms")),
        str(sum(run["errors"] for run in runs)),
        " + ".join(f"{label} {value:.2f}" for label, value in _by_label(runs, "cpu_ms_op").items()),
        f"{_middle(runs, 'client_cpu_ms_op'):.2f}",
        f"{_middle(runs, 'own_cores'):.2f}/{_middle(runs, 'busy_cores'):.2f}",
        f"{_middle(runs, 'written_per_payload'):.3f}",
        f"{_middle(runs, 'written_bytes_op'):.0f}",
        " + ".join(f"{label} {value:.0f}" for label, value in _by_label(runs, "peak_rss_mb").items()),
    ]
    return f"| {' | '.join(columns)} |"


def _ratio(grouped: dict[str, list[Result]], one: str, other: str, key: str) -> float | None:
    """The median of the rounds' own ratios: neighbours hit both sides of a round alike."""
    if one not in grouped or other not in grouped:
        return None
    rounds = {run["round"]: run[key] for run in grouped[other]}
    return median(run[key] / rounds[run["round"]] for run in grouped[one] if run["round"] in rounds)


def _cpu(runs: list[Result]) -> float:
    return sum(_by_label(runs, "cpu_ms_op").values())


def _goals(grouped: dict[str, list[Result]]) -> Iterable[str]:
    for engine in ("sqlite", "postgresql"):
        whole, tus, one, text = (f"{kind} {engine}" for kind in ("report3", "tus", "tus-one", "text"))
        if runs := grouped.get(whole):
            yield f"P1 {engine}: {_middle(runs, 'ops_s') / ODK_SUBMISSIONS_S:.1f} × ODK (goal 9)"
            yield f"P3 {engine}: {_cpu(runs) / 3:.2f} ms CPU per photograph in a report of three (goal 8)"
        if runs := grouped.get(tus):
            yield f"P3 {engine}: {_cpu(runs):.2f} ms CPU per photograph by tus, two requests"
        if runs := grouped.get(text):
            yield f"P4 {engine}: {_middle(runs, 'ops_s') / ODK_TEXT_S:.2f} × ODK (goal 4), {_cpu(runs):.2f} ms CPU (goal 3)"
        yield from _ratios(grouped, whole, tus, one)


def _ratios(grouped: dict[str, list[Result]], whole: str, tus: str, one: str) -> Iterable[str]:
    for ours, other, goal in (
        (whole, "ceiling", "P1, goal 0.85"), (tus, "tus @tus/server", "P2, goal 1.2"), (tus, "tus tuspyserver", "P2, goal 1.1"),
        (one, "tus @tus/server", "P2, one request"), (one, "tus tuspyserver", "P2, one request"),
    ):  # fmt: skip
        if (ratio := _ratio(grouped, ours, other, "photos_s")) is not None:
            yield f"{ours} / {other}: {ratio:.2f} ({goal})"


if __name__ == "__main__":
    lines = [line for path in sys.argv[1:] for line in Path(path).read_text(encoding="utf-8").splitlines()]
    print(tables(json.loads(line) for line in lines))
