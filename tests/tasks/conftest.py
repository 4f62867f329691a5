"""One world for tests that need neither another time nor other rules."""

from collections.abc import Iterator

import pytest

from tests.world import Template, World, running


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared(template: Template, request: pytest.FixtureRequest) -> Iterator[World]:
    """A world of the module."""
    with running(template.settings(request.param)) as made:
        yield made
