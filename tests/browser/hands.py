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
    """Press the shutter and wait for each photograph to be stored."""
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


def write_into(form: Locator, label: str, words: str) -> None:
    """Fill the field of an office form that stands under this label."""
    form.locator(".f", has=form.page.get_by_text(label, exact=True)).locator("textarea, input").first.fill(words)


def choose(page: Page, form: Locator, label: str, option: str) -> None:
    """Open an office form's list and take one."""
    form.locator(".el-select", has=page.get_by_role("combobox", name=label)).click()
    page.get_by_role("option", name=option, exact=True).click()
