"""What the phone says while there is still time to act: no room, a page that may be cleared, work that waits, and seconds left."""

import re
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from tests.browser.device import hashes_on
from tests.browser.hands import ready_offline, record, seal, shoot, sign_in
from tests.making import a_task
from tests.world import World

SITE = "下梨坞村2组排洪渠"
FACTS = "下梨坞村2组排洪渠内积存生活垃圾约3立方米"
FILLED = "navigator.storage.estimate = async () => ({{ usage: {share}, quota: 100 }})"
AGENT = "Mozilla/5.0 (Linux; Android 13) Chrome/107 MicroMessenger/8.0.42"
IN_WECHAT = f"Object.defineProperty(navigator, 'userAgent', {{ get: () => '{AGENT}' }})"
WATCHED = """globalThis.woken = 0
globalThis.slow = false
const ask = globalThis.fetch
globalThis.fetch = async (target, how = {}) => {
  if (globalThis.slow && how.method === 'PATCH') await new Promise(go => { setTimeout(go, 2000) })
  return ask(target, how)
}
navigator.wakeLock.request = async () => {
  globalThis.woken++
  return Object.assign(new EventTarget(), { release: async () => { globalThis.woken-- } })
}"""


def _themes(page: Page, look, name: str) -> None:
    for theme in ("light", "dark", "sun"):
        page.evaluate(f"document.documentElement.dataset.theme = '{theme}'")
        look(page, f"05-{name}-{theme}")


def test_a_full_phone_warns_before_the_visit_and_takes_no_new_photograph(world: World, device, look) -> None:
    a_task(world)
    page = device("phone-full").open()
    page.add_init_script(FILLED.format(share=75))
    page.reload()
    sign_in(page, "inspector")
    expect(page.get_by_text(re.compile(r"本机空间已用 75%，还能拍约 0 张"))).to_be_visible()
    expect(page.get_by_text(re.compile(r"在浏览器标签页里用"))).to_be_visible()
    page.add_init_script(FILLED.format(share=92) + ";" + IN_WECHAT)
    page.reload()
    expect(page.get_by_text(re.compile(r"本机空间已用 92%，不再拍新照片"))).to_be_visible()
    expect(page.get_by_text(re.compile(r"现在是在别的应用里打开的"))).to_be_visible()
    page.get_by_role("button", name="复制网址").click()
    expect(page.get_by_text(re.compile(r"已复制|没能复制"))).to_be_visible()
    _themes(page, look, "today-full")
    page.get_by_text(SITE).first.click()
    page.get_by_role("button", name="拍照", exact=True).click()
    expect(page.get_by_text(re.compile(r"已用到九成，不再拍新照片"))).to_be_visible()
    assert hashes_on(page) == {}
    page.goto("/phone/today")
    page.get_by_role("button", name="今天先这样").click()
    page.reload()
    expect(page.get_by_text(re.compile(r"本机空间已用 92%"))).to_be_visible()
    expect(page.get_by_text(re.compile(r"在别的应用里打开的"))).to_have_count(0)


def _sealed_offline(phone, photos: int) -> Page:
    page: Page = phone.open()
    page.add_init_script(WATCHED)
    page.reload()
    sign_in(page, "inspector")
    expect(page.get_by_text(SITE).first).to_be_visible()
    ready_offline(page)
    phone.network(on=False)
    page.get_by_text(SITE).first.click()
    shoot(page, photos)
    page.get_by_role("button", name="记问题").click()
    record(page, FACTS)
    page.get_by_role("button", name="记好了").click()
    seal(page)
    return page


def test_a_phone_that_sends_says_to_keep_it_open_and_stays_awake(world: World, device, look) -> None:
    a_task(world)
    phone = device("phone-keeps-open")
    page = _sealed_offline(phone, 7)
    assert page.evaluate("woken") == 0
    expect(page.get_by_role("button", name="还有 2 张")).to_be_visible()
    page.get_by_role("button", name="还有 2 张").click()
    expect(page.get_by_role("progressbar")).to_have_count(7)
    page.evaluate("slow = true")
    phone.network(on=True)
    expect(page.get_by_text(re.compile(r"请保持打开，约还需 \d+ (秒|分钟)"))).to_be_visible()
    assert page.evaluate("woken") == 1
    _themes(page, look, "outbox-sending")
    page.evaluate("slow = false")
    expect(page.get_by_text(re.compile(r"收讫 · 7 张校验一致"))).to_be_visible()
    page.wait_for_function("() => woken === 0")


def test_work_that_waits_for_more_than_a_day_is_told(world: World, device) -> None:
    a_task(world)
    phone = device("phone-drawer")
    page = _sealed_offline(phone, 1)
    page.clock.set_system_time(datetime.now(UTC) + timedelta(hours=30))
    page.goto("/phone/today")
    expect(page.get_by_text(re.compile(r"有 1 件超过一天没送到，最久的已 (29|30) 小时"))).to_be_visible()
    page.get_by_role("link", name="去发件箱").click()
    expect(page.get_by_text(re.compile(r"有 1 件超过一天没送到"))).to_be_visible()
