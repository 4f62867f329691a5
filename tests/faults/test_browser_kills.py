"""R17: the browser dies at any moment; its room, tabs, clock, version and user change. What the screen called saved is not lost."""

import os
import random
import re
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, CDPSession, Page, Playwright, Route, expect

from app import pages
from tests.browser.device import PHONE, Device, held, screens
from tests.browser.hands import agree, ready_offline, seal, sign_in
from tests.faults.browsers import PHOTOS, SITE, STEPS, Doomed, Oracle, finding, photographs, shot, to_camera
from tests.making import a_task
from tests.world import Template, World

SEED = int(os.environ.get("MINGCHA_FAULT_SEED", "20261130"))
REPEATS = int(os.environ.get("MINGCHA_BROWSER_REPEATS", "2"))
LEAST_MOMENTS = 40  # a story with fewer was not told
WRITING = STEPS[1:]  # before the shutter nothing is written
ARRIVED = re.compile(rf"收讫 · {PHOTOS} 张校验一致")
MANY = 167  # of 500, in three reports: one takes no more than 200


@pytest.fixture(scope="module")
def world(template: Template) -> Iterator[World]:
    """One server for all stories, each a report of its own."""
    if not (pages.STATIC / "index.html").is_file():
        raise RuntimeError("the pages are not built: make app/static/index.html")
    with template.world("sqlite", worker=True) as made:
        a_task(made)
        yield made


@pytest.fixture
def oracle(world: World) -> Oracle:
    """What the office had before this story."""
    return Oracle(world)


@pytest.fixture
def phone(playwright: Playwright, world: World) -> Iterator[Callable[..., Page]]:
    """An inspector's phone, signed in and ready to lose its network; its browser is not killed."""
    with screens(playwright, world.base_url) as turn_on:

        def take(*without: str) -> Page:
            page = turn_on(PHONE)
            for address in without:
                page.context.route(address, lambda route: route.abort())
            page.goto("/signin")
            return ready(page)

        yield take


def ready(page: Page, who: str = "inspector") -> Page:
    """Signed in, with everything a start without a network needs."""
    sign_in(page, who)
    expect(page.get_by_text(SITE).first).to_be_visible()
    ready_offline(page)
    return page


def tell(page: Page) -> None:
    """The story up to its seal."""
    to_camera(page)
    photographs(page)
    finding(page)
    seal(page)


def offline(page: Page, *, on: bool) -> None:
    """No network, or one again."""
    page.context.set_offline(on)


def cdp(page: Page, method: str, **given: object) -> None:
    """Ask the browser itself."""
    page.context.new_cdp_session(page).send(method, given)


def killed(playwright: Playwright, world: World, folder: Path, stops: list[int]) -> Counter[str]:
    """One phone for each stop; what came of them."""
    counts, oracle = Counter[str](), Oracle(world)
    for n, stop in enumerate(stops):
        doomed = Doomed(playwright, folder / f"{n}", world.base_url)
        with held(doomed.device):
            doomed.live(stop)
            counts["killed"] += doomed.said is not None
            sent = doomed.again() if doomed.said else True
        counts["acked"] += bool(doomed.said and doomed.said.promised)
        counts["sent"] += sent
        for breach in [*doomed.breaches, *oracle.breaches(int(sent))]:
            counts[breach.partition(":")[0]] += 1
            sys.stderr.write(f"moment {stop}: {breach}\n")
        shutil.rmtree(folder / f"{n}", ignore_errors=True)
    counts["photographs read back"] = oracle.photos
    counts["broken"] = len(oracle.structure())
    return counts


def moments(playwright: Playwright, world: World, folder: Path) -> list[tuple[str, str]]:
    """The story told to its end, once: every moment it could die at."""
    whole = Doomed(playwright, folder / "whole", world.base_url)
    with held(whole.device):
        whole.live()
    found = Counter(whole.moments)
    assert len(whole.moments) >= LEAST_MOMENTS, found
    assert all(found[step, kind] for step in WRITING for kind in ("asked", "kept")), found
    assert found["photographs", "shown"] == PHOTOS, found
    return whole.moments


def lost_nothing(counts: Counter[str], stops: int, *, least_killed: int) -> None:
    """Say what was tried, and that nothing came of it."""
    sys.stderr.write(f"\nbrowser kills: points {stops}, {dict(counts)}\n")
    assert counts["killed"] >= least_killed, counts
    assert counts["acked"] > 0, counts
    assert counts["sent"] > 0, counts
    assert (counts["lost"], counts["doubled"], counts["half"], counts["broken"]) == (0, 0, 0, 0), counts


def test_killed_in_each_step(playwright: Playwright, world: World, tmp_path: Path) -> None:
    """One moment of each step, by the seed; and the first time a photograph is said to be taken."""
    found, chance = moments(playwright, world, tmp_path), random.Random(SEED)
    stops = [chance.choice([n for n, (at, _) in enumerate(found) if at == step]) for step in WRITING]
    stops.append(found.index(("photographs", "shown")))
    lost_nothing(killed(playwright, world, tmp_path, stops), len(stops), least_killed=len(stops) - 1)


@pytest.mark.nightly
def test_killed_at_every_moment(playwright: Playwright, world: World, tmp_path: Path) -> None:
    """Every moment there is, as often as is asked for."""
    stops = list(range(len(moments(playwright, world, tmp_path)))) * REPEATS
    lost_nothing(killed(playwright, world, tmp_path, stops), len(stops), least_killed=len(stops) * 9 // 10)


@pytest.mark.parametrize("cut", STEPS)
def test_the_network_goes_in_each_step(phone, oracle: Oracle, cut: str) -> None:
    page = phone()
    for step, act in zip(STEPS, (to_camera, photographs, finding, seal), strict=False):
        if step == cut:
            offline(page, on=True)
        act(page)
    if cut == "sending":
        offline(page, on=True)
    page.reload() if cut == "seal" else None
    offline(page, on=False)
    expect(page.get_by_text(ARRIVED)).to_be_visible()
    assert oracle.breaches(1) == []


def test_no_room_is_said_and_takes_nothing_along(playwright: Playwright, world: World, tmp_path: Path, oracle: Oracle) -> None:
    device, asked = Device(playwright, tmp_path / "full", world.base_url, PHONE), list[CDPSession]()

    def fill(context: BrowserContext) -> None:
        """Before the app has read how much room there is: the browser asks rarely."""
        asked.append(context.new_cdp_session(context.pages[0]))
        asked[0].send("Storage.overrideQuotaForOrigin", {"origin": world.base_url, "quotaSize": 1})

    with held(device):
        page = ready(device.open("/signin"))
        offline(page, on=True)
        to_camera(page)
        shot(page, 1)
        device.close()
        page = device.open("/phone/today", online=False, before=fill)
        page.locator("a.rck").click()
        page.get_by_role("link", name="取证").last.click()
        page.get_by_role("button", name="拍照", exact=True).click()
        expect(page.get_by_role("alert")).to_contain_text("本机空间不够，这张没有存下")
        expect(page.get_by_role("link", name="查看本组 1 张")).to_be_visible()
        asked[0].send("Storage.overrideQuotaForOrigin", {"origin": world.base_url})
        shot(page, 2)
        finding(page)
        seal(page)
        offline(page, on=False)
        expect(page.get_by_text(ARRIVED)).to_be_visible()
    assert oracle.breaches(1) == []


def test_a_phone_that_was_emptied_is_told_what_it_had(phone, oracle: Oracle, world: World) -> None:
    """What was not sent is gone with the storage; the office's row knows of it, and the phone says so."""
    page = phone("**/device-states/*", "**/api/v1/reports/*")
    tell(page)
    page.context.unroute("**/device-states/*")
    page.goto("/phone/me")
    expect(page.get_by_text("告诉督查室的")).to_be_visible()
    _contacted(page, world, 1)
    cdp(page, "Storage.clearDataForOrigin", origin=world.base_url, storageTypes="all")
    page.goto("/signin")
    sign_in(page, "inspector")
    expect(page.get_by_text("您还有没送到的")).to_be_visible()
    expect(page.get_by_text(re.compile(r"还有 1 件没送到"))).to_be_visible()
    assert oracle.breaches(0) == []


def _contacted(page: Page, world: World, unsent: int) -> None:
    """The office knows of so many."""
    for _ in range(100):
        page.wait_for_timeout(100)
        found = world.as_("director").get("/device-states").json()["items"]
        if any(one["unsent_count"] == unsent for one in found):
            return
    raise AssertionError(found)


def test_two_tabs_send_once(phone, oracle: Oracle) -> None:
    page = phone()
    offline(page, on=True)
    to_camera(page)
    photographs(page)
    finding(page)
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.get_by_role("button", name="封存并待传")).to_be_visible()
    seal(page)
    other.get_by_role("button", name="封存并待传").click()
    agree(other, "封存并待传")
    other.goto("/phone/outbox")
    sent: list[str] = []
    page.context.on("request", lambda request: sent.append(request.method) if "/uploads" in request.url else None)
    offline(page, on=False)
    for tab in (page, other):
        expect(tab.get_by_text(ARRIVED)).to_be_visible()
    assert sent.count("POST") == PHOTOS
    assert oracle.breaches(1) == []


def test_another_tab_wants_a_newer_database(phone, oracle: Oracle) -> None:
    """`versionchange`: the first tab lets go, and opens again for its next photograph."""
    page = phone()
    offline(page, on=True)
    to_camera(page)
    shot(page, 1)
    other = page.context.new_page()
    other.goto("/phone/today")
    happened = other.evaluate(
        """async () => {
      const held = (await indexedDB.databases()).find(one => /^mingcha-(?!session)/.test(one.name))
      return new Promise(done => {
        const ask = indexedDB.open(held.name, held.version + 1)
        ask.onblocked = () => done('blocked')
        ask.onupgradeneeded = () => { ask.transaction.abort(); done('given way') }
      })
    }"""
    )
    assert happened == "given way"
    other.close()
    shot(page, 2)
    finding(page)
    seal(page)
    offline(page, on=False)
    expect(page.get_by_text(ARRIVED)).to_be_visible()
    assert oracle.breaches(1) == []


@pytest.mark.parametrize("days", [-2, 2])
def test_the_clock_jumps_while_something_waits(phone, oracle: Oracle, days: int) -> None:
    """Put back or forward while the server is busy: what waits is sent within its usual time, and nobody has to touch it."""
    page = phone()
    busy = {"status": 503, "headers": {"Retry-After": "1"}, "body": ""}
    asked: list[str] = []

    def refuse(route: Route) -> None:
        asked.append(route.request.method)
        route.fulfill(**busy)  # type: ignore[arg-type]

    page.context.route("**/api/v1/reports/*", refuse)
    tell(page)
    expect(page.get_by_text(re.compile(r"秒后再试|稍后再试|再试"))).to_be_visible()
    assert asked
    page.clock.set_system_time(datetime.now(UTC) + timedelta(days=days))
    page.context.unroute_all()
    expect(page.get_by_text(ARRIVED)).to_be_visible(timeout=60_000)
    assert oracle.breaches(1) == []


def test_signing_out_keeps_the_queue_for_its_owner(phone, oracle: Oracle) -> None:
    page = phone()
    offline(page, on=True)
    tell(page)
    page.goto("/phone/me")
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_text("还有 2 张没送达")).to_be_visible()
    agree(page, "退出登录")
    page.wait_for_url(re.compile(r"/signin"))
    offline(page, on=False)
    ready(page, "inspector2")
    page.goto("/phone/outbox")
    expect(page.get_by_text("没有要传的")).to_be_visible()
    assert oracle.breaches(0) == []
    page.goto("/phone/me")
    page.get_by_role("button", name="退出登录").click()
    agree(page, "退出登录")
    page.wait_for_url(re.compile(r"/signin"))
    sign_in(page, "inspector")
    page.goto("/phone/outbox")
    expect(page.get_by_text(ARRIVED)).to_be_visible()
    assert oracle.breaches(1) == []


def test_a_new_version_waits_for_the_queue(phone, oracle: Oracle, monkeypatch, tmp_path: Path) -> None:
    """Its service worker comes while a photograph is on its way: offered when all has arrived, not before."""
    shutil.copytree(pages.STATIC, tmp_path / "static")
    monkeypatch.setattr(pages, "STATIC", tmp_path / "static")
    page = phone()
    page.reload()
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    offline(page, on=True)
    tell(page)
    waiting, let = list[Route](), list[bool]()

    def hold(route: Route) -> None:
        """On its way until it is let through."""
        route.continue_() if let else waiting.append(route)

    page.context.route("**/api/v1/uploads/*", hold)
    offline(page, on=False)
    expect(page.get_by_text("正在传").first).to_be_visible()
    with (tmp_path / "static" / "sw.js").open("a", encoding="utf-8") as script:
        script.write("\n// another build\n")
    page.evaluate("async () => { await (await navigator.serviceWorker.getRegistration()).update() }")
    page.get_by_role("link", name="我的", exact=True).click()
    expect(page.get_by_role("button", name=re.compile(r"新版本"))).to_be_disabled()
    let.append(True)
    for route in waiting:
        route.continue_()
    page.get_by_role("link", name=re.compile(r"没送达的")).click()
    expect(page.get_by_text(ARRIVED)).to_be_visible()
    page.get_by_role("link", name="我的", exact=True).click()
    page.get_by_role("button", name=re.compile(r"新版本")).click()
    agree(page, "现在更新")
    expect(page.get_by_role("button", name=re.compile(r"新版本"))).to_have_count(0)
    page.goto("/phone/outbox")
    expect(page.get_by_text(ARRIVED)).to_be_visible()
    assert oracle.breaches(1) == []


@pytest.mark.nightly
def test_five_hundred_photographs(phone, oracle: Oracle) -> None:
    page = phone()
    for _ in range(3):
        offline(page, on=True)
        page.goto("/phone/today")
        to_camera(page)
        for n in range(1, MANY + 1):
            shot(page, n)
        finding(page)
        seal(page)
    with ExitStack() as stack:
        stack.callback(offline, page, on=False)
    expect(page.get_by_text(re.compile(rf"收讫 · {MANY} 张校验一致"))).to_have_count(3, timeout=600_000)
    assert oracle.breaches(3, MANY) == []
    assert oracle.photos == 3 * MANY
