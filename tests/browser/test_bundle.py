"""The office exports an evidence bundle on a real screen, and what was saved is read by who knows only the format."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.bundles.making import REASON, an_answered_finding, the_root
from tests.bundles.reader import opened
from tests.making import a_report
from tests.world import World


def exported(page: Page, reason: str) -> Path:
    """Ask for it, wait for it, save it."""
    page.get_by_role("button", name="导出证据包").click()
    make = page.get_by_role("button", name="制作", exact=True)
    expect(make).to_be_disabled()
    page.get_by_label("交给谁、作何用途").fill(reason)
    make.click()
    expect(page.get_by_text("已做好")).to_be_visible()
    with page.expect_download() as saved:
        page.locator(".bc").get_by_role("button", name="下载").click()
    assert saved.value.suggested_filename.startswith("evidence-")
    return Path(saved.value.path())


@pytest.mark.parametrize("who", ["reviewer", "director"])
def test_a_report_is_exported_with_a_reason(world: World, at, look, who: str) -> None:
    report = a_report(world, 2)
    page: Page = at(who, "/office/review")
    expect(page.locator(".cv img")).to_be_visible()
    saved = exported(page, REASON)
    look(page, f"bundle-{who}")
    read = opened(saved.read_bytes(), the_root(world))
    assert [item["kind"] for item in read.said["items"]] == ["report", "evidence", "evidence"]
    assert read.said["items"][0]["id"] == report["id"]
    told = world.as_(who).get("/bundles", params={"report_id": report["id"]}).json()["items"]
    assert [(each["reason"], each["state"]) for each in told] == [(REASON, "made")]


def test_a_findings_whole_story_is_a_choice(world: World, at, look) -> None:
    report, _, answer, _ = an_answered_finding(world)
    page: Page = at("director", "/office/review")
    page.get_by_role("button", name="已审").first.click()
    page.get_by_text("下梨坞村2组排洪渠").first.click()
    page.get_by_role("button", name="导出证据包").click()
    page.locator(".bc .el-select").click()
    page.get_by_role("option", name="的整改全过程").click()
    page.get_by_label("交给谁、作何用途").fill(REASON)
    page.get_by_role("button", name="制作", exact=True).click()
    expect(page.get_by_text("已做好")).to_be_visible()
    look(page, "bundle-story")
    told = world.as_("director").get("/bundles", params={"report_id": report}).json()["items"][0]
    file = world.as_("director").get(f"/bundles/{told['id']}/file").content
    assert answer["id"] in [item["id"] for item in opened(file, the_root(world)).said["items"]]
