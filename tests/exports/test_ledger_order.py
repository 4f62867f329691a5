"""The ledger lists what is most urgent first, page by page."""

from datetime import UTC, datetime, timedelta

from tests.making import a_report, a_submission, an_order
from tests.world import World


def test_running_clocks_come_first_by_deadline_then_unordered_then_closed(world: World) -> None:
    later = an_order(world, due_on=_day(30))["findings"][0]["id"]
    sooner = an_order(world, due_on=_day(5))["findings"][0]["id"]
    unordered = a_report(world)["findings"][0]["id"]
    closed = _closed(world)

    assert _walk(world, limit=1) == [sooner, later, unordered, closed]
    assert _walk(world, limit=50) == [sooner, later, unordered, closed]


def _day(ahead: int) -> str:
    return (datetime.now(UTC) + timedelta(days=ahead)).date().isoformat()


def _closed(world: World) -> str:
    director, unit = world.as_("director"), world.as_("township")
    order = an_order(world, due_on=_day(3))
    assert unit.post(f"/orders/{order['id']}/submissions", json=a_submission()).status_code == 201
    assert director.post(f"/orders/{order['id']}/moves", json={"verb": "accept"}).status_code == 200
    finding = order["findings"][0]["id"]
    assert director.post(f"/findings/{finding}/moves", json={"verb": "close"}).json()["state"] == "closed"
    return finding


def _walk(world: World, limit: int) -> list[str]:
    found, cursor = [], None
    while True:
        query = {"limit": limit} | ({"cursor": cursor} if cursor else {})
        page = world.as_("director").get("/ledgers/findings", params=query).json()
        found += [row["id"] for row in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            return found
