"""The telegram's machine, whole; and what a text may carry."""

import pytest

from app.telegrams.drafting import ordinal
from app.telegrams.rules import secret_mark
from app.telegrams.states import MOVES, TelegramState, TelegramVerb

S, V = TelegramState, TelegramVerb
DIAGRAM = {
    S.DRAFT: {V.COUNTERSIGN: S.COUNTERSIGNED},
    S.COUNTERSIGNED: {V.SIGN: S.SIGNED, V.RETURN: S.DRAFT},
    S.SIGNED: {V.ISSUE: S.ISSUED, V.RETURN: S.DRAFT},
    S.ISSUED: {V.RECEIVE: S.ISSUED, V.ARCHIVE: S.ARCHIVED},
    S.ARCHIVED: {},
}  # by hand, on purpose
NEEDS = {
    V.COUNTERSIGN: "telegram.draft", V.SIGN: "telegram.sign", V.RETURN: "telegram.sign", V.ISSUE: "telegram.issue",
    V.RECEIVE: "telegram.receive", V.ARCHIVE: "telegram.draft",
}  # fmt: skip


@pytest.mark.parametrize("verb", V)
@pytest.mark.parametrize("state", S)
def test_every_state_under_every_verb(state: S, verb: V) -> None:
    targets = [move.target for move in MOVES if (move.source, move.verb) == (state, verb)]
    assert targets == ([DIAGRAM[state][verb]] if verb in DIAGRAM[state] else [])


def test_every_arrow_asks_for_its_permission() -> None:
    assert all(move.needs == NEEDS[V(move.verb)] for move in MOVES)


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("机密★1年", "机密"), ("绝密", "绝密"), ("【秘密】关于整改的通知", "秘密"), ("（机密）通知", "机密"),
        ("密级：秘密", "秘密"), ("第一段\n机密 ★ 长期\n第二段", "机密"), ("绝 密", "绝密"), ("附件 秘密★5年", "秘密"),
        ("不得泄露国家秘密和工作秘密", None), ("严守机密纪律", None), ("关于保守秘密工作的通知", None), ("工作秘密", None),
        ("商业秘密", None), ("", None),
    ],
)  # fmt: skip
def test_a_mark_stands_alone(text: str, mark: str | None) -> None:
    assert secret_mark("标题", text) == mark


@pytest.mark.parametrize(("number", "written"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一"), (90, "九十")])
def test_chineseordinals(number: int, written: str) -> None:
    assert ordinal(number, "zh-CN") == written
    assert ordinal(number, "en") == str(number)
