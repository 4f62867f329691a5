"""Fixtures every room shares."""

import gc
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Playwright, expect, sync_playwright
from xdist.scheduler import LoadScopeScheduling

from tests import arrows
from tests.world import Template, World

os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="mingcha-"))  # the PostgreSQL wheel asks for it, and warns without
WHOLE = "MINGCHA_WHOLE_RUN"  # set by tests/run.sh: only a whole run can say that an arrow was left out


# what takes longest begins first, so that both workers end together; everything in Chromium is one worker's
FIRST = (
    "browser/", "faults/test_browser", "contracts/test_schemathesis.py", "secrecy/test_twin_worlds.py",
    "secrecy/test_sealed_missions.py", "faults/test_kill.py", "faults/test_postgresql.py", "secrecy/test_idor_matrix.py",
    "deadlines/test_once.py", "demo/", "secrecy/", "bad_input/", "sync/", "missions/", "rectification/",
)  # fmt: skip
ENGINES = ("sqlite", "postgresql")
A_DAY = 86_400  # seconds


class ByFile(LoadScopeScheduling):
    """Gives a worker a file on one database at a time, for its worlds are shared by module; all of Chromium goes to one worker."""

    def _split_scope(self, nodeid: str) -> str:
        file, _, rest = nodeid.partition("::")
        if file.startswith(("tests/browser/", "tests/faults/test_browser")):
            return "browser"
        given = rest.partition("[")[2].removesuffix("]").split("-")
        return f"{file} {next((each for each in ENGINES if each in given), '')}"


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    """Ours instead of `loadgroup`, which pytest 9.2 silently turned into a test at a time."""
    return ByFile(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest first."""
    tests = Path(__file__).parent
    place = {item: item.path.relative_to(tests).as_posix() for item in items}
    items.sort(key=lambda item: next((turn for turn, each in enumerate(FIRST) if place[item].startswith(each)), len(FIRST)))


def pytest_collection_finish() -> None:
    """What was collected stays to the end: the garbage collector need not look at it again and again."""
    gc.collect()
    gc.freeze()


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


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """Both databases: every test that asks for a world runs on each."""
    return str(request.param)


@pytest.fixture(scope="module")
def world(template: Template, engine: str) -> Iterator[World]:
    """A running server that the tests of a file share: each brings what it needs, and counts nothing but its own."""
    with template.world(engine, access_token_s=A_DAY) as made:  # however slow the machine, nobody signs in twice
        yield made


@pytest.fixture
def fresh(template: Template, engine: str) -> Iterator[World]:
    """A running server of one's own, for who needs another time, other rules, or nothing in it."""
    with template.world(engine) as made:
        yield made


@pytest.fixture
def as_(world: World) -> Callable[[str], object]:
    """A signed-in client by username."""
    return world.as_


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """One driver for all that open a browser."""
    expect.set_options(timeout=20_000)
    with sync_playwright() as made:
        yield made
