"""Half-open connections, stalls, 2G, a change of network, captive portals, proxies that know no PATCH, lost answers (R11)."""

import os
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults.cutting import Photo
from tests.faults.oracle import fetched
from tests.faults.proxy import (
    DOWN,
    NO_PATCH,
    PORTAL_200,
    PORTAL_302,
    PORTAL_511,
    TWO_G,
    Cut,
    Door,
    How,
    Proxy,
    Stall,
)
from tests.faults.test_cut_at_every_byte import SEED, Bench
from tests.faults.travelling import Traveller, within
from tests.world import Template

ROUNDS, SMALL = int(os.environ.get("MINGCHA_ROAD_ROUNDS", "30")), 6_000
ANSWER = 230  # bytes of an answer to a PATCH, never more than there are
SHORT_S, LONG_S = 4, 30
Chance = random.Random
Trip = Callable[[Door, Traveller, Photo, Chance, int], None]


def _half_open(door: Door, traveller: Traveller, photo: Photo, chance: Chance, _: int) -> None:
    """The client's bytes go nowhere from somewhere on, the server still waits for them."""
    traveller._patience_s = 1
    door.next(None, Cut(within(chance, photo), How.SILENCE))


def _deaf(door: Door, traveller: Traveller, _: Photo, chance: Chance, __: int) -> None:
    """Everything arrives, and the answer does not."""
    traveller._patience_s = 1
    door.next(None, Cut(chance.choice((0, 1, chance.randrange(ANSWER))), How.SILENCE, DOWN))


def _stalled(seconds: float) -> Trip:
    def trip(door: Door, traveller: Traveller, photo: Photo, chance: Chance, number: int) -> None:
        """Half of the clients wait for it, the others come anew meanwhile."""
        traveller._patience_s = seconds + 20 if number % 2 else seconds / 4
        door.next(None, Stall(within(chance, photo), seconds))

    return trip


def _on_2g(door: Door, traveller: Traveller, _: Photo, __: Chance, ___: int) -> None:
    """All of it through 50 kbit/s, 800 ms and stalls."""
    traveller._patience_s = 30
    door.usual = TWO_G


def _switched(door: Door, traveller: Traveller, photo: Photo, chance: Chance, _: int) -> None:
    """The old network is silent, the new one is another address; twice."""
    traveller.wanders, traveller._patience_s = True, 0.5
    door.next(None, Cut(within(chance, photo), How.SILENCE), None, Cut(within(chance, photo) // 2, How.SILENCE))


def _captive(door: Door, _: Traveller, __: Photo, chance: Chance, number: int) -> None:
    """A guest network answers in the server's place, before the creation, the PATCH and the HEAD after it."""
    portal = (PORTAL_200, PORTAL_302, PORTAL_511)[number % 3]
    door.next(*(portal for _ in range(chance.randrange(1, 3))), None, portal, portal, None, portal)


def _stripped(door: Door, _: Traveller, __: Photo, ___: Chance, ____: int) -> None:
    """A proxy on the way knows no PATCH, ever."""
    door.usual = NO_PATCH


def _dropped(door: Door, _: Traveller, __: Photo, ___: Chance, number: int) -> None:
    """The server has committed, its answer breaks off after so many bytes; in every round one more."""
    door.next(None, Cut(number % ANSWER, (How.FIN, How.RST)[number // ANSWER % 2], DOWN))


CI: dict[str, tuple[Trip, int, str]] = {
    "half open": (_half_open, 1, "failed"), "deaf": (_deaf, 1, "failed"), "2G": (_on_2g, 1, "204"),
    "stall of 4 s": (_stalled(SHORT_S), 1, "failed"), "switch of network": (_switched, 1, "failed"),
    "captive portal": (_captive, 1, "stranger 200"), "no PATCH": (_stripped, 1, "stranger 405"),
    "answer cut at every byte": (_dropped, 0, "failed"),
}  # fmt: skip
NIGHTLY = {name: (trip, 10, sign) for name, (trip, _, sign) in CI.items() if name != "answer cut at every byte"} | {
    "stall of 30 s": (_stalled(LONG_S), 1, "failed")
}


@pytest.fixture(scope="module")
def bench(template: Template) -> Iterator[tuple[Bench, Proxy]]:
    """One server for all the roads."""
    made = Bench(template.settings("sqlite", access_token_s=86_400))
    with made.open(), Proxy(SEED) as proxy:
        yield made, proxy


@pytest.mark.parametrize(
    ("name", "trip", "times", "sign"),
    [
        *((name, *told) for name, told in CI.items()),
        *(pytest.param(name, *told, marks=pytest.mark.nightly) for name, told in NIGHTLY.items()),
    ],
    ids=[*CI, *(f"{name}, often" for name in NIGHTLY)],
)
def test_a_photograph_arrives_whole_whatever_the_road(
    bench: tuple[Bench, Proxy], name: str, trip: Trip, times: int, sign: str, capfd: pytest.CaptureFixture[str]
) -> None:
    (place, proxy), chance = bench, random.Random(f"{SEED} {name}")
    rounds = times * ROUNDS or 2 * ANSWER
    travellers = []
    for number, photo in enumerate(place.declared(SMALL, rounds)):
        door = proxy.door(place.server.port)
        travellers.append(Traveller(door, place.bearer, photo, place.promises))
        trip(door, travellers[-1], photo, chance, number)
    with ThreadPoolExecutor(ROUNDS) as pool:
        counts = sum((each.counts for each in pool.map(Traveller.send, travellers)), Counter[str]())
    breaches = [*place.examined(), *fetched(place.reader, place.promises.photos)]
    with capfd.disabled():
        sys.__stderr__.write(f"\n{name}: {rounds} rounds, {dict(counts)}, {len(breaches)} breaches\n")  # type: ignore[union-attr]
    assert breaches == []
    assert counts["201"] >= rounds
    assert counts[sign] >= rounds // 3  # what was to befall them did
    assert place.server.faults() == 0
