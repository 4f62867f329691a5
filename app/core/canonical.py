"""Canonical JSON (docs/evidence.md §1), pure: one spelling for one value, so that anybody can make the signed bytes again."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

import orjson

LARGEST = 2**53 - 1
DEEPEST = 16
LONGEST = 64 * 1024  # bytes, of what one phone or one receipt says
_NAME = re.compile(r"[a-z][a-z0-9_]*")
Value = Any  # object, array, string, boolean or integer; what is absent is left out


class CanonicalError(ValueError):
    """The value cannot be written, or the bytes are not its one spelling."""


def dumps(value: Mapping[str, Value]) -> bytes:
    """The one spelling of an object. Raises: CanonicalError."""
    if not isinstance(value, Mapping):
        raise CanonicalError("not an object")
    _check(value, 1)
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def loads(data: bytes, longest: int = LONGEST) -> dict[str, Value]:
    """The object that is spelled so. Raises: CanonicalError for any other spelling, duplicate names and what the format has not."""
    if len(data) > longest:
        raise CanonicalError(f"longer than {longest} bytes")
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise CanonicalError(str(error)) from error
    if not isinstance(value, dict) or dumps(value) != data:
        raise CanonicalError("another spelling")
    return value


def _check(value: Value, depth: int) -> None:
    if depth > DEEPEST:
        raise CanonicalError(f"deeper than {DEEPEST}")
    if isinstance(value, Mapping):
        for name, each in value.items():
            if not isinstance(name, str) or not _NAME.fullmatch(name):
                raise CanonicalError(f"the name {name!r}")
            _check(each, depth + 1)
    elif isinstance(value, (list, tuple)):
        for each in value:
            _check(each, depth + 1)
    else:
        _check_plain(value)


def _check_plain(value: Value) -> None:
    if isinstance(value, bool):
        return
    if isinstance(value, str):
        if not unicodedata.is_normalized("NFC", value) or any("\ud800" <= each <= "\udfff" for each in value):
            raise CanonicalError("a string that is not NFC")
    elif not isinstance(value, int) or abs(value) > LARGEST:
        raise CanonicalError(f"a {type(value).__name__}")
