"""One server per file and engine: every test here brings its own photograph."""

from collections.abc import Callable, Iterator

import pytest

from tests.making import a_task
from tests.uploads.tus import PHOTO, Declared, Tus, declare
from tests.world import Template, World

DAYS_10 = 864_000  # tests here let days go by


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    """Both databases."""
    return str(request.param)


@pytest.fixture(scope="module")
def world(template: Template, engine: str) -> Iterator[World]:
    """A server that the tests of one file share."""
    with template.world(engine, access_token_s=DAYS_10) as made:
        yield made


@pytest.fixture(scope="module")
def task_id(world: World) -> str:
    """A task to report on."""
    return str(a_task(world)["id"])


@pytest.fixture
def tus(world: World) -> Tus:
    """The inspector's client."""
    return Tus(world.as_("inspector"))


@pytest.fixture
def another(world: World) -> Tus:
    """Another inspector's client."""
    return Tus(world.as_("inspector2"))


@pytest.fixture
def declaring(tus: Tus, task_id: str) -> Callable[..., Declared]:
    """Declare a photograph of the inspector's."""

    def make(photo: bytes = PHOTO, *others: bytes) -> Declared:
        return declare(tus.client, task_id, photo, *others)

    return make


@pytest.fixture
def declared(declaring: Callable[..., Declared]) -> Declared:
    """A declared photograph of 10,240 bytes, alone in its report."""
    return declaring()


@pytest.fixture
def place(tus: Tus, declared: Declared) -> str:
    """A fresh upload for it."""
    return tus.open(declared)
