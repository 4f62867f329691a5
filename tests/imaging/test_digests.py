"""Every original is read again by a job: its SM3 stands beside its SHA-256, and one that changed on the disk is an alarm."""

import hashlib
from typing import Any

from sqlalchemy import select, update

from app.core.files import Files
from app.doctor import examine
from app.evidence import jobs
from app.evidence.models import Evidence
from tests.making import a_report
from tests.world import World


def shown(world: World, who: str, evidence_id: str) -> Any:
    """As that reader sees it."""
    return world.as_(who).get(f"/evidence/{evidence_id}").json()


def reread(world: World, most: int = 400) -> None:
    """By the job."""
    jobs.digest(world.database, world.app.state.files, most)


def alarms(world: World) -> list[str]:
    """What doctor finds wrong with originals."""
    return [line.what for line in examine(world.app.state.house.settings) if "originals" in line.what and not line.good]


def test_the_worker_reads_every_original_again(fresh: World) -> None:
    photos = [each["id"] for each in a_report(fresh, photos=3)["evidence"]]
    assert [shown(fresh, "director", each)["sm3"] for each in photos] == [None] * 3
    fresh.work()
    files: Files = fresh.app.state.files
    for each in photos:
        row = shown(fresh, "director", each)
        assert row["sm3"] == hashlib.new("sm3", files.original(row["sha256"]).read_bytes()).hexdigest()
        assert shown(fresh, "inspector", each)["sm3"] == row["sm3"]
    assert alarms(fresh) == []
    before = [shown(fresh, "director", each) for each in photos]
    fresh.clock.advance(minutes=6)
    fresh.work()
    assert [shown(fresh, "director", each) for each in photos] == before


def test_what_was_there_before_is_caught_up_with_bit_by_bit(fresh: World) -> None:
    a_report(fresh, photos=3)
    a_report(fresh, photos=2)
    reread(fresh)
    with fresh.database.transaction() as tx:
        tx.session.execute(update(Evidence).values(sm3=None))
    for left in (3, 1, 0, 0):
        reread(fresh, most=2)
        with fresh.database.reading() as tx:
            assert len(tx.session.scalars(select(Evidence.id).where(Evidence.sm3.is_(None))).all()) == left


def test_harmed_originals_however_many_keep_nobody_from_their_turn(fresh: World) -> None:
    files: Files = fresh.app.state.files
    harmed = [files.original(each["sha256"]) for each in a_report(fresh, photos=3)["evidence"]]
    kept = [path.read_bytes() for path in harmed]
    for path in harmed:
        path.unlink()
    reread(fresh)
    whole = a_report(fresh, photos=2)["evidence"]
    reread(fresh, most=2)
    assert None not in [shown(fresh, "director", each["id"])["sm3"] for each in whole]
    for path, content in zip(harmed, kept, strict=True):
        path.write_bytes(content)
    reread(fresh, most=3)
    assert alarms(fresh) == []


def test_an_original_that_changed_or_is_gone_is_an_alarm_until_it_is_back(fresh: World) -> None:
    first, second = (fresh.app.state.files.original(each["sha256"]) for each in a_report(fresh, photos=2)["evidence"])
    whole, other = first.read_bytes(), second.read_bytes()
    first.chmod(0o600)
    first.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    second.unlink()
    reread(fresh)
    [told] = alarms(fresh)
    assert told.startswith("2 originals are not what was received")
    assert f"{first.name} changed" in told
    assert f"{second.name} missing" in told
    with fresh.database.reading() as tx:
        assert list(tx.session.scalars(select(Evidence.sm3))) == [None, None]
    first.write_bytes(whole)
    second.write_bytes(other)
    reread(fresh)
    assert alarms(fresh) == []
    with fresh.database.reading() as tx:
        assert None not in tx.session.scalars(select(Evidence.sm3)).all()
