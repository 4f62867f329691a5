"""Bringing a database to this release."""

from pathlib import Path

from alembic import command
from alembic.config import Config

from app.calendar.service import seed
from app.core.db import Database

FOLDER = Path(__file__).parent.parent / "migrations"


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
