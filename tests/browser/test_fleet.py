"""Phones on the desk: which need looking after, in words; and on the phone itself, all that it tells."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

from playwright.sync_api import Page, expect

from app.core import release
from app.devices.fleet_models import DeviceState
from tests.browser.hands import sign_in
from tests.making import a_task
from tests.world import World, user_id

LONG = "Huawei · HarmonyOS · 云岫县人民政府督查室第十七号专用执法取证手机（备用机，含充电宝）"


def a_phone(who: str, world: World, **changes: object) -> DeviceState:
    """As it last reported, nothing wrong with it."""
    said = {
        "user_id": user_id(who), "install_id": uuid4(), "key_id": None, "name": "Chrome · Android 15", "app_version": "0.1.0",
        "unsent_count": 0, "oldest_at": None, "skew_ms": -400, "free_percent": 61, "persisted": True, "contact_at": world.clock(),
    } | changes  # fmt: skip
    return DeviceState(version_order=release.order(str(said["app_version"])), **said)


def keep(world: World, *phones: DeviceState) -> None:
    """In the table, as if they had said so."""
    with world.database.transaction() as tx:
        tx.session.add_all(phones)


def in_every_light(page: Page, look, name: str) -> None:
    """Light, dark and in the sun, on a small and a larger desk."""
    for theme in ("dark", "sun", "light"):
        page.evaluate(f"localStorage.setItem('theme', '{theme}')")
        for width, height in ((1280, 800), (1440, 900)):
            page.set_viewport_size({"width": width, "height": height})
            page.reload()
            expect(page.get_by_role("table")).to_be_visible()
            look(page, f"{name}-{width}-{theme}")


def test_the_desk_sees_which_phones_need_care(world: World, at, look) -> None:
    desk = at("director", "/office/people/fleet")
    expect(desk.get_by_text("还没有手机报过状态")).to_be_visible()
    look(desk, "office-fleet-none")
    hour, now = timedelta(hours=1), world.clock().replace(minute=0, second=0, microsecond=0)
    ill = a_phone(
        "inspector", world, name=LONG, app_version="0.0.9", unsent_count=14, oldest_at=now - 31 * hour, skew_ms=-8 * 3_600_000,
        free_percent=4, persisted=False, contact_at=now - hour,
    )  # fmt: skip
    keep(
        world,
        ill,
        a_phone("inspector2", world, unsent_count=2, oldest_at=now - 2 * hour, free_percent=None),
        a_phone("leader1", world),
    )
    desk.reload()
    expect(desk.get_by_role("row")).to_have_count(4)
    row = desk.get_by_role("row", name=re.compile(r"王示例"))
    for words in ("14", "等了30小时", "0.0.9", "慢8小时", "4%", "否", "积压超1天", "时钟不准", "空间不足", "版本旧"):
        expect(row.get_by_text(words, exact=True)).to_be_visible()
    in_every_light(desk, look, "office-fleet")
    desk.get_by_role("button", name="需要照看 1").click()
    expect(desk.get_by_role("row")).to_have_count(2)
    desk.get_by_role("searchbox").fill("谁也不是")
    desk.get_by_role("searchbox").press("Enter")
    expect(desk.get_by_text("没有找到")).to_be_visible()


def test_five_hundred_phones_and_the_administrator(world: World, at, look) -> None:
    keep(world, *(a_phone("inspector", world, install_id=UUID(int=n + 1), name=f"手机{n:03}", unsent_count=n and 1,
                          oldest_at=world.clock() if n else None) for n in range(500)))  # fmt: skip
    admin = at("sysadmin", "/office/people/fleet")
    expect(admin.get_by_text("手机000")).to_be_visible()
    expect(admin.get_by_text("不显示").first).to_be_visible()
    look(admin, "office-fleet-sysadmin")
    for _ in range(40):
        if admin.get_by_text("手机499").count():
            break
        admin.locator(".tw").evaluate("box => box.scrollTo(0, box.scrollHeight)")
        admin.wait_for_timeout(200)
    expect(admin.get_by_text("手机499")).to_be_visible()


def test_the_phone_shows_all_that_it_tells(world: World, device, look) -> None:
    a_task(world)
    keep(world, a_phone("inspector", world, unsent_count=3, oldest_at=world.clock()))
    phone = device("phone-tells")
    page = phone.open("/signin")
    sign_in(page, "inspector")
    expect(page.get_by_text("您还有没送到的")).to_be_visible()
    look(page, "phone-today-other-phone")
    page.get_by_role("link", name="我的", exact=True).click()
    page.get_by_text("告诉督查室的").click()
    expect(page.get_by_text("不报位置、轨迹和在线时长")).to_be_visible()
    look(page, "phone-me-tells")
    told = world.as_("director").get("/device-states").json()["items"]
    assert sorted(one["unsent_count"] for one in told) == [0, 3]
    shown = page.locator("details dd").all_inner_texts()
    (mine,) = [one for one in told if one["unsent_count"] == 0]
    assert shown[:4] == [mine["name"], "0.1.0", "0 件", "—"]
    page.get_by_role("radio", name="English").click()
    expect(page.get_by_text("Told to the office")).to_be_visible()
