"""A server with its worker running, and devices to use it with."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from app.pages import STATIC
from tests.browser.device import DESK, PHONE, Device, held, screens
from tests.browser.hands import sign_in
from tests.world import PASSWORD, Template, World

LOOKED_AT = Path(__file__).parents[2] / "test-results" / "screens"


@pytest.fixture
def engine() -> str:
    """What a browser sees does not depend on the database: the journeys run on both, screens on one."""
    return "sqlite"


@pytest.fixture
def world(template: Template, engine: str) -> Iterator[World]:
    """A running server that also does its background work."""
    if not (STATIC / "index.html").is_file():
        raise RuntimeError("the pages are not built: make app/static/index.html")
    with template.world(engine, worker=True) as made:
        yield made


@pytest.fixture
def device(playwright: Playwright, world: World, tmp_path: Path) -> Iterator[Callable[[str], Device]]:
    """A phone or a desk, each with its own storage, by name."""
    with ExitStack() as stack:

        def make(name: str) -> Device:
            size = DESK if name.startswith("desk") else PHONE
            return stack.enter_context(held(Device(playwright, tmp_path / name, world.base_url, size)))

        yield make


@pytest.fixture
def at(playwright: Playwright, world: World) -> Iterator[Callable[[str, str], Page]]:
    """Somebody at his own screen, signed in, on a page."""
    with screens(playwright, world.base_url) as turn_on:

        def sit(who: str, path: str) -> Page:
            page = turn_on(PHONE if path.startswith("/phone") else DESK)
            page.goto(path)
            sign_in(page, who)
            expect(page).to_have_url(re.compile(f"{path}$"))
            return page

        yield sit


@pytest.fixture
def look() -> Callable[..., None]:
    """Keep a screenshot for people to look at."""
    LOOKED_AT.mkdir(parents=True, exist_ok=True)

    def keep(page: object, name: str) -> None:
        page.wait_for_load_state("networkidle")  # type: ignore[attr-defined]
        page.screenshot(path=str(LOOKED_AT / f"{name}.png"))  # type: ignore[attr-defined]

    return keep


@pytest.fixture
def password() -> str:
    """Everybody's password."""
    return PASSWORD
