"""The seeded county for every test that reads it."""

from collections.abc import Iterator

import pytest

from app.core.db import Database
from tests.county import NOW, seeded
from tests.world import Template


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def demo(request: pytest.FixtureRequest, template: Template) -> Iterator[Database]:
    """The county at the end of its story, on each database."""
    database = Database(seeded(template, request.param), lambda: NOW)
    yield database
    database.close()
