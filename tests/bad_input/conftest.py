"""One world per file and engine: refusals leave nothing behind, which is what these tests are about."""

from collections.abc import Iterator

import pytest

from tests.world import Template, World


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def house(template: Template, request: pytest.FixtureRequest) -> Iterator[World]:
    """A running server."""
    with template.world(request.param, body_max_bytes=65536, manifest_max_bytes=1_000_000) as made:
        yield made
