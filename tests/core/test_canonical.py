"""One spelling for one value; every other is refused."""

import pytest

from app.core.canonical import LARGEST, CanonicalError, dumps, loads

SPELLED = [
    ({}, b"{}"),
    ({"b": 1, "a": [True, False, {"z": "", "y": -7}]}, b'{"a":[true,false,{"y":-7,"z":""}],"b":1}'),
    ({"n": LARGEST, "m": -LARGEST}, b'{"m":-9007199254740991,"n":9007199254740991}'),
    ({"s": '"\\/\b\t\n\f\r\x00\x1f\x7f\u2028督'}, '{"s":"\\"\\\\/\\b\\t\\n\\f\\r\\u0000\\u001f\x7f\u2028督"}'.encode()),
]
UNSPEAKABLE = [
    {"A": 1}, {"a-b": 1}, {"": 1}, {"1a": 1}, {"督": 1}, {"a": 1.0}, {"a": None}, {"a": LARGEST + 1}, {"a": "e\u0301"},
    {"a": "\ud800"}, {"a": b"x"}, [1], "a", 1,
]  # fmt: skip
OTHERWISE = [
    b"", b"[]", b"1", b'"a"', b"null", b'{"a":1,"a":1}', b'{"b":1,"a":1}', b'{"a": 1}', b'{"a":1}\n', b' {"a":1}', b'{"a":1.0}',
    b'{"a":1e2}', b'{"a":-0}', b'{"a":01}', b'{"a":+1}', b'{"a":null}', b'{"a":9007199254740992}', b'{"a":"\\u0041"}',
    b'{"a":"\\/"}', b'{"a":"\\u001F"}', b'{"a":"\\ud800"}', b'{"a":"\xff"}', b'\xef\xbb\xbf{"a":1}', b'{"a":NaN}',
    b'{"a":"e\xcc\x81"}', b"{'a':1}", b'{"a":1,}', b'{"a":"\x01"}',
]  # fmt: skip


@pytest.mark.parametrize(("value", "spelling"), SPELLED)
def test_a_value_has_one_spelling(value: dict[str, object], spelling: bytes) -> None:
    assert dumps(value) == spelling
    assert loads(spelling) == value


@pytest.mark.parametrize("value", UNSPEAKABLE, ids=repr)
def test_what_the_format_has_not(value: object) -> None:
    with pytest.raises(CanonicalError):
        dumps(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("spelling", OTHERWISE, ids=repr)
def test_every_other_spelling_is_refused(spelling: bytes) -> None:
    with pytest.raises(CanonicalError):
        loads(spelling)


def test_how_deep_and_how_long() -> None:
    deep: dict[str, object] = {}
    for _ in range(15):
        deep = {"a": deep}
    assert loads(dumps(deep)) == deep
    with pytest.raises(CanonicalError):
        dumps({"a": deep})
    with pytest.raises(CanonicalError):
        loads(b'{"a":' * 2000 + b"1" + b"}" * 2000)
    long = dumps({"a": "x" * 70_000})
    with pytest.raises(CanonicalError):
        loads(long)
    assert len(loads(long, 80_000)["a"]) == 70_000
