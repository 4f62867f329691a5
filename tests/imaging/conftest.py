"""One sandbox for the tests that only look at pictures."""

from collections.abc import Iterator

import pytest

from app.imaging.sandbox import Sandbox


@pytest.fixture(scope="package")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as opened:
        yield opened
