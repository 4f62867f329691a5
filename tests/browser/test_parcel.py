"""The queue as a file: carried without a network to another phone of the same person, whose server then gets each thing once."""

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app import pages
from tests.browser.device import hashes_on
from tests.browser.hands import ready_offline, record, seal, shoot, sign_in
from tests.making import a_task
from tests.world import World

SITE = "下梨坞村2组排洪渠"
FACTS = "下梨坞村2组排洪渠内积存生活垃圾约3立方米"
PASSPHRASE = "过河不打湿脚-0731"
LOOK = "async () => { await (await navigator.serviceWorker.getRegistration())?.update().catch(() => undefined) }"
LEFT = """async () => [(await navigator.serviceWorker.getRegistrations()).length,
  (await caches.keys()).filter(name => name.startsWith('mingcha-')).length]"""


def _a_visit_offline(phone) -> Page:
    """Sealed in the hills with two photographs, and another one begun."""
    page: Page = phone.open()
    sign_in(page, "inspector")
    expect(page.get_by_text(SITE).first).to_be_visible()
    ready_offline(page)
    phone.network(on=False)
    page.get_by_text(SITE).first.click()
    shoot(page, 2)
    page.get_by_role("button", name="记问题").click()
    record(page, FACTS)
    page.get_by_role("button", name="记好了").click()
    seal(page)
    page.goto("/phone/camera?new=1")
    shoot(page, 1)
    return page


def _themes(page: Page, look, name: str) -> None:
    for theme in ("light", "dark", "sun"):
        page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
        look(page, f"05-{name}-{theme}")


def _export(page: Page, look, to: Path) -> None:
    page.goto("/phone/outbox")
    _themes(page, look, "outbox-waiting")
    page.get_by_role("link", name=re.compile(r"导出、导入")).click()
    page.locator("#p-first").fill("short")
    page.get_by_role("button", name="导出", exact=True).click()
    expect(page.get_by_text("口令至少 10 个字")).to_be_visible()
    page.locator("#p-first").fill(PASSPHRASE)
    page.locator("#p-second").fill(PASSPHRASE)
    with page.expect_download() as saving:
        page.get_by_role("button", name="导出", exact=True).click()
    saving.value.save_as(to)
    expect(page.get_by_text("已装好：1 件、草稿 1 份、照片 3 张。")).to_be_visible()
    _themes(page, look, "parcel-out")


def _import(page: Page, file: Path, passphrase: str = PASSPHRASE) -> None:
    page.goto("/phone/parcel")
    page.locator("input[type=file]").set_input_files(file)
    page.locator("#p-in").fill(passphrase)
    page.get_by_role("button", name="导入", exact=True).click()


def test_a_queue_is_carried_to_another_phone_of_the_same_person(world: World, device, look, tmp_path: Path) -> None:
    a_task(world)
    first = device("phone-first")
    page = _a_visit_offline(first)
    taken, file = hashes_on(page), tmp_path / "queue.mcparcel"
    _export(page, look, file)
    written = file.read_bytes()
    assert len(taken) == 3
    for word in (SITE, "inspector", "sha256", *taken):
        assert word.encode() not in written

    other = device("phone-of-another").open()
    sign_in(other, "inspector2")
    _import(other, file)
    expect(other.get_by_text(re.compile(r"只能由本人登录后导入"))).to_be_visible()
    assert hashes_on(other) == {}

    second = device("phone-second")
    page = second.open()
    sign_in(page, "inspector")
    _import(page, file, "wrong passphrase")
    expect(page.get_by_text(re.compile(r"口令不对"))).to_be_visible()
    _import(page, file)
    expect(page.get_by_text("已导入：1 件、草稿 1 份、照片 3 张。")).to_be_visible()
    _themes(page, look, "parcel-in")
    assert hashes_on(page) == taken
    page.goto("/phone/outbox")
    expect(page.get_by_text(re.compile(r"收讫 · 2 张校验一致"))).to_be_visible()

    first.network(on=True)
    first.context.pages[0].goto("/phone/outbox")
    expect(first.context.pages[0].get_by_text(re.compile(r"收讫 · 2 张校验一致"))).to_be_visible()
    reports = world.as_("reviewer").get("/reports").json()["items"]
    assert len(reports) == 1
    evidence = world.as_("reviewer").get(f"/reports/{reports[0]['id']}").json()["evidence"]
    assert len(evidence) == 2
    assert all(taken[line["id"]] == line["sha256"] for line in evidence)
    _the_list(page, look, tmp_path)


def _the_list(page: Page, look, folder: Path) -> None:
    """On the phone, on paper, and as a table."""
    page.get_by_role("link", name=re.compile(r"回执清单")).click()
    expect(page.get_by_text("共 1 张回执")).to_be_visible()
    _themes(page, look, "receipts")
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="打印")).to_be_hidden()
    page.emulate_media(media="screen")
    with page.expect_download() as saving:
        page.get_by_role("button", name="存成表格").click()
    saving.value.save_as(folder / "list.csv")
    said = (folder / "list.csv").read_text(encoding="utf-8-sig")
    assert said.count("\n") == 1
    assert SITE in said


def _await_gone(page: Page) -> None:
    """Neither a worker nor what it cached. The browser looks for a new worker more than once, as it does at every opening."""
    for _ in range(40):
        if page.evaluate(LEFT) == [0, 0]:
            return
        page.evaluate(LOOK)
        page.wait_for_timeout(250)
    raise AssertionError(page.evaluate(LEFT))


def test_a_bad_worker_is_taken_away_and_no_work_with_it(
    world: World, device, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    a_task(world)
    phone = device("phone-bad-worker")
    page = _a_visit_offline(phone)
    taken = hashes_on(page)
    shutil.copytree(pages.STATIC, tmp_path / "static")
    shutil.copy(pages.STATIC / "sw-off.js", tmp_path / "static" / "sw.js")
    monkeypatch.setattr(pages, "STATIC", tmp_path / "static")
    uploads = re.compile(r".*/uploads.*")
    phone.context.route(uploads, lambda route: route.abort())
    phone.network(on=True)
    _await_gone(page)
    page.goto("/phone/outbox")
    expect(page.get_by_text(SITE)).to_be_visible()
    assert hashes_on(page) == taken
    phone.context.unroute(uploads)
    page.reload()
    page.get_by_role("button", name="现在就传").click()
    expect(page.get_by_text(re.compile(r"收讫 · 2 张校验一致"))).to_be_visible()
