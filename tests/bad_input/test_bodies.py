"""Bodies that are not what they say, or more than anybody asked for; and headers, queries and paths that are not."""

import gzip
import json
import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from tests.bad_input.traces import nothing_changes, refusal
from tests.making import a_manifest, a_photo, a_task
from tests.world import TOWN, World

JSON = {"Content-Type": "application/json"}
MANIFEST = a_manifest("00000000-0000-4000-8000-000000000001", [a_photo(1)])


def said(text: str | bytes, kind: str = "application/json") -> dict[str, Any]:
    """A raw body."""
    return {"content": text if isinstance(text, bytes) else text.encode(), "headers": {"Content-Type": kind}}


def inside(value: str) -> str:
    """A manifest whose summary is raw JSON text."""
    return json.dumps(MANIFEST | {"summary": "@"}).replace('"@"', value)


BODIES: list[tuple[str, dict[str, Any], tuple[int, str]]] = [
    ("nothing", said(""), (422, "invalid-request")),
    ("half of it", said(json.dumps(MANIFEST)[:200]), (400, "malformed-json")),
    ("a word", said("report"), (400, "malformed-json")),
    ("two of them", said("{}{}"), (400, "malformed-json")),
    ("NaN", said(inside("NaN")), (400, "malformed-json")),
    ("Infinity", said(json.dumps(MANIFEST).replace("40.1101", "Infinity")), (400, "malformed-json")),
    ("a lone surrogate", said(inside('"\\ud800"')), (400, "malformed-json")),
    ("bytes that are not UTF-8", said(b'{"summary": "\xff\xfe"}'), (400, "malformed-json")),
    ("UTF-16", said(json.dumps(MANIFEST).encode("utf-16")), (400, "malformed-json")),
    ("depth of 100,000", said("[" * 100_000 + "]" * 100_000), (400, "malformed-json")),
    ("depth of 900", said(inside("[" * 900 + "]" * 900)), (422, "invalid-request")),
    ("an integer of 10,000 digits", said(inside("9" * 10_000)), (400, "malformed-json")),
    ("a list", said("[]"), (422, "invalid-request")),
    ("null", said("null"), (422, "invalid-request")),
    ("100,000 unknown keys", said(json.dumps({f"k{n}": n for n in range(60_000)})), (422, "invalid-request")),
    ("a form", said("task_id=1", "application/x-www-form-urlencoded"), (422, "invalid-request")),
    ("a picture", said(b"\xff\xd8\xff", "image/jpeg"), (422, "invalid-request")),
    ("no kind at all", said("{}", ""), (422, "invalid-request")),
    ("compressed", said(gzip.compress(json.dumps(MANIFEST).encode())), (400, "malformed-json")),
    ("too much of it", said(" " * 1_000_001), (413, "body-too-large")),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), [case[1:] for case in BODIES], ids=[case[0] for case in BODIES])
def test_a_manifest_that_is_none_is_refused(house: World, body: dict[str, Any], expected: tuple[int, str]) -> None:
    client = house.as_("inspector")
    with nothing_changes(house):
        started = time.monotonic()
        answer = client.put(f"/reports/{uuid4()}", **body)
        assert time.monotonic() - started < 5
    assert refusal(answer)[:2] == expected


def endless(size: int) -> Iterator[bytes]:
    """A body nobody announced."""
    for _ in range(size // 65_536):
        yield b" " * 65_536


def test_a_body_that_grows_unannounced_is_cut_off(house: World) -> None:
    client = house.as_("inspector")
    with nothing_changes(house):
        answer = client.put(f"/reports/{uuid4()}", content=endless(8_000_000), headers=JSON)
    assert refusal(answer)[:2] == (413, "body-too-large")


def test_a_small_address_takes_small_bodies_only(house: World) -> None:
    client = house.as_("director")
    with nothing_changes(house):
        announced = client.post("/orders", content=b" " * 70_000, headers=JSON)
        unannounced = client.post("/orders", content=endless(1_000_000), headers=JSON)
    assert [refusal(answer)[:2] for answer in (announced, unannounced)] == [(413, "body-too-large")] * 2


PATHS = ("/findings", "/ledgers/findings", "/ledgers/findings.csv")
QUERIES = [
    {"q": "\x00"}, {"focus_area": "\x00"}, {"category": "a\x00"}, {"from": "0001-01-01"}, {"to": "9999-12-31"}, {"from": "soon"},
    {"unit_id": "1"}, {"state": "gone"}, {"light": "pink"}, {"severity": "'; DROP TABLE finding"}, {"q": "x" * 61},
]  # fmt: skip


@pytest.mark.parametrize("query", QUERIES, ids=str)
@pytest.mark.parametrize("path", PATHS)
def test_a_filter_that_is_none_is_refused(house: World, path: str, query: dict[str, str]) -> None:
    answer = house.as_("director").get(path, params=query)
    assert refusal(answer) == (422, "invalid-request", f"/query/{next(iter(query))}")


@pytest.mark.parametrize("path", ["/reports", "/orders", "/tasks", "/units", "/ledgers/orders", "/ledgers/tasks"])
def test_words_with_control_characters_are_refused_everywhere(house: World, path: str) -> None:
    assert refusal(house.as_("director").get(path, params={"q": "渠\x00"}))[:2] == (422, "invalid-request")


@pytest.mark.parametrize("cursor", ["x", "ä" * 9, "A" * 2000, "A" * 25, "%00"])
@pytest.mark.parametrize("path", ["/findings", "/reports", "/orders", "/tasks", "/units", "/users", "/ledgers/findings"])
def test_a_cursor_nobody_gave_is_refused(house: World, path: str, cursor: str) -> None:
    assert refusal(house.as_("director").get(path, params={"cursor": cursor})) == (400, "invalid-cursor", "/query/cursor")


@pytest.mark.parametrize("version", [b"\xb2", b"9" * 5000, b'"x"', b'""', b"-1", b'W/"999"'])
def test_a_version_that_is_none_is_stale(house: World, version: bytes) -> None:
    task = a_task(house)
    draft = {
        name: task[name] for name in ("title", "source_type", "source_level", "content", "focus_area", "lead_unit_id", "due_on")
    }
    with nothing_changes(house):
        answer = house.as_("reviewer").put(f"/tasks/{task['id']}", json=draft, headers=[(b"If-Match", version)])
    assert refusal(answer) == (412, "stale-version", "/headers/If-Match")


@pytest.mark.parametrize("due", ["9999-12-31", "2100-01-01", "0001-01-01", "1999-12-31"])
def test_a_day_no_calendar_holds_is_refused(house: World, due: str) -> None:
    director = house.as_("director")
    with nothing_changes(house):
        answers = [
            director.post("/orders/preview-due", json={"class": "long", "due_on": due}),
            director.put(f"/tasks/{uuid4()}", json={"title": "事项", "source_type": "document",
            "source_level": "county", "content": "内容",
                         "focus_area": "clean_county", "lead_unit_id": str(TOWN), "due_on": due}),
        ]  # fmt: skip
    assert [refusal(answer) for answer in answers] == [(422, "invalid-request", "/due_on")] * 2


SIGN_INS: list[dict[str, Any]] = [
    said("username=%00&password=x&grant_type=password", "application/x-www-form-urlencoded"),
    said("username=%ED%A0%80&password=x&grant_type=password", "application/x-www-form-urlencoded"),
    said("username=%FF&password=x&grant_type=password", "application/x-www-form-urlencoded"),
    said("&" * 5000, "application/x-www-form-urlencoded"),
    said("&".join(f"k{n}=1" for n in range(5000)), "application/x-www-form-urlencoded"),
    said(b"\xff" * 100, "application/x-www-form-urlencoded"),
    said(b"--x\r\n\r\n", "multipart/form-data; boundary=x"),
    said(b"--x\r\n\r\n", "multipart/form-data"),
    said(
        b'--x\r\nContent-Disposition: form-data; name="username"; filename="a"\r\n\r\na\r\n--x--', "multipart/form-data; boundary=x"
    ),
    said("{}"),
    {"data": {"grant_type": "password", "username": "a" * 201, "password": "x"}},
    {"data": {"grant_type": "refresh_token", "refresh_token": "é" * 50}},
    {"data": {"grant_type": "urn:x"}},
    {"data": {"grant_type": "password", "username": "inspector", "password": "x\x00"}},
]


@pytest.mark.parametrize("form", SIGN_INS, ids=range(len(SIGN_INS)))
def test_a_sign_in_that_is_none_is_refused(house: World, form: dict[str, Any]) -> None:
    with house.client() as nobody, nothing_changes(house):
        status, slug, _ = refusal(nobody.post("/auth/token", **form))
    assert (status, slug) in {
        (400, "malformed-json"), (401, "sign-in-refused"), (401, "grant-refused"), (400, "unsupported-grant"), (422,
        "invalid-request"),
        (400, "malformed-multipart"), (400, "malformed-form"),
    }  # fmt: skip


TOO_LONG: list[tuple[str, str, dict[str, Any], str]] = [
    ("sysadmin", f"/units/{uuid4()}", {"name": "长" * 101, "short_name": "短", "kind": "village"}, "/name"),
    ("sysadmin", f"/units/{uuid4()}", {"name": "长", "short_name": "短" * 61, "kind": "village"},
    "/short_name"),
    ("sysadmin", f"/units/{uuid4()}", {"name": "长", "short_name": "短", "kind": "village",
    "contact_phone": "1" * 31}, "/contact_phone"),
    ("sysadmin", f"/users/{uuid4()}", {"username": "x1", "name": "长" * 61, "unit_id": str(TOWN)},
    "/name"),
    ("sysadmin", f"/users/{uuid4()}", {"username": "x1", "name": "长", "post": "长" * 61, "unit_id": str(TOWN)}, "/post"),
    ("director", "/calendar/2027", {"source": "长" * 101, "days": []}, "/source"),
    ("director", "/calendar/2027", {"source": "通知", "days": [{"day": "2027-01-01", "kind": "holiday",
    "name": "长" * 41}]}, "/days/0/name"),
    ("director", "/calendar/2027", {"source": "通知", "days": [{"day": "2028-01-01", "kind": "holiday"}]}, "/days/0/day"),
]  # fmt: skip


@pytest.mark.parametrize(("who", "path", "draft", "pointer"), TOO_LONG, ids=[f"{case[1][1:6]}{case[3]}" for case in TOO_LONG])
def test_what_its_column_cannot_hold_is_refused(house: World, who: str, path: str, draft: dict[str, Any], pointer: str) -> None:
    client = house.as_(who)
    with nothing_changes(house):
        assert refusal(client.put(path, json=draft))[::2] == (422, pointer)


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/reports/1", (422, "invalid-request")), ("GET", "/nowhere", (404, "not-found")),
        ("PATCH", "/me", (405, "method-not-allowed")),
        ("GET", "/calendar/1999", (422, "invalid-request")), ("GET", "/calendar/x", (422, "invalid-request")),
        ("GET", "/ledgers/findings.pdf", (422, "invalid-request")), ("POST", "/findings", (405, "method-not-allowed")),
        ("GET", "/findings?limit=0", (422, "invalid-request")), ("GET", "/findings?limit=201", (422, "invalid-request")),
        ("GET", "/findings?limit=99999999999999999999", (422, "invalid-request")),
    ],
)  # fmt: skip
def test_an_address_that_is_none_is_refused_as_a_problem(house: World, method: str, path: str, expected: tuple[int, str]) -> None:
    assert refusal(house.as_("director").request(method, path))[:2] == expected


def test_problems_are_told_in_english_when_asked(house: World) -> None:
    answer = house.as_("inspector").put(f"/reports/{uuid4()}", json={}, headers={"Accept-Language": "en"})
    body = answer.json()
    assert body["title"].isascii()
    assert all(error["detail"].isascii() for error in body["errors"])


@pytest.mark.parametrize("key", ["", "k" * 201])
def test_an_idempotency_key_that_is_none_is_refused(house: World, key: str) -> None:
    client = house.as_("director")
    with nothing_changes(house):
        answer = client.post("/orders", json={}, headers={"Idempotency-Key": key})
    assert refusal(answer)[:2] == (422, "invalid-request")


def tampered(token: str) -> list[str]:
    """Access tokens nobody gave."""
    head, body, signature = token.split(".")
    none = "eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0"
    return [
        f"{none}.{body}.", f"{head}.{body}.", f"{head}.{body}.{signature[:-4]}AAAA", f"{head}.{body}", "x", "A" * 5000,
        f"{head}.eyJzdWIiOiIxIn0.{signature}", f" {none}.{body}.{signature}",
    ]  # fmt: skip


def test_a_token_nobody_gave_is_refused_alike(house: World) -> None:
    good = house.as_("inspector").headers["authorization"].removeprefix("Bearer ")
    with house.client() as nobody:
        bad: list[httpx2.Response] = [nobody.get("/me", headers={"Authorization": f"Bearer {token}"}) for token in tampered(good)]
        bad += [nobody.get("/me", headers={"Authorization": value}) for value in ("Basic eDp5", "Bearer", f"Token {good}")]
    assert {refusal(answer)[:2] for answer in bad} == {(401, "unauthorized")}
    assert {answer.headers["www-authenticate"] for answer in bad} == {"Bearer"}


def test_a_token_of_ten_minutes_ago_is_refused_and_nothing_is_lost(fresh: World) -> None:
    manifest, report = a_manifest(a_task(fresh)["id"], []), str(uuid4())
    client = fresh.as_("inspector2")
    fresh.clock.advance(seconds=590)
    assert client.put(f"/reports/{report}", json=manifest).status_code == 201
    fresh.clock.advance(seconds=11)
    late = client.get(f"/reports/{report}")
    fresh.clock.advance(seconds=-601)
    assert (refusal(late)[:2], late.json()["reason"]) == ((401, "unauthorized"), "expired")
    assert client.get(f"/reports/{report}").json()["state"] == "submitted"
