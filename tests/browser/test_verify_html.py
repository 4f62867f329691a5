"""`verify.html` as a court's clerk meets it: opened from a folder, without a network, in real Chromium."""

import functools
import io
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from tests.browser.conftest import LOOKED_AT
from tests.browser.device import CHROMIUM, FLAGS
from tests.verifier.html.many import many
from tests.verifier.maker import PHOTOS, Story, small

FILE = Path(__file__).parents[2] / "verifier" / "verify.html"
TAG = "<img src=x onerror=\"document.title='got in'\"><script>document.title='got in'</script>"
SIZES = [(390, 844), (1280, 800), (1440, 900)]
three_hundred = functools.cache(lambda: many(300, 20_000, title="云岫县2027年第一次暗访" * 40))


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One for all: every page gets its own context."""
    assert CHROMIUM, "Chromium is missing: sudo apt-get install -y --no-install-recommends chromium"
    made = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
    yield made
    made.close()


@pytest.fixture
def clerk(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """The page from a folder of its own, offline; any error or request of it fails the test."""
    shutil.copy(FILE, tmp_path / "verify.html")
    contexts, wrong = [], []

    def sit(width: int = 1280, height: int = 800, **more: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, offline=True, **more)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: wrong.append(message.text))
        page.on("request", lambda asked: wrong.append(asked.url) if not asked.url.startswith(("file:", "blob:")) else None)
        page.goto((tmp_path / "verify.html").as_uri())
        return page

    yield sit
    for context in contexts:
        context.close()
    assert wrong == []


def check(page: Page, bundle: bytes, trust: dict[str, Any] | None = None, name: str = "证据包.zip") -> None:
    """Give a bundle and what is trusted, and wait for the verdict."""
    page.set_input_files("#file", {"name": name, "mimeType": "application/zip", "buffer": bundle})
    page.fill("#root", trust["root"] if trust else "")
    page.fill("#witness", "\n".join(trust["witnesses"]) if trust else "")
    kept = trust["checkpoints"] if trust else []
    page.set_input_files("#checkpoint", [{"name": "kept.txt", "mimeType": "text/plain", "buffer": one.encode()} for one in kept])
    page.click("#start")
    expect(page.locator(".verdict")).to_be_visible()


def test_a_good_bundle_passes_with_trust_and_is_unverifiable_without(clerk) -> None:
    page = clerk()
    bundle, trust = small()
    check(page, bundle)
    expect(page.locator(".verdict .word")).to_have_text("无法证实UNVERIFIABLE")
    expect(page.locator(".verdict")).to_contain_text("请填根密钥指纹")
    check(page, bundle, trust)
    expect(page.locator(".verdict .word")).to_have_text("通过PASS")
    expect(page.locator(".items > li")).to_have_count(3)
    expect(page.locator(".verdict")).to_contain_text("通过 3")
    expect(page.get_by_text("画面是否真实")).to_be_visible()
    page.keyboard.press("Tab")
    page.locator("summary").first.press("Enter")
    expect(page.locator("details[open]")).to_contain_text("第 1 份记录")
    page.click("#language")
    expect(page.locator(".verdict .word")).to_have_text("PassPASS")
    expect(page.get_by_text("That the scene was real")).to_be_visible()


def test_a_kept_checkpoint_is_enough_and_another_is_a_fork(clerk) -> None:
    page = clerk()
    story = Story(witnessed=False).tell()
    bundle, trust = story.seal(story.sign()), {"root": story.root.id, "witnesses": [], "checkpoints": [story.checkpoint().decode()]}
    check(page, bundle)
    expect(page.locator(".verdict .code")).to_have_text("UNVERIFIABLE")
    check(page, bundle, trust)
    expect(page.locator(".verdict .code")).to_have_text("PASS")
    other = Story(witnessed=False)
    other.log.add("user.signed_in", "user_account/1", "2027-01-15T07:00:00.000Z")
    other.log.add("user.signed_in", "user_account/1", "2027-01-15T07:00:00.000Z")
    other.tell()
    check(page, bundle, trust | {"checkpoints": [other.checkpoint(14).decode()]})
    expect(page.locator(".verdict")).to_contain_text("日志与您留存的检查点对不上")


def test_a_changed_photograph_is_named(clerk, look) -> None:
    page = clerk()
    bundle, trust = small()
    at = bundle.index(b"photograph 2 ")
    check(page, bundle[:at] + b"P" + bundle[at + 1 :], trust)
    expect(page.locator(".verdict .word")).to_have_text("不通过FAIL")
    expect(page.locator(".verdict")).to_contain_text("文件内容与清单所列指纹不符")
    bad = page.locator(".items > li.FAIL")
    expect(bad).to_have_count(1)
    expect(bad).to_contain_text("原件的内容与收讫时不同")
    expect(bad).to_contain_text(PHOTOS[1])
    expect(page.locator(".items > li.PASS")).to_have_count(2)
    look(page, "30-verify-fail")
    check(page, bundle[:-1], trust)
    expect(page.locator(".verdict")).to_contain_text("文件不完整")


def test_names_in_a_bundle_stay_words(clerk) -> None:
    page = clerk()
    story = Story().tell()
    bundle = story.seal(story.sign(), lambda said: said.update(title=f"\u202e{TAG}", origin=TAG))
    check(page, bundle, story.trust, name=f"{TAG.replace('/', '-')}.zip")
    expect(page.get_by_text("<img src=x").first).to_be_visible()
    assert page.locator("#result img, #result script").count() == 0
    expect(page).to_have_title("证据包核验")
    expect(page.locator(".verdict .code")).to_have_text("FAIL")  # another origin than the keys'


def test_a_mistake_of_the_reader_is_told_beside_its_field(clerk) -> None:
    page = clerk()
    bundle, _ = small()
    page.set_input_files("#file", {"name": "b.zip", "mimeType": "application/zip", "buffer": bundle})
    page.fill("#root", "deadbeef")
    page.click("#start")
    expect(page.locator("#root-d")).to_contain_text("看不懂")
    expect(page.locator("#root")).to_be_focused()
    expect(page.locator("#state")).to_have_text("您填的内容有误，请先改正。")
    assert page.locator(".verdict").count() == 0


def test_without_workers_and_without_webcrypto_the_verdict_is_the_same(clerk) -> None:
    page = clerk()
    page.add_init_script("delete window.Worker; Object.defineProperty(crypto, 'subtle', { value: undefined })")
    page.reload()
    assert page.evaluate("[typeof Worker, typeof crypto.subtle]") == ["undefined", "undefined"]
    bundle, trust = small()
    check(page, bundle, trust)
    expect(page.locator(".verdict .code")).to_have_text("PASS")
    check(page, bundle[:9000] + b"?" + bundle[9001:], trust)
    expect(page.locator(".verdict .code")).to_have_text("FAIL")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_three_hundred_photographs_fit_every_screen(clerk, look, size: tuple[int, int], scheme: str) -> None:
    page = clerk(*size, color_scheme=scheme)
    bundle, trust = three_hundred()
    check(page, bundle, trust)
    expect(page.locator(".verdict")).to_contain_text("通过 300")
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]
    look(page, f"31-verify-{size[0]}-{scheme}")
    page.get_by_role("button", name=re.compile(r"再显示")).click()
    expect(page.locator(".items > li")).to_have_count(200)


def spoilt(bundle: bytes) -> bytes:
    """The same bundle with a byte changed in some files of each kind."""
    changed = bytearray(bundle)
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        for kind in ("entries/", "originals/", "proofs/", "receipts/", "records/"):
            for about in [about for about in archive.infolist() if about.filename.startswith(kind)][7:90:9]:
                changed[about.header_offset + 30 + len(about.filename) + about.file_size // 2] ^= 1
    return bytes(changed)


@pytest.mark.parametrize("state", ["right", "wrong"])
def test_the_record_prints_on_one_page(clerk, state: str) -> None:
    page = clerk()
    bundle, trust = three_hundred()
    if state == "wrong":
        bundle = spoilt(bundle)
    check(page, bundle, trust)
    expect(page.locator(".verdict .code")).to_have_text("PASS" if state == "right" else "FAIL")
    page.evaluate("() => { window.print = () => undefined }")
    page.get_by_role("button", name="打印记录（一页）").click()
    page.emulate_media(media="print")
    expect(page.locator("#form")).to_be_hidden()
    shown = 6 if state == "right" else 3
    expect(page.locator(".items > li:visible")).to_have_count(shown)
    expect(page.get_by_text(f"其余 {300 - shown} 项从略")).to_be_visible()
    LOOKED_AT.mkdir(parents=True, exist_ok=True)
    paper = page.pdf(path=str(LOOKED_AT / f"32-verify-record-{state}.pdf"), prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
