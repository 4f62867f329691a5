"""A phone that signs: enrolled with a code from the desk, offline in the field, killed, in two tabs; what the office then knows."""

import base64
import hashlib
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from playwright.sync_api import Page, expect

from tests.browser.device import DESK, OPENED
from tests.browser.hands import agree, choose, ready_offline, record, seal, shoot, sign_in
from tests.making import a_task
from tests.phone import a_code
from tests.world import World

SITE = "下梨坞村2组排洪渠"
FACTS = "下梨坞村2组排洪渠内积存生活垃圾约3立方米"
KEPT = f"""async () => {{ {OPENED}
  const [photos, held] = [await all('photos'), await one('meta', 'device-key')]
  base.close()
  const out = format => crypto.subtle.exportKey(format, held.secret).then(String, error => error.name)
  return {{
    photos: photos.map(({{ id, sha256, capture, unsigned }}) => ({{ id, sha256, capture, unsigned }})),
    key: held && {{
      key: held.key, jwk: held.jwk, extractable: held.secret.extractable,
      out: [await out('pkcs8'), await out('jwk'), await out('raw')],
    }},
  }}
}}"""
NEVER_SIGNS = "() => { SubtleCrypto.prototype.sign = () => new Promise(() => undefined) }"
SIGNS_SLOWLY = """() => { const sign = SubtleCrypto.prototype.sign
  SubtleCrypto.prototype.sign = async function (...given) {
    await new Promise(go => setTimeout(go, 300))
    return sign.apply(this, given)
  } }"""


def kept(page: Page) -> dict[str, Any]:
    """The photographs and the key as they lie on the phone."""
    found: dict[str, Any] = page.evaluate(KEPT)
    return found


def until(page: Page, holds: Callable[[list[dict[str, Any]]], bool]) -> None:
    """Wait until the photographs on the phone are as they should be."""
    for _ in range(200):
        if holds(kept(page)["photos"]):
            return
        page.wait_for_timeout(100)
    raise AssertionError(kept(page)["photos"])


def enrol(page: Page, code: str) -> None:
    """On the phone's own page, typed as people type."""
    page.goto("/phone/signing")
    page.get_by_label("登记码").fill(f"{code[:4].lower()} {code[4:].lower()}")
    page.get_by_role("button", name="登记本机").click()
    expect(page.get_by_text("本机已登记")).to_be_visible()
    expect(page.get_by_text("还没有", exact=True)).to_have_count(0)  # the time anchor is here too


def chain(page: Page) -> list[dict[str, Any]]:
    """The records in the order of their numbers: each signed by this phone's key, over its own bytes, naming the one before."""
    found = kept(page)
    x, y = (int.from_bytes(base64.urlsafe_b64decode(found["key"]["jwk"][each] + "=")) for each in "xy")
    key = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    said, texts = [], {}
    for photo in found["photos"]:
        text, raw = photo["capture"]["record"], base64.b64decode(photo["capture"]["signature"])
        signature = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
        key.verify(signature, b"fi/capture/v1\n" + text.encode(), ec.ECDSA(hashes.SHA256()))
        told = json.loads(text)
        assert (told["id"], told["sha256"], told["key"]) == (photo["id"], photo["sha256"], found["key"]["key"])
        said.append(told)
        texts[told["seq"]] = text
    said.sort(key=lambda told: int(told["seq"]))
    assert [told["seq"] for told in said] == list(range(1, len(said) + 1))
    before = [hashlib.sha256(texts[told["seq"] - 1].encode()).hexdigest() for told in said[1:]]
    assert [told.get("prev") for told in said] == [None, *before]
    return said


def in_every_light(page: Page, look: Any, name: str, words: str) -> None:
    """The same screen light, dark and in the sun."""
    for theme in ("dark", "sun", "light"):
        page.evaluate(f"localStorage.setItem('theme', '{theme}')")
        page.reload()
        expect(page.get_by_text(words).first).to_be_visible()
        look(page, f"{name}-{theme}")


def the_code(desk: Page, look: Any) -> str:
    """The director makes it for the person before the desk."""
    look(desk, "office-devices-none")
    desk.get_by_role("button", name="发登记码").click()
    choose(desk, "给谁", "王示例")
    desk.get_by_role("button", name="生成登记码").click()
    expect(desk.get_by_text("王示例的登记码")).to_be_visible()
    look(desk, "office-devices-code")
    code = desk.locator(".code").inner_text().replace(" ", "")
    desk.get_by_role("button", name="已告诉本人").click()
    return code


def test_from_the_code_to_the_receipt(world: World, device, at, look) -> None:
    a_task(world)
    desk = at("director", "/office/people/devices")
    phone = device("phone-signs")
    page = phone.open()
    sign_in(page, "inspector")
    page.goto("/phone/me")
    expect(page.get_by_role("link", name=re.compile(r"设备签名"))).to_contain_text("未登记")
    page.goto("/phone/signing")
    in_every_light(page, look, "signing-none", "本机未登记")
    enrol(page, the_code(desk, look))
    in_every_light(page, look, "signing-enrolled", "本机已登记")
    page.goto("/phone/today")
    expect(page.get_by_text(SITE).first).to_be_visible()
    ready_offline(page)
    phone.network(on=False)
    page.get_by_text(SITE).first.click()
    shoot(page, 2)
    page.get_by_role("button", name="记问题").click()
    record(page, FACTS)
    page.get_by_role("button", name="记好了").click()
    seal(page)
    first, second = chain(page)
    assert (first["geo"]["st"], first["geo"]["lat_e7"], first["geo"]["lon_e7"], first["geo"]["acc_cm"]) == (
        "ok",
        401102000,
        1021102000,
        600,
    )
    assert first["anchor"] == second["anchor"]
    assert (first["boot"], first["insp"], first["src"], first["tz"]) == (second["boot"], world_id(world), "camera", "Asia/Shanghai")
    assert first["t_mono_ms"] < second["t_mono_ms"]
    key = kept(page)["key"]
    assert (key["extractable"], key["out"]) == (False, ["InvalidAccessError"] * 3)

    phone.network(on=True)
    expect(page.get_by_text(re.compile(r"收讫 · 2 张校验一致"))).to_be_visible()
    reviewer = world.as_("reviewer")
    for photo in kept(page)["photos"]:
        told = reviewer.get(f"/evidence/{photo['id']}").json()
        assert (told["grade"], told["grade_reason"]) == ("signed", None)
        receipt = json.loads(world.as_("inspector").get(f"/evidence/{photo['id']}/receipt").json()["statement"])
        assert receipt["rec"] == hashlib.sha256(photo["capture"]["record"].encode()).hexdigest()
    page.get_by_text(re.compile(r"收讫 · 2 张校验一致")).click()
    expect(page.get_by_text("签名有效")).to_be_visible()
    expect(page.get_by_text("核验一致")).to_have_count(2)
    expect(page.get_by_text("本机签名第 2 号")).to_be_visible()
    in_every_light(page, look, "receipt-verified", "签名有效")

    desk.reload()
    for size in ({"width": 1280, "height": 800}, DESK):
        desk.set_viewport_size(size)  # type: ignore[arg-type]
        look(desk, f"office-devices-{size['width']}")
    desk.get_by_role("button", name="停用", exact=True).click()
    desk.get_by_label("原因").fill("手机遗失")
    confirm = desk.locator(".el-drawer__footer").get_by_role("button", name="停用")
    expect(confirm).to_be_in_viewport(ratio=1)
    look(desk, "office-devices-end")
    confirm.click()
    expect(desk.get_by_text("已停用")).to_be_visible()
    page.goto("/phone/signing")
    expect(page.get_by_text("登记已停用")).to_be_visible()
    in_every_light(page, look, "signing-revoked", "登记已停用")
    page.goto("/phone/camera?new=1")
    shoot(page, 1)
    assert sorted(bool(photo["capture"]) for photo in kept(page)["photos"]) == [False, True, True]
    page.evaluate("localStorage.setItem('locale', 'en')")
    page.goto("/phone/signing")
    expect(page.get_by_text("Enrolment ended", exact=True)).to_be_visible()
    look(page, "signing-revoked-en")


def world_id(world: World) -> str:
    """The inspector's id."""
    return str(world.as_("inspector").get("/me").json()["id"])


def test_a_page_killed_before_it_signed(world: World, device) -> None:
    phone = device("phone-killed")
    page = phone.open()
    sign_in(page, "inspector")
    enrol(page, a_code(world, "inspector"))
    page.goto("/phone/camera?new=1")
    ready_offline(page)
    phone.network(on=False)
    page.evaluate(NEVER_SIGNS)
    shutter = page.get_by_role("button", name="拍照", exact=True)
    expect(shutter).to_be_enabled()
    shutter.click()
    until(page, lambda photos: len(photos) == 1)
    assert not kept(page)["photos"][0]["sha256"]
    phone.kill()
    page = phone.open("/phone/today", online=False)
    until(page, lambda photos: bool(photos[0]["capture"]))
    before = chain(page)[0]
    page.goto("/phone/camera?new=1")
    shoot(page, 1)
    after = chain(page)[1]
    assert before["boot"] != after["boot"]


def test_two_tabs_do_not_fork_the_chain(world: World, device) -> None:
    phone = device("phone-tabs")
    page = phone.open()
    sign_in(page, "inspector")
    enrol(page, a_code(world, "inspector"))
    tabs = [page, phone.context.new_page()]
    for tab in tabs:
        tab.goto("/phone/camera?new=1")
        expect(tab.get_by_role("button", name="拍照", exact=True)).to_be_enabled()
        tab.evaluate(SIGNS_SLOWLY)
    for _ in range(2):
        for tab in tabs:
            tab.evaluate("() => document.querySelector('.sbtn').click()")
        for tab in tabs:
            expect(tab.get_by_role("button", name="拍照", exact=True)).to_be_enabled()
    until(page, lambda photos: sum(bool(photo["capture"]) for photo in photos) == 4)
    assert len({told["boot"] for told in chain(page)}) == 2


@pytest.mark.parametrize("user", ["inspector2", "township"])
def test_a_key_is_one_persons(world: World, device, user: str) -> None:
    phone = device("phone-shared")
    page = phone.open()
    sign_in(page, "inspector")
    enrol(page, a_code(world, "inspector"))
    page.goto("/phone/me")
    page.get_by_role("button", name="退出登录").click()
    agree(page, "退出登录")
    expect(page).to_have_url(re.compile(r"/signin"))
    sign_in(page, user)
    page.goto("/phone/signing")
    expect(page.get_by_text("本机未登记")).to_be_visible()
    expect(page.get_by_text("还没有登记过设备")).to_be_visible()
