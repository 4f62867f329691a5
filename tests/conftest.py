"""Fixtures every room shares."""

import os
import tempfile
from collections.abc import Callable, Iterator

import pytest

from tests.world import Template, World, running

os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="mingcha-"))  # the PostgreSQL wheel asks for it, and warns without


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    """Migrated databases to copy from."""
    made = Template(tmp_path_factory.mktemp("worlds"))
    yield made
    made.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    """Both databases: every test that asks for a world runs on each."""
    return str(request.param)


@pytest.fixture
def world(template: Template, engine: str) -> Iterator[World]:
    """A fresh running server."""
    with running(template.settings(engine)) as made:
        yield made


@pytest.fixture
def as_(world: World) -> Callable[[str], object]:
    """A signed-in client by username."""
    return world.as_
