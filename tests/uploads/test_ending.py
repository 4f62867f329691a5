"""Termination, expiry, and uploads that end otherwise than by their last byte."""

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from app.core.files import Staged
from app.core.space import Reserve
from app.core.staging import Overtaken
from app.uploads.errors import UploadLocked
from app.uploads.models import Upload
from tests.uploads.tus import PHOTO, Tus, declare, slug
from tests.world import World

RECENTLY = 5  # seconds: an owner that has just taken the lease may still be opening the file


def _row(world: World, place: str) -> Upload:
    with world.database.reading() as tx:
        return tx.session.scalars(select(Upload).where(Upload.id == UUID(place.rsplit("/", 1)[-1]))).one()


@contextmanager
def _days_later(world: World, days: float) -> Iterator[None]:
    world.clock.advance(days=days)
    try:
        yield
    finally:
        world.clock.advance(days=-days)


@pytest.mark.parametrize("sent", [0, 5_000])
def test_a_terminated_upload_is_gone_with_its_bytes(tus: Tus, world: World, place, sent) -> None:
    tus.patch(place, 0, PHOTO[:sent])
    part = world.app.state.files.arriving(_row(world, place).id)
    assert tus.delete(place).status_code == 204
    assert [tus.head(place).status_code, tus.patch(place, sent, PHOTO[sent:]).status_code, tus.delete(place).status_code] == [
        404
    ] * 3
    assert not part.exists()


def test_after_a_termination_the_photograph_can_be_sent_anew(tus: Tus, declared, place) -> None:
    tus.patch(place, 0, PHOTO[:5_000])
    tus.delete(place)
    tus.finish(tus.open(declared), declared)


def test_terminating_a_completed_upload_leaves_the_photograph(tus: Tus, declared, place) -> None:
    tus.patch(place, 0, PHOTO)
    assert tus.delete(place).status_code == 204
    assert tus.original(declared) == PHOTO


def test_another_user_terminates_nothing(tus: Tus, another: Tus, place) -> None:
    assert another.delete(place).status_code == 404
    assert tus.head(place).status_code == 200


def test_an_upload_lives_seven_days(tus: Tus, world: World, place) -> None:
    with _days_later(world, 6.9):
        assert tus.head(place).status_code == 200
    with _days_later(world, 7.1):
        assert tus.head(place).status_code == 410
        answer = tus.patch(place, 0, PHOTO)
        assert (answer.status_code, slug(answer), answer.headers["tus-resumable"]) == (410, "upload-gone", "1.0.0")
        assert tus.delete(place).status_code == 410


def test_a_completed_upload_does_not_expire_while_it_is_remembered(tus: Tus, world: World, place) -> None:
    tus.patch(place, 0, PHOTO)
    with _days_later(world, 7.1):
        assert tus.offset(place) == 10_240


def test_after_expiry_the_photograph_can_be_sent_anew(tus: Tus, world: World, declared, place) -> None:
    tus.patch(place, 0, PHOTO[:5_000])
    with _days_later(world, 7.1):
        tus.finish(tus.open(declared), declared)


def _leave_a_lease(world: World, place: str, seconds_ago: float) -> None:
    """As a server killed in the middle of a PATCH leaves it: nobody writes, nobody gave the lease back."""
    with world.database.transaction() as tx:
        upload = tx.session.get_one(Upload, UUID(place.rsplit("/", 1)[-1]))
        upload.lease = UUID(int=1)
        upload.lease_until = tx.now + timedelta(seconds=tx.settings.upload_lease_s - seconds_ago)


def test_the_lease_of_a_killed_server_is_taken_over_at_once(tus: Tus, world: World, declared, place) -> None:
    tus.patch(place, 0, PHOTO[:5_000])
    _leave_a_lease(world, place, RECENTLY)
    tus.finish(place, declared)


def test_a_lease_just_taken_is_waited_for_because_its_owner_may_still_be_opening_the_file(tus: Tus, world, declared, place) -> None:
    _leave_a_lease(world, place, 0)
    asked = time.monotonic()
    tus.finish(place, declared)
    assert time.monotonic() - asked > 0.5


@pytest.mark.parametrize("seconds_ago", [RECENTLY, 60], ids=["held", "run out"])
def test_a_writer_elsewhere_that_does_not_answer_loses_the_upload_and_harms_nothing(
    tus: Tus, world: World, declared, place, seconds_ago
) -> None:
    tus.patch(place, 0, PHOTO[:5_000])
    elsewhere = _elsewhere(world, place, 5_000, seconds_ago)
    elsewhere.append([b"?" * 3_000])
    assert tus.patch(place, 5_000, PHOTO[5_000:7_000]).status_code == 204
    elsewhere.append([b"!" * 2_240])
    beside = elsewhere.path.with_suffix(".x")
    for deed in (elsewhere.sync, lambda: world.app.state.files.keep(elsewhere), lambda: elsewhere.link(beside)):
        with pytest.raises(Overtaken):
            deed()
    elsewhere.discard()
    elsewhere.close()
    tus.finish(place, declared)


def test_an_upload_held_elsewhere_is_terminated_all_the_same(tus: Tus, world: World, place) -> None:
    tus.patch(place, 0, PHOTO[:5_000])
    elsewhere = _elsewhere(world, place, 5_000, RECENTLY)
    assert tus.delete(place).status_code == 204
    with pytest.raises(Overtaken):
        elsewhere.sync()
    elsewhere.close()


def _elsewhere(world: World, place: str, size: int, seconds_ago: float) -> Staged:
    """A writer in another process: its lease is in the database, and it has the file open."""
    _leave_a_lease(world, place, seconds_ago)
    return Staged(world.app.state.files.arriving(_row(world, place).id), size)


def test_a_request_held_up_until_its_lease_was_lost_does_not_touch_the_file(tus: Tus, world: World, declared, place) -> None:
    """It would cut the file to the offset it knew, and with it what another has acknowledged since."""
    tus.patch(place, 0, PHOTO[:5_000])
    path = world.app.state.files.arriving(_row(world, place).id)

    def lost() -> None:
        raise UploadLocked

    with pytest.raises(UploadLocked):
        Staged(path, 2_000, None, lost)
    assert path.stat().st_size == 5_000
    tus.finish(place, declared)


def test_a_large_photograph_that_came_in_many_pieces_is_not_read_again_for_each(tus: Tus, task_id) -> None:
    """Sixty pieces of half a megabyte: 30 MB, and near a gigabyte if each piece began by reading all before it."""
    photo = bytes(range(256)) * 122_880
    declared, piece = declare(tus.client, task_id, photo), 524_288
    place = tus.open(declared)
    before = _bytes_read()
    for start in range(0, len(photo), piece):
        assert tus.patch(place, start, photo[start : start + piece]).status_code == 204
    assert _bytes_read() - before < 150_000_000
    assert tus.original(declared) == photo


def _bytes_read() -> int:
    """By this process, which is client and server in one, from files and sockets."""
    return int(Path("/proc/self/io").read_text("ascii").split("rchar: ")[1].split()[0])


def test_acknowledged_bytes_that_are_no_longer_there_are_asked_for_again(tus: Tus, world: World, declared, place) -> None:
    tus.patch(place, 0, PHOTO[:5_000])
    world.app.state.files.arriving(_row(world, place).id).unlink()
    answer = tus.patch(place, 5_000, PHOTO[5_000:])
    assert (answer.status_code, answer.json()["offset"]) == (409, 0)
    tus.finish(place, declared)


def test_an_original_never_changes_though_an_interrupted_upload_still_names_its_file(tus: Tus, world: World, task_id) -> None:
    """A kill after the file got its lasting name and before the row leaves one file under two names."""
    photo = b"twice declared" * 700
    interrupted, received = declare(tus.client, task_id, photo), declare(tus.client, task_id, photo)
    place = tus.open(interrupted)
    files = world.app.state.files
    staged = Staged(files.arriving(_row(world, place).id))
    staged.append([photo])
    files.keep(staged)
    staged.close()
    tus.finish(tus.open(received), received)
    assert tus.patch(place, 0, b"?" * 100).status_code == 204
    assert tus.original(received) == photo
    assert hashlib.sha256(files.original(received.line["sha256"]).read_bytes()).hexdigest() == received.line["sha256"]


def test_an_interrupted_completion_is_finished_by_sending_again(tus: Tus, world: World, declared, place) -> None:
    tus.patch(place, 0, PHOTO[:5_000])
    files = world.app.state.files
    staged = Staged(files.arriving(_row(world, place).id), 5_000)
    staged.append([PHOTO[5_000:]])
    files.keep(staged)
    staged.close()
    assert tus.offset(place) == 5_000
    tus.finish(place, declared)


def test_a_full_disk_is_told_and_forgotten_once_there_is_room(tus: Tus, world: World, declared, place) -> None:
    tus.patch(place, 0, PHOTO[:5_000])
    world.app.state.files.reserve = Reserve(size_bytes=2**60)
    try:
        answer = tus.patch(place, 5_000, PHOTO[5_000:])
        opened = tus.create(declared, PHOTO)
        assert (answer.status_code, slug(answer), answer.headers["retry-after"]) == (507, "storage-full", "300")
        assert (opened.status_code, tus.offset(place)) == (507, 5_000)
    finally:
        world.app.state.files.reserve = Reserve()
    tus.finish(place, declared)
