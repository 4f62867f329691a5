"""The index: exact up to seven bits, against a look at every hash; and which of two pictures' hashes may meet."""

import random
from collections.abc import Iterator
from threading import Event, Thread
from time import sleep

import pytest

from app.core.db import Database, Tx
from app.core.register import next_place
from app.evidence.likeness import Candidate, LikenessIndex, packed, sure
from app.evidence.models import EvidencePicture
from app.imaging.answers import Prints
from tests.world import World


@pytest.fixture
def writing(world: World) -> Iterator[Tx]:
    """A transaction that is thrown away."""
    database: Database = world.database
    with database.transaction() as tx:
        yield tx
        tx.session.rollback()


def hash_of(coarse: int, fine: int = 0) -> bytes:
    return coarse.to_bytes(8) + fine.to_bytes(32)


def keep(tx: Tx, place: int, prints: bytes) -> None:
    tx.session.add(EvidencePicture(sha256=f"{place:064x}", place=place, recipe=1, prints=prints, periodic=None))
    tx.session.flush()


def test_every_hash_within_seven_bits_is_found_and_none_beyond(writing: Tx) -> None:
    rng = random.Random(7)
    base = rng.getrandbits(64)
    hashes = {place: base ^ sum(1 << bit for bit in rng.sample(range(64), place % 13)) for place in range(1001, 1601)}
    for place, value in hashes.items():
        keep(writing, place, hash_of(value) + hash_of(value))
    index = LikenessIndex()
    index.catch_up(writing)
    for asked in rng.sample(sorted(hashes), 60):
        found = {each.place: each.distance for each in index.near(asked, hash_of(hashes[asked]) + hash_of(hashes[asked]))}
        within = {place: (value ^ hashes[asked]).bit_count() for place, value in hashes.items() if place != asked}
        assert found == {place: bits for place, bits in within.items() if bits <= 7}


def test_a_part_meets_a_whole_and_no_part(writing: Tx) -> None:
    whole, part, far = hash_of(0), hash_of(0xFFFF_FFFF), hash_of(0xFFFF_FFFF << 32)
    keep(writing, 1, packed(Prints(whole, (part,), far)))
    index = LikenessIndex()
    index.catch_up(writing)
    other = hash_of(0x0F0F_0F0F_0F0F_0F0F)
    assert index.near(2, packed(Prints(part, (), other))) == [Candidate(1, 2, 0, 0)]
    assert index.near(2, packed(Prints(other, (whole,), other))) == [Candidate(1, 0, 2, 0)]
    assert index.near(2, packed(Prints(other, (), whole))) == [Candidate(1, 0, 1, 0)]
    assert index.near(2, packed(Prints(other, (part,), other))) == []
    assert index.near(1, packed(Prints(whole, (part,), far))) == []


def test_what_differs_in_the_finer_bits_is_another_picture(writing: Tx) -> None:
    keep(writing, 1, packed(Prints(hash_of(0, (1 << 40) - 1), (), hash_of(0))))
    keep(writing, 2, packed(Prints(hash_of(0, (1 << 41) - 1), (), hash_of(0))))
    index = LikenessIndex()
    index.catch_up(writing)
    prints = packed(Prints(hash_of(1), (), hash_of(0xFF)))
    assert [
        (match.sha256, match.distance, match.fine, match.mirrored) for match in sure(writing, prints, index.near(3, prints))
    ] == [(f"{1:064x}", 1, 40, False)]


def test_what_comes_later_is_taken_in_and_what_was_derived_anew_has_gone(writing: Tx) -> None:
    prints = packed(Prints(hash_of(5), (), hash_of(0xFFFF_FFFF)))
    keep(writing, 1, prints)
    index = LikenessIndex()
    index.catch_up(writing)
    keep(writing, 2, prints)
    assert [each.place for each in index.near(9, prints)] == [1]
    index.catch_up(writing)
    assert sorted(each.place for each in index.near(9, prints)) == [1, 2]
    writing.session.get_one(EvidencePicture, f"{1:064x}").place = 3
    writing.session.flush()
    index.catch_up(writing)
    assert [match.sha256 for match in sure(writing, prints, index.near(9, prints))] == [f"{1:064x}", f"{2:064x}"]


def test_places_are_given_in_the_order_of_commits(world: World) -> None:
    events, begun = [], Event()

    def second() -> None:
        begun.set()
        with world.database.transaction() as tx:
            events.append(("second", next_place(tx, "a count")))

    waiting = Thread(target=second)
    with world.database.transaction() as tx:
        place = next_place(tx, "a count")
        waiting.start()
        begun.wait()
        sleep(0.3)  # long enough for whoever does not wait
        events.append(("first", place))
    waiting.join()
    assert events == [("first", 1), ("second", 2)]


def test_a_picture_of_nothing_is_like_nothing(writing: Tx) -> None:
    keep(writing, 1, b"")
    index = LikenessIndex()
    index.catch_up(writing)
    assert index.near(2, b"") == []
