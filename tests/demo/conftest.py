"""The demo county, seeded once on each database for every test that reads it."""

import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pytest
from PIL import Image
from sqlalchemy import create_engine, text

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


def empty(template: Template, engine: str, folder: Path) -> Settings:
    """Settings of a migrated database with nobody in it."""
    url = ""
    if engine == "postgresql":
        base = template.settings(engine).database_url
        url = base.replace(base.partition("?")[0].rsplit("/", 1)[1], name := f"demo{uuid4().hex}", 1)
        admin = create_engine(base, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        admin.dispose()
    return Settings(data_dir=folder, database_url=url, disk_reserve_bytes=0)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def demo(request: pytest.FixtureRequest, template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A seeded county whose first seeding was interrupted."""
    settings = empty(template, request.param, tmp_path_factory.mktemp("demo"))
    database = Database(settings, lambda: NOW)
    migrate(database)
    with pytest.raises(KeyboardInterrupt):
        seed(database, Files(settings.storage), silent, interrupted)
    assert seed(database, Files(settings.storage), silent, quickly) > 500
    yield database
    database.close()
