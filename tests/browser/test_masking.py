"""A reviewer covers what may not be seen on real screens; the unit waits, and then sees the masked copy."""

import re
from itertools import starmap
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.imaging.pictures import BLUE, GREEN, WHITE, corners, photo
from tests.making import a_manifest, a_task, upload
from tests.masking.making import COVER, covered, near, picture, quarters
from tests.world import TOWN, World

SIZE = (800, 600)


def a_sent_report(world: World) -> tuple[str, str, list[str]]:
    """A report of two photographs, not reviewed yet: its id, its finding's, its photographs'."""
    raws = [photo(corners(SIZE)), photo(corners((600, 800)))]
    manifest = a_manifest(a_task(world)["id"], raws)
    report, author = str(uuid4()), world.as_("inspector")
    assert author.put(f"/reports/{report}", json=manifest).status_code == 201
    for line, raw in zip(manifest["evidence"], raws, strict=True):
        assert upload(author, line, raw, report_id=report).status_code == 204
    return report, manifest["findings"][0]["id"], [line["id"] for line in manifest["evidence"]]


def let_out(world: World, report: str, finding: str) -> str:
    """The order, issued while nobody has checked a mask."""
    director, order = world.as_("director"), str(uuid4())
    assert director.post(f"/reports/{report}/moves", json={"verb": "accept"}).status_code == 200
    assert director.post(f"/findings/{finding}/moves", json={"verb": "confirm"}).status_code == 200
    asked = {"id": order, "finding_ids": [finding], "unit_id": str(TOWN), "class": "limited", "requirements": "限期整改"}
    assert director.post("/orders", json=asked).status_code == 201
    return order


def mask(client: httpx2.Client, evidence: str) -> dict[str, Any]:
    told: dict[str, Any] = client.get(f"/evidence/{evidence}/mask").json()
    return told


def place(page: Page, x: float, y: float) -> tuple[float, float]:
    """Where a share of the picture's width and height is on the screen, however it is zoomed."""
    box = page.evaluate(
        "([x, y]) => { const svg = document.querySelector('.draw svg'); const [, , w, h] = svg.getAttribute('viewBox').split(' ');"
        " const at = new DOMPoint(x * w, y * h).matrixTransform(svg.getScreenCTM()); return [at.x, at.y] }",
        [x, y],
    )
    return box[0], box[1]


def drag(page: Page, *stops: tuple[float, float]) -> None:
    """Press, go from place to place, lift."""
    page.mouse.move(*place(page, *stops[0]))
    page.mouse.down()
    for stop in stops[1:]:
        page.mouse.move(*place(page, *stop), steps=6)
    page.mouse.up()


def tool(page: Page, name: str) -> Locator:
    return page.get_by_role("toolbar", name="看图工具").get_by_role("button", name=name)


def begun(page: Page) -> None:
    tool(page, "遮挡人脸、号牌、号码").click()
    expect(page.locator(".draw")).to_be_focused()


def test_boxes_and_brush_are_drawn_saved_and_checked_with_one_key(world: World, at, look) -> None:
    report, finding, photos = a_sent_report(world)
    reviewer = world.as_("reviewer")
    page = at("reviewer", "/office/review")
    expect(page.locator(".cv img").first).to_be_visible()
    expect(page.get_by_text("遮挡未核对")).to_be_visible()
    begun(page)
    drag(page, (0.02, 0.02), (0.48, 0.48))
    expect(page.locator(".draw rect")).to_have_count(1)
    expect(page.get_by_text("有改动未保存")).to_be_visible()
    tool(page, "涂抹").click()
    drag(page, (0.6, 0.8), (0.9, 0.8), (0.9, 0.9))
    expect(page.locator(".draw path")).to_have_count(1)
    tool(page, "撤销").click()
    expect(page.locator(".draw path")).to_have_count(0)
    assert mask(reviewer, photos[0])["version"] == 0
    tool(page, "看遮挡后的样子").click()
    expect(page.locator("img.result")).to_be_visible()
    look(page, "60-mask-result")
    tool(page, "看遮挡后的样子").click()
    saved = mask(reviewer, photos[0])
    [box] = saved["shapes"]
    assert (saved["state"], saved["version"]) == ("none", 1)
    assert [abs(box[name] - want) < 60 for name, want in (("x", 200), ("y", 200), ("w", 4600), ("h", 4600))] == [True] * 4
    look(page, "61-mask-drawn")
    page.keyboard.press("f")
    expect(page.get_by_text(re.compile(r"遮挡已核对 · 严演示"))).to_be_visible()
    assert [mask(reviewer, each)["state"] for each in photos] == ["checked", "checked"]
    let_out(world, report, finding)
    shown = quarters(picture(world.as_("township"), photos[0]))
    assert list(starmap(near, zip(shown, (COVER, GREEN, BLUE, WHITE), strict=True))) == [True] * 4


def test_a_box_is_moved_sized_and_taken_away_by_mouse_and_by_keys(world: World, at) -> None:
    _, _, photos = a_sent_report(world)
    page = at("reviewer", "/office/review")
    begun(page)
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    drag(page, (0.1, 0.1), (0.2, 0.2))
    page.keyboard.press("Delete")
    expect(page.locator(".draw rect")).to_have_count(1)
    tool(page, "选择、移动").click()
    drag(page, (0.5, 0.5), (0.6, 0.5))
    for _ in range(3):
        tool(page, "放大").click()
    tool(page, "画框").click()
    drag(page, (0.45, 0.38), (0.55, 0.48))
    tool(page, "完成，保存").click()
    expect(page.locator(".draw")).to_have_count(0)
    first, second = mask(world.as_("reviewer"), photos[0])["shapes"]
    assert (first["y"], first["w"], first["h"]) == (4000, 2000, 2050)
    assert abs(first["x"] - 5050) < 60
    assert [abs(second[name] - want) < 60 for name, want in (("x", 4500), ("y", 3800), ("w", 1000), ("h", 1000))] == [True] * 4


def test_who_was_overtaken_is_told_and_finds_their_own_again(world: World, at, look) -> None:
    _, _, photos = a_sent_report(world)
    director = world.as_("director")
    page = at("reviewer", "/office/review")
    begun(page)
    drag(page, (0.1, 0.1), (0.3, 0.3))
    theirs = {"kind": "box", "x": 7000, "y": 7000, "w": 1000, "h": 1000}
    assert covered(director, photos[0], [theirs], 0).status_code == 200
    page.keyboard.press("f")
    expect(page.get_by_text("有人刚改过遮挡，已换成最新的")).to_be_visible()
    look(page, "62-mask-overtaken")
    assert (mask(director, photos[0])["state"], mask(director, photos[1])["state"]) == ("none", "none")
    tool(page, "撤销").click()
    tool(page, "完成，保存").click()
    expect(page.locator(".draw")).to_have_count(0)
    told = mask(director, photos[0])
    assert (told["version"], [shape["x"] // 100 for shape in told["shapes"]]) == (2, [10])


@pytest.mark.parametrize("theme", ["light", "dark", "sun"])
def test_the_unit_sees_a_placeholder_and_then_the_masked_copy(world: World, at, look, theme: str) -> None:
    report, finding, photos = a_sent_report(world)
    order = let_out(world, report, finding)
    page = at("township", f"/phone/orders/{order}")
    page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
    expect(page.get_by_text("遮挡核对中").first).to_be_visible()
    look(page, f"63-unit-waits-{theme}")
    desk = at("reviewer", "/office/review")
    desk.goto(f"/office/review?tab=done&report={report}")
    desk.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
    expect(desk.get_by_text("2 张待核对遮挡")).to_be_visible()
    begun(desk)
    drag(desk, (0.0, 0.0), (0.5, 0.5))
    for size in ((1280, 800), (1440, 900)):
        desk.set_viewport_size({"width": size[0], "height": size[1]})
        look(desk, f"64-desk-{theme}-{size[0]}")
    desk.get_by_role("button", name=re.compile(r"遮挡已核对")).click()
    expect(desk.get_by_text(re.compile(r"遮挡已核对 · 严演示"))).to_be_visible()
    page.reload()
    page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
    expect(page.locator("img.ph").first).to_be_visible()
    expect(page.get_by_text("遮挡核对中")).to_have_count(0)
    look(page, f"65-unit-sees-{theme}")
    assert near(quarters(picture(world.as_("township"), photos[0]))[0], COVER)
