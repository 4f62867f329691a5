"""Alembic's entry: batch mode, so that SQLite can alter; the engine is given by the program."""

from typing import Any, Literal

from alembic import context

from app.core.db import UtcDateTime
from app.models import metadata


def _plain(kind: str, item: Any, _autogen: Any) -> str | Literal[False]:  # ruff: ignore[any-type]  alembic's own
    """Migrations name database types only: they must not change when our classes do."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


def run() -> None:
    """Upgrade or downgrade in one transaction."""
    engine = context.config.attributes["engine"]
    with engine.connect() as connection:
        context.configure(
            connection=connection, target_metadata=metadata, render_as_batch=True, compare_type=True, render_item=_plain
        )
        with context.begin_transaction():
            context.run_migrations()


run()
