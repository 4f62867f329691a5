"""Where there is no network: a site is opened and its trace told later; a unit's steps survive a killed browser and arrive once."""

import json
import re
from datetime import datetime
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.device import OPENED
from tests.browser.hands import agree, ready_offline, sign_in
from tests.conclusions.making import an_issued
from tests.making import a_task, an_order
from tests.missions.making import SECOND_SITE, SITE, a_mission
from tests.telegrams.making import a_telegram
from tests.world import PASSWORD, World

STORED = f"""async () => {{ {OPENED}
  const latin = value => value instanceof ArrayBuffer ? new TextDecoder('latin1').decode(value)
    : ArrayBuffer.isView(value) ? new TextDecoder('latin1').decode(value) : value
  const kept = {{}}
  for (const name of base.objectStoreNames) kept[`${{base.name}}/${{name}}`] = await all(name)
  for (const {{ name }} of await indexedDB.databases()) {{
    if (name === base.name) continue
    const other = await done(indexedDB.open(name))
    const rows = store => done(other.transaction(store).objectStore(store).getAll())
    for (const store of other.objectStoreNames) kept[`${{name}}/${{store}}`] = await rows(store)
    other.close()
  }}
  base.close()
  const cached = []
  for (const name of await caches.keys()) for (const one of await (await caches.open(name)).keys()) cached.push(one.url)
  return JSON.stringify([kept, {{ ...localStorage }}, {{ ...sessionStorage }}, cached], (_, value) => latin(value))
}}"""


HANDED_OUT = f"""async () => Object.entries(JSON.parse(await ({STORED})())[0])
  .some(([name, rows]) => name.endsWith('/envelope') && rows.length === 2)"""


def stored(page: Page) -> str:
    """Everything the browser keeps of this address, as the reader who is signed in can open it, as text."""
    found: str = page.evaluate(STORED)
    return found


def _envelopes(page: Page) -> int:
    kept = json.loads(stored(page))[0]
    return sum(1 for name, rows in kept.items() if name.endswith("/envelope") for row in rows if row["key"] or row["sealed"])


def _press(page: Page, seq: int) -> None:
    page.get_by_role("button", name=re.compile(r"目标密封")).nth(seq).click()
    agree(page, "开封")


def test_a_site_is_opened_in_the_hills(world: World, device) -> None:
    mission = a_mission(world, "deployed")
    phone = device("phone-hills")
    page = phone.open()
    sign_in(page, "inspector")
    expect(page.get_by_text("目标密封").first).to_be_visible()
    ready_offline(page)
    page.wait_for_function(HANDED_OUT)
    assert _envelopes(page) == 2
    phone.network(on=False)
    for secret in (SITE, SECOND_SITE, "渡口路", "渡口"):
        assert secret not in stored(page)

    page.get_by_role("button", name=re.compile(r"目标密封")).first.click()
    page.get_by_label("登录口令").fill("not-the-password")
    page.locator("form.sheet").get_by_role("button", name="开封").click()
    expect(page.get_by_text("口令不对")).to_be_visible()
    assert SITE not in stored(page)
    page.get_by_label("登录口令").fill(PASSWORD)
    before = world.clock()
    page.locator("form.sheet").get_by_role("button", name="开封").click()
    expect(page.get_by_role("heading", name=SITE)).to_be_visible()
    assert SECOND_SITE not in stored(page)

    phone.kill()
    page = phone.open("/phone/today", online=False)
    expect(page.get_by_role("heading", name=SITE)).to_be_visible()
    expect(page.get_by_text(re.compile(r"\d\d:\d\d 离线开封"))).to_be_visible()
    page.get_by_role("link", name="取证").first.click()
    expect(page).to_have_url(re.compile(r"/phone/camera"))
    page.goto("/phone/today")
    page.get_by_role("button", name="本点查完").click()
    agree(page, "本点查完")
    page.get_by_role("button", name=re.compile(r"目标密封")).click()
    page.get_by_label("登录口令").fill(PASSWORD)
    page.locator("form.sheet").get_by_role("button", name="开封").click()
    expect(page.get_by_role("heading", name=SECOND_SITE)).to_be_visible()
    seen = world.as_("director").get(f"/missions/{mission['id']}").json()
    assert [site["opened_at"] for site in seen["sites"]] == [None, None]
    shut = world.clock()

    phone.network(on=True)
    page.goto("/phone/outbox")
    expect(page.get_by_text(re.compile(r"收讫"))).to_have_count(3)
    sites = world.as_("director").get(f"/missions/{mission['id']}").json()["sites"]
    assert [(site["opened_offline"], site["done_at"] is not None) for site in sites] == [(True, True), (True, False)]
    for site in sites:
        assert before <= datetime.fromisoformat(site["opened_device_at"]) <= shut <= datetime.fromisoformat(site["opened_at"])
    assert [step["action"] for step in seen["timeline"]].count("mission.site_opened") == 0


def test_an_office_that_forbids_it_opens_nothing_offline(world: World, device) -> None:
    a_mission(world, "deployed")
    rule = {"value": False, "reason": "只许在线开封"}
    assert world.as_("director").put("/rules/offline_opening", json=rule).status_code == 200
    phone = device("phone-online-only")
    page = phone.open()
    sign_in(page, "inspector")
    expect(page.get_by_text("目标密封").first).to_be_visible()
    ready_offline(page)
    phone.network(on=False)
    expect(page.get_by_text("密封件还没到本机")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile(r"目标密封")).first).to_be_disabled()
    assert _envelopes(page) == 0
    phone.network(on=True)
    _press(page, 0)
    expect(page.get_by_role("heading", name=SITE)).to_be_visible()


def _the_order_without_network(phone, order: dict[str, Any]) -> Page:
    page: Page = phone.open()
    sign_in(page, "township")
    page.goto(f"/phone/orders/{order['id']}")
    expect(page.get_by_role("button", name="签收")).to_be_visible()
    ready_offline(page)
    phone.network(on=False)
    return page


def test_a_units_steps_survive_a_killed_browser_and_arrive_once(world: World, device) -> None:
    order = an_order(world)
    phone = device("phone-unit")
    page = _the_order_without_network(phone, order)
    page.get_by_role("button", name="不属本单位").click()
    page.get_by_label("为什么不属本单位").fill("该渠段属白鹭镇管护范围")
    page.get_by_role("button", name="提交异议").click()
    expect(page.get_by_text("待传：提出异议")).to_be_visible()
    assert world.as_("director").get(f"/orders/{order['id']}").json()["objections"] == []
    phone.kill()

    page = phone.open(f"/phone/orders/{order['id']}", online=False)
    expect(page.get_by_text("待传：提出异议")).to_be_visible()
    page.goto("/phone/orders")
    expect(page.locator("article").get_by_text("待传", exact=True)).to_be_visible()
    phone.network(on=True)
    expect(page.locator("article").get_by_text("待传", exact=True)).to_have_count(0)
    objections = world.as_("director").get(f"/orders/{order['id']}").json()["objections"]
    assert [one["reason"] for one in objections] == ["该渠段属白鹭镇管护范围"]


def test_a_stale_step_shows_the_conflict_in_words_and_is_taken_back(world: World, device) -> None:
    order = an_order(world)
    phone = device("phone-late")
    page = _the_order_without_network(phone, order)
    page.get_by_role("button", name="签收").click()
    expect(page.get_by_text("待传：签收")).to_be_visible()
    signed = world.as_("township-head").post(f"/orders/{order['id']}/moves", json={"verb": "sign"})
    assert signed.status_code == 200
    phone.network(on=True)
    expect(page.get_by_text(re.compile(r"签收没有办成：现在的状态是“已签收”"))).to_be_visible()
    expect(page.get_by_text(re.compile(r"褚样本"))).to_have_count(2)  # beside the order, and in its story
    page.get_by_role("button", name="取回").click()
    agree(page, "取回")
    expect(page.get_by_text("没有办成")).to_have_count(0)
    page.goto("/phone/outbox")
    expect(page.get_by_text("没有要传的")).to_be_visible()
    assert world.as_("director").get(f"/orders/{order['id']}").json()["signer_name"] == "褚样本"


def test_matters_telegrams_and_conclusions_are_signed_for_on_the_road(world: World, device) -> None:
    task, telegram, conclusion = a_task(world), a_telegram(world, "issued"), an_issued(world)
    phone = device("phone-road")
    page = phone.open()
    sign_in(page, "township")
    for path in ("telegrams", f"conclusions/{conclusion['id']}", f"tasks/{task['id']}"):
        page.goto(f"/phone/{path}")
        expect(page.get_by_text(re.compile(r"已同步")).first).to_be_visible()
        page.wait_for_load_state("networkidle")
    ready_offline(page)
    phone.network(on=False)
    page.get_by_role("button", name="签收").click()
    expect(page.get_by_text("待传：签收。")).to_be_visible()
    page.goto("/phone/telegrams")
    page.get_by_role("link", name=re.compile(r"关于限期整改的通知")).click()
    expect(page.get_by_text("没有网络，看到的是上次读到的。")).to_be_visible()
    page.get_by_role("button", name="签收").click()
    expect(page.get_by_text("待传：签收明电")).to_be_visible()
    page.goto(f"/phone/conclusions/{conclusion['id']}")
    page.get_by_role("button", name="签收").click()
    agree(page, "签收")
    expect(page.get_by_text("待传：签收督查结论")).to_be_visible()
    phone.kill()

    page = phone.open("/phone/outbox", online=False)
    expect(page.get_by_text("还有 3 件没送到")).to_be_visible()
    unit, office = world.as_("township"), world.as_("director")
    assert unit.get(f"/conclusions/{conclusion['id']}").json()["received_at"] is None
    phone.network(on=True)
    expect(page.get_by_text(re.compile(r"收讫"))).to_have_count(3)
    assert office.get(f"/tasks/{task['id']}").json()["state"] == "signed"
    assert unit.get(f"/conclusions/{conclusion['id']}").json()["receiver"] == "陈示例"
    told = office.get(f"/telegrams/{telegram['id']}").json()["recipients"]
    assert [one["receiver_name"] for one in told] == ["陈示例"]
