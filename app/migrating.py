"""Bringing a database to this release."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from app.calendar.service import seed
from app.core.db import Database

READ_ONLY = "the database is read-only: what is there is served, every change is refused with 503 until it takes writes again\n"
BEHIND = "the database is read-only and of another release: let it take writes and run `mingcha migrate`, or serve from the primary"
FOLDER = Path(__file__).parent.parent / "migrations"


class ReadOnlyError(RuntimeError):
    """A database that takes no writes cannot be brought to this release."""


def configuration(database: Database) -> Config:
    """Alembic's configuration for one database, without a file."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["engine"] = database.writer
    return config


def migrate(database: Database) -> None:
    """Upgrade the schema, and take over the working-day years the library knows."""
    database.claim()
    command.upgrade(configuration(database), "head")
    with database.transaction() as tx:
        seed(tx)


def migrate_if_it_can(database: Database) -> bool:
    """As `migrate`, and says whether the database takes writes. Raises: ReadOnlyError if it does not, and is of another release."""
    if database.sqlite or _takes_writes(database):
        migrate(database)
        return True
    if not _at_this_release(database):
        raise ReadOnlyError(BEHIND)
    return False


def _takes_writes(database: Database) -> bool:
    with database.reading() as tx:
        return bool(tx.session.scalar(text("SHOW transaction_read_only")) == "off")


def _at_this_release(database: Database) -> bool:
    wanted = ScriptDirectory.from_config(configuration(database)).get_heads()
    with database.reading() as tx:
        return set(MigrationContext.configure(tx.session.connection()).get_current_heads()) == set(wanted)
