"""The phone keeps the signed receipt: shown in every light, offline too, and saved as a file that holds without this program."""

import base64
import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.attest.test_receipts import receipt_key
from tests.browser.hands import agree, ready_offline, record, shoot, sign_in
from tests.making import a_task
from tests.world import World

FACTS = "下梨坞村2组排洪渠内积存生活垃圾约3立方米"


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_receipt_is_kept_and_saved(world: World, device, look, tmp_path: Path, language: str) -> None:
    a_task(world)
    page = device("receipt").open()
    sign_in(page, "inspector")
    page.get_by_text("下梨坞村2组排洪渠").first.click()
    shoot(page, 1)
    page.get_by_role("button", name="记问题").click()
    record(page, FACTS)
    page.get_by_role("button", name="记好了").click()
    page.get_by_role("button", name="封存并待传").click()
    agree(page, "封存并待传")
    expect(page.get_by_text(re.compile(r"收讫 · 1 张校验一致"))).to_be_visible()
    ready_offline(page)
    page.context.set_offline(True)
    page.evaluate(f"localStorage.setItem('locale', '{language}')")
    page.get_by_text(re.compile(r"收讫 · 1 张校验一致")).click()
    expect(page).to_have_url(re.compile(r"/phone/outbox/.+"))
    for theme in ("light", "dark", "sun"):
        page.evaluate(f"localStorage.setItem('theme', '{theme}')")
        page.reload()
        expect(page.get_by_text({"zh-CN": "服务器签名", "en": "Signature"}[language])).to_be_visible()
        look(page, f"05-receipt-{theme}-{language}")
    with page.expect_download() as saving:
        page.get_by_role("button", name={"zh-CN": "存成文件", "en": "Save as a file"}[language]).click()
    saving.value.save_as(tmp_path / "receipt.json")
    told = json.loads((tmp_path / "receipt.json").read_bytes())
    _, key = receipt_key(world.as_("inspector"))
    for signed in (told, *told["evidence"]):
        key.verify(base64.b64decode(signed["signature"]), b"fi/receipt/v1\n" + signed["statement"].encode())
    assert {line["sha256"] for line in told["evidence"]} == {json.loads(line["statement"])["sha256"] for line in told["evidence"]}
