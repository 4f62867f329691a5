"""A photograph that was here before: said beside the strip, laid side by side by one key, and none of it for its author."""

from datetime import timedelta

from playwright.sync_api import expect

from tests.evidence.pictures import ELSEWHERE, NOON, drawn, jpeg, reported, told
from tests.world import World


def test_a_look_alike_is_told_and_compared(world: World, at, look) -> None:
    reported(world, jpeg(drawn("burnt_heap"), 80), "inspector2", at=NOON - timedelta(days=14))
    reported(world, jpeg(drawn("burnt_heap"), 70), at=NOON - timedelta(days=2), place=ELSEWHERE)
    newest = reported(world, jpeg(drawn("burnt_heap")))
    report = told(world, newest)["owner_id"]
    desk = at("reviewer", "/office/review")
    desk.goto(f"/office/review?report={report}")
    card = desk.locator(".al")
    expect(card).to_contain_text("相似")
    expect(card).to_contain_text("另有 1 张")
    checks = desk.get_by_role("region", name="核验结果")
    for words in ("可证", "原件校验一致", "自述", "系统内没有单位辖区界线", "线索", "汉明距离", "与 2 张相似"):
        expect(checks).to_contain_text(words)
    look(desk, "review-alike")
    desk.keyboard.press("c")
    dialog = desk.get_by_role("dialog")
    expect(dialog).to_contain_text("相似只是线索")
    expect(dialog.locator("img")).to_have_count(2)
    first = dialog.locator(".say").inner_text()
    dialog.get_by_role("button", name="下一张相似照片").click()
    assert dialog.locator(".say").inner_text() != first
    look(desk, "review-alike-compared")
    desk.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
