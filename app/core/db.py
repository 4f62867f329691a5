"""Base, naming, Tx and, with `sharing.py`, the only commits in the program.

SQLite has one writing connection in the process (`BEGIN IMMEDIATE`), held under a file lock so that no second process
can write: below SQLite 3.51.3 that is also what keeps clear of the WAL-reset defect (design.md D2).
Writers who wait for it share a commit (`sharing.py`).
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

import orjson
from sqlalchemy import DateTime, Dialect, Engine, MetaData, TypeDecorator, Uuid, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import QueuePool

from app.core import durable
from app.core.actor import ANONYMOUS, Actor
from app.core.clock import Clock, system_clock
from app.core.outages import unconfirmed
from app.core.postgresql import postgresql_engine
from app.core.problem import Problem, refusal_of_constraint
from app.core.settings import Settings
from app.core.sharing import SharedWriter

NAMING = {
    "ix": "ix__%(table_name)s__%(column_0_N_name)s",
    "uq": "uq__%(table_name)s__%(column_0_N_name)s",
    "ck": "ck__%(table_name)s__%(constraint_name)s",
    "fk": "fk__%(table_name)s__%(column_0_N_name)s",
    "pk": "pk__%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """A zone-aware instant, stored as UTC on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive instant; SQLite stores the UTC wall clock."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime reached the database")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give every instant back zone-aware."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Every table; constraints are named by one convention."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: UtcDateTime(), UUID: Uuid()}


@dataclass(slots=True)
class Tx:
    """One transaction: its session, its one reading of the clock, who acts, and what is done last."""

    session: Session
    now: datetime
    settings: Settings
    actor: Actor = ANONYMOUS
    facts: list[Any] = field(default_factory=list)
    before_commit: list[Callable[["Tx"], None]] = field(default_factory=list)


class ProcessClash(RuntimeError):  # ruff: ignore[error-suffix-on-exception-name]  a clash is what it is
    """Two processes want to write to one SQLite file."""


class Database:
    """Reading and writing transactions on one database; `transaction()` commits, and nobody else does."""

    def __init__(self, settings: Settings, clock: Clock = system_clock) -> None:
        """Open nothing yet: connections are made at the first transaction."""
        self.settings = settings
        self.clock = clock
        self.url = settings.database
        self.sqlite = self.url.startswith("sqlite")
        self.writer = self._engine(read_only=False)
        self.reader = self._engine(read_only=True) if self.sqlite else self.writer
        self._writing = SharedWriter(self.writer).session if self.sqlite else self._session
        self._lock: int | None = None

    def _engine(self, *, read_only: bool) -> Engine:
        if not self.sqlite:
            return postgresql_engine(self.settings, json_serializer=_dumps, json_deserializer=orjson.loads)
        size = 8 if read_only else 1
        engine = create_engine(
            self.url,
            poolclass=QueuePool,
            pool_size=size,
            max_overflow=0,
            pool_timeout=60,
            connect_args={"check_same_thread": False, "timeout": 30},
            json_serializer=_dumps,
            json_deserializer=orjson.loads,
        )
        event.listen(engine, "connect", durable.prepare_reader if read_only else durable.prepare_writer)
        begin = "BEGIN" if read_only else "BEGIN IMMEDIATE"
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
        return engine

    def claim(self) -> None:
        """Become the one process that writes to the SQLite file; no effect on PostgreSQL. Raises: ProcessClash if taken."""
        if not self.sqlite or self._lock is not None:
            return
        path = Path(self.writer.url.database or "")
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(lock)
            raise ProcessClash(f"another process is writing to {path}; stop it first") from error
        self._lock = lock

    def require_durable(self) -> None:
        """Before anything is served: be the one writer, and commit to disk. Raises: ProcessClash, SoftDatabaseError."""
        self.claim()
        with self.writer.connect():
            pass

    @contextmanager
    def transaction(self) -> Iterator[Tx]:
        """A writing transaction, committed once on leaving; a Problem that asks for it is committed too, then raised."""
        self.claim()
        with self._writing() as session:
            tx = Tx(session, self.clock(), self.settings)
            try:
                yield tx
                _finish(tx)
            except Problem as problem:
                if not problem.keeps:
                    raise
                _finish(tx)
                raise
            except IntegrityError as error:
                if (refusal := refusal_of_constraint(str(error.orig))) is None:
                    raise
                raise refusal from error

    def _session(self) -> Session:
        return Session(self.writer, expire_on_commit=False)

    @contextmanager
    def reading(self) -> Iterator[Tx]:
        """A transaction that cannot write."""
        with Session(self.reader, expire_on_commit=False, autoflush=False) as session:
            yield Tx(session, self.clock(), self.settings)

    @contextmanager
    def snapshot(self) -> Iterator[Tx]:
        """A transaction that cannot write, and sees what there was at its first look however often it looks."""
        with self.reading() as tx:
            if not self.sqlite:
                tx.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            yield tx

    def close(self) -> None:
        """Close readers first, so that the writer alone checkpoints."""
        self.reader.dispose()
        self.writer.dispose()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def insert_missing(tx: Tx, model: type[Base], rows: list[dict[str, Any]]) -> set[UUID]:
    """Insert the rows that no unique key refuses; the ids of those that are new. Waits for others inserting the same."""
    if not rows:
        return set()
    make = sqlite.insert if tx.settings.database.startswith("sqlite") else postgresql.insert
    statement = make(model).values(rows).on_conflict_do_nothing().returning(model.__table__.c.id)
    return set(tx.session.scalars(statement))


def add_missing(tx: Tx, model: type[Base], rows: list[dict[str, Any]]) -> None:
    """Insert the rows that no unique key refuses."""
    if rows:
        make = sqlite.insert if tx.settings.database.startswith("sqlite") else postgresql.insert
        tx.session.execute(make(model).values(rows).on_conflict_do_nothing())


def _finish(tx: Tx) -> None:
    tx.session.flush()
    for act in tx.before_commit:
        act(tx)
    _commit(tx.session)


def _commit(session: Session) -> None:
    """Raises: OutcomeUnknown when the connection was lost before PostgreSQL's answer."""
    try:
        session.commit()
    except DBAPIError as error:
        if (refusal := unconfirmed(error)) is None:
            raise
        raise refusal from error


def _dumps(value: object) -> str:
    return orjson.dumps(value).decode()
