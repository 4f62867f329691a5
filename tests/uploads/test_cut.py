"""Connections that break, hang, or come twice: the offset is never ahead of the disk, the bytes are right in the end."""

import threading
import time
from collections.abc import Iterator

import pytest

from tests.uploads.tus import PHOTO, Tus, Wire, declare
from tests.world import World

BIG = bytes(range(251)) * 12_000  # three megabytes: several writes to disk


@pytest.mark.parametrize("how", ["fin", "rst"])
@pytest.mark.parametrize("sent", [0, 1, 4_096, 10_239])
def test_a_broken_connection_costs_at_most_what_was_not_acknowledged(tus: Tus, declared, place, how, sent) -> None:
    wire = Wire(tus.client, place, len(PHOTO))
    wire.send(PHOTO[:sent])
    getattr(wire, how)()
    assert 0 <= tus.offset(place) <= sent
    tus.finish(place, declared)


@pytest.mark.parametrize("how", ["fin", "rst"])
@pytest.mark.parametrize("sent", [1_048_575, 1_048_577, 2_500_000])
def test_a_broken_connection_in_the_middle_of_a_large_photograph(tus: Tus, declaring, how, sent) -> None:
    declared = declaring(BIG)
    place = tus.open(declared)
    tus.patch(place, 0, BIG[:10_000])
    wire = Wire(tus.client, place, len(BIG) - 10_000, offset=10_000)
    wire.send(BIG[10_000:sent])
    getattr(wire, how)()
    assert 10_000 <= tus.offset(place) <= sent
    tus.finish(place, declared)


def test_a_broken_connection_after_the_last_byte_has_completed_the_photograph(tus: Tus, declared, place) -> None:
    wire = Wire(tus.client, place, len(PHOTO))
    wire.send(PHOTO)
    wire.rst()
    tus.finish(place, declared)


def test_a_stuck_request_lets_go_when_its_owner_asks(tus: Tus, declared, place) -> None:
    wire = Wire(tus.client, place, len(PHOTO))
    wire.send(PHOTO[:6_000])
    time.sleep(0.2)
    asked = time.monotonic()
    assert tus.offset(place) == 6_000
    assert time.monotonic() - asked < 5
    assert wire.status() == 423
    wire.fin()
    tus.finish(place, declared)


@pytest.mark.parametrize("verb", ["patch", "delete"])
def test_a_stuck_request_lets_go_for_its_owners_next_one(tus: Tus, place, verb) -> None:
    wire = Wire(tus.client, place, len(PHOTO))
    wire.send(PHOTO[:6_000])
    time.sleep(0.2)
    answer = tus.patch(place, 6_000, PHOTO[6_000:]) if verb == "patch" else tus.delete(place)
    assert answer.status_code == 204
    wire.fin()


def test_a_stranger_does_not_loosen_a_request_at_work(tus: Tus, another: Tus, world: World, declared, place) -> None:
    wire = Wire(tus.client, place, len(PHOTO))
    wire.send(PHOTO[:6_000])
    time.sleep(0.2)
    with world.client() as anybody:
        told = [[who.head(place), who.patch(place, 0, b""), who.delete(place)] for who in (another, Tus(anybody))]
    assert [[answer.status_code for answer in answers] for answers in told] == [[404, 404, 404], [401, 401, 401]]
    wire.send(PHOTO[6_000:])
    assert wire.status() == 204
    wire.fin()
    assert tus.original(declared) == PHOTO


def test_a_checksummed_body_that_breaks_off_counts_for_nothing(tus: Tus, declared, place) -> None:
    def breaking() -> Iterator[bytes]:
        yield PHOTO[:6_000]
        raise ConnectionError("out of the valley")

    with pytest.raises(ConnectionError):
        tus.patch(place, 0, breaking(), upload_checksum="sha256 AAAA")
    assert tus.offset(place) == 0
    tus.finish(place, declared)


@pytest.mark.parametrize("attempt", range(5))
def test_of_many_requests_at_once_at_most_one_wins_and_the_bytes_are_right(world: World, task_id, attempt) -> None:
    clients = [Tus(world.client(dict(world.as_("inspector").headers))) for _ in range(6)]
    declared = declare(clients[0].client, task_id, BIG[attempt:])
    place, start, answers = clients[0].open(declared), threading.Barrier(6), list[int]()

    def send(client: Tus) -> None:
        start.wait()
        answers.append(client.patch(place, 0, declared.photo).status_code)

    threads = [threading.Thread(target=send, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 6
    assert set(answers) <= {204, 409, 423}
    assert answers.count(204) <= 1
    clients[0].finish(place, declared)
    for client in clients:
        client.client.close()
