"""What an answer tells: everything a reader could compare, and what of it is about a case."""

import io
import re
import zipfile

import httpx2

from tests.secrecy.knocking import Ids, Knock

VOLATILE = {"date"}
_APART = "\n\0\n"  # in no header
_CURSOR = re.compile(r'"next_cursor":"[^"]+"')
_SKEW = re.compile(r'(?<="skew_ms":)-?\d+')  # measured against each world's own clock, which runs
# keyed, and others in every world; when they change, `twins.py` compares
_STATES = re.compile(r'(?<="version":")[0-9a-f]{16}(?=")|(?<="scope_sha256":")[0-9a-f]{64}')
_DRAWN = {  # what is drawn anew at each request, and in no two worlds the same: of what there is, it says nothing
    "/anchor": re.compile(r'(?<=\\"id\\":\\")[0-9a-f]{32}|(?<="signature":")[^"]{88}'),
    "/device-states": _SKEW,
    "/device-states/0e4d5b36-5d0c-4f0e-9a53-6f6f0d1f3c01": _SKEW,
    "/sync": _STATES,
    "/sync/compare": _STATES,
    "/device-codes": re.compile(r'(?<="code":")[2-9A-Z]{8}'),
}


def told(answer: httpx2.Response, ids: Ids) -> tuple[object, ...]:
    """Everything a reader could compare: status, header names and values, size, body."""
    lines = sorted((name, value) for name, value in answer.headers.items() if name not in VOLATILE)
    *values, text = ids.masked(_APART.join([*(value for _, value in lines), answer.text])).split(_APART, len(lines))
    text = _CURSOR.sub(lambda found: f'"next_cursor":{len(found[0])}', text)
    for path, drawn in _DRAWN.items():
        if answer.url.path.endswith(path):
            text = drawn.sub("<drawn>", text)
    return answer.status_code, [(name, value) for (name, _), value in zip(lines, values, strict=True)], text


def is_about(knock: Knock, ids: Ids) -> bool:
    """Whether a request names something of the case at all."""
    return ids.masked(f"{knock.path}{knock.options}") != f"{knock.path}{knock.options}"


def pages_of(content: bytes) -> str:
    """A file's text, every part of a workbook included."""
    if content[:2] != b"PK":
        return content.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return "\n".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
