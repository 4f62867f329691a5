"""Alembic's entry: batch mode, so that SQLite can alter; the engine is given by the program."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection

from app.core.db import UtcDateTime
from app.models import metadata


def _plain(kind: str, item: Any, _autogen: Any) -> str | Literal[False]:  # ruff: ignore[any-type]  alembic's own
    """Migrations name database types only: they must not change when our classes do."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


@contextmanager
def _rebuilding(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by making it anew: others may point at it meanwhile, as long as nothing dangles in the end."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def run() -> None:
    """Upgrade or downgrade in one transaction."""
    engine = context.config.attributes["engine"]
    with engine.connect() as connection, _rebuilding(connection):
        context.configure(
            connection=connection, target_metadata=metadata, render_as_batch=True, compare_type=True, render_item=_plain
        )
        with context.begin_transaction():
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
            context.run_migrations()
            if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise RuntimeError("the migration would leave rows that point at nothing")


run()
