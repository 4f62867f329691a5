"""A phone that is put down, lost, killed, or handed to somebody else: what it shows, what lies on its disk, who opens it."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.device import OPENED, Device, hashes_on
from tests.browser.hands import agree, ready_offline, record, seal, shoot, sign_in
from tests.browser.test_capture import in_every_light
from tests.making import a_task
from tests.world import PASSWORD, World

SITE = "下梨坞村2组排洪渠"
FACTS = "下梨坞村2组排洪渠内积存生活垃圾约3立方米"
PIN = "730915"
JPEG = (b"\xff\xd8\xff\xe0\x00\x10JFIF",)  # as the camera's canvas begins every photograph and every thumbnail
# As release 4 laid it: every record in the open, the database one version older in all that counts.
LAID_OPEN = f"""async () => {{ {OPENED}
  for (const name of base.objectStoreNames) for (const at of await done(store(name).getAllKeys())) {{
    const value = await one(name, at), tx = base.transaction(name, 'readwrite')
    await done(['meta', 'chunks'].includes(name) ? tx.objectStore(name).put(value, at) : tx.objectStore(name).put(value))
  }}
  const boxes = await done(indexedDB.open('vault'))
  await done(boxes.transaction('box', 'readwrite').objectStore('box').put({{ ...box, whole: false }}))
  boxes.close(); base.close()
}}"""
SEALED = f"""async () => {{ {OPENED}
  const names = [...base.objectStoreNames].filter(name => !['unit', 'meta'].includes(name))
  const raws = (await Promise.all(names.map(name => done(store(name).getAll())))).flat()
  base.close()
  return box.whole && raws.every(raw => raw.box) && raws.length
}}"""
RINGED = f"async () => {{ {OPENED} const held = await one('meta', 'ring'); base.close(); return Boolean(held) }}"
HIDE = """on => {
  Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => on ? 'hidden' : 'visible' })
  document.dispatchEvent(new Event('visibilitychange'))
}"""


def press(page: Page, pin: str, then: str) -> None:
    """A PIN under the thumb."""
    for figure in pin:
        page.get_by_role("button", name=figure, exact=True).click()
    page.get_by_role("button", name=then, exact=True).click()


def choose_pin(page: Page) -> None:
    """From the note on the first page, twice the same."""
    page.get_by_role("link", name="去设口令").click()
    press(page, "123456", "下一步")
    expect(page.get_by_text("这样的口令一猜就中")).to_be_visible()
    press(page, PIN, "下一步")
    expect(page.get_by_text("再输一遍")).to_be_visible()
    press(page, PIN, "下一步")
    expect(page.get_by_text("已设好")).to_be_visible()


def unlocked(page: Page, path: str) -> None:
    """A fresh page holds no key: the PIN first."""
    page.goto(path)
    press(page, PIN, "解锁")


def a_report(page: Page, count: int) -> None:
    """Photographs and a finding, sealed into the outbox."""
    page.get_by_text(SITE).first.click()
    shoot(page, count)
    page.get_by_role("button", name="记问题").click()
    record(page, FACTS)
    page.get_by_role("button", name="记好了").click()
    seal(page)


def on_disk(folder: Path, *wanted: bytes) -> list[str]:
    """The profile's files that hold any of these bytes, beside the pages' own caches."""
    files = [
        path
        for path in folder.rglob("*")
        if path.is_file() and re.search(r"IndexedDB|Local Storage|Session Storage|blob", str(path))
    ]
    assert any("IndexedDB" in str(path) for path in files)
    return [str(path.relative_to(folder)) for path in files if any(each in path.read_bytes() for each in wanted)]


def words(*texts: str) -> list[bytes]:
    """As a database may keep them: UTF-8, and UTF-16 in both orders."""
    return [text.encode(code) for text in texts for code in ("utf-8", "utf-16-le", "utf-16-be")]


def _in_the_hills(phone: Device, photographs: int) -> Page:
    """An inspector's phone under a PIN and without a network, a report waiting in its outbox."""
    page = phone.open()
    sign_in(page, "inspector")
    expect(page.get_by_text(SITE).first).to_be_visible()
    choose_pin(page)
    ready_offline(page)
    phone.network(on=False)
    unlocked(page, "/phone/today")
    a_report(page, photographs)
    return page


def test_a_phone_that_is_lost(world: World, device, look, tmp_path: Path) -> None:
    a_task(world)
    phone = device("phone-lost")
    page = _in_the_hills(phone, 2)
    page.get_by_text("今日", exact=True).click()
    page.evaluate(HIDE, True)
    assert page.evaluate("getComputedStyle(document.querySelector('main')).visibility") == "hidden"
    page.evaluate(HIDE, False)
    assert page.evaluate("getComputedStyle(document.querySelector('main')).visibility") == "visible"
    phone.kill()
    assert on_disk(tmp_path / "phone-lost", *words(FACTS, "排洪渠", "积存垃圾"), *JPEG) == []

    page = phone.open("/phone/outbox", online=False)
    expect(page.get_by_text("输入本机口令").first).to_be_visible()
    assert SITE not in page.content()
    press(page, "730916", "解锁")
    expect(page.get_by_text("口令不对。")).to_be_visible()
    for wrong in ("730917", "730918"):
        press(page, wrong, "解锁")
    press(page, "730919", "解锁")
    expect(page.get_by_text(re.compile(r"输错多次，\d 秒后再试"))).to_be_visible()
    expect(page.get_by_role("button", name="1", exact=True)).to_be_enabled(timeout=20_000)
    in_every_light(page, look, "locked", "输入本机口令")
    press(page, PIN, "解锁")
    expect(page.get_by_text(SITE).first).to_be_visible()
    phone.network(on=True)
    expect(page.get_by_text("送达回执").first).to_be_visible()


def test_an_idle_phone_locks_and_a_forgotten_pin_is_helped_with_the_password(world: World, device) -> None:
    a_task(world)
    phone = device("phone-idle")
    page = phone.open()
    sign_in(page, "inspector")
    expect(page.get_by_text(SITE).first).to_be_visible()
    page.wait_for_function(RINGED)
    choose_pin(page)
    unlocked(page, "/phone/today")
    expect(page.get_by_text(SITE).first).to_be_visible()
    page.evaluate(HIDE, True)
    page.evaluate("() => { const now = Date.now; Date.now = () => now() + 60_000 }")
    page.evaluate(HIDE, False)
    expect(page.get_by_text(SITE).first).to_be_visible()
    page.evaluate(HIDE, True)
    page.evaluate("() => { const now = Date.now; Date.now = () => now() + 61_000 }")
    page.evaluate(HIDE, False)
    expect(page.get_by_text("输入本机口令").first).to_be_visible()
    assert SITE not in page.content()
    page.get_by_role("button", name="忘记口令").click()
    page.get_by_label("登录口令").fill("not-the-password")
    page.get_by_role("button", name="解锁").click()
    expect(page.get_by_text("登录口令不对")).to_be_visible()
    page.get_by_label("登录口令").fill(PASSWORD)
    page.get_by_role("button", name="解锁").click()
    expect(page.get_by_text(SITE).first).to_be_visible()


def test_somebody_else_on_that_phone_opens_and_sends_nothing(world: World, device) -> None:
    a_task(world)
    phone = device("phone-shared")
    page = _in_the_hills(phone, 1)
    unlocked(page, "/phone/pin")
    page.get_by_role("button", name="现在锁定").click()
    page.get_by_role("link", name="换人登录").click()
    phone.network(on=True)
    sign_in(page, "township")
    page.goto("/phone/outbox")
    expect(page.get_by_text("没有要传的")).to_be_visible()
    assert world.as_("director").get("/reports").json()["items"] == []
    page.goto("/phone/me")
    page.get_by_role("button", name="退出登录").click()
    agree(page, "退出登录")
    sign_in(page, "inspector")  # the password opens what the PIN has shut
    expect(page.get_by_text(SITE).first).to_be_visible()
    unlocked(page, "/phone/outbox")
    expect(page.get_by_text("送达回执").first).to_be_visible()


def test_a_profile_of_release_four_is_sealed_with_nothing_lost(world: World, device, tmp_path: Path) -> None:
    a_task(world)
    phone = device("phone-old")
    page = phone.open()
    sign_in(page, "inspector")
    expect(page.get_by_text(SITE).first).to_be_visible()
    ready_offline(page)
    phone.network(on=False)
    a_report(page, 2)
    before = hashes_on(page)
    assert len(before) == 2
    page.evaluate(LAID_OPEN)
    phone.kill()
    assert on_disk(tmp_path / "phone-old", *words(FACTS))  # what this search finds where nothing is sealed
    assert on_disk(tmp_path / "phone-old", *JPEG)
    page = phone.open("/phone/outbox", online=False)
    page.wait_for_function(SEALED)
    assert hashes_on(page) == before
    phone.network(on=True)
    expect(page.get_by_text("送达回执").first).to_be_visible()
