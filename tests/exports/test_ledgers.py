"""Ledgers: every figure opens the list behind it, and the file is what is shown."""

import csv
import io
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx2
import openpyxl
import pytest

from app.audit.models import LogEntry
from tests.bad_input.traces import refusal
from tests.making import a_report, a_submission, an_order
from tests.world import TOWN, VILLAGE, Template, World

FILTERS: list[dict[str, str]] = [
    {}, *({"light": light} for light in ("green", "yellow", "red", "blue", "grey")),
    *({"state": state} for state in ("submitted", "confirmed", "released", "rectifying", "claimed", "verified", "closed")),
    {"severity": "serious"}, {"severity": "general"}, {"unit_id": str(TOWN)}, {"unit_id": str(VILLAGE)},
    {"q": "排洪渠"}, {"q": "无此"},
    {"q": "%"}, {"q": "云督问"}, {"focus_area": "clean_county"}, {"focus_area": "x"}, {"from": "2026-11-20", "to": "2026-11-20"},
    {"from": "2026-11-21"}, {"category": "piled_rubbish", "light": "yellow"},
]  # fmt: skip


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(template: Template, request: pytest.FixtureRequest) -> Iterator[World]:
    """A world with findings in every light."""
    with template.world(request.param) as made:
        late = an_order(made, **{"class": "immediate"})
        red = an_order(made, **{"class": "immediate"})
        made.clock.advance(days=9)
        made.close()
        made._clients.clear()
        made.work()
        in_time, an_ordinary, urgent = an_order(made), an_order(made), an_order(made, **{"class": "immediate"})
        for order in (late, in_time):
            made.as_("township").post(f"/orders/{order['id']}/submissions", json=a_submission())
            made.as_("director").post(f"/orders/{order['id']}/moves", json={"verb": "accept"})
            closed = made.as_("director").post(f"/findings/{order['findings'][0]['id']}/moves", json={"verb": "close"})
            assert closed.status_code == 200
        a_report(made)
        made.app.state.expected = {"red": red, "green": an_ordinary, "yellow": urgent, "blue": in_time, "grey": late}
        yield made


def ids(answer: httpx2.Response) -> set[str]:
    """The ids of a page."""
    return {row["id"] for row in answer.json()["items"]}


@pytest.mark.parametrize("light", ["red", "green", "yellow", "blue", "grey"])
def test_each_light_lists_what_shines_in_it(world: World, light: str) -> None:
    order = world.app.state.expected[light]
    director = world.as_("director")
    assert ids(director.get("/ledgers/findings", params={"light": light})) == {order["findings"][0]["id"]}
    assert ids(director.get("/findings", params={"light": light})) == {order["findings"][0]["id"]}
    assert order["id"] in ids(director.get("/ledgers/orders", params={"light": light}))
    assert director.get(f"/findings/{order['findings'][0]['id']}").json()["light"] == light


@pytest.mark.parametrize("who", ["director", "township", "county-leader", "other-township"])
@pytest.mark.parametrize("wanted", FILTERS, ids=str)
def test_every_count_equals_the_list_behind_it(world: World, wanted: dict[str, str], who: str) -> None:
    client = world.as_(who)
    ledger = client.get("/ledgers/findings", params=wanted).json()
    rows = every(client, wanted)
    assert ledger["total"] == len(rows)
    shining = [row["light"] for row in rows if row["light"]]
    assert ledger["counts"] == {light: shining.count(light) for light in ("green", "yellow", "red", "blue", "grey")}
    assert ids(client.get("/ledgers/findings", params=wanted)) == {row["id"] for row in rows}
    assert len(records(client.get("/ledgers/findings.csv", params=wanted))) == len(rows)


def every(client: httpx2.Client, wanted: dict[str, str]) -> list[dict[str, Any]]:
    """A whole list, two at a time."""
    rows: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        page = client.get("/findings", params=wanted | {"limit": "2"} | cursor).json()
        rows += page["items"]
        if page["next_cursor"] is None:
            return rows
        cursor = {"cursor": page["next_cursor"]}


def records(answer: httpx2.Response) -> list[list[str]]:
    """A CSV's rows without its head."""
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))[1:]


@pytest.mark.parametrize("name", ["findings", "orders", "tasks"])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_workbook_is_the_csv(world: World, name: str, language: str) -> None:
    director = world.as_("director")
    heads = {"Accept-Language": language}
    table, book = (director.get(f"/ledgers/{name}.{form}", headers=heads) for form in ("csv", "xlsx"))
    page = openpyxl.load_workbook(io.BytesIO(book.content)).active
    assert page is not None
    shown = [["" if cell is None else str(cell) for cell in row] for row in page.iter_rows(values_only=True)]
    assert shown == list(csv.reader(io.StringIO(table.content.decode("utf-8-sig"), newline="")))
    assert table.headers["content-disposition"].startswith("attachment; filename=")
    assert {answer.headers["cache-control"] for answer in (table, book)} == {"private, no-store"}
    assert {answer.headers["x-content-type-options"] for answer in (table, book)} == {"nosniff"}
    assert any(ord(char) > 127 for char in shown[0][1]) is (language == "zh-CN")


def test_a_formula_in_a_finding_is_text_in_the_file(world: World) -> None:
    report = a_report(world)
    director = world.as_("director")
    director.post(f"/reports/{report['id']}/moves", json={"verb": "accept"})
    finding = report["findings"][0]["id"]
    director.post(f"/findings/{finding}/moves", json={"verb": "confirm", "facts": '=HYPERLINK("http://x")'})
    rows = records(director.get("/ledgers/findings.csv", params={"q": "HYPERLINK"}))
    assert rows[0][4] == '\'=HYPERLINK("http://x")'


def test_an_export_is_in_the_log(world: World) -> None:
    world.as_("township").get("/ledgers/orders.csv")
    with world.database.reading() as tx:
        last = tx.session.query(LogEntry).order_by(LogEntry.idx.desc()).first()
        assert last is not None
        assert last.action == "ledger.exported"


@pytest.mark.parametrize("who", ["inspector", "sysadmin", "secadmin", "auditor"])
@pytest.mark.parametrize("name", ["findings", "orders", "tasks"])
def test_a_ledger_is_for_those_who_may_read_it(world: World, who: str, name: str) -> None:
    for ending in ("", ".csv", ".xlsx"):
        assert refusal(world.as_(who).get(f"/ledgers/{name}{ending}"))[:2] == (403, "forbidden")


def test_a_cursor_of_one_ledger_is_none_of_another(world: World) -> None:
    director = world.as_("director")
    cursor = director.get("/ledgers/findings", params={"limit": 1}).json()["next_cursor"]
    assert cursor is not None
    assert refusal(director.get("/findings", params={"cursor": cursor}))[:2] == (400, "invalid-cursor")
    assert refusal(world.as_("reviewer").get("/ledgers/findings", params={"cursor": cursor}))[:2] == (400, "invalid-cursor")
    assert uuid4().hex not in cursor
