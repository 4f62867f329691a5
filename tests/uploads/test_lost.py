"""Bytes that were acknowledged and that the disk lost: said so by the next HEAD, and sent again from the beginning."""

import pytest
from sqlalchemy import select

from app.uploads.models import Upload
from tests.uploads.tus import PHOTO, Tus
from tests.world import World


def _forget(world: World, sha256: str) -> None:
    with world.database.reading() as tx:
        upload = tx.session.scalars(select(Upload.id).where(Upload.sha256 == sha256, Upload.completed_at.is_(None))).one()
    world.app.state.files.arriving(upload).unlink()


def test_an_offset_never_tells_of_bytes_that_are_gone(tus: Tus, world: World, declared, place) -> None:
    assert tus.patch(place, 0, PHOTO[:5_000]).status_code == 204
    _forget(world, declared.line["sha256"])
    assert tus.offset(place) == 0
    tus.finish(place, declared)


@pytest.mark.parametrize("sent", [0, len(PHOTO)])
def test_where_nothing_is_lost_the_offset_stays(tus: Tus, place, sent: int) -> None:
    if sent:
        tus.patch(place, 0, PHOTO)
    assert tus.offset(place) == sent
