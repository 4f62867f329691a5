"""The log finds every column that was tampered with, and every gap."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from uuid import UUID

import pytest
from sqlalchemy import delete, select, update

from app.audit import queries
from app.audit.chain import ORIGIN, Entry, commitment, entry_bytes, link
from app.audit.models import LogEntry, LogHead
from app.audit.service import record
from app.core.db import Tx
from app.identity.models import User
from tests.making import a_report
from tests.world import World, user_id


def test_an_entry_is_written_in_one_way_only() -> None:
    """Computed apart, from the formulas of reliability.md §4.1."""
    entry = Entry(
        7, datetime(2026, 11, 23, 1, 2, 3, tzinfo=UTC), UUID(int=1), "report.received", f"report/{UUID(int=2)}", b"\x0a", b"\x0b"
    )
    assert entry_bytes(entry) == (
        b'{"act":"report.received","actor":"00000000-0000-0000-0000-000000000001","at":"2026-11-23T01:02:03Z","commit":"0a","idx":7,'
        b'"obj":"report/00000000-0000-0000-0000-000000000002","prev":"0b"}'
    )
    assert link(entry).hex() == "43fa73d4b8de0be4d1d9b96f4f13b618bf43ee34fd8ae81c283622bb8d018d56"
    assert commitment(b"salt", b"{}").hex() == "97743a2805a3a4ddb0d665679e76647e6d50ad7837da9250362ecb49ddb6aad1"
    assert ORIGIN.hex() == "583c3c5309bd880e9c5b1b1fdda0d18c4302325c34744603d18214c8020e3fdf"


def verdict(world: World) -> tuple[int, int | None]:
    """What verification says."""
    with world.database.reading() as tx:
        found = queries.verify(tx)
        return found.entries, found.broken_at


def test_an_untouched_log_holds(fresh: World) -> None:
    a_report(fresh)
    entries, broken = verdict(fresh)
    assert broken is None
    with fresh.database.reading() as tx:
        assert [row.idx for row in queries.after(tx, 0, 1000)] == list(range(1, entries + 1))


def on(index: int, **values: object) -> Callable[[Tx], None]:
    """Change columns of one entry."""
    return lambda tx: tx.session.execute(update(LogEntry).where(LogEntry.idx == index).values(**values)) and None


def entry(tx: Tx, index: int) -> LogEntry:
    """One entry."""
    return tx.session.scalars(select(LogEntry).where(LogEntry.idx == index)).one()


def later(tx: Tx) -> None:
    row = entry(tx, 3)
    row.at += timedelta(microseconds=1)


def swapped(tx: Tx) -> None:
    first, second = entry(tx, 3), entry(tx, 4)
    first.payload, second.payload = second.payload, first.payload
    first.salt, second.salt = second.salt, first.salt
    first.commit, second.commit = second.commit, first.commit


TAMPERING: dict[str, tuple[Callable[[Tx], object], int]] = {
    "at": (later, 3),
    "actor": (on(3, actor_id=UUID(int=5)), 3),
    "action": (on(3, action="report.accept"), 3),
    "object type": (on(3, object_type="order"), 3),
    "object id": (on(3, object_id=UUID(int=5)), 3),
    "payload": (on(3, payload=b"{}"), 3),
    "salt": (on(3, salt=b"x" * 16), 3),
    "commitment": (on(3, commit=b"x" * 32), 3),
    "chain": (on(3, chain=b"x" * 32), 3),
    "index": (on(3, idx=1003), 4),
    "two contents exchanged": (swapped, 3),
    "an entry taken out": (lambda tx: tx.session.execute(delete(LogEntry).where(LogEntry.idx == 3)), 4),
    "the first entry taken out": (lambda tx: tx.session.execute(delete(LogEntry).where(LogEntry.idx == 1)), 2),
    "the counter": (lambda tx: tx.session.execute(update(LogHead).values(idx=99)), -1),
    "the counter's link": (lambda tx: tx.session.execute(update(LogHead).values(chain=b"x" * 32)), -1),
    "the counter gone": (lambda tx: tx.session.execute(delete(LogHead)), -1),
}


@pytest.mark.parametrize("name", list(TAMPERING))
def test_every_tampering_is_found_where_it_is(fresh: World, name: str) -> None:
    deed, place = TAMPERING[name]
    fresh.as_("inspector"), fresh.as_("director"), fresh.as_("reviewer"), fresh.as_("township"), fresh.as_("auditor")
    entries, broken = verdict(fresh)
    assert (entries, broken) == (5, None)
    with fresh.database.transaction() as tx:
        deed(tx)
    assert verdict(fresh)[1] == (place if place > 0 else 6)


def test_the_last_entry_taken_out_is_found_by_the_counter(fresh: World) -> None:
    fresh.as_("inspector"), fresh.as_("director")
    with fresh.database.transaction() as tx:
        tx.session.execute(delete(LogEntry).where(LogEntry.idx == 2))
    assert verdict(fresh) == (1, 2)


def test_an_erased_payload_still_verifies(fresh: World) -> None:
    """The commitment stands for what had to be erased."""
    fresh.as_("inspector"), fresh.as_("director")
    with fresh.database.transaction() as tx:
        tx.session.execute(update(LogEntry).where(LogEntry.idx == 1).values(payload=None, salt=None))
    assert verdict(fresh) == (2, None)


def test_first_entries_at_once_are_one_after_the_other(fresh: World) -> None:
    """The counter is locked from the very first entry on."""
    together = Barrier(4)

    def first() -> None:
        with fresh.database.transaction() as tx:
            record(tx, "user.changed", tx.session.get_one(User, user_id("inspector")))
            if not fresh.database.sqlite:  # which lets one write at a time, and would wait for ever
                together.wait(timeout=20)

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(first) for _ in range(4)]:
            done.result()
    assert verdict(fresh) == (4, None)
