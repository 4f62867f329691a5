"""What is in no book is taken away after a day, never before; what somebody is about to book is never taken."""

import os
import threading
import time
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.collecting import Collector
from app.core.files import Files, Staged
from app.core.shelves import giving
from app.uploads.models import Upload
from tests.faults.phones import form
from tests.making import a_manifest, a_photo, a_task
from tests.uploads.tus import Declared, Tus, declare
from tests.world import World

DAY = 86_400


def _aged(path: Path, seconds: float) -> Path:
    then = time.time() - seconds
    os.utime(path, (then, then))
    return path


@pytest.fixture
def files(world: World) -> Files:
    held: Files = world.app.state.files
    return held


@pytest.fixture
def collector(world: World, files: Files) -> Collector:
    """One that has never looked."""
    return Collector(world.database, files)


def _kept(files: Files, photo: bytes) -> Path:
    """Bytes under their hash, and no row: as a kill between the two leaves them."""
    staged = Staged(files.arriving())
    staged.append([photo])
    files.keep(staged)
    staged.close()
    files.discard(staged.path)
    return files.original(staged.sha256)


def test_a_blob_without_a_row_goes_after_a_day_and_at_the_second_look(files: Files, collector: Collector) -> None:
    young, old = _aged(_kept(files, b"young"), DAY - 60), _aged(_kept(files, b"old"), DAY + 60)
    collector.look()
    assert old.exists()
    assert collector.look() >= 1
    assert (old.exists(), young.exists()) == (False, True)


def test_the_day_is_counted_by_the_injected_clock(files: Files, collector: Collector, world: World) -> None:
    orphan = _kept(files, b"by the clock")
    world.clock.advance(hours=23, minutes=59)
    collector.look(), collector.look()
    assert orphan.exists()
    world.clock.advance(minutes=2)
    collector.look(), collector.look()
    assert not orphan.exists()
    world.clock.advance(hours=-24, minutes=-1)


@pytest.mark.parametrize("days", [1.1, 400, 27_000])
def test_a_clock_that_is_wrong_for_less_than_an_hour_takes_nothing(files: Files, collector: Collector, world: World, days) -> None:
    orphan = _kept(files, b"a clock out of its mind")
    collector.look()
    world.clock.advance(days=days)
    collector.look()
    world.clock.advance(days=-days)
    collector.look()
    world.clock.advance(days=days)
    collector.look()
    world.clock.advance(days=-days)
    assert orphan.exists()


def test_between_two_looks_lies_an_hour_that_no_clock_was_asked_about(world: World, files: Files) -> None:
    passed = [0.0]
    collector, orphan = Collector(world.database, files, lambda: passed[0]), _aged(_kept(files, b"an hour"), 3 * DAY)
    for passed[0] in (0.0, 1.0, 3_599.0):
        collector.look_in_time()
    assert orphan.exists()
    passed[0] = 3_600.0
    collector.look_in_time()
    assert not orphan.exists()


def test_what_is_in_a_book_stays_however_old(files: Files, collector: Collector, tus: Tus, declared: Declared) -> None:
    tus.finish(tus.open(declared), declared)
    _aged(files.original(declared.line["sha256"]), 4000 * DAY)
    collector.look(), collector.look()
    assert tus.original(declared) == declared.photo


def test_what_was_declared_and_is_on_disk_already_stays(files: Files, collector: Collector, tus: Tus, task_id) -> None:
    """The photograph may come after all."""
    photo = b"declared, linked, killed" * 100
    declare(tus.client, task_id, photo)
    path = _aged(_kept(files, photo), 30 * DAY)
    collector.look(), collector.look()
    assert path.exists()


def test_a_report_refused_after_its_photographs_were_kept_leaves_them_for_a_day(
    world: World, files: Files, collector: Collector
) -> None:
    client, task, photo, report_id = world.as_("inspector"), a_task(world)["id"], a_photo(1), str(uuid4())
    manifest = a_manifest(task, [photo])
    other = a_manifest(task, [a_photo(2)])
    assert client.put(f"/reports/{report_id}", json=other).status_code == 201
    refused = client.post("/reports", files=form(report_id, manifest, {manifest["evidence"][0]["id"]: photo}))
    assert refused.status_code == 409
    path = files.original(manifest["evidence"][0]["sha256"])
    assert path.exists()
    _aged(path, DAY + 60)
    collector.look(), collector.look()
    assert not path.exists()


def test_a_staged_file_is_left_while_its_upload_is_open_or_somebody_writes_to_it(
    world: World, files: Files, tus: Tus, place
) -> None:
    tus.patch(place, 0, b"x" * 100)
    open_, writing, left = files.arriving(UUID(place.rsplit("/", 1)[-1])), Staged(files.arriving()), files.arriving()
    left.write_bytes(b"killed")
    copy = files.arriving().with_suffix(".copy")
    copy.write_bytes(b"killed while copying")
    for path in (open_, writing.path, left, copy):
        _aged(path, 2 * DAY)
    collector = Collector(world.database, files)
    collector.look(), collector.look()
    assert [path.exists() for path in (open_, writing.path, left, copy)] == [True, True, False, False]
    writing.close()


def test_half_made_views_go_and_whole_ones_stay(files: Files, collector: Collector) -> None:
    whole = _aged(files.put_derived("ab" * 32, "preview.webp", b"whole"), 2 * DAY)
    half = whole.with_name(f"{whole.name}.{uuid4().hex}")
    half.write_bytes(b"half")
    _aged(half, 2 * DAY)
    collector.look(), collector.look()
    assert (whole.exists(), half.exists()) == (True, False)


def test_a_bundle_nobody_can_fetch_goes(files: Files, collector: Collector) -> None:
    (files.root / "bundles").mkdir(exist_ok=True)
    stray = files.root / "bundles" / f"{uuid4()}.zip"
    stray.write_bytes(b"PK")
    _aged(stray, 2 * DAY)
    collector.look(), collector.look()
    assert not stray.exists()


def _half_sent(tus: Tus, task_id: str) -> tuple[Declared, str]:
    declared = declare(tus.client, task_id, os.urandom(10_240))
    place = tus.open(declared)
    tus.patch(place, 0, declared.photo[:5_000])
    return declared, place


def _is_known(world: World, place: str) -> bool:
    with world.database.reading() as tx:
        return tx.session.scalar(select(Upload.id).where(Upload.id == UUID(place.rsplit("/", 1)[-1]))) is not None


def test_an_expired_upload_goes_with_its_bytes(world: World, files: Files, collector: Collector, tus: Tus, task_id) -> None:
    declared, place = _half_sent(tus, task_id)
    part = files.arriving(UUID(place.rsplit("/", 1)[-1]))
    world.clock.advance(days=7, minutes=1)
    collector.look()
    assert (_is_known(world, place), part.exists()) == (True, True)
    collector.look()
    assert not _is_known(world, place)
    collector.look(), collector.look()
    assert not part.exists()
    world.clock.advance(days=-7, minutes=-1)
    tus.finish(tus.open(declared), declared)


def test_an_upload_outlives_a_clock_that_was_ahead(world: World, collector: Collector, tus: Tus, task_id) -> None:
    declared, place = _half_sent(tus, task_id)
    for days in (27_000, -27_000, 8, -8):
        world.clock.advance(days=days)
        collector.look()
    assert tus.offset(place) == 5_000
    tus.finish(place, declared)


class Slow(Collector):
    """One that is held up between finding no row for a file and taking it."""

    def __init__(self, world: World, files: Files, meanwhile: threading.Thread) -> None:
        """`meanwhile` is begun then, and given time to get as far as it gets."""
        super().__init__(world.database, files)
        self._meanwhile, self._taking = meanwhile, False

    def _take(self, path: Path, touched: int) -> bool:
        self._taking = True
        return super()._take(path, touched)

    def _booked(self, hashes: list[str]) -> set[str]:
        found = super()._booked(hashes)
        if self._taking and self._meanwhile.ident is None:
            self._meanwhile.start()
            self._meanwhile.join(1.5)
        return found


def test_a_photograph_that_is_booked_while_the_collector_looks_stays(world: World, files: Files, tus: Tus, task_id) -> None:
    """The same bytes lie there without a row; they are sent anew just when the collector has found none."""
    photo, answers = os.urandom(10_240), list[Declared]()
    orphan = _aged(_kept(files, photo), 2 * DAY)

    def send() -> None:
        declared = declare(tus.client, task_id, photo)
        assert tus.patch(tus.open(declared), 0, photo).status_code == 204
        answers.append(declared)

    sending = threading.Thread(target=send)
    collector = Slow(world, files, sending)
    collector.look(), collector.look()
    sending.join(30)
    assert tus.original(answers[0]) == photo
    assert orphan.exists()


def test_who_gives_a_name_waits_for_who_takes_one_and_not_for_others_who_give(files: Files) -> None:
    name = _kept(files, b"given twice at once")
    with giving(name), giving(name):
        pass
