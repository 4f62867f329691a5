"""The whole story on real screens: offline from capture until after the browser was killed, then to closing."""

import hashlib
import re

from playwright.sync_api import expect

from app.audit.queries import last_index
from tests.browser.conftest import LOOKED_AT
from tests.browser.device import hashes_on
from tests.browser.hands import agree, ready_offline, record, shoot, sign_in
from tests.making import a_task
from tests.world import World

# What the main path took in the first release, counted then: an office that leaves the optional steps off walks no further.
FIRST_RELEASE: dict[str, tuple[list[str], list[str]]] = {
    "phone-inspector": (
        [
            "/", "/signin", "/phone/today", "/phone/camera", "/phone/visits/{id}/findings/{id}", "/phone/visits/{id}",
            "/phone/outbox",
        ],
        ["PUT /reports/{id}", "POST /uploads", "PATCH /uploads/{id}"],
    ),
    "desk-director": (
        ["/office/review", "/signin", "/office/review"],
        ["POST /orders/preview-due", "POST /reports/{id}/moves", "POST /findings/{id}/moves", "POST /orders"],
    ),
    "phone-township": (
        ["/", "/signin", "/phone/orders", "/phone/orders/{id}", "/phone/camera", "/phone/orders/{id}", "/phone/outbox"],
        ["POST /orders/{id}/submissions", "POST /uploads", "PATCH /uploads/{id}"],
    ),
    "desk-closing": (
        ["/", "/signin", "/office/review", "/office/orders/{id}", "/office/ledger"],
        ["POST /orders/{id}/moves", "POST /findings/{id}/moves"],
    ),
}  # fmt: skip
FACTS = "鹿鸣镇下梨坞村2组排洪渠内积存生活垃圾约3立方米，10时20分现场无人清理"


def test_a_visit_recorded_without_network_survives_a_killed_browser_and_ends_closed(world: World, device, look) -> None:
    a_task(world)
    held = {name: device(name) for name in FIRST_RELEASE}
    taken = _the_inspector_records_offline(world, held["phone-inspector"], look)

    report = world.as_("director").get("/reports").json()["items"][0]
    assert report["state"] == "submitted"
    whole = world.as_("director").get(f"/reports/{report['id']}").json()
    assert {line["id"]: line["sha256"] for line in whole["evidence"]} == taken
    for photo, sha256 in taken.items():
        original = world.as_("director").get(f"/evidence/{photo}/original").content
        assert hashlib.sha256(original).hexdigest() == sha256

    _the_office_orders(world, held["desk-director"], look)
    _the_unit_answers(world, held["phone-township"], look)
    _the_office_closes(world, held["desk-closing"], look)
    finding = world.as_("director").get("/findings").json()["items"][0]
    assert (finding["state"], finding["light"]) == ("closed", "blue")
    for name, walked in FIRST_RELEASE.items():
        assert (held[name].screens, held[name].writes) == walked, name


def _the_inspector_records_offline(world: World, phone, look) -> dict[str, str]:
    page = phone.open()
    look(page, "01-sign-in")
    sign_in(page, "inspector")
    expect(page.get_by_text("下梨坞村2组排洪渠")).to_be_visible()
    look(page, "02-today")
    ready_offline(page)
    before = _last(world)

    phone.network(on=False)
    page.get_by_text("下梨坞村2组排洪渠").click()
    shoot(page, 3)
    look(page, "03-camera")
    page.get_by_role("button", name="记问题").click()
    record(page, FACTS)
    page.screenshot(path=str(LOOKED_AT / "04-quick-record.png"), full_page=True)
    page.get_by_role("button", name="记好了").click()
    look(page, "04-visit")
    page.get_by_role("button", name="封存并待传").click()
    agree(page, "封存并待传")
    expect(page).to_have_url(re.compile(r"/phone/outbox"))
    expect(page.get_by_text("排队中").first).to_be_visible()
    look(page, "05-outbox-offline")
    taken = hashes_on(page)
    assert len(taken) == 3

    phone.kill()
    page = phone.open("/phone/outbox", online=False)
    expect(page.get_by_text("排队中").first).to_be_visible()
    assert hashes_on(page) == taken
    assert _last(world) == before

    phone.network(on=True)
    expect(page.get_by_text(re.compile(r"收讫 · 3 张校验一致"))).to_be_visible()
    look(page, "05-outbox-delivered")
    phone.close()
    return taken


def _the_office_orders(world: World, desk, look) -> None:
    page = desk.open("/office/review")
    sign_in(page, "director")
    expect(page.get_by_text(FACTS).first).to_be_visible()
    expect(page.locator(".cv img")).to_be_visible()
    page.get_by_text("照片", exact=True).last.click()
    page.locator("#d-why").fill("须比对整改前后现状")
    look(page, "09-review")
    page.locator("h2").first.click()
    page.locator("body").press("a")
    page.get_by_role("button", name=re.compile(r"^确认")).click()
    expect(page.get_by_text(re.compile(r"已交办 云督交")).first).to_be_visible()
    assert world.as_("director").get("/orders").json()["items"][0]["state"] == "issued"
    desk.close()


def _the_unit_answers(world: World, phone, look) -> None:
    page = phone.open()
    sign_in(page, "township")
    expect(page.get_by_text("下梨坞村2组排洪渠").first).to_be_visible()
    look(page, "07-orders")
    page.get_by_role("link", name="拍照反馈").click()
    expect(page.get_by_text(FACTS).first).to_be_visible()
    assert "王示例" not in page.content()
    page.get_by_role("button", name="拍照", exact=True).click()
    shoot(page, 1)
    look(page, "07-answer-camera")
    page.get_by_role("link", name="拍好了").click()
    page.get_by_label("整改措施").fill("已组织清运车2台次，保洁员到岗")
    page.get_by_label("整改结果").fill("排洪渠内垃圾已清运完毕")
    page.get_by_label("负责人签名").fill("褚样本")
    page.get_by_label("所报情况属实，本单位对真实性负责").check()
    look(page, "07-answer")
    page.get_by_role("button", name="提交反馈").click()
    agree(page, "提交反馈")
    expect(page.get_by_text("已送达").first).to_be_visible()
    assert world.as_("township").get("/orders").json()["items"][0]["state"] == "submitted"
    phone.close()


def _the_office_closes(world: World, desk, look) -> None:
    page = desk.open()
    sign_in(page, "director")
    order = world.as_("director").get("/orders").json()["items"][0]
    page.goto(f"/office/orders/{order['id']}")
    look(page, "11-order")
    page.get_by_role("button", name="通过", exact=True).click()
    page.get_by_role("button", name="确认通过").click()
    page.get_by_role("button", name=re.compile(r"^销号 云督问")).click()
    page.get_by_role("tooltip").get_by_role("button", name="销号").click()
    expect(page.get_by_text("已销号").first).to_be_visible()
    page.goto("/office/ledger")
    expect(page.get_by_text(order["findings"][0]["number"])).to_be_visible()
    look(page, "10-ledger")
    desk.close()


def _last(world: World) -> int:
    with world.database.reading() as tx:
        return last_index(tx)
