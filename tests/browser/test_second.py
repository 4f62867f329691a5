"""第二人确认 on real screens: the other member reads and vouches on his phone; the office waits, or says why it does not."""

from playwright.sync_api import expect

from tests.browser.hands import sign_in
from tests.missions.making import a_mission
from tests.reports.test_second import sent, switch
from tests.world import World


def test_the_other_member_confirms_on_the_phone_before_the_office_accepts(world: World, device, look) -> None:
    switch(world)
    report, _ = sent(world, a_mission(world, "deployed"))

    desk = device("desk-reviewer").open("/")
    sign_in(desk, "reviewer")
    expect(desk.get_by_text("待第二人确认").first).to_be_visible()
    desk.get_by_role("button", name="通过", exact=False).first.click()
    expect(desk.get_by_text("同组第二人还没有确认")).to_be_visible()
    expect(desk.locator(".ac.ask .btn.p")).to_be_disabled()
    look(desk, "second-desk-awaited")

    phone = device("phone-second").open("/")
    sign_in(phone, "inspector2")
    phone.get_by_role("link", name="待我确认 1 件").click()
    look(phone, "second-list")
    phone.get_by_role("link", name="下梨坞村2组排洪渠").click()
    expect(phone.get_by_text("排洪渠内积存生活垃圾")).to_be_visible()
    phone.get_by_label("补充说明").fill("当时在场，位置在渠北段")
    look(phone, "second-confirm")
    phone.get_by_role("button", name="确认属实").click()
    expect(phone.get_by_text("没有要确认的报告")).to_be_visible()

    assert world.as_("reviewer").get(f"/reports/{report}").json()["second"] == "confirmed"
    desk.reload()
    expect(desk.get_by_text("待第二人确认")).to_have_count(0)
    desk.get_by_role("button", name="通过", exact=False).first.click()
    expect(desk.get_by_text("同组第二人还没有确认")).to_have_count(0)
    with desk.expect_response(lambda answer: answer.url.endswith(f"/reports/{report}/moves")) as answered:
        desk.locator(".ac.ask .btn.p").click()
    assert answered.value.status == 200
    assert world.as_("reviewer").get(f"/reports/{report}").json()["state"] == "accepted"


def test_somebody_declares_an_interest_and_lends_roles_on_the_phone(world: World, device, look) -> None:
    phone = device("phone-head").open("/")
    sign_in(phone, "township-head")
    phone.goto("/phone/me")
    look(phone, "mine-me")
    phone.get_by_role("link", name="回避申报").click()
    phone.get_by_role("button", name="添加单位").click()
    phone.get_by_role("option", name="白鹭镇人民政府").click()
    phone.get_by_role("button", name="保存申报").click()
    expect(phone.get_by_text("已保存，抽取和派员时会避开这些单位。")).to_be_visible()
    look(phone, "mine-interests")
    held = world.as_("township-head").get("/me").json()["id"]
    assert [one["kind"] for one in world.as_("township-head").get(f"/users/{held}/standing").json()["interests"]] == ["kin"]

    phone.goto("/phone/delegations")
    phone.get_by_role("button", name="委托他人代办").click()
    phone.get_by_role("radio", name="陈示例").click()
    phone.get_by_label("理由").fill("外出培训")
    look(phone, "mine-delegate")
    phone.get_by_role("button", name="委托", exact=True).click()
    expect(phone.get_by_text("由 陈示例 代办")).to_be_visible()
    assert [one["principal_name"] for one in world.as_("township").get("/me").json()["acting_for"]] == ["褚样本"]
    phone.get_by_role("button", name="提前结束").click()
    phone.locator(".van-dialog").get_by_role("button", name="提前结束").click()
    expect(phone.get_by_text("已结束")).to_be_visible()
    assert world.as_("township").get("/me").json()["acting_for"] == []
