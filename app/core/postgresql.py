"""Connections to PostgreSQL: durable or refused, and nothing that it or the network may do holds a request for ever."""

import select
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DisconnectionError

from app.core import durable
from app.core.settings import Settings

KEEPALIVES = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3, "tcp_user_timeout": 20_000}  # s; ms


def postgresql_engine(settings: Settings, **options: Any) -> Engine:  # ruff: ignore[any-type]  create_engine's own
    """A pool that mends itself: a connection the server has ended is replaced before anybody is given it."""
    engine = create_engine(
        settings.database,
        pool_size=settings.database_pool,
        max_overflow=settings.database_pool_more,
        pool_timeout=settings.database_pool_wait_s,
        connect_args=KEEPALIVES | {"connect_timeout": settings.database_connect_s},
        **options,
    )
    limits = {
        "lock_timeout": settings.database_lock_s,
        "statement_timeout": settings.database_statement_s,
        "idle_in_transaction_session_timeout": settings.database_idle_s,
    }
    event.listen(engine, "connect", lambda connection, record: _prepare(connection, record, limits))
    event.listen(engine, "checkout", _refuse_ended)
    return engine


def _prepare(connection: Any, record: Any, limits: dict[str, float]) -> None:  # ruff: ignore[any-type]  the driver's own
    connection.autocommit = True  # for these few words
    durable.require_postgresql(connection)
    with connection.cursor() as cursor:
        for name, span in limits.items():
            cursor.execute("SELECT set_config(%s, %s, false)", (name, f"{int(span * 1000)}ms"))
    connection.autocommit = False
    record.info["new"] = True


def _refuse_ended(connection: Any, record: Any, _proxy: object) -> None:  # ruff: ignore[any-type]
    """An idle connection has something to read only when the server has ended it; asking costs no round trip, as a ping would."""
    if record.info.pop("new", False):
        return
    ears = select.poll()
    if not connection.closed:
        ears.register(connection.fileno(), select.POLLIN)
    if connection.closed or ears.poll(0):
        raise DisconnectionError
