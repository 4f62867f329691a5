"""Up, down and up again with data, on both databases; and nothing is left to migrate."""

from typing import Any

import pytest
from alembic import command
from sqlalchemy import inspect, text

from app.audit import queries as audit
from app.core.db import Database
from app.migrating import configuration, migrate
from app.models import metadata
from tests.making import an_order
from tests.world import Template, populate, running

OWN = {"alembic_version"}


@pytest.fixture
def settings(template: Template, engine: str) -> Any:
    """A world with data in nearly every table."""
    made = template.settings(engine)
    with running(made) as world:
        an_order(world)
    return made


def tables(database: Database) -> set[str]:
    """What is there."""
    return set(inspect(database.writer).get_table_names()) - OWN


def test_up_down_and_up_again_with_data(settings: Any) -> None:
    database = Database(settings)
    database.claim()
    try:
        assert tables(database) == set(metadata.tables)
        command.downgrade(configuration(database), "base")
        assert tables(database) == set()
        migrate(database)
        assert tables(database) == set(metadata.tables)
        populate(database)
        with database.reading() as tx:
            assert audit.verify(tx).broken_at is None
    finally:
        database.close()


def test_upgrading_what_is_up_to_date_changes_nothing(settings: Any) -> None:
    database = Database(settings)
    try:
        with database.reading() as tx:
            before = {name: tx.session.scalar(text(f"SELECT count(*) FROM {name}")) for name in metadata.tables}  # ruff: ignore[hardcoded-sql-expression]
        migrate(database)
        with database.reading() as tx:
            after = {name: tx.session.scalar(text(f"SELECT count(*) FROM {name}")) for name in metadata.tables}  # ruff: ignore[hardcoded-sql-expression]
        assert after == before
        assert before["rectification_order"] == 1
    finally:
        database.close()


def test_the_models_are_what_the_migrations_make(settings: Any) -> None:
    database = Database(settings)
    database.claim()
    try:
        command.check(configuration(database))
    finally:
        database.close()


def test_every_constraint_is_named_by_convention() -> None:
    named = [
        (table.name, str(constraint.name))
        for table in metadata.sorted_tables
        for constraint in (*table.constraints, *table.indexes)
    ]
    assert [
        each
        for each in named
        if not each[1].startswith((f"pk__{each[0]}", f"fk__{each[0]}", f"uq__{each[0]}", f"ix__{each[0]}", f"ck__{each[0]}"))
    ] == []
