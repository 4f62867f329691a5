"""An upload cut at every byte, as FIN, RST or silence, resumes to the same photograph (R10)."""

import os
import random
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from typing import Any
from uuid import UUID

import pytest

from app.core.db import Database
from app.core.files import Files
from app.core.settings import Settings
from tests.faults.cutting import LOCK_S, Cutter, Photo, Tally
from tests.faults.oracle import examine
from tests.faults.people import People
from tests.faults.promises import Promises
from tests.faults.proxy import How, Proxy
from tests.faults.served import Served
from tests.making import a_manifest, a_task
from tests.world import Template

SEED = int(os.environ.get("MINGCHA_FAULT_SEED", "20261123"))
SMALL, LARGE = 8_192, 3_000_000
CLIENTS = 4
TOGETHER = 100  # photographs declared by one manifest
WAYS = tuple(How)
MEGABYTE, BLOCK, PAGE, CHUNK = 1_048_576, 2_097_152, 4_096, 262_144  # what the server writes by, and phones send by
Cuts = list[tuple[int, How]]
Work = Callable[[Cutter, Photo], None]


class Bench:
    """One installation, its clients, and everything they were told."""

    def __init__(self, settings: Settings) -> None:
        """Sign in first."""
        self.settings, self.server, self.promises, self.tally = settings, Served(settings), Promises(), Tally()
        self._people = People(settings, self.server.url, "inspector", "reviewer")
        self._chance = random.Random(SEED)

    @contextmanager
    def open(self) -> Iterator[None]:
        """Serve."""
        with self.server:
            self.task, self.reader = a_task(self._people)["id"], self._people.as_("inspector")
            self.bearer = self.reader.headers["authorization"]
            yield
        self._people.close()

    def run(self, size: int, works: list[Work]) -> list[str]:
        """Do each work on a photograph of its own; the breaches."""
        with self.open(), Proxy(SEED) as proxy:
            photos = self.declared(size, len(works))
            cutters = [Cutter(proxy, proxy.door(self.server.port), self.reader, self.promises) for _ in range(CLIENTS)]
            shares = [list(zip(works, photos, strict=True))[n::CLIENTS] for n in range(CLIENTS)]
            with ThreadPoolExecutor(CLIENTS) as pool:
                list(pool.map(_each, cutters, shares))
            for cutter in cutters:
                self.tally.add(cutter.tally)
                cutter.close()
        return [*self.examined(), *(f"{n} faults of the server" for n in [self.server.faults()] if n)]

    def declared(self, size: int, count: int) -> list[Photo]:
        """Photographs of random bytes, each another, by manifests of many."""
        shared, photos = self._chance.randbytes(size - 32), list[Photo]()
        for group in batched(range(count), TOGETHER):
            contents = [self._chance.randbytes(16) + shared + self._chance.randbytes(16) for _ in group]
            manifest, report_id = a_manifest(self.task, contents), str(UUID(int=self._chance.getrandbits(128), version=4))
            self.promises.minted.add(report_id)
            self.promises.declared |= {line["id"]: line["sha256"] for line in manifest["evidence"]}
            answer = self.reader.put(f"/reports/{report_id}", json=manifest)
            assert answer.status_code == 201, answer.text
            photos += map(Photo, manifest["evidence"], contents, [report_id] * len(contents))
        return photos

    def examined(self) -> list[str]:
        """What the oracle says."""
        database = Database(self.settings)
        try:
            return examine(database, Files(self.settings.storage), self.promises)
        finally:
            database.close()


def batched(given: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """So many at a time."""
    rest = iter(given)
    while group := list(islice(rest, size)):
        yield group


def _each(cutter: Cutter, share: list[tuple[Work, Photo]]) -> None:
    for work, photo in share:
        work(cutter, photo)


def _chains(points: list[int], length: int, ways: int) -> Iterator[Cuts]:
    """Chains of cuts, far apart and in order, that together are every point; each as `ways` of three, in turn from the seed."""
    for turn in range(ways):
        marked = [(point, WAYS[(n + SEED + turn) % 3]) for n, point in enumerate(points)]
        chains = -(-len(points) // length)
        yield from (marked[n::chains] for n in range(chains))


def _patches(points: list[int], length: int, ways: int, heads: int = 0) -> list[Work]:
    """Works that cut PATCHes: within the first `heads` bytes of their head, or when the photograph is at a point."""
    in_head = _chains(list(range(heads)), 4 * length, ways)
    works: list[Work] = [lambda cutter, photo, cuts=cuts: cutter.cut_patches(photo, [], cuts) for cuts in in_head]
    return works + [lambda cutter, photo, cuts=cuts: cutter.cut_patches(photo, cuts, []) for cuts in _chains(points, length, ways)]


def _creations(heads: int, length: int, ways: int, *, with_body: bool) -> list[Work]:
    points = list(range(heads + (SMALL if with_body else 0)))
    return [
        lambda cutter, photo, cuts=cuts: cutter.cut_creations(photo, cuts, photo.content if with_body else b"")
        for cuts in _chains(points, length, ways)
    ]


def _say(capfd: pytest.CaptureFixture[str], what: str, benches: list[Bench], breaches: list[str]) -> Tally:
    told = Tally()
    for bench in benches:
        told.add(bench.tally)
    with capfd.disabled():
        sys.__stderr__.write(  # type: ignore[union-attr]
            f"\n{what}: {sum(told.cuts.values())} cuts {told.cuts}, {told.photographs} photographs whole, "
            f"longest until it moved on {told.longest_s:.2f} s, {len(breaches)} breaches\n"
        )
    return told


HEAD_OF = {"patch": 400, "creation": 560, "creation with upload": 600}  # bytes of a request's head, never more than there are
NIGHTLY = pytest.mark.nightly


@pytest.mark.parametrize(
    ("what", "length", "ways"),
    [
        *((what, length, 1) for what, length in (("patch", 8), ("creation", 16), ("creation with upload", 8))),
        *(pytest.param(what, 1, 3, marks=NIGHTLY) for what in ("patch", "creation", "creation with upload")),
    ],
)
def test_a_small_photograph_cut_at_every_byte_is_whole_in_the_end(
    template: Template, what: str, length: int, ways: int, capfd: pytest.CaptureFixture[str]
) -> None:
    head = HEAD_OF[what]
    if what == "patch":
        works = _patches(list(range(SMALL + 1)), length, ways, head)
    else:
        works = _creations(head, length, ways, with_body=what == "creation with upload")
    bench = Bench(template.settings("sqlite", access_token_s=86_400))
    breaches = bench.run(SMALL, works)
    told = _say(capfd, f"{what} of 8 KiB cut at every byte", [bench], breaches)
    assert breaches == []
    assert told.longest_s < LOCK_S
    assert sum(told.cuts.values()) == ways * {"patch": 400 + 8_193, "creation": 560, "creation with upload": 600 + 8_192}[what]
    assert told.photographs == len(works)
    shutil.rmtree(bench.settings.data_dir)


def _offsets(count: int) -> list[int]:
    """Random ones, and both sides of every boundary that means something to somebody."""
    chance, edges = random.Random(SEED), set[int]()
    for step in (CHUNK, MEGABYTE, BLOCK):
        edges |= {at + by for at in range(0, LARGE + 1, step) for by in (-1, 0, 1)}
    edges |= {at + by for at in chance.sample(range(0, LARGE, PAGE), 20) for by in (-1, 0, 1)}
    return sorted({*(chance.randrange(LARGE) for _ in range(count)), *(at for at in edges if 0 <= at <= LARGE)})


@pytest.mark.parametrize(("length", "ways"), [(10, 1), pytest.param(1, 3, marks=NIGHTLY)])
def test_a_large_photograph_cut_at_two_thousand_bytes_is_whole_in_the_end(
    template: Template, length: int, ways: int, capfd: pytest.CaptureFixture[str]
) -> None:
    benches, breaches = list[Bench](), list[str]()
    for works in batched(_patches(_offsets(2_000), length, ways), 220):  # an installation each, for they fill the disk
        benches.append(Bench(template.settings("sqlite", access_token_s=86_400)))
        breaches += benches[-1].run(LARGE, list(works))
        shutil.rmtree(benches[-1].settings.data_dir)
    told = _say(capfd, "PATCH of 3 MB cut at random and at boundaries", benches, breaches)
    assert breaches == []
    assert told.longest_s < LOCK_S
    assert sum(told.cuts.values()) >= ways * 2_000
