"""A leader with one minute, a unit with something good, a director with a leader new in post: on real screens."""

import re

from playwright.sync_api import expect

from tests.browser.hands import sign_in
from tests.coordination.making import an_item, item
from tests.making import a_task, an_order
from tests.world import World, user_id

TITLE = "村民以保洁积分换取理发、洗衣等服务的常态保洁机制"
MATTER = "节假日和汛期值班值守不打招呼抽查在岗和应急物资储备情况"


def test_a_leaders_minute_on_the_phone(world: World, device, look) -> None:
    instruction = {"leader": "郑测试", "leader_id": str(user_id("county-leader")), "given_on": "2026-11-02", "text": "跟踪督办"}
    a_task(world, title=MATTER, source_type="leader_instruction", instruction=instruction)
    order = an_order(world)
    made = an_item(world, order["findings"][0]["id"])
    when = world.clock().isoformat()
    assert item(world, made["id"], "schedule", meeting_at=when, meeting_place="三楼会议室").status_code == 200
    page = device("phone-leader").open("/office/cockpit")
    sign_in(page, "county-leader")
    expect(page.get_by_role("button", name=re.compile(r"^在办交办单"))).to_contain_text("1")
    expect(page.get_by_text(re.compile(r"数据截至"))).to_be_visible()
    mine = page.locator("section", has=page.get_by_role("heading", name="我的批示"))
    expect(mine.get_by_text(MATTER)).to_be_visible()
    expect(mine.get_by_text("待签收")).to_be_visible()
    expect(
        page.locator("section", has=page.get_by_role("heading", name="协调事项待决定")).get_by_text(made["title"])
    ).to_be_visible()
    look(page, "60-cockpit-phone")
    number = order["findings"][0]["number"]
    page.locator("section", has=page.get_by_role("heading", name="问题分布")).locator("svg [role=button]").first.click()
    expect(page.get_by_role("dialog").get_by_text(re.compile(number))).to_be_visible()
    page.get_by_role("dialog").get_by_role("button", name=re.compile(r"关闭|Close")).first.click()
    trend = page.locator("section", has=page.get_by_role("heading", name=re.compile(r"近12个月")))
    trend.get_by_role("button", name=re.compile(r"^全域无垃圾行动 \d{4}-\d{2} 1$")).click()
    expect(page.get_by_role("dialog").get_by_text(re.compile(number))).to_be_visible()
    look(page, "61-trend-list")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_a_unit_puts_itself_forward_and_a_leader_new_in_post_owes_less(world: World, device, look) -> None:
    page = device("phone-township").open("/phone/me")
    sign_in(page, "township")
    page.get_by_role("link", name="我的").click()
    page.get_by_role("link", name="典型经验").click()
    page.get_by_role("button", name="推荐本单位的做法").click()
    page.get_by_role("button", name="提交推荐").click()
    expect(page.get_by_role("alert").first).to_contain_text("请填写")
    page.get_by_label("标题").fill(TITLE)
    page.get_by_role("radio", name="全域无垃圾行动").click()
    page.get_by_label("事实").fill("全村 312 户参与，村道常态干净。")
    page.get_by_label("可复制做法").fill("积分公示、按月兑换。")
    page.get_by_role("button", name="提交推荐").click()
    expect(page.get_by_role("heading", name="本单位推荐的")).to_be_visible()
    expect(page.get_by_text("待核实")).to_be_visible()
    look(page, "62-example-nominated")
    told = world.as_("reviewer").get("/examples").json()["items"]
    assert [(each["title"], each["origin"], each["state"]) for each in told] == [(TITLE, "unit", "draft")]

    desk = device("desk-director").open("/office/duties")
    sign_in(desk, "director")
    row = desk.get_by_role("row", name=re.compile(r"郑测试"))
    row.get_by_role("button").last.click()
    drawer = desk.get_by_role("dialog")
    drawer.locator(".el-select").click()
    desk.get_by_role("option", name=re.compile(r"部分|不满|季度")).click()
    drawer.get_by_label("理由").fill("11月到任")
    expect(drawer.get_by_role("button", name="豁免", exact=True)).to_be_disabled()
    drawer.get_by_role("radio", name="2").check()
    look(desk, "63-part-quarter")
    drawer.get_by_role("button", name="豁免", exact=True).click()
    expect(row.get_by_role("button").last).to_have_text("0/1")  # floor(2 × 2 ÷ 3)
    row.get_by_role("button").last.click()
    expect(drawer.get_by_text(re.compile(r"11月到任"))).to_be_visible()
