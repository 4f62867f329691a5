"""The log is signed as it grows, proves every entry's place, and is not signed again once its past is another."""

import base64
from collections.abc import Callable
from uuid import uuid4

import httpx2
import pytest
from sqlalchemy import delete, select, update

from app.attest import checkpoints, keys
from app.attest.checkpoints import ForkError
from app.audit import queries as audit
from app.audit import tiles, tree
from app.audit.models import LogCheckpoint, LogEntry, LogHead, LogTile
from app.audit.note import LOG, Checkpoint, Key, Note
from app.audit.service import record
from app.core.db import Tx
from app.doctor import examine
from app.jobs.models import Job
from tests.bad_input.traces import refusal
from tests.world import World, user_id


class Thing:
    """Something the log may speak of."""

    __tablename__ = "thing"
    id = uuid4()


def written(world: World, count: int) -> None:
    """So many entries more."""
    with world.database.transaction() as tx:
        for number in range(count):
            record(tx, "thing.done", Thing(), number=number)


def signed(world: World) -> LogCheckpoint | None:
    """Sign what is new."""
    with world.database.transaction() as tx:
        return checkpoints.sign(tx, keys.load(tx.settings.data_dir))


def every_leaf(tx: Tx) -> list[bytes]:
    """The leaf hashes, each from its own entry."""
    last = tx.session.scalars(select(LogHead.idx)).one()
    return [tiles.leaves(tx, number, 1)[0] for number in range(last)]


def plainly(leaves: list[bytes]) -> bytes:
    """RFC 6962's root as its definition says it."""
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return tree.node_hash(plainly(leaves[:half]), plainly(leaves[half:]))


@pytest.fixture
def auditor(fresh: World) -> httpx2.Client:
    """Who reads the log."""
    return fresh.as_("auditor")


def test_what_is_signed_is_the_log(fresh: World, auditor: httpx2.Client) -> None:
    assert refusal(auditor.get("/audit/checkpoint"))[:2] == (409, "not-yet-signed")
    written(fresh, 5)
    first = signed(fresh)
    assert first is not None
    assert signed(fresh) is None
    written(fresh, 600)
    assert signed(fresh) is not None
    told = auditor.get("/audit/checkpoint").json()
    with fresh.database.reading() as tx:
        leaves = every_leaf(tx)[: told["size"]]
        held = tx.session.execute(select(LogTile.level, LogTile.index)).all()
    assert told["root"] == plainly(leaves).hex()
    assert sorted((row.level, row.index) for row in held) == [(0, 0), (0, 1)]
    point = Checkpoint.parse(Note.parse(told["note"]).text)
    own = keys.load(fresh.app.state.house.settings.data_dir)
    assert point == Checkpoint(own.origin, told["size"], plainly(leaves))
    assert list(Note.parse(told["note"]).held([Key(own.origin, LOG, own.log.public)])) == [Key(own.origin, LOG, own.log.public)]


def test_every_entry_proves_its_place(fresh: World, auditor: httpx2.Client) -> None:
    written(fresh, 270)
    last = signed(fresh)
    assert last is not None
    for index in (1, 2, 128, 255, 256, 257, last.size):
        told = auditor.get(f"/audit/entries/{index}/proof").json()
        head, place, *rest = told["proof"].split("\n")
        path = [base64.b64decode(each) for each in rest[: rest.index("")]]
        assert (head, place) == ("c2sp.org/tlog-proof@v1", f"index {index - 1}")
        assert tree.leaf_hash(told["entry"].encode()).hex() == told["leaf"]
        assert tree.root_by_inclusion(bytes.fromhex(told["leaf"]), index - 1, last.size, path) == last.root
        assert told["proof"].endswith(f"\n\n{last.note}")
    for index in (last.size + 1, 10**12):
        assert refusal(auditor.get(f"/audit/entries/{index}/proof"))[:2] == (409, "not-yet-signed")
    assert auditor.get("/audit/entries/0/proof").status_code == 422


def test_nothing_of_an_older_tree_was_changed(fresh: World, auditor: httpx2.Client) -> None:
    olds = []
    for count in (3, 250, 300):
        written(fresh, count)
        olds.append(signed(fresh))
    new = olds[-1]
    assert new is not None
    for old in olds:
        assert old is not None
        told = auditor.get("/audit/growth", params={"old": old.size}).json()
        path = [base64.b64decode(each) for each in told["path"]]
        tree.check_consistency((old.size, old.root), (new.size, new.root), path)
        assert (told["old"], told["checkpoint"]["note"]) == (old.size, new.note)
    assert auditor.get("/audit/growth", params={"old": 0}).json()["path"] == []
    assert refusal(auditor.get("/audit/growth", params={"old": new.size + 1}))[:2] == (409, "not-yet-signed")


def _an_entry_changed(tx: Tx) -> None:
    tx.session.execute(update(LogEntry).where(LogEntry.idx == 3).values(actor_id=user_id("director")))


def _the_end_cut_off(tx: Tx) -> None:
    tx.session.execute(delete(LogEntry).where(LogEntry.idx > 2))
    tx.session.execute(update(LogHead).values(idx=2))


def _one_missing(tx: Tx) -> None:
    tx.session.execute(delete(LogEntry).where(LogEntry.idx == 2))


@pytest.mark.parametrize("harm", [_an_entry_changed, _the_end_cut_off, _one_missing])
def test_another_past_is_not_signed(fresh: World, harm: Callable[[Tx], None]) -> None:
    written(fresh, 6)
    first, settings = signed(fresh), fresh.app.state.house.settings
    assert first is not None
    assert [line.what for line in examine(settings) if "what was signed" in line.what] == [
        "the log is what was signed of it, 0 entries came since"
    ]
    with fresh.database.transaction() as tx:
        harm(tx)
    with pytest.raises(ForkError):
        signed(fresh)
    with fresh.database.reading() as tx:
        assert audit.verify(tx).broken_at is not None
    assert [line.what for line in examine(settings) if "what was signed" in line.what and not line.good] != []
    if harm is not _the_end_cut_off:
        written(fresh, 2)
        with pytest.raises(ForkError):
            signed(fresh)
    with fresh.database.reading() as tx:
        assert [row.size for row in tx.session.scalars(select(LogCheckpoint))] == [first.size]


def test_an_old_entry_that_was_changed_is_no_longer_in_the_tree_that_was_signed(fresh: World, auditor: httpx2.Client) -> None:
    """What was signed of it stands in its tile: the tree grows on truly, and the changed entry has no place in it."""
    written(fresh, 300)
    assert signed(fresh) is not None
    with fresh.database.transaction() as tx:
        _an_entry_changed(tx)
    written(fresh, 10)
    last = signed(fresh)
    assert last is not None

    def found(index: int) -> bool:
        told = auditor.get(f"/audit/entries/{index}/proof").json()
        lines = told["proof"].split("\n")
        path = [base64.b64decode(each) for each in lines[2 : lines.index("")]]
        return tree.root_by_inclusion(bytes.fromhex(told["leaf"]), index - 1, last.size, path) == last.root

    assert [index for index in (1, 2, 3, 4, 5, 299, last.size) if not found(index)] == [3]
    assert auditor.get("/audit/verification").json()["broken_at"] == 3


def test_verification_holds_the_log_against_what_was_signed_of_it(fresh: World) -> None:
    written(fresh, 6)
    first = signed(fresh)
    assert first is not None
    written(fresh, 3)
    with fresh.database.reading() as tx:
        assert audit.verify(tx) == audit.Verdict(first.size + 3, None)
    with fresh.database.transaction() as tx:
        tx.session.execute(update(LogCheckpoint).values(root=bytes(32)))
    with fresh.database.reading() as tx:
        assert audit.verify(tx) == audit.Verdict(first.size - 1, first.size)


def test_the_worker_signs_every_five_minutes_or_256_entries(fresh: World) -> None:
    def sizes() -> list[int]:
        with fresh.database.reading() as tx:
            return list(tx.session.scalars(select(LogCheckpoint.size).order_by(LogCheckpoint.size)))

    written(fresh, 2)
    fresh.work()
    assert sizes() == [2]
    written(fresh, 255)
    fresh.work()
    assert sizes() == [2]
    written(fresh, 1)
    fresh.work()
    assert sizes() == [2, 258]
    written(fresh, 1)
    fresh.clock.advance(minutes=5)
    fresh.work()
    assert sizes() == [2, 258, 259]
    fresh.clock.advance(minutes=5)
    fresh.work()
    assert sizes() == [2, 258, 259]
    with fresh.database.reading() as tx:
        assert [row.kind for row in tx.session.scalars(select(Job).where(Job.last_error.is_not(None)))] == []


def test_the_log_is_the_auditors(world: World) -> None:
    for who in ("director", "reviewer", "inspector", "township", "sysadmin", "secadmin"):
        for path in ("/audit/checkpoint", "/audit/entries/1/proof", "/audit/growth?old=1"):
            assert refusal(world.as_(who).get(path))[:2] == (403, "forbidden")
