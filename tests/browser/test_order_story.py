"""An order from its issue to closing, every way round: objection, more time, return, paper, a second look that opens it again."""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from app.core.clock import legal_date
from tests.browser.hands import answer, choose, delivered, look_again, order_from_review, pick_day, sign, sign_in
from tests.making import a_photo, a_report
from tests.world import OTHER_TOWN, World

SITE = "下梨坞村2组排洪渠"
STORY = [
    "order.issued", "objection.filed", "objection.refuse", "order.signed", "extension.filed", "extension.grant", "order.answered",
    "order.return", "order.answered_on_paper", "order.accept", "finding.close", "order.closed", "finding.reinspected",
    "order.resume", "order.answered", "finding.look_assigned", "finding.reinspected", "order.accept", "finding.close",
    "order.closed",
]  # fmt: skip


def order_of(world: World) -> dict[str, Any]:
    """The world's only order, whole, as the director reads it."""
    listed = world.as_("director").get("/orders").json()["items"]
    read: dict[str, Any] = world.as_("director").get(f"/orders/{listed[0]['id']}").json()
    return read


def days(text: str, more: int) -> str:
    """So many calendar days later."""
    return (date.fromisoformat(text) + timedelta(days=more)).isoformat()


def at_order(page: Page, world: World, where: str = "office") -> None:
    """The order's own page, read anew."""
    page.goto(f"/{where}/orders/{order_of(world)['id']}")


def test_an_order_goes_every_way_round_and_is_closed_in_the_end(world: World, device, tmp_path: Path, look) -> None:
    rule = {"value": 0, "reason": "当日即可回头看"}
    assert world.as_("director").put("/rules/reinspection_from_days", json=rule).status_code == 200
    facts = a_report(world)["findings"][0]["facts"]
    names = {"desk-director": "director", "desk-reviewer": "reviewer", "phone-township": "township", "phone-eyes": "inspector2"}
    at = {}
    for name, who in names.items():
        at[who] = device(name).open()
        sign_in(at[who], who)

    order_from_review(at["director"], facts)
    _objection_and_refusal(world, at)
    _more_time(world, at)
    _returned(world, at)
    _on_paper(world, at, tmp_path)
    _closed(world, at["director"])
    order = order_of(world)
    assert (order["state"], order["light"], order["return_count"]) == ("closed", "blue", 1)

    _planned_look(world, at, look)
    order = order_of(world)
    assert (order["state"], order["light"], order["return_count"]) == ("answering", "green", 2)
    assert (order["findings"][0]["state"], order["findings"][0]["reopen_count"]) == ("rectifying", 1)

    _answered_and_looked_at(world, at)
    _closed(world, at["director"])
    _the_end(world, at["director"], look)


def _objection_and_refusal(world: World, at: dict[str, Page]) -> None:
    unit, office = at["township"], at["director"]
    at_order(unit, world, "phone")
    unit.get_by_role("button", name="不属本单位").click()
    unit.get_by_role("button", name="提交异议").click()
    expect(unit.get_by_role("dialog").get_by_label("为什么不属本单位")).to_have_attribute("aria-invalid", "true")
    unit.get_by_label("为什么不属本单位").fill("该段排洪渠由白鹭镇管养")
    unit.get_by_role("button", name="应属哪个单位").click()
    unit.get_by_role("option", name="白鹭镇人民政府").click()
    unit.get_by_role("button", name="提交异议").click()
    expect(unit.get_by_text("异议待决定")).to_be_visible()

    at_order(office, world)
    expect(office.get_by_text("建议改派：白鹭镇人民政府")).to_be_visible()
    office.get_by_role("button", name="不予改派").click()
    expect(office.get_by_role("button", name="确认不同意")).to_be_disabled()
    office.get_by_label("意见").fill("界桩以内，由鹿鸣镇管养")
    office.get_by_role("button", name="确认不同意").click()
    expect(office.locator(".panel .tag", has_text="不予改派")).to_be_visible()

    at_order(unit, world, "phone")
    expect(unit.get_by_text("答复：界桩以内，由鹿鸣镇管养")).to_be_visible()
    sign(unit)
    assert order_of(world)["state"] == "signed"


def _more_time(world: World, at: dict[str, Page]) -> None:
    """Eighteen days more is past a reviewer's five working days and within the director's fifteen."""
    unit, first, wanted = at["township"], order_of(world)["due_on"], days(order_of(world)["due_on"], 18)
    at_order(unit, world, "phone")
    unit.get_by_role("button", name="申请延期").click()
    unit.get_by_label("延期理由").fill("连续降雨，土方无法外运")
    unit.get_by_label("目前进展").fill("已清运六成")
    unit.get_by_label("申请延至").fill(wanted)
    unit.get_by_label("主要负责人签名").fill("褚样本")
    unit.get_by_role("button", name="提交申请").click()
    expect(unit.get_by_text(f"延至 {wanted} · 待决定")).to_be_visible()

    at_order(at["reviewer"], world)
    expect(at["reviewer"].get_by_text("须督查室主任决定")).to_be_visible()
    expect(at["reviewer"].get_by_role("button", name="同意延期")).to_have_count(0)
    office = at["director"]
    at_order(office, world)
    office.get_by_role("button", name="同意延期").click()
    office.get_by_role("button", name="确认同意").click()
    expect(office.get_by_text(f"批准至 {wanted}")).to_be_visible()
    expect(office.get_by_text(f"原定 {first}")).to_be_visible()
    order = order_of(world)
    assert (order["due_on"], order["due_original_on"], order["extensions"][0]["signed_by"]) == (wanted, first, "褚样本")


def _returned(world: World, at: dict[str, Page]) -> None:
    unit, office = at["township"], at["reviewer"]
    at_order(unit, world, "phone")
    answer(unit, "已组织清运车2台次", "排洪渠内垃圾已清运大半")
    new_due = days(order_of(world)["due_on"], 7)
    at_order(office, world)
    office.get_by_role("button", name="退回", exact=True).click()
    expect(office.get_by_role("button", name="确认退回")).to_be_disabled()
    office.get_by_label("理由", exact=True).fill("渠底仍有积存，未见保洁员到岗记录")
    pick_day(office, "新期限", new_due)
    office.get_by_role("button", name="确认退回").click()
    expect(office.get_by_text("退回整改反馈").first).to_be_visible()
    order = order_of(world)
    assert (order["state"], order["due_on"], order["return_count"]) == ("answering", new_due, 1)

    at_order(unit, world, "phone")
    expect(unit.get_by_text("渠底仍有积存，未见保洁员到岗记录").first).to_be_visible()


def _on_paper(world: World, at: dict[str, Page], folder: Path) -> None:
    office, scan = at["reviewer"], folder / "scan.jpg"
    scan.write_bytes(a_photo(9, (1200, 1600)))
    office.get_by_role("button", name="代录").click()
    form = office.get_by_role("dialog")
    expect(form.get_by_role("button", name="录入并提交")).to_be_disabled()
    form.get_by_label("整改措施").fill("渠底清淤，补齐保洁员两名")
    form.get_by_label("整改结果").fill("全段清运完毕")
    form.get_by_label("纸面签字的主要负责人").fill("褚样本")
    form.get_by_label("纸质材料照片").set_input_files(scan)
    form.get_by_role("button", name="录入并提交").click()
    expect(form).to_be_hidden()
    today = legal_date(world.clock()).isoformat()
    expect(office.get_by_text(f"纸件 {today} 收到")).to_be_visible()
    written = order_of(world)["submissions"][1]
    assert (written["channel"], written["signed_by"], written["paper_received_on"]) == ("paper_entry", "褚样本", today)
    assert (written["state"], written["entered_by_name"], len(written["evidence"])) == ("submitted", "严演示", 1)

    at_order(at["township"], world, "phone")
    expect(at["township"].get_by_text("督查室代录")).to_be_visible()


def _closed(world: World, office: Page) -> None:
    at_order(office, world)
    office.get_by_role("button", name="通过", exact=True).click()
    office.get_by_role("button", name="确认通过").click()
    office.get_by_role("button", name=re.compile(r"^销号 云督问")).click()
    office.get_by_role("tooltip").get_by_role("button", name="销号").click()
    expect(office.get_by_text("全部销号，交办办结").first).to_be_visible()


def _planned_look(world: World, at: dict[str, Page], look) -> None:
    """Drawn by the reviewer, sealed by the director, looked at without a network, judged, and in effect."""
    reviewer, director, eyes = at["reviewer"], at["director"], at["inspector2"]
    reviewer.goto("/office/looks")
    reviewer.get_by_role("button", name="抽取新计划").click()
    reviewer.get_by_role("tooltip").get_by_role("button", name="抽取").click()
    expect(reviewer.get_by_text("1 / 1 个")).to_be_visible()
    plan = reviewer.url
    director.goto(plan)
    choose(director, "回头看组", "李样本")
    choose(director, "复核人", "严演示")
    director.get_by_role("button", name="密封下发").click()
    expect(director.get_by_text("等待回头看组")).to_be_visible()

    eyes.goto("/phone/looks")
    expect(eyes.get_by_role("link", name=re.compile(SITE))).to_be_visible()
    eyes.context.set_offline(True)
    look_again(eyes, SITE, "未整改", "渠底又见积存垃圾约1立方米，无人清理")
    look(eyes, "06-look-queued")
    assert order_of(world)["state"] == "closed"
    eyes.context.set_offline(False)
    delivered(eyes)

    reviewer.goto(plan)
    expect(reviewer.get_by_text("渠底又见积存垃圾约1立方米，无人清理")).to_be_visible()
    expect(reviewer.get_by_role("button", name="生效")).to_have_count(0)
    reviewer.get_by_role("button", name="复核通过").click()
    expect(reviewer.get_by_text("已复核")).to_be_visible()
    assert order_of(world)["state"] == "closed"
    director.goto(plan)
    director.get_by_role("button", name="生效").click()
    director.get_by_role("button", name="生效").click()
    expect(director.get_by_text("已生效").first).to_be_visible()


def _answered_and_looked_at(world: World, at: dict[str, Page]) -> None:
    unit, office, eyes = at["township"], at["director"], at["inspector2"]
    at_order(unit, world, "phone")
    expect(unit.get_by_text("渠底又见积存垃圾约1立方米，无人清理").first).to_be_visible()
    assert "李样本" not in unit.content()
    answer(unit, "再次清淤，建立日巡查", "渠内已无积存")
    at_order(office, world)
    choose(office, "指派谁去回头看", "李样本")
    office.get_by_role("button", name="指派回头看").click()
    expect(office.get_by_text("已指派：李样本")).to_be_visible()
    eyes.goto("/phone/looks")
    look_again(eyes, SITE, "已整改", "渠内干净，巡查记录齐全")
    delivered(eyes)
    assert order_of(world)["findings"][0]["state"] == "verified"


def _the_end(world: World, office: Page, look) -> None:
    order = order_of(world)
    finding = order["findings"][0]
    assert [step["action"] for step in order["timeline"]] == STORY
    assert (order["state"], order["light"], order["return_count"]) == ("closed", "blue", 2)
    assert (finding["state"], finding["light"], finding["return_count"], finding["reopen_count"]) == ("closed", "blue", 1, 1)
    assert [each["state"] for each in order["submissions"]] == ["returned", "accepted", "accepted"]
    assert [(each["result"], each["planned"], each["state"]) for each in order["reinspections"]] == [
        ("not_rectified", True, "applied"), ("rectified", False, "applied"),
    ]  # fmt: skip
    at_order(office, world)
    told = office.locator("ol.tl")
    for words in ("提出不属本单位", "不予改派", "申请延期", "同意延期", "退回整改反馈", "代录纸质反馈", "回头看", "重新整改"):
        expect(told.get_by_text(words).first).to_be_visible()
    expect(told.locator("li", has_text="回头看").first).to_contain_text("已整改")
    expect(told.locator("li").last).to_contain_text("发现问题")
    office.get_by_role("button", name="只看照片").click()
    for li in told.locator("li").all():
        expect(li.locator(".ims span").first).to_be_visible()
    office.get_by_role("button", name="全部", exact=True).click()
    look(office, "11-order-whole")
    office.goto("/office/part-ledgers?of=looks")
    expect(office.get_by_text("已重办")).to_have_count(1)
    office.goto("/office/orders")
    expect(office.get_by_text("退回 2 次")).to_be_visible()


def test_an_order_given_to_another_unit_is_gone_from_the_first(world: World, device) -> None:
    facts = a_report(world)["findings"][0]["facts"]
    office, unit = device("desk-director").open(), device("phone-township").open()
    sign_in(office, "director")
    sign_in(unit, "township")
    order_from_review(office, facts)
    order = order_of(world)
    at_order(unit, world, "phone")
    unit.get_by_role("button", name="不属本单位").click()
    unit.get_by_label("为什么不属本单位").fill("该段排洪渠由白鹭镇管养")
    unit.get_by_role("button", name="应属哪个单位").click()
    unit.get_by_role("option", name="白鹭镇人民政府").click()
    unit.get_by_role("button", name="提交异议").click()
    expect(unit.get_by_text("异议待决定")).to_be_visible()

    at_order(office, world)
    office.get_by_role("button", name="改派", exact=True).click()
    expect(office.locator(".ask .el-select", has_text="白鹭镇人民政府")).to_be_visible()  # as the unit suggested
    office.get_by_label("职务").fill("副镇长")
    office.get_by_label("姓名").fill("卫测试")
    office.get_by_role("button", name="确认改派").click()
    expect(office.get_by_text("卫测试 副镇长")).to_be_visible()
    moved = order_of(world)
    assert (moved["number"], moved["unit_id"], moved["state"]) == (order["number"], str(OTHER_TOWN), "issued")
    unit.goto("/phone/orders")
    expect(unit.get_by_text("没有")).to_be_visible()
    expect(unit.get_by_text(SITE)).to_have_count(0)
