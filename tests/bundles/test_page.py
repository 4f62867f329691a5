"""The page for people is one page, whatever is in the bundle, and says what is certain and what is not."""

import json
import re
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from app.attest.receipts import Of
from app.bundles import page
from app.bundles.archive import Piece
from app.bundles.gathering import Item
from app.bundles.page import Heading
from app.bundles.records import Record

AT = datetime(2026, 11, 30, 1, 2, 3, tzinfo=UTC)
NAME = "云岫县鹿鸣镇下梨坞村二组排洪渠与县道交叉口以北三百米废弃砖厂旁建筑垃圾堆放点"


def an_item(n: int, kind: Of = Of.EVIDENCE, **more: Any) -> Item:
    """A photograph, or as said."""
    original = Piece(f"originals/{n}", "0" * 64, 2_500_000 + n, b"")
    told = {"original": original, "record": None} | more
    return Item(kind, UUID(int=n), AT, f"{n:064x}", (n,), n, (b"{}", bytes(64)), **told)


def gathered(items: list[Item], voices: int = 0, erased: int = 0) -> Any:
    """Only what the page asks."""
    entries = [SimpleNamespace(payload=None)] * erased + [SimpleNamespace(payload=b"{}")]
    report = SimpleNamespace(id=UUID(int=1), started_at=AT, finished_at=AT)
    point, outside = SimpleNamespace(size=123_456_789, root=bytes(32)), SimpleNamespace(voices=voices)
    return SimpleNamespace(items=items, report=report, point=point, outside=outside, entries=entries)


def heading(site: str = "下梨坞村", missing: int = 0) -> Heading:
    """Above the page."""
    return Heading(site, "云岫县督查室", "mingcha/0123456789abcdef", AT, ["云督问〔2026〕1号"], missing)


def pages(pdf: bytes) -> int:
    """As the document's root counts them."""
    (count,) = re.findall(rb"/Type/Pages/Count (\d+)", pdf)
    return int(count)


@pytest.mark.parametrize("photos", [0, 1, 15, 16, 200, 500])
def test_it_is_one_page(photos: int) -> None:
    items = [an_item(0, Of.REPORT, original=None), *(an_item(n) for n in range(1, photos + 1))]
    pdf = page.write(heading((NAME * 6)[:200], 3), gathered(items, erased=2), "")
    assert pages(pdf) == 1


def test_the_same_page_is_the_same_bytes() -> None:
    first, second = (page.write(heading(), gathered([an_item(1)]), "") for _ in range(2))
    assert first == second
    assert b"D:20261130090203" in first


def test_what_people_wrote_is_never_read_as_the_form() -> None:
    pdf = page.write(heading('#panic("x") $ ] ) */ // \\ *粗* `code` "'), gathered([an_item(1)]), "")
    assert pages(pdf) == 1


def test_what_is_certain_and_what_is_not() -> None:
    bare = page._told(heading(missing=2), gathered([an_item(0, Of.REPORT, original=None), an_item(1), an_item(2)], erased=1))
    assert bare["certain"] == [
        "2 项的原始字节在包内，制作时逐字节核对，与收到时一致。", "3 项都有服务器签名的存证，并能证明记在日志的哪一条。",
    ]  # fmt: skip
    assert bare["uncertain"] == [
        "检查点还没有外部见证或时间戳：您手里若没有自存的检查点，结论只能是“无法核实”。",
        "2 张照片没有手机签名的拍摄记录，只能证明收到之后没有改动。",
        "报告或反馈还列有 2 张照片，至今没有收到，不在包内。",
        "1 项只有内容的散列值，没有文字原文。",
        "1 条日志的内容已依法删除或遗失：只能证明记过一条，不能证明记了什么。",
        "拍摄时间、地点是手机自己报的，没有经过证实。",
    ]  # fmt: skip
    broken = Record(b"{}", bytes(64), (), holds=False)
    told = page._told(heading(), gathered([an_item(1, record=broken), an_item(2, record=Record(b"{}", bytes(64), ()))], voices=1))
    assert told["certain"][2:] == ["1 张照片附有手机密钥签名的拍摄记录。", "日志检查点已有 1 份外部见证或时间戳。"]
    assert told["uncertain"][0] == "1 张照片的拍摄记录在收到时核对不成立，原因见核验结果。"
    full = page._told(heading(), gathered([an_item(1, record=Record(b"{}", bytes(64), ()))], voices=2))
    assert full["certain"] == [
        "1 项的原始字节在包内，制作时逐字节核对，与收到时一致。", "1 项都有服务器签名的存证，并能证明记在日志的哪一条。",
        "1 张照片附有手机密钥签名的拍摄记录。", "日志检查点已有 2 份外部见证或时间戳。",
    ]  # fmt: skip
    assert full["uncertain"] == ["拍摄时间、地点是手机自己报的，没有经过证实。"]


def test_times_are_legal_time_and_a_visit_over_midnight_names_both_days() -> None:
    told = gathered([an_item(1)])
    told.report.finished_at = datetime(2026, 11, 30, 17, 0, tzinfo=UTC)
    facts = dict(page._facts(heading(), told))
    assert (facts["制作时间"], facts["暗访时间"]) == ("2026-11-30 09:02:03", "2026-11-30 09:02:03 — 2026-12-01 01:00:00")
    told.report.finished_at = AT
    assert dict(page._facts(heading(), told))["暗访时间"] == "2026-11-30 09:02:03 — 09:02:03"


def test_many_items_stand_in_short_and_what_is_left_out_is_counted() -> None:
    told = page._told(heading(), gathered([an_item(n) for n in range(300)]))
    assert (told["rows"], len(told["cells"]), told["rest"]) == ([], 238, "其余 62 项从略，见 bundle.json。")
    assert json.dumps(told["cells"][1]) == '["2", "0000000000"]'
