"""Group commit: writers waiting for SQLite's one writing connection share a commit, each in a savepoint of its own.

One fsync then serves them all. Nobody leaves before the commit he is part of: an answer, even a refusal, may rest on
what an earlier writer of the same group wrote, and must not be given while that can still be lost.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

MOST = 32
PATIENCE_S = 60.0
LOST_S = 1.0


class Group:
    """Writers who share one commit."""

    __slots__ = ("connection", "done", "error", "members")

    def __init__(self, connection: Connection) -> None:
        """`error` is set before `done` if the commit failed for all."""
        self.connection = connection
        self.done = threading.Event()
        self.error: BaseException | None = None
        self.members = 0


class SharedWriter:
    """Gives the writing connection to one thread at a time; the last in the line commits for its group."""

    def __init__(self, engine: Engine) -> None:
        """`engine` begins its transactions itself and has one connection."""
        self._engine = engine
        self._turn, self._counting = threading.Lock(), threading.Lock()
        self._waiting = 0
        self._group: Group | None = None

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session in its own savepoint; on leaving, what it committed is on disk. Raises: PoolTimeout; the group's fault."""
        group, own = self._enter(), None
        try:
            with Session(group.connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as session:
                yield session
        except DBAPIError as error:
            own = _first(error)
            raise own  # ruff: ignore[raise-without-from-inside-except]  it is what `error` came from
        finally:
            self._leave(group, own)

    def _enter(self) -> Group:
        with self._counting:
            self._waiting += 1
        mine = self._turn.acquire(timeout=PATIENCE_S)
        with self._counting:
            self._waiting -= 1
        if not mine:
            raise PoolTimeout("the writing connection was not free in time")
        try:
            self._group = self._group or self._begun()
        except BaseException:
            self._turn.release()
            raise
        self._group.members += 1
        return self._group

    def _begun(self) -> Group:
        connection = self._engine.connect()
        try:
            connection.begin()
        except BaseException:
            connection.close()
            raise
        return Group(connection)

    def _leave(self, group: Group, own: DBAPIError | None) -> None:
        try:
            if not self._waiting or group.members >= MOST or not _open(group):
                self._close(group)
        finally:
            self._turn.release()
        while not group.done.wait(LOST_S):  # whoever was waiting to commit for all has given up
            with self._turn:
                if self._group is group:
                    self._close(group)
        if group.error is not None and own is None:
            raise group.error

    def _close(self, group: Group) -> None:
        self._group = None
        try:
            _commit(group)
        except BaseException as error:  # ruff: ignore[blind-except]  it is every member's error, and raised by each
            group.error = error
            group.connection.invalidate()  # after a fault of the disk nobody relies on what this connection remembers
        finally:
            group.connection.close()
            group.done.set()


def _commit(group: Group) -> None:
    if not _open(group):
        raise PoolTimeout("the database threw the shared transaction away")
    group.connection.commit()


def _first(error: DBAPIError) -> DBAPIError:
    """What went wrong, not that its savepoint was gone when it was to be rolled back."""
    first, under = error, error.__context__
    while under is not None:
        first = under if isinstance(under, DBAPIError) else first
        under = under.__context__
    return first


def _open(group: Group) -> bool:
    """SQLite ends the whole transaction by itself when the disk is full or fails; the savepoints are gone then."""
    driver = group.connection.connection.driver_connection
    return driver is not None and bool(driver.in_transaction)
