"""A tour of the demo county: every account signs in and opens every page it is offered, and one of each kind behind it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request, Response, expect

from app.demo import county
from app.demo.county import demo_id
from app.identity import service as identity
from app.identity.models import User
from app.pages import STATIC
from tests.browser.conftest import LOOKED_AT
from tests.browser.device import CHROMIUM, FLAGS, ID, PHONE, PLACE
from tests.county import NOW, copied
from tests.world import MovableClock, Template, World, running

OFFICE, WIDE = {"width": 1280, "height": 800}, {"width": 1440, "height": 900}
ON_THE_PHONE = ("inspector", "inspector2", "leader1", "township", "township-head", "dept")
AT_THE_DESK = (
    "reviewer", "director", "approver", "county-leader", "review-officer", "discipline", "media", "sysadmin", "secadmin", "auditor",
)  # fmt: skip
ALSO_AT_THE_DESK = ("dept", "leader1")  # whose phones offer the way there
BUSY, LEAST = ("reviewer", "director", "approver", "county-leader"), 8  # who has many pages, and so many at least
DESKS = AT_THE_DESK + ALSO_AT_THE_DESK
DETAILS = {  # what rows without an address of their own open
    "/office/missions": "/missions", "/office/orders": "/orders", "/office/tasks": "/tasks", "/office/results": "/results",
    "/office/telegrams": "/telegrams", "/office/conclusions": "/conclusions", "/office/conclusions/reviews": "/reviews",
    "/office/looks": "/reinspection-plans",
}  # fmt: skip
ANSWERED = 20_000  # milliseconds
CODE = re.compile(r"(?<![\w@/.:-])[a-z]+(?:[._][a-z]+)+(?![\w@/:-])|(?<![\w@/.:-])[a-z]{4,}(?![\w@/.:-])")
GO = "path => { history.pushState({}, '', path); dispatchEvent(new PopStateEvent('popstate', { state: null })) }"
LATIN = frozenset(part for account in county.accounts() for part in account.username.split("-"))  # names to sign in with

WAITS = re.compile(r"/evidence/[-0-9a-f]{36}/(thumbnail|preview)$")


@dataclass
class Tour:
    """One account on one screen, and everything that was wrong on the way."""

    page: Page
    name: str
    seen: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    waiting: int = 0

    def __post_init__(self) -> None:
        """Listen before the first page."""
        self.page.set_default_timeout(ANSWERED)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self._note(f"thrown: {error}"))
        self.page.on("response", self._answered)
        self.page.on("request", self._asked)
        self.page.on("requestfinished", self._ended)
        self.page.on("requestfailed", self._ended)

    def _note(self, what: str) -> None:
        self.wrong.append(f"{ID.sub('{id}', self.page.url)}: {what}")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not WAITS.search(str(message.location.get("url"))):
            self._note(f"console: {message.text[:200]}")

    def _answered(self, response: Response) -> None:
        waits = response.status == 409 and WAITS.search(response.url)  # nobody has checked its mask: a placeholder is shown
        if response.status >= 400 and not waits:
            self._note(f"{response.status} {response.request.method} {response.url}")

    def _asked(self, _request: Request) -> None:
        self.waiting += 1

    def _ended(self, _request: Request) -> None:
        self.waiting -= 1

    def sign_in(self) -> None:
        """By the form, as people do."""
        self.page.goto("/signin")
        self.page.locator("input[name=username]").fill(self.name)
        self.page.locator("input[name=password]").fill(county.source()["accounts"]["password"])
        self.page.locator("button[type=submit]").click()
        self.page.wait_for_url(re.compile(r"^[^?]*/(phone|office)/"))
        self.settle()

    def settle(self) -> None:
        """Wait until every question is answered and the page has been drawn: quiet three looks in a row."""
        quiet = 0
        while quiet < 3:
            self.page.wait_for_timeout(20)
            quiet = quiet + 1 if self.waiting <= 0 else 0
        expect(self.page.locator("[aria-busy=true], .skel, .bars")).to_have_count(0)

    def go(self, path: str) -> None:
        """As the router goes, without loading the house anew."""
        self.page.evaluate(GO, path)
        self.settle()

    def walk(self, frame: str, start: str, look: Path | None) -> None:
        """Open what is offered, page by page, one of each kind."""
        ahead = [start]
        while ahead:
            path = ahead.pop(0)
            kind = ID.sub("{id}", path)
            if kind in self.seen:
                continue
            self.seen.add(kind)
            self.go(path)
            self._look_at(kind, look)
            ahead += [each for each in self._offered(frame) if ID.sub("{id}", each) not in self.seen]

    def _offered(self, frame: str) -> list[str]:
        found: list[str] = self.page.eval_on_selector_all(
            "a[href]", "links => links.filter(one => one.offsetParent !== null).map(one => one.getAttribute('href'))"
        )
        return [each.partition("?")[0] for each in found if each.startswith(frame)]

    def _look_at(self, kind: str, look: Path | None) -> None:
        page = self.page
        if page.locator(".face[role=alert], .ag").count():
            self._note("a failed face")
        over = page.evaluate("document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth")
        if over > 0:
            self._note(f"wider than the screen by {over} px")
        text = page.evaluate("document.body.innerText")
        codes = set(CODE.findall(text)) - LATIN
        if codes:
            self._note(f"codes on the screen: {sorted(codes)}")
        if look is not None:
            look.mkdir(parents=True, exist_ok=True)
            name = kind.strip("/").replace("/", "-").replace("{id}", "one")
            page.screenshot(path=str(look / f"{self.name}-{name}.png"))


@pytest.fixture(scope="module")
def house(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The county being served, its clock at the end of the story."""
    if not (STATIC / "index.html").is_file():
        raise RuntimeError("the pages are not built: make app/static/index.html")
    clock = MovableClock()
    clock.set(NOW)
    with running(copied(template, tmp_path_factory.mktemp("tour") / "county"), clock) as made:
        yield made


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One browser; everybody a profile of their own."""
    if CHROMIUM is None:
        raise RuntimeError("Chromium is missing: sudo apt-get install -y --no-install-recommends chromium")
    made = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
    yield made
    made.close()


def profile(browser: Browser, house: World, size: dict[str, int], theme: str = "light") -> BrowserContext:
    """A device of its own, without a service worker between it and the server."""
    made = browser.new_context(
        base_url=house.base_url, viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai", geolocation=PLACE,
        permissions=["geolocation", "camera"], service_workers="block", has_touch=size is PHONE,
    )  # fmt: skip
    made.add_init_script(f"localStorage.setItem('theme', '{theme}')")
    made.new_page()
    return made


def toured(browser: Browser, house: World, name: str, size: dict[str, int], frame: str, theme: str | None = None) -> list[str]:
    """Everything wrong on one account's tour; with a theme every screen is kept to be looked at."""
    made = profile(browser, house, size, theme or "light")
    tour = Tour(made.pages[0], name)
    tour.sign_in()
    start = made.pages[0].evaluate("location.pathname")
    look = LOOKED_AT / f"tour-{theme}-{size['width']}" if theme else None
    tour.walk(frame, start if start.startswith(frame) else frame, look)
    for page, address in DETAILS.items():
        if page in tour.seen and f"{page}/{{id}}" not in tour.seen and (first := _first(house, name, address)):
            tour.walk(frame, f"{page}/{first}", look)
    made.close()
    least = LEAST if frame == "/phone" or name in BUSY else 1
    return tour.wrong + ([] if len(tour.seen) >= least else [f"only {sorted(tour.seen)} were offered"])


def _first(house: World, name: str, address: str) -> str | None:
    """The first row of a list as the account reads it."""
    with house.database.transaction() as tx:
        account = tx.session.get_one(User, demo_id("user", name))
        token = identity.sign_in(tx, house.app.state.keys, account, "Chrome · Linux").access_token
    with house.client({"Authorization": f"Bearer {token}"}) as client:
        rows = client.get(address).json().get("items", [])
    return rows[0]["id"] if rows else None


@pytest.mark.parametrize("name", ON_THE_PHONE)
def test_a_phone_opens_everything_it_offers(house: World, browser: Browser, name: str) -> None:
    assert toured(browser, house, name, PHONE, "/phone") == []


@pytest.mark.parametrize("name", DESKS)
def test_a_desk_opens_everything_it_offers(house: World, browser: Browser, name: str) -> None:
    assert toured(browser, house, name, OFFICE, "/office") == []


@pytest.mark.nightly
@pytest.mark.parametrize("theme", ["light", "dark", "sun"])
@pytest.mark.parametrize("name", ON_THE_PHONE)
def test_a_phone_in_any_light(house: World, browser: Browser, name: str, theme: str) -> None:
    assert toured(browser, house, name, PHONE, "/phone", theme) == []


@pytest.mark.nightly
@pytest.mark.parametrize("name", DESKS)
def test_a_small_desk_to_be_looked_at(house: World, browser: Browser, name: str) -> None:
    assert toured(browser, house, name, OFFICE, "/office", "light") == []


@pytest.mark.nightly
@pytest.mark.parametrize("theme", ["light", "dark", "sun"])
@pytest.mark.parametrize("name", DESKS)
def test_a_wide_desk_in_any_light(house: World, browser: Browser, name: str, theme: str) -> None:
    assert toured(browser, house, name, WIDE, "/office", theme) == []
