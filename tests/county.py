"""The demo county, seeded once a process on each database, as a database to read and as a folder to serve."""

import io
import shutil
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from uuid import uuid4

import pytest
from PIL import Image
from sqlalchemy import create_engine, text

from app.attest import keys
from app.core.db import Database
from app.core.files import Files
from app.core.settings import Settings
from app.demo import county
from app.demo.seed import seed
from app.demo.shapes import PhotoSeed
from app.migrating import migrate
from tests.world import Template

NOW = datetime(2026, 11, 23, 22, 0, tzinfo=county.ZONE)


def quickly(seeds: Iterable[PhotoSeed]) -> Iterator[tuple[PhotoSeed, bytes]]:
    """Develop thumbnails: the drawing itself is tested beside."""
    for seed_ in seeds:
        out = io.BytesIO()
        Image.new("RGB", (16, 12)).save(out, "JPEG", comment=seed_.key.encode())
        yield seed_, out.getvalue()


def interrupted(seeds: Iterable[PhotoSeed]) -> Iterator[tuple[PhotoSeed, bytes]]:
    """Lose power after a while."""
    for number, pair in enumerate(quickly(seeds)):
        if number == 40:
            raise KeyboardInterrupt
        yield pair


def silent(_done: int, _of: int) -> None:
    """Say nothing."""


@cache
def seeded(template: Template, engine: str) -> Settings:
    """A county whose first seeding was interrupted; nobody has it open."""
    settings = empty(template, engine, template.folder / f"county-{engine}")
    database = Database(settings, lambda: NOW)
    migrate(database)
    with pytest.raises(KeyboardInterrupt):
        seed(database, Files(settings.storage), silent, interrupted)
    assert seed(database, Files(settings.storage), silent, quickly) > 500
    database.close()
    return settings


def copied(template: Template, folder: Path) -> Settings:
    """The county on SQLite in a folder of its own, to be written to."""
    shutil.copytree(seeded(template, "sqlite").data_dir, folder)
    return Settings(data_dir=folder, disk_reserve_bytes=0, disk_reserve_percent=0, worker=False)


def empty(template: Template, engine: str, folder: Path) -> Settings:
    """Settings of a database with nobody in it."""
    url = ""
    if engine == "postgresql":
        base = template.settings(engine).database_url
        url = base.replace(base.partition("?")[0].rsplit("/", 1)[1], name := f"demo{uuid4().hex}", 1)
        admin = create_engine(base, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        admin.dispose()
    keys.initialise(folder, NOW)
    return Settings(data_dir=folder, database_url=url, disk_reserve_bytes=0, disk_reserve_percent=0)
