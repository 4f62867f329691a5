"""Fixtures every room shares."""

import os
import tempfile
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests import arrows
from tests.world import Template, World, running

os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="mingcha-"))  # the PostgreSQL wheel asks for it, and warns without
WHOLE = "MINGCHA_WHOLE_RUN"  # set by tests/run.sh: only a whole run can say that an arrow was left out


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker hands over what it walked; a whole run fails if an arrow of a machine was not."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["arrows"] = [sorted(arrows.PERFORMED), sorted(arrows.REFUSED)]
    elif os.environ.get(WHOLE) and _left_out()[1]:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_testnodedown(node: Any) -> None:
    """Gather what a worker walked."""
    performed, refused = getattr(node, "workeroutput", {}).get("arrows", [[], []])
    arrows.PERFORMED.update(tuple(each) for each in performed)
    arrows.REFUSED.update(tuple(each) for each in refused)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say how many arrows were walked, and which were not."""
    if os.environ.get(WHOLE):
        count, missing = _left_out()
        terminalreporter.write_line(f"state machines: {count} arrows, {len(missing)} left out")
        for each in missing:
            terminalreporter.write_line(f"  {each}", red=True)


def _left_out() -> tuple[int, list[str]]:
    from app.vocabulary import MACHINES

    return arrows.left_out(MACHINES)


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
