"""What people do on the screens, in their words."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.world import PASSWORD


def sign_in(page: Page, username: str) -> None:
    """Name, password, go."""
    page.locator("input[name=username]").fill(username)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("button[type=submit]").click()
    page.wait_for_url(re.compile(r"^[^?]*/(phone|office)/"))


def ready_offline(page: Page) -> None:
    """The service worker has everything it needs for a start without a network."""
    page.evaluate("async () => { await navigator.serviceWorker.ready }")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null || navigator.serviceWorker.ready")


def shoot(page: Page, count: int) -> None:
    """Press the shutter and wait for each photograph to be stored. The page before may have a button of the same name."""
    expect(page.locator("main.cam")).to_be_visible()
    shutter = page.get_by_role("button", name="拍照", exact=True)
    for taken in range(1, count + 1):
        expect(shutter).to_be_enabled()
        shutter.click()
        expect(page.get_by_role("link", name=f"查看本组 {taken} 张")).to_be_visible()


def record(page: Page, facts: str) -> None:
    """Fill a finding: category, severity, what, why, what to do, who."""
    page.get_by_role("radio", name="积存垃圾").click()
    page.get_by_role("radio", name="一般").click()
    page.get_by_label("问题描述").fill(facts)
    page.get_by_label("原因").fill("保洁员空缺，村级巡查无记录")
    page.get_by_label("整改建议").fill("3日内清运，补齐保洁员")
    post = page.get_by_label("职务")
    if post.count() == 0:
        page.get_by_role("button", name="加责任人").click()
    page.get_by_label("职务").first.fill("包村干部")


def agree(page: Page, words: str) -> None:
    """Answer the question before something that cannot be undone."""
    page.locator(".van-dialog").get_by_role("button", name=words).click()


def order_from_review(page: Page, facts: str) -> None:
    """Accept a report, confirm what it says, and order the unit to put it right."""
    page.goto("/office/review")
    expect(page.get_by_text(facts).first).to_be_visible()
    expect(page.locator(".cv img")).to_be_visible()
    page.locator("h2").first.click()
    page.locator("body").press("a")
    page.get_by_role("button", name=re.compile(r"^确认")).click()
    expect(page.get_by_text(re.compile(r"已交办 云督交")).first).to_be_visible()


def sign(page: Page) -> None:
    """Sign for an order, and wait until the step has arrived."""
    page.get_by_role("button", name="签收", exact=True).click()
    expect(page.get_by_text(re.compile(r" 签收$")).first).to_be_visible()


def answer(page: Page, measures: str, result: str) -> None:
    """Write a unit's answer, have it signed, and send it."""
    page.get_by_label("整改措施").fill(measures)
    page.get_by_label("整改结果").fill(result)
    page.get_by_label("负责人签名").fill("褚样本")
    page.get_by_label("所报情况属实，本单位对真实性负责").check()
    page.get_by_role("button", name="提交反馈").click()
    agree(page, "提交反馈")
    delivered(page)


def delivered(page: Page) -> None:
    """The outbox has nothing more to send, and says so."""
    page.wait_for_url(re.compile(r"/phone/outbox"))
    expect(page.get_by_text("送达回执").first).to_be_visible()
    expect(page.locator("main section [role=status]")).to_have_count(0)  # each item not delivered says where it stands


def look_again(page: Page, site: str, result: str, note: str) -> None:
    """A second look on the phone: before beside now, two photographs, what was found, sealed into the outbox."""
    page.get_by_role("link", name=re.compile(site)).first.click()
    expect(page.get_by_role("radio", name=result)).to_be_disabled()
    page.get_by_role("button", name="拍现状").click()
    shoot(page, 2)
    page.get_by_role("link", name="拍好了").click()
    page.get_by_role("radio", name=result).click()
    page.get_by_label("情况说明").fill(note)
    page.get_by_role("button", name="封存并待传").click()
    agree(page, "封存并待传")
    page.wait_for_url(re.compile(r"/phone/outbox"))


def pick_day(page: Page, name: str, day: str) -> None:
    """Type a day into the field with that label."""
    field = page.get_by_label(name)
    field.fill(day)
    field.press("Enter")


def choose(page: Page, field: str, *options: str) -> None:
    """Pick from a list of the office's forms, by the field's name and the words an option begins with."""
    box = page.get_by_role("combobox", name=field, exact=True).last
    page.locator(".el-select__wrapper").filter(has=box).click()
    for option in options:
        page.locator(".el-select-dropdown:visible").get_by_role("option", name=re.compile(rf"^{re.escape(option)}")).first.click()
    box.press("Tab")
    expect(page.locator(".el-select-dropdown:visible")).to_have_count(0)


def hold(page: Page, name: str) -> None:
    """Press a button and keep the thumb on it, as long as unsealing takes."""
    buttons = page.get_by_role("button", name=re.compile(name))
    expect(buttons.first).to_be_enabled()
    before = buttons.count()
    buttons.first.dispatch_event("pointerdown")
    expect(buttons).to_have_count(before - 1)


def deed(page: Page, verb: str, **fields: str) -> None:
    """A verb of the office's panel, the words it asks for, and the verb again."""
    page.get_by_role("button", name=verb, exact=True).click()
    for field, text in fields.items():
        page.get_by_label(field, exact=True).fill(text)
    page.locator("form.ask").get_by_role("button", name=verb, exact=True).click()
    expect(page.locator("form.ask")).to_be_hidden()


def seal(page: Page) -> None:
    """Seal a visit's record and go to the outbox."""
    page.get_by_role("button", name="封存并待传").click()
    agree(page, "封存并待传")
    expect(page).to_have_url(re.compile(r"/phone/outbox"))


def write_into(form: Locator, label: str, words: str) -> None:
    """Fill the field of an office form that stands under this label."""
    form.locator(".f", has=form.page.get_by_text(label, exact=True)).locator("textarea, input").first.fill(words)


def choose_in(page: Page, form: Locator, label: str, option: str) -> None:
    """Open an office form's list and take one."""
    form.locator(".el-select", has=page.get_by_role("combobox", name=label)).click()
    page.get_by_role("option", name=option, exact=True).click()
