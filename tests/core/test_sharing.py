"""Group commit on SQLite: writers share one fsync, and each still succeeds or fails for himself."""

import threading
import time
from collections.abc import Iterator
from random import Random
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.audit.queries import verify
from app.audit.service import record
from app.core.db import Database
from app.core.http import outside_fault
from app.core.problem import DatabaseBusy, NotFound, StaleVersion, StorageFull
from tests.world import Template

WRITERS, EACH = 12, 25


class Keeps(StaleVersion):
    """A refusal that keeps what was written before it."""

    keeps = True


class Subject:
    """Something the log can name."""

    __tablename__ = "unit"

    def __init__(self) -> None:
        self.id = uuid4()


@pytest.fixture
def database(template: Template) -> Iterator[Database]:
    """A migrated SQLite database with a table to write to."""
    made = Database(template.settings("sqlite"))
    with made.transaction() as tx:
        tx.session.execute(text("CREATE TABLE marks (x INTEGER PRIMARY KEY, filling BLOB)"))
    yield made
    made.close()


def _write(database: Database, mark: int, chance: float) -> None:
    with database.transaction() as tx:
        tx.session.execute(text("INSERT INTO marks (x) VALUES (:x)"), {"x": mark})
        record(tx, "mark.made", Subject(), mark=mark)
        if chance < 0.2:
            raise NotFound
        if chance < 0.3:
            tx.session.execute(text("INSERT INTO marks (x) VALUES (:x)"), {"x": mark})
        if chance < 0.4:
            raise Keeps
        if chance < 0.5:
            time.sleep(0.002)


def _seen(database: Database, mark: int) -> bool:
    with database.reading() as tx:
        return tx.session.scalar(text("SELECT 1 FROM marks WHERE x = :x"), {"x": mark}) is not None


def test_what_a_writer_was_told_is_what_the_database_holds_at_that_moment(database: Database) -> None:
    kept: set[int] = set()
    wrong: list[int] = []

    def work(writer: int) -> None:
        chances = Random(writer)
        for number in range(EACH):
            mark = writer * 1000 + number
            try:
                _write(database, mark, chances.random())
                told = True
            except Keeps:
                told = True
            except (NotFound, IntegrityError):
                told = False
            if told:
                kept.add(mark)
            if _seen(database, mark) is not told:
                wrong.append(mark)

    threads = [threading.Thread(target=work, args=(writer,)) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []
    with database.reading() as tx:
        assert set(tx.session.scalars(text("SELECT x FROM marks"))) == kept
        verdict = verify(tx)
    assert (verdict.broken_at, verdict.entries) == (None, len(kept))


def test_a_full_disk_fails_the_whole_group_and_nobody_was_told_otherwise(database: Database) -> None:
    with database.writer.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 20}")
        connection.rollback()
    told: dict[int, object] = {}

    def work(mark: int, delay: float, size: int) -> None:
        time.sleep(delay)
        try:
            with database.transaction() as tx:
                tx.session.execute(text("INSERT INTO marks VALUES (:x, zeroblob(:n))"), {"x": mark, "n": size})
                time.sleep(0.2)
            told[mark] = "kept"
        except Exception as error:  # ruff: ignore[blind-except]  whatever a writer is told is what is tested
            told[mark] = type(outside_fault(error))

    plan = ((1, 0.0, 10), (2, 0.05, 10), (3, 0.1, 10_000_000), (4, 0.15, 10))
    threads = [threading.Thread(target=work, args=each) for each in plan]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert told[3] is StorageFull
    assert all(told[mark] in {"kept", DatabaseBusy, StorageFull} for mark in (1, 2, 4))
    for mark, words in told.items():
        assert _seen(database, mark) is (words == "kept")
