"""tus 1.0, sentence by sentence: one row, one request, the answer and the offset the protocol asks for (R12).

The rows follow the lists by which the protocol's own server is tested (PATCH, POST, HEAD, DELETE, OPTIONS), then what
they leave out. Where this server does not offer an extension, the row says how it refuses.
"""

import base64
import hashlib
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.uploads.tus import PHOTO, Declared, Tus, declare
from tests.world import API

BEGUN, WHOLE = 5_000, len(PHOTO)
UNKNOWN = "/uploads/00000000-0000-4000-8000-000000000000"
HERE: dict[str, str | None] = {"tus-resumable": "1.0.0"}
SOME, NONE = "some", None
TYPE = "application/offset+octet-stream"


@dataclass(frozen=True, slots=True)
class Row:
    """`at` is where the request goes: creation, fresh, begun (at 5,000), whole, ended or unknown.

    Headers given as None are left out; those told as `SOME` are there, as `NONE` are not. `stands` is the offset afterwards.
    """

    name: str
    method: str
    at: str
    status: int
    headers: dict[str, str | None] = field(default_factory=dict)
    body: bytes | list[bytes] = b""
    told: dict[str, str | None] = field(default_factory=dict)
    stands: int | None = None
    by: str = ""  # the method in X-HTTP-Method-Override


def _sum(algorithm: str, content: bytes) -> str:
    return f"{algorithm} {base64.b64encode(hashlib.new(algorithm, content).digest()).decode()}"


def _at(offset: int | str | None, **more: str | None) -> dict[str, str | None]:
    given = {"Upload-Offset": None if offset is None else str(offset), "Content-Type": TYPE}
    return given | {name.replace("_", "-").title(): value for name, value in more.items()}


REST, END = PHOTO[BEGUN:], {"upload-offset": str(WHOLE), "upload-expires": NONE}
PATCH = [
    Row("a chunk", "PATCH", "begun", 204, _at(BEGUN), REST[:100], {"upload-offset": "5100", "upload-expires": SOME}, 5_100),
    Row("the last chunk", "PATCH", "begun", 204, _at(BEGUN), REST, END, WHOLE),
    Row("all at once", "PATCH", "fresh", 204, _at(0), PHOTO, END, WHOLE),
    Row("one byte", "PATCH", "begun", 204, _at(BEGUN), REST[:1], {"upload-offset": "5001"}, 5_001),
    Row("all but one byte", "PATCH", "fresh", 204, _at(0), PHOTO[:-1], {"upload-offset": str(WHOLE - 1)}, WHOLE - 1),
    Row("no bytes", "PATCH", "begun", 204, _at(BEGUN), b"", {"upload-offset": "5000", "upload-expires": SOME}, BEGUN),
    Row("no bytes to a fresh one", "PATCH", "fresh", 204, _at(0), b"", {"upload-offset": "0"}, 0),
    Row("no bytes to a whole one", "PATCH", "whole", 204, _at(WHOLE), b"", {"upload-offset": str(WHOLE)}, WHOLE),
    Row("a byte after the end of a whole one", "PATCH", "whole", 413, _at(WHOLE), b"!", {}, WHOLE),
    Row("a whole one from its start", "PATCH", "whole", 409, _at(0), PHOTO, {}, WHOLE),
    Row("an unknown upload", "PATCH", "unknown", 404, _at(0), PHOTO, {"upload-offset": NONE}),
    Row("an upload that was terminated", "PATCH", "ended", 404, _at(BEGUN), REST, {"upload-offset": NONE}),
    Row("offset − 1", "PATCH", "begun", 409, _at(BEGUN - 1), REST, {}, BEGUN),
    Row("offset + 1", "PATCH", "begun", 409, _at(BEGUN + 1), REST, {}, BEGUN),
    Row("offset 0 of a begun one", "PATCH", "begun", 409, _at(0), PHOTO, {}, BEGUN),
    Row("offset 1 of a fresh one", "PATCH", "fresh", 409, _at(1), PHOTO[1:], {}, 0),
    Row("the end's offset", "PATCH", "begun", 409, _at(WHOLE), b"", {}, BEGUN),
    Row("no offset", "PATCH", "begun", 400, _at(None), REST, {}, BEGUN),
    Row("an empty offset", "PATCH", "begun", 400, _at(""), REST, {}, BEGUN),
    Row("a negative offset", "PATCH", "begun", 400, _at(-5), REST, {}, BEGUN),
    Row("minus nothing", "PATCH", "fresh", 400, _at("-0"), PHOTO, {}, 0),
    Row("a signed offset", "PATCH", "begun", 400, _at("+5000"), REST, {}, BEGUN),
    Row("a hexadecimal offset", "PATCH", "begun", 400, _at("0x1388"), REST, {}, BEGUN),
    Row("an offset of full-width digits", "PATCH", "begun", 400, _at("\uff15".encode().decode("latin-1")), REST, {}, BEGUN),
    Row("an offset of twenty digits", "PATCH", "begun", 400, _at("9" * 20), REST, {}, BEGUN),
    Row("an offset given twice in one header", "PATCH", "begun", 400, _at("5000, 5000"), REST, {}, BEGUN),
    Row("more than announced", "PATCH", "begun", 413, _at(BEGUN), REST + b"!", {}, BEGUN),
    Row("much more than announced", "PATCH", "begun", 413, _at(BEGUN), REST * 40, {}, BEGUN),
    Row("more than announced, in chunks", "PATCH", "begun", 413, _at(BEGUN), [REST, b"!"], {}, BEGUN),
    Row("no Content-Length, in chunks", "PATCH", "begun", 204, _at(BEGUN), [REST[:7], REST[7:]], END, WHOLE),
    Row("no Content-Length, part of it", "PATCH", "begun", 204, _at(BEGUN), [REST[:7]], {"upload-offset": "5007"}, 5_007),
    Row("another content type", "PATCH", "begun", 415, _at(BEGUN, content_type="application/octet-stream"), REST, {}, BEGUN),
    Row("no content type", "PATCH", "begun", 415, _at(BEGUN, content_type=None), REST, {}, BEGUN),
    Row("a content type much like it", "PATCH", "begun", 415, _at(BEGUN, content_type=TYPE + "x"), REST, {}, BEGUN),
    Row("the length again", "PATCH", "begun", 204, _at(BEGUN, upload_length=str(WHOLE)), REST, END, WHOLE),
    Row("another length", "PATCH", "begun", 400, _at(BEGUN, upload_length="20000"), REST, {}, BEGUN),
    Row("a length with the last byte", "PATCH", "whole", 400, _at(WHOLE, upload_length="20000"), b"", {}, WHOLE),
    Row("no version", "PATCH", "begun", 412, _at(BEGUN, tus_resumable=None), REST, {"tus-version": "1.0.0"}, BEGUN),
    Row("an old version", "PATCH", "begun", 412, _at(BEGUN, tus_resumable="0.2.2"), REST, {"tus-version": "1.0.0"}, BEGUN),
    Row("a version before all else", "PATCH", "begun", 412, _at(-1, tus_resumable="2.0.0", content_type=None), REST, {}, BEGUN),
]
CHECKSUM = [
    *(
        Row(f"{name} that is right", "PATCH", "begun", 204, _at(BEGUN, upload_checksum=_sum(name, REST)), REST, END, WHOLE)
        for name in ("sha1", "sha256")
    ),
    *(
        Row(f"{name} of a part", "PATCH", "begun", 204, _at(BEGUN, upload_checksum=_sum(name, REST[:9])), REST[:9], {}, 5_009)
        for name in ("sha1", "sha256")
    ),
    *(
        Row(f"{name} that is wrong", "PATCH", "begun", 460, _at(BEGUN, upload_checksum=_sum(name, b"?")), REST, {}, BEGUN)
        for name in ("sha1", "sha256")
    ),
    Row("sha1 of the whole for a part", "PATCH", "begun", 460, _at(BEGUN, upload_checksum=_sum("sha1", PHOTO)), REST, {}, BEGUN),
    Row("sha1's sum called sha256", "PATCH", "begun", 460, _at(BEGUN, upload_checksum="sha256 " + _sum("sha1", REST)[5:]), REST),
    Row(
        "a checksum in chunks",
        "PATCH",
        "begun",
        460,
        _at(BEGUN, upload_checksum=_sum("sha1", b"?")),
        [REST[:7], REST[7:]],
        {},
        BEGUN,
    ),
    Row("an unknown algorithm", "PATCH", "begun", 400, _at(BEGUN, upload_checksum="md5 XrY7u+Ae7tCTyyK7j1rNww=="), REST, {}, BEGUN),
    Row("an algorithm in capitals", "PATCH", "begun", 400, _at(BEGUN, upload_checksum=_sum("sha1", REST).upper()), REST, {}, BEGUN),
    Row("a checksum that is not base64", "PATCH", "begun", 400, _at(BEGUN, upload_checksum="sha1 ?"), REST, {}, BEGUN),
    Row("a checksum without its sum", "PATCH", "begun", 460, _at(BEGUN, upload_checksum="sha1"), REST, {}, BEGUN),
    Row("an empty checksum", "PATCH", "begun", 400, _at(BEGUN, upload_checksum=""), REST, {}, BEGUN),
    Row("a checksum of no bytes", "PATCH", "begun", 204, _at(BEGUN, upload_checksum=_sum("sha1", b"")), b"", {}, BEGUN),
    Row(
        "a checksum with the creation",
        "POST",
        "creation",
        201,
        {"Content-Type": TYPE, "Upload-Checksum": _sum("sha1", PHOTO)},
        PHOTO,
    ),
    Row(
        "a wrong one with the creation",
        "POST",
        "creation",
        460,
        {"Content-Type": TYPE, "Upload-Checksum": _sum("sha1", b"")},
        PHOTO,
    ),
]
MADE: dict[str, str | None] = {"location": SOME, "upload-expires": SOME, "upload-offset": "0"}
FULL: dict[str, str | None] = {"location": SOME, "upload-offset": str(WHOLE)}


def _meta(change: Callable[[str], str]) -> dict[str, Any]:
    """Metadata made from what is right."""
    return {"Upload-Metadata": change}


POST = [
    Row("a creation", "POST", "creation", 201, {}, b"", MADE),
    Row("metadata with empty values", "POST", "creation", 201, _meta(lambda said: said + ",empty ,bare"), b"", MADE),
    Row("metadata with spaces after commas", "POST", "creation", 201, _meta(lambda said: said.replace(",", ", ")), b"", MADE),
    Row("metadata that is not base64", "POST", "creation", 400, _meta(lambda said: said + ",hah INVALID!")),
    Row("metadata with a key twice", "POST", "creation", 400, _meta(lambda said: said + "," + said.split(",")[0])),
    Row("no metadata", "POST", "creation", 400, {"Upload-Metadata": None}),
    Row("no length", "POST", "creation", 400, {"Upload-Length": None}),
    Row("a negative length", "POST", "creation", 400, {"Upload-Length": "-5"}),
    Row("a length in words", "POST", "creation", 400, {"Upload-Length": "ten"}),
    Row("a length that overflows", "POST", "creation", 400, {"Upload-Length": str(2**64 + WHOLE)}),
    Row("a length nobody may send", "POST", "creation", 413, {"Upload-Length": "99999999999"}),
    Row("an empty upload not declared as empty", "POST", "creation", 422, {"Upload-Length": "0"}),
    Row("a deferred length", "POST", "creation", 400, {"Upload-Length": None, "Upload-Defer-Length": "1"}),
    Row("a length, and deferred", "POST", "creation", 400, {"Upload-Defer-Length": "1"}),
    Row("a deferred length of another value", "POST", "creation", 400, {"Upload-Length": None, "Upload-Defer-Length": "bad"}),
    Row("a partial upload", "POST", "creation", 400, {"Upload-Concat": "partial"}),
    Row("a final upload", "POST", "creation", 400, {"Upload-Length": None, "Upload-Concat": "final;/files/a /files/b"}),
    Row("a final upload with a body", "POST", "creation", 400, {"Upload-Concat": "final;/files/a", "Content-Type": TYPE}, PHOTO),
    Row("the whole along", "POST", "creation", 201, {"Content-Type": TYPE}, PHOTO, FULL),
    Row("a part along", "POST", "creation", 201, {"Content-Type": TYPE}, PHOTO[:9], MADE | {"upload-offset": "9"}),
    Row("the whole along, in chunks", "POST", "creation", 201, {"Content-Type": TYPE}, [PHOTO[:9], PHOTO[9:]], FULL),
    Row("more than announced along", "POST", "creation", 413, {"Content-Type": TYPE}, PHOTO + b"!"),
    Row("a body of another type", "POST", "creation", 415, {"Content-Type": "application/false"}, b"hello"),
    Row("a body of no type", "POST", "creation", 415, {}, b"hello"),
    Row("no version", "POST", "creation", 412, {"Tus-Resumable": None}, b"", {"tus-version": "1.0.0", "location": NONE}),
    Row("another version", "POST", "creation", 412, {"Tus-Resumable": "0.2.2"}, b"", {"tus-version": "1.0.0", "location": NONE}),
    Row("a forwarded host is not believed", "POST", "creation", 201, {"X-Forwarded-Host": "foo.com"}, b"", MADE),
]
SEEN: dict[str, str | None] = {"upload-length": str(WHOLE), "cache-control": "no-store", "upload-metadata": SOME}
HEAD = [
    Row("a fresh one", "HEAD", "fresh", 200, {}, b"", SEEN | {"upload-offset": "0", "upload-defer-length": NONE}),
    Row("a begun one", "HEAD", "begun", 200, {}, b"", SEEN | {"upload-offset": "5000", "upload-expires": SOME}),
    Row("a whole one", "HEAD", "whole", 200, {}, b"", SEEN | END),
    Row("an unknown one", "HEAD", "unknown", 404, {}, b"", {"upload-offset": NONE, "cache-control": "no-store"}),
    Row("one that was terminated", "HEAD", "ended", 404, {}, b"", {"upload-offset": NONE}),
    Row("no version", "HEAD", "begun", 412, {"Tus-Resumable": None}, b"", {"upload-offset": NONE, "tus-version": "1.0.0"}),
    Row("another version", "HEAD", "begun", 412, {"Tus-Resumable": "9"}, b"", {"upload-offset": NONE, "tus-version": "1.0.0"}),
    Row("an address that is none", "HEAD", "/uploads/not-an-id", 404, {}, b"", {"upload-offset": NONE}),
    Row("PATCH of an address that is none", "PATCH", "/uploads/not-an-id", 404, _at(0), PHOTO, {"upload-offset": NONE}),
    Row("DELETE of an address that is none", "DELETE", "/uploads/not-an-id", 404),
    Row("an address beyond", "HEAD", "/uploads/not-an-id/more", 404, {}, b"", {"upload-offset": NONE}),
]
DELETE = [
    Row("a fresh one", "DELETE", "fresh", 204, {}, b"", {"upload-offset": NONE}),
    Row("a begun one", "DELETE", "begun", 204),
    Row("a whole one", "DELETE", "whole", 204),
    Row("an unknown one", "DELETE", "unknown", 404),
    Row("one that was terminated", "DELETE", "ended", 404),
    Row("no version", "DELETE", "begun", 412, {"Tus-Resumable": None}, b"", {"tus-version": "1.0.0"}, BEGUN),
]
SPOKEN: dict[str, str | None] = {
    "tus-version": "1.0.0", "tus-max-size": SOME, "tus-checksum-algorithm": "sha1,sha256",
    "tus-extension": "creation,creation-with-upload,checksum,expiration,termination",
}  # fmt: skip
OPTIONS = [
    Row("what is spoken", "OPTIONS", "creation", 204, {"Tus-Resumable": None}, b"", SPOKEN),
    Row("another version is ignored", "OPTIONS", "creation", 204, {"Tus-Resumable": "0.2.2"}, b"", SPOKEN),
    Row("of an upload", "OPTIONS", "begun", 204, {"Tus-Resumable": None}, b"", SPOKEN, BEGUN),
]
OVERRIDE = [
    Row("PATCH by POST", "POST", "begun", 204, _at(BEGUN), REST, END, WHOLE, by="PATCH"),
    Row("HEAD by POST", "POST", "begun", 200, {}, b"", SEEN | {"upload-offset": "5000"}, BEGUN, by="HEAD"),
    Row("DELETE by POST", "POST", "begun", 204, by="DELETE"),
    Row("OPTIONS by POST", "POST", "creation", 204, {}, b"", SPOKEN, by="OPTIONS"),
    Row("DELETE by PATCH", "PATCH", "begun", 204, _at(BEGUN), REST, {"upload-offset": NONE}, by="DELETE"),
    Row("a creation by PUT", "PUT", "creation", 201, {}, b"", MADE, by="POST"),
    Row("a method that is none", "POST", "begun", 405, _at(BEGUN), REST, {}, BEGUN, by="BREW"),
    Row("a method this address has not", "POST", "begun", 405, _at(BEGUN), REST, {}, BEGUN, by="PUT"),
    Row("no method at all", "POST", "begun", 405, _at(BEGUN), REST, {"allow": SOME}, BEGUN),
    Row("GET of an upload", "GET", "begun", 404, {}, b"", {}, BEGUN),
]
ROWS = {
    f"{room}: {row.name}": row
    for room, rows in {
        "PATCH": PATCH, "checksum": CHECKSUM, "POST": POST, "HEAD": HEAD, "DELETE": DELETE, "OPTIONS": OPTIONS,
        "override": OVERRIDE,
    }.items()
    for row in rows
}  # fmt: skip


def _address(row: Row, tus: Tus, declared: Declared) -> str:
    """Bring about what the row starts from."""
    if row.at in {"creation", "unknown"} or row.at.startswith("/"):
        return {"creation": "/uploads", "unknown": UNKNOWN}.get(row.at, row.at)
    place = tus.open(declared)
    if (sent := {"fresh": 0, "whole": WHOLE}.get(row.at, BEGUN)) > 0:
        assert tus.patch(place, 0, PHOTO[:sent]).status_code == 204
    if row.at == "ended":
        assert tus.delete(place).status_code == 204
    return place


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_the_protocol_is_kept(tus: Tus, declared: Declared, row: Row) -> None:
    place = _address(row, tus, declared)
    creating = row.at == "creation" and row.method != "OPTIONS"
    given: dict[str, Any] = ({"Tus-Resumable": "1.0.0"} | (declared.headers if creating else {})) | row.headers
    if callable(given.get("Upload-Metadata")):
        given["Upload-Metadata"] = given["Upload-Metadata"](declared.headers["Upload-Metadata"])
    given |= {"X-HTTP-Method-Override": row.by} if row.by else {}
    headers = {name: value.encode("latin-1") for name, value in given.items() if value is not None}
    body = iter(row.body) if isinstance(row.body, list) else row.body
    answer = tus.client.request(row.method, place, headers=headers, content=body)
    assert answer.status_code == row.status, answer.text
    for name, value in (HERE | row.told).items():
        told = answer.headers.get(name)
        assert (told is not None) if value == SOME else (told == value), (name, told)
    if row.stands is not None:
        assert tus.offset(place) == row.stands
    if row.method != "DELETE" and row.by != "DELETE" and row.at in {"fresh", "begun", "whole"}:
        tus.finish(place, declared)


def _raw(tus: Tus, method: str, place: str, lines: list[str], body: bytes = b"", more: bytes | None = None) -> tuple[bytes, bytes]:
    """Bytes on a bare socket: what came after the head and `body`, and what came after `more`."""
    at = urlsplit(str(tus.client.base_url))
    own = [
        f"Host: {at.netloc}",
        f"Authorization: {tus.client.headers['authorization']}",
        "Tus-Resumable: 1.0.0",
        "Connection: close",
    ]
    with socket.create_connection((str(at.hostname), at.port), timeout=20) as wire:
        wire.sendall("\r\n".join([f"{method} {API}{place} HTTP/1.1", *own, *lines, "", ""]).encode() + body)
        first = wire.recv(65_536)
        if more is None:
            return first, b""
        wire.sendall(more)
        return first, wire.recv(65_536)


def _status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


PATCHING = ["Content-Type: application/offset+octet-stream", "Upload-Offset: 0"]
LENGTH = f"Content-Length: {WHOLE}"
TWICE = {
    "Upload-Offset": [*PATCHING, "Upload-Offset: 1", LENGTH],
    "the same Upload-Offset": [*PATCHING, "Upload-Offset: 0", LENGTH],
    "Content-Type": [*PATCHING, "Content-Type: image/jpeg", LENGTH],
    "Upload-Checksum": [*PATCHING, "Upload-Checksum: sha1 AAAA", "Upload-Checksum: sha256 AAAA", LENGTH],
    "Tus-Resumable": [*PATCHING, "Tus-Resumable: 0.2.2", LENGTH],
    "Content-Length": [*PATCHING, LENGTH, f"Content-Length: {WHOLE - 1}"],
    "a length and chunks": [*PATCHING, LENGTH, "Transfer-Encoding: chunked"],
    "a negative Content-Length": [*PATCHING, "Content-Length: -1"],
    "a Content-Length in words": [*PATCHING, "Content-Length: many"],
    "a Content-Length that overflows": [*PATCHING, f"Content-Length: {2**64 + WHOLE}"],
    "a header folded onto two lines": [*PATCHING[:1], "Upload-Offset:\r\n 0x0", LENGTH],
}


@pytest.mark.parametrize("lines", TWICE.values(), ids=TWICE)
def test_a_request_that_says_two_things_or_none_is_refused(tus: Tus, declared, place, lines) -> None:
    answer, _ = _raw(tus, "PATCH", place, lines, PHOTO)
    assert _status(answer) == 400
    tus.finish(place, declared)


@pytest.mark.parametrize("name", ["Upload-Length", "Upload-Metadata"])
def test_a_creation_that_says_two_things_is_refused(tus: Tus, declared, name) -> None:
    lines = [f"{each}: {value}" for each, value in declared.headers.items() if each != "Tus-Resumable"]
    answer, _ = _raw(tus, "POST", "/uploads", [*lines, f"{name}: {declared.headers[name]}", "Content-Length: 0"])
    assert _status(answer) == 400


def test_who_asks_first_is_told_to_go_on(tus: Tus, place, declared) -> None:
    before, after = _raw(tus, "PATCH", place, [*PATCHING, LENGTH, "Expect: 100-continue"], more=PHOTO)
    assert (_status(before), _status(after)) == (100, 204)
    assert tus.original(declared) == PHOTO


@pytest.mark.parametrize(
    ("offset", "status"), [("Upload-Offset: 1", 409), ("Upload-Offset: -1", 400)], ids=["another offset", "no offset"]
)
def test_who_asks_first_is_refused_before_he_sends_a_byte(tus: Tus, place, declared, offset, status) -> None:
    answer, _ = _raw(tus, "PATCH", place, [PATCHING[0], offset, LENGTH, "Expect: 100-continue"])
    assert _status(answer) == status
    tus.finish(place, declared)


def test_a_creation_that_asks_first_is_told_to_go_on_or_not(tus: Tus, declared) -> None:
    lines = [f"{name}: {value}" for name, value in declared.headers.items() if name != "Tus-Resumable"]
    asking = [*lines, PATCHING[0], LENGTH, "Expect: 100-continue"]
    before, after = _raw(tus, "POST", "/uploads", asking, more=PHOTO)
    assert (_status(before), _status(after)) == (100, 201)
    answer, _ = _raw(tus, "POST", "/uploads", [line.replace("Upload-Length: 1", "Upload-Length: 2") for line in asking])
    assert _status(answer) == 422


def test_one_byte_at_a_time(tus: Tus, task_id) -> None:
    declared = declare(tus.client, task_id, b"one byte at a time, 64 requests and one photograph in the end..")
    place = tus.open(declared)
    for at, byte in enumerate(declared.photo):
        assert tus.patch(place, at, bytes([byte])).headers["upload-offset"] == str(at + 1)
    assert tus.original(declared) == declared.photo


def test_metadata_comes_back_to_the_byte(tus: Tus, declared) -> None:
    said = declared.headers["Upload-Metadata"] + ",name 5Zu+54mHLmpwZw==,empty"
    place = tus.create(declared, upload_metadata=said).headers["location"].removeprefix(API)
    assert tus.head(place).headers["upload-metadata"] == said


def test_there_are_as_many_cases_as_promised(capfd: pytest.CaptureFixture[str]) -> None:
    cases = len(ROWS) + len(TWICE) + 8
    with capfd.disabled():
        sys.__stderr__.write(f"\ntus conformance: {cases} cases\n")  # type: ignore[union-attr]
    assert cases >= 80
