"""Connections to PostgreSQL: limits on every one, and those the server has ended are replaced before anybody is given them."""

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from app.core.db import Database
from app.core.outages import outage
from app.core.problem import DatabaseBusy
from tests.world import Template

KEPT = 4


@pytest.fixture
def database(template: Template) -> Iterator[Database]:
    """A migrated database."""
    made = Database(template.settings("postgresql", database_pool=KEPT, database_lock_s=0.2))
    yield made
    made.close()


def _open_all(database: Database) -> set[int]:
    """The pool's connections, all of them used once; the numbers of their processes."""
    together, found = threading.Barrier(KEPT), set[int]()

    def ask() -> None:
        with database.reading() as tx:
            found.add(tx.session.execute(text("SELECT pg_backend_pid()")).scalar_one())
            together.wait(20)

    threads = [threading.Thread(target=ask) for _ in range(KEPT)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_connections_ended_while_idle_are_nobodys_trouble(database: Database) -> None:
    old = _open_all(database)
    assert len(old) == KEPT
    with database.reading() as tx:
        mine = tx.session.execute(text("SELECT pg_backend_pid()")).scalar_one()
        ended = text(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> :me"
        )
        assert tx.session.scalars(ended, {"me": mine}).all() == [True] * (KEPT - 1)
    assert _open_all(database) & old == {mine}


def test_every_connection_has_its_limits(database: Database) -> None:
    with database.reading() as tx:
        names = ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")
        assert [tx.session.scalar(text(f"SHOW {name}")) for name in names] == ["200ms", "2min", "1min"]


def test_a_lock_somebody_sits_on_is_waited_for_so_long_and_no_longer(database: Database) -> None:
    with database.transaction() as tx:
        tx.session.execute(text("SELECT 1 FROM log_head FOR UPDATE"))
        with pytest.raises(Exception, match="lock timeout") as refused, database.transaction() as other:
            other.session.execute(text("SELECT 1 FROM log_head FOR UPDATE"))
    assert isinstance(outage(refused.value), DatabaseBusy)
