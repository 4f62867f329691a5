"""A joint sealed mission with a draw, walked on real screens from the plan to the conclusion the unit signs for."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from app.access.policy import Role
from tests.browser.hands import agree, choose, deed, hold, ready_offline, record, seal, shoot
from tests.making import a_task
from tests.missions.making import a_mission
from tests.world import World

TITLE, SITES = "岁末渡口环境联合暗访", ("渡口东侧", "渡口西侧", "老街口")
FACTS = ("东侧堆放建筑垃圾约5立方米，现场无人清理", "西侧排水沟淤塞，污水外溢约20米")
NAMES = ("王示例", "李样本", "赵测试", "严演示")
Open = Callable[[str, str], Page]


def test_a_joint_sealed_mission_from_its_plan_to_the_conclusion_the_unit_signs_for(world: World, at: Open, look: Any) -> None:
    a_task(world, title="公路沿线清运", sites=[])
    world.hire("inspector3", "何样本", Role.INSPECTOR)
    world.hire("reviewer2", "施样本", Role.REVIEWER)
    a_mission(world, "pending", title="渡口例行督查", method="open")
    unit = at("township", "/phone/orders")
    outsider = at("reviewer2", "/office/missions")
    desks = {who: at(who, "/office/missions") for who in ("reviewer", "approver", "director")}

    _planned(desks["reviewer"], look)
    _approved(desks["approver"])
    _drawn(desks, look)
    _nothing(unit, outsider)

    phones = {who: at(who, "/phone/today") for who in ("inspector", "inspector2", "leader1")}
    for page in phones.values():
        _signed(page)
    _sent_out(phones["leader1"])
    _looked_at(phones["inspector"], look)
    _nothing(unit, outsider)
    _brought_back(phones["leader1"], look)

    _accepted(desks["reviewer"])
    _confirmed(desks["director"])
    _concluded(desks)
    _nothing(unit, None)
    _issued(desks["director"])
    _received(unit, look)
    _mission_over(desks["director"], outsider)

    told = world.as_("township").get("/conclusions").json()["items"]
    assert [(each["state"], each["finding_count"]) for each in told] == [("received", 2)]
    ended = world.as_("reviewer2").get("/missions").json()["items"]
    assert [(each["state"], each["sealed"]) for each in ended if each["title"] == TITLE] == [("concluded", False)]


def _planned(page: Page, look: Any) -> None:
    """The reviewer writes the plan, sees what speaks against it, and submits it with the reason."""
    page.get_by_role("button", name="拟订方案").click()
    page.get_by_label("名称", exact=True).fill(TITLE)
    choose(page, "督查领域", "全域无垃圾行动")
    choose(page, "督查事项", "公路沿线清运")
    page.get_by_label("依据文件", exact=True).fill("县政府第12次常务会议")
    choose(page, "组织单位", "县住建局")
    choose(page, "督查对象", "鹿鸣镇人民政府")
    page.get_by_label("督查范围", exact=True).fill("鹿鸣镇渡口片区")
    page.get_by_label("方案内容", exact=True).fill("直奔渡口，查看清运与保洁")
    choose(page, "组长", "赵测试 · 干部")
    page.get_by_role("button", name="加知悉人员").click()
    choose(page, "知悉人员", "吴样本 · 干部")
    page.get_by_placeholder("知悉理由").fill("审批领导")
    page.get_by_label("双随机抽取").check()
    look(page, "30-plan")
    page.get_by_role("button", name="保存草稿").click()
    expect(page.get_by_text("渡口例行督查").first).to_be_visible()
    look(page, "31-mission")
    page.get_by_role("button", name="提交审批", exact=True).click()
    page.get_by_label("已核实并申报回避情况").check()
    page.get_by_label("确需开展的理由").fill("与例行督查分工不同")
    page.locator("form.ask").get_by_role("button", name="提交审批", exact=True).click()
    expect(page.get_by_text("待批准").first).to_be_visible()


def _approved(page: Page) -> None:
    page.reload()
    page.get_by_role("button", name=TITLE).click()
    deed(page, "批准", 批准文号="云政督批7号")
    expect(page.get_by_text("云政督批7号")).to_be_visible()


def _drawn(desks: dict[str, Page], look: Any) -> None:
    """Lists locked with a recusal, promise, public number, two witnesses, replay, and handed on."""
    page = desks["reviewer"]
    page.reload()
    page.get_by_role("link", name="双随机抽取").click()
    for at, name in enumerate(SITES, 1):
        if at > 1:
            page.get_by_role("button", name="加一个点位").click()
        line = page.get_by_role("group", name=f"第 {at} 个点位")
        line.get_by_label("点位名称").fill(name)
        line.get_by_role("combobox").click()
        page.locator(".el-select-dropdown:visible").get_by_role("option", name="鹿鸣镇人民政府", exact=True).click()
        expect(page.locator(".el-select-dropdown:visible")).to_have_count(0)
    for who in ("王示例", "李样本", "何样本"):
        page.get_by_role("checkbox", name=re.compile(who)).check()
    page.get_by_role("listitem").filter(has_text="何样本").get_by_role("button", name="加回避").click()
    choose(page, "回避事由", "亲属回避")
    choose(page, "回避的单位", "鹿鸣镇人民政府")
    page.get_by_label("抽几个点位").fill("2")
    page.get_by_label("每点几人").fill("1")
    look(page, "32-draw-lists")
    page.get_by_role("button", name="锁定名单").click()
    page.get_by_role("button", name="承诺并公示").click()
    page.get_by_label("公开随机数").fill("507184926")
    page.get_by_label("来源").fill("县公证处第2026-327期")
    page.get_by_role("button", name="录入并抽取").click()
    page.get_by_role("button", name="现场复算验证").click()
    expect(page.get_by_text(re.compile(r"^一致 \d\d:\d\d:\d\d$"))).to_be_visible()
    for who in ("director", "approver"):
        desks[who].goto("/office/missions")
        desks[who].get_by_role("button", name=TITLE).click()
        desks[who].get_by_role("link", name="双随机抽取").click()
        expect(desks[who].get_by_text("目标密封").first).to_be_visible()
        desks[who].get_by_role("button", name="我在场，确认").click()
        expect(desks[who].get_by_text(re.compile(r"^已确认"))).to_have_count(1 if who == "director" else 2)
    page.reload()
    page.get_by_role("button", name="密封下发").click()
    expect(page.get_by_role("button", name="密封下发")).to_have_count(0)
    expect(page.locator("ol.groups")).to_contain_text("目标密封")
    expect(page.locator("ol.groups")).not_to_contain_text("何样本")
    look(page, "33-drawn")
    assert not any(name in page.content() for name in SITES)


def _nothing(unit: Page, outsider: Page | None) -> None:
    """Neither the unit nor a colleague who is not on the list meets a trace of it."""
    for path, words in (("/phone/orders", "没有在办的交办单"), ("/phone/conclusions", "没有督查结论")):
        unit.goto(path)
        expect(unit.get_by_text(re.compile(words)).first).to_be_visible()
    if outsider is not None:
        outsider.reload()
        expect(outsider.get_by_text("渡口例行督查")).to_be_visible()
        expect(outsider.get_by_text(TITLE)).to_have_count(0)


def _signed(page: Page) -> None:
    expect(page.get_by_text(TITLE)).to_be_visible()
    page.get_by_role("button", name="签署承诺").click()
    agree(page, "签署承诺")
    expect(page.get_by_text("等待派出")).to_be_visible()


def _sent_out(page: Page) -> None:
    page.get_by_role("button", name="派出", exact=True).click()
    agree(page, "派出")
    expect(page.get_by_role("button", name=re.compile(r"目标密封.*长按开封")).first).to_be_visible()


def _looked_at(page: Page, look: Any) -> None:
    """Two sites, unsealed one after the other; the first reported with a network, the second without."""
    page.reload()
    expect(page.get_by_text("目标密封")).to_have_count(2)
    look(page, "34-sealed-today")
    ready_offline(page)
    for at, facts in enumerate(FACTS):
        hold(page, "目标密封.*长按开封")
        here = page.get_by_label("正在督查", exact=True)
        expect(here.get_by_text(f"正在督查 · 第 {at + 1} 点")).to_be_visible()
        expect(here.get_by_role("heading")).to_have_text(re.compile("|".join(SITES)))
        look(page, f"35-open-{at}")
        if at:
            page.context.set_offline(True)
        page.get_by_role("link", name="取证", exact=True).click()
        shoot(page, 2)
        page.get_by_role("button", name="记问题").click()
        record(page, facts)
        page.get_by_role("button", name="记好了").click()
        seal(page)
        if at:
            expect(page.get_by_text("排队中").first).to_be_visible()
            page.context.set_offline(False)
        expect(page.get_by_text(re.compile(r"收讫 · 2 张校验一致"))).to_have_count(at + 1)
        page.goto("/phone/today")
        expect(here.get_by_role("img")).to_have_attribute("src", re.compile(r"^blob:"))  # the newest photograph, from this phone
        page.get_by_role("button", name="本点查完").click()
        agree(page, "本点查完")
        expect(page.get_by_role("button", name="本点查完")).to_have_count(0)
        expect(here).to_have_count(0)
    look(page, "36-sites-done")


def _brought_back(page: Page, look: Any) -> None:
    """The leader reads what his team reported, and ends the fieldwork."""
    page.goto("/phone/reports")
    page.get_by_text(re.compile(r"王示例")).first.click()
    expect(page.get_by_text(re.compile("|".join(FACTS)))).to_be_visible()
    look(page, "37-team-report")
    page.goto("/phone/today")
    page.get_by_role("button", name="现场结束").click()
    agree(page, "现场结束")
    expect(page.get_by_text("现场已结束")).to_be_visible()


def _accepted(page: Page) -> None:
    """The reviewer accepts both reports: A, then Enter."""
    page.goto("/office/review")
    for left in (2, 1):
        expect(page.get_by_text(f"{left} 份待审")).to_be_visible()
        expect(page.locator(".cv img")).to_be_visible()
        page.locator("h2").first.click()
        page.locator("body").press("a")
        page.get_by_role("button", name=re.compile(r"^确认")).click()
    expect(page.get_by_text("都审完了")).to_be_visible()


def _confirmed(page: Page) -> None:
    """The director confirms both findings, and issues no order yet."""
    for facts in FACTS:
        page.goto("/office/missions")
        page.get_by_role("button", name=TITLE).click()
        page.get_by_role("link", name=re.compile(r"渡口|老街")).nth(FACTS.index(facts)).click()
        page.get_by_role("button", name="确认", exact=True).click()
        page.locator("form.fm").get_by_role("button", name="确认", exact=True).click()
        expect(page.locator("form.fm")).to_be_hidden()


def _concluded(desks: dict[str, Page]) -> None:
    """The reviewer drafts the conclusion, the leader of the county signs it."""
    page = desks["reviewer"]
    page.goto("/office/conclusions")
    page.get_by_role("button", name="起草结论").click()
    page.get_by_role("combobox").last.click()
    page.locator(".el-select-dropdown:visible").get_by_role("option").first.click()
    expect(page.locator("textarea")).to_have_value(re.compile(FACTS[0][:6]))
    page.get_by_role("button", name="保存").click()
    expect(page).to_have_url(re.compile(r"/office/conclusions/[0-9a-f-]{36}"))
    desks["approver"].goto(page.url)
    _done(desks["approver"], "签批")
    desks["director"].goto(page.url)


def _done(page: Page, verb: str) -> None:
    page.get_by_role("button", name=verb, exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name=verb, exact=True).click()
    expect(page.get_by_role("dialog")).to_be_hidden()


def _issued(page: Page) -> None:
    _done(page, "发出")


def _received(page: Page, look: Any) -> None:
    """The unit meets it for the first time: its findings, and nobody's name."""
    page.goto("/phone/conclusions")
    page.get_by_text("鹿鸣镇人民政府").first.click()
    for facts in FACTS:
        expect(page.get_by_text(facts).first).to_be_visible()
    assert not any(name in page.content() for name in NAMES)
    page.get_by_role("button", name="签收").click()
    agree(page, "签收")
    expect(page.get_by_text(re.compile(r"陈示例.*签收")).first).to_be_visible()
    look(page, "38-received")


def _mission_over(page: Page, outsider: Page) -> None:
    page.goto("/office/missions")
    page.get_by_role("button", name=TITLE).click()
    deed(page, "形成结论", 效果核验="渡口两处均已清运")
    expect(page.get_by_text(re.compile(r"云督活"))).to_be_visible()
    outsider.reload()
    expect(outsider.get_by_text(TITLE)).to_be_visible()
