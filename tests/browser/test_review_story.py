"""A unit contests a conclusion on real screens; once amended and served, figures, order and results follow."""

import re
from datetime import timedelta
from typing import Any

from playwright.sync_api import Page, expect

from app.access.policy import Role
from app.core.clock import legal_date
from tests.browser.hands import agree, choose_in, sign_in, write_into
from tests.conclusions.making import TEXT, move
from tests.making import an_order
from tests.results.making import approved
from tests.reviews.making import GROUNDS
from tests.world import TOWN, World, user_id

AMENDED = "鹿鸣镇下梨坞村2组排洪渠内积存生活垃圾约1立方米，9月7日已清运过半"
ADVICE = "建议变更：现场照片与清运单据相符，垃圾量按约1立方米认定"


def test_a_conclusion_contested_amended_and_served(world: World, device, look) -> None:
    finding, order, conclusion, criticism = _an_issued_conclusion(world)
    held = {name: device(name) for name in ("desk-director", "phone-township", "phone-head", "desk-officer", "desk-approver")}
    director = held["desk-director"].open("/office/cockpit")
    sign_in(director, "director")
    _of_the_year(director)
    _figure(director, "问题准确率", "100.0%", "2 / 2")
    _figure(director, "降格率", "0.0%", "0 / 2")

    _the_unit_receives_and_drafts(world, held["phone-township"], conclusion, look)
    _the_principal_files(held["phone-head"], conclusion, look)
    _the_officer_examines(held["desk-officer"], conclusion)
    _shown_at_results(director, criticism, conclusion, look)
    _the_director_names_a_handler(director, look)
    _the_leader_stays(held["desk-approver"], conclusion)
    assert world.as_("director").get(f"/orders/{order}").json()["state"] == "suspended"
    _the_handler_advises(held["desk-officer"], look)
    _the_leader_amends(held["desk-approver"], look)
    _the_director_sends(director)
    assert world.as_("director").get(f"/findings/{finding}").json()["severity"] == "general"  # nothing yet
    _the_unit_signs_for_the_decision(held["phone-township"], look)

    changed = world.as_("director").get(f"/findings/{finding}").json()
    assert (changed["state"], changed["severity"], changed["facts"]) == ("released", "minor", AMENDED)
    assert [each["by_name"] for each in changed["inside"]["downgrades"]] == ["吴样本"]
    assert world.as_("director").get(f"/orders/{order}").json()["state"] == "issued"
    assert world.as_("township").get(f"/conclusions/{conclusion['id']}").json()["state"] == "final"
    _the_figures_followed(director, changed["number"], criticism, look)


def _an_issued_conclusion(world: World) -> tuple[str, str, dict[str, Any], str]:
    """Two ordered findings stated in one conclusion, whose author also examines reviews; a criticism rests on the first."""
    world.hire("officer2", "吕测试", Role.REVIEWER, Role.REVIEW_OFFICER)
    orders = [an_order(world) for _ in range(2)]
    findings = [each["findings"][0]["id"] for each in orders]
    body = {"unit_id": str(TOWN), "mission_id": None, "text": TEXT, "finding_ids": findings}
    drafted = world.as_("officer2").put(f"/conclusions/{user_id('a conclusion')}", json=body)
    assert drafted.status_code == 201, drafted.text
    assert move(world, "approver", drafted.json()["id"], "sign").status_code == 200
    issued: dict[str, Any] = move(world, "director", drafted.json()["id"], "issue").json()
    return findings[0], orders[0]["id"], issued, approved(world, "criticism", finding_ids=findings[:1])["id"]


def _of_the_year(page: Page) -> None:
    """The visits were in November; the month is another by now."""
    page.locator(".el-radio-button", has_text="全年").click()


def _figure(page: Page, name: str, value: str, parts: str) -> None:
    tile = page.get_by_role("button", name=re.compile(rf"^{name}"))
    expect(tile).to_contain_text(value)
    expect(tile).to_contain_text(parts)


def _the_unit_receives_and_drafts(world: World, phone, conclusion: dict[str, Any], look) -> None:
    page = phone.open("/phone/me")
    sign_in(page, "township")
    page.get_by_role("link", name="我的").click()
    page.get_by_role("link", name=re.compile(r"督查结论")).click()
    page.get_by_role("link", name=re.compile(conclusion["number"])).click()
    expect(page.get_by_text("待签收")).to_have_count(0)
    look(page, "41-conclusion-unsigned")
    page.get_by_role("button", name="签收").click()
    agree(page, "签收")
    expect(page.get_by_text(re.compile(r"前可申请复核"))).to_be_visible()
    last = (legal_date(world.clock()) + timedelta(days=30)).isoformat()
    told = world.as_("township").get(f"/conclusions/{conclusion['id']}").json()
    assert told["apply_by"] >= last
    expect(page.get_by_text(f"{told['apply_by']}前可申请复核")).to_be_visible()
    page.get_by_label("申请理由").fill(GROUNDS)
    page.get_by_role("button", name="保存，请主要负责人提出").click()
    expect(page.get_by_text("复核申请 · 待提出")).to_be_visible()
    expect(page.get_by_role("button", name="提出申请")).to_have_count(0)
    look(page, "42-review-drafted")


def _the_principal_files(phone, conclusion: dict[str, Any], look) -> None:
    page = phone.open(f"/phone/conclusions/{conclusion['id']}")
    sign_in(page, "township-head")
    expect(page.get_by_text(GROUNDS)).to_be_visible()
    page.get_by_role("button", name="提出申请").click()
    agree(page, "提出申请")
    expect(page.get_by_text("复核申请 · 已提出")).to_be_visible()
    expect(page.get_by_text(re.compile(r"整改照常进行"))).to_be_visible()
    look(page, "43-review-filed")
    phone.close()


def _the_officer_examines(desk, conclusion: dict[str, Any]) -> None:
    page = desk.open("/office")
    sign_in(page, "review-officer")
    page.get_by_role("link", name=conclusion["number"]).click()
    expect(page.get_by_text(GROUNDS)).to_be_visible()
    page.get_by_role("button", name="受理", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="受理", exact=True).click()
    expect(page.get_by_text("已受理").first).to_be_visible()


def _shown_at_results(page: Page, criticism: str, conclusion: dict[str, Any], look) -> None:
    page.goto("/office/results")
    expect(page.get_by_role("row", name=re.compile(r"批评")).get_by_text("复核中")).to_be_visible()
    look(page, "44-results-under-review")
    page.goto(f"/office/results/{criticism}")
    expect(page.get_by_text("依据的问题正在复核，结论可能变更或撤销。")).to_be_visible()
    page.get_by_role("link", name=re.compile(rf"结论 {conclusion['number']} 正在复核")).click()
    expect(page).to_have_url(re.compile(r"/office/conclusions/reviews/"))


def _the_director_names_a_handler(page: Page, look) -> None:
    page.get_by_role("button", name="指定承办人").click()
    dialog = page.get_by_role("dialog")
    author = dialog.get_by_role("checkbox", name=re.compile(r"吕测试"))
    expect(author).to_be_disabled()
    expect(dialog.get_by_text("须回避：起草过这份结论")).to_be_visible()
    dialog.get_by_text("朱演示").click()
    look(page, "45-handlers")
    dialog.get_by_role("button", name="指定承办人").click()
    expect(page.locator("dl").get_by_text("朱演示")).to_be_visible()


def _the_leader_stays(desk, conclusion: dict[str, Any]) -> None:
    page = desk.open("/office/conclusions/reviews")
    sign_in(page, "approver")
    page.get_by_role("link", name=conclusion["number"]).click()
    page.get_by_role("button", name="中止执行").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="中止执行").click()
    expect(dialog.get_by_text("须写明理由").first).to_be_visible()
    write_into(dialog, "理由", "事实存疑，先停整改时限")
    dialog.get_by_role("button", name="中止执行").click()
    expect(page.get_by_text("事实存疑，先停整改时限").first).to_be_visible()


def _the_handler_advises(desk, look) -> None:
    page = desk.context.pages[0]
    page.reload()
    page.get_by_role("button", name="提出意见").click()
    dialog = page.get_by_role("dialog")
    write_into(dialog, "复核意见", ADVICE)
    dialog.get_by_role("button", name="提出意见").click()
    expect(page.get_by_text(ADVICE).first).to_be_visible()
    look(page, "46-advice")
    desk.close()


def _the_leader_amends(desk, look) -> None:
    page = desk.context.pages[0]
    page.reload()
    expect(page.get_by_text(ADVICE).first).to_be_visible()
    page.get_by_role("button", name="作出决定").click()
    dialog = page.get_by_role("dialog")
    dialog.locator(".el-radio-button", has_text="变更").click()
    first = dialog.locator(".cr").first
    choose_in(page, first, "变更方式", "变更")
    choose_in(page, first, "严重程度改为", "轻微")
    first.get_by_placeholder("事实改为").fill(AMENDED)
    write_into(dialog, "理由", "经复核，按清运单据重新认定")
    dialog.get_by_role("button", name="作出决定").click()
    expect(dialog.get_by_text(re.compile(r"您签批过这份结论，须填写")).first).to_be_visible()
    look(page, "47-meeting-record")
    write_into(dialog, "会议记录编号", "〔2026〕第11次会议纪要")
    dialog.get_by_role("button", name="作出决定").click()
    expect(page.get_by_role("heading", name=re.compile(r"变更 · 云督复"))).to_be_visible()
    look(page, "48-decided")
    desk.close()


def _the_director_sends(page: Page) -> None:
    page.reload()
    page.get_by_role("button", name="发送决定").click()
    page.get_by_role("dialog").get_by_role("button", name="发送决定").click()
    expect(page.get_by_role("button", name="代录签收")).to_be_visible()


def _the_unit_signs_for_the_decision(phone, look) -> None:
    page = phone.context.pages[0]
    page.reload()
    expect(page.get_by_text(re.compile(r"变更 · 云督复"))).to_be_visible()
    expect(page.get_by_text(AMENDED)).to_be_visible()
    for name in ("朱演示", "吴样本", "周示例", "吕测试"):
        assert name not in page.content()
    look(page, "49-decision")
    page.get_by_role("button", name="签收决定").click()
    agree(page, "签收决定")
    expect(page.get_by_text("复核申请 · 已送达")).to_be_visible()
    phone.close()


def _the_figures_followed(page: Page, number: str, criticism: str, look) -> None:
    page.goto("/office/cockpit")
    _of_the_year(page)
    _figure(page, "问题准确率", "50.0%", "1 / 2")
    _figure(page, "降格率", "50.0%", "1 / 2")
    look(page, "50-figures")
    page.get_by_role("button", name=re.compile(r"^降格率")).click()
    expect(page.get_by_role("dialog").get_by_text(re.compile(number))).to_be_visible()
    expect(page.get_by_role("dialog").get_by_text(AMENDED)).to_be_visible()
    page.goto(f"/office/results/{criticism}")
    expect(page.get_by_text(AMENDED)).to_be_visible()
    expect(page.get_by_text("复核中")).to_have_count(0)
