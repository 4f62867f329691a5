"""Nobody can tell by the clock either (reliability.md §2.5): paired requests to both worlds, interleaved, told apart by nothing."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from http.client import HTTPConnection
from statistics import median

import httpx2
import pytest

from tests.secrecy.doors import DOORS, knocks_at
from tests.secrecy.knocking import Ids, Knock
from tests.secrecy.twins import Seed, Twin, a_task_tape, a_visit, an_order_tape, pair
from tests.world import Template

PAIRS, READER = 10_000, "township"
MOST_AUC, MOST_DELTA_S = 0.55, 0.0005
SLOW = ("/preview", "/thumbnail", "/watermarked", "/original", ".csv", ".xlsx", "{form}")  # not found before anything slow begins
GUARDED = [route for route in DOORS if route[0] == "GET" and not route[1].endswith(SLOW)]


@pytest.fixture(scope="module")
def twins(template: Template) -> Iterator[tuple[Twin, Twin, Ids]]:
    """An ordinary world, one with three sealed visits more, and the first of those."""
    seed = Seed()
    task, setting = a_task_tape(seed)
    shown, findings, visit = a_visit(seed, task, 1)
    hidden = [a_visit(seed, task, 2) for _ in range(3)]
    with ExitStack() as stack:
        worlds = pair(stack, template, "sqlite", seed, ())
        worlds.both([*setting, *visit, *an_order_tape(shown.order, findings[0])])
        for _, _, tape in hidden:
            worlds.sealed.play(tape)
        yield worlds.ordinary, worlds.sealed, hidden[0][0]


class Line:
    """One request on one open connection, with next to nothing of a client's own around it."""

    def __init__(self, client: httpx2.Client, knock: Knock) -> None:
        """The request as that client would send it."""
        asked = client.build_request(knock.method, knock.path, **knock.options)
        self.words = (asked.method, asked.url.raw_path.decode(), asked.content, dict(asked.headers))
        self.connection = HTTPConnection(asked.url.host, asked.url.port)

    def seconds(self) -> float:
        """How long the answer took, to its last byte."""
        method, path, body, headers = self.words
        start = time.perf_counter()
        self.connection.request(method, path, body or None, headers)
        self.connection.getresponse().read()
        return time.perf_counter() - start


def auc(first: list[float], second: list[float]) -> float:
    """How well the best threshold on time tells two samples apart: the area under its curve, 0.5 for not at all."""
    ranked = sorted([(each, 0) for each in first] + [(each, 1) for each in second])
    ranks = sum(place for place, (_, which) in enumerate(ranked, 1) if which)
    area = (ranks - len(second) * (len(second) + 1) / 2) / (len(first) * len(second))
    return max(area, 1 - area)


def test_the_area_is_a_half_for_equals_and_one_for_what_is_apart() -> None:
    assert auc([1.0, 2.0, 3.0, 4.0], [2.5, 2.4, 1.5, 3.5]) == pytest.approx(0.5, abs=0.07)
    assert auc([1.0, 2.0], [3.0, 4.0]) == pytest.approx(1)


@pytest.mark.nightly
@pytest.mark.parametrize("route", GUARDED, ids=" ".join)
def test_the_clock_tells_nothing(twins: tuple[Twin, Twin, Ids], route: tuple[str, str]) -> None:
    ordinary, sealed, hidden = twins
    knock = next(knocks_at(route, hidden))
    lines = [Line(twin.stage.anyone(READER), knock) for twin in (ordinary, sealed)]
    for line in lines * 20:
        line.seconds()
    taken: list[list[float]] = [[], []]
    for turn in range(PAIRS):
        for which in (0, 1) if turn % 2 else (1, 0):
            taken[which].append(lines[which].seconds())
    for line in lines:
        line.connection.close()
    found, delta = auc(*taken), abs(median(taken[0]) - median(taken[1]))
    print(f"{route}: AUC {found:.3f}, difference of medians {delta * 1000:.3f} ms")  # ruff: ignore[print]  the figure is asked for
    assert (found <= MOST_AUC, delta <= MOST_DELTA_S) == (True, True), f"AUC {found:.3f}, {delta * 1000:.3f} ms"
