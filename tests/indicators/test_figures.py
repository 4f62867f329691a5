"""Figures over HTTP in a small world: what they say, to whom, and that each opens its list."""

from typing import Any

from tests.conclusions.making import a_received
from tests.making import a_report, a_submission, an_order
from tests.missions.making import a_mission, did, slug
from tests.reviews.making import a_sent, moved
from tests.world import World

VISITED = "2026-11"  # the month of every report of `tests.making`


def figure(world: World, name: str, who: str = "director", **asked: str) -> dict[str, Any]:
    answer = world.as_(who).get(f"/indicators/{name}", params=asked)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def parts(world: World, name: str, who: str = "director", **asked: str) -> tuple[Any, int, int]:
    told = figure(world, name, who, **asked)
    return told["value"], told["numerator"], told["denominator"]


def listed(world: World, name: str, side: str, who: str = "director", **asked: str) -> list[str]:
    answer = world.as_(who).get(f"/indicators/{name}/items", params={"side": side, **asked})
    assert answer.status_code == 200, answer.text
    return [each["id"] for each in answer.json()["items"]]


def closed(world: World, order: dict[str, Any]) -> None:
    """The order answered once in vain, then well; its finding closed."""
    place, finding = f"/orders/{order['id']}", order["findings"][0]["id"]
    world.as_("township").post(f"{place}/submissions", json=a_submission())
    assert world.as_("reviewer").post(f"{place}/moves", json={"verb": "return", "reason": "缺佐证"}).status_code == 200
    world.as_("township").post(f"{place}/submissions", json=a_submission())
    assert world.as_("reviewer").post(f"{place}/moves", json={"verb": "accept"}).status_code == 200
    assert world.as_("director").post(f"/findings/{finding}/moves", json={"verb": "close"}).status_code == 200


def test_two_orders_one_of_them_closed(fresh: World) -> None:
    """One of two findings put right; one of two judged answers returned; one open order. All on the list the figure opens."""
    done, open_ = an_order(fresh), an_order(fresh)
    closed(fresh, done)
    first, second = (each["findings"][0]["id"] for each in (done, open_))
    for who in ("director", "reviewer", "approver", "county-leader", "township"):
        assert parts(fresh, "rectified", who) == (0.5, 1, 2)
        assert parts(fresh, "return_rate", who) == (0.5, 1, 2)
        assert parts(fresh, "open", who) == (1, 1, 1)
        assert listed(fresh, "rectified", "numerator", who) == [first]
        assert listed(fresh, "rectified", "rest", who) == [second]
        assert listed(fresh, "open", "numerator", who) == [open_["id"]]
    assert parts(fresh, "rectified", "other-township") == (None, 0, 0)
    assert parts(fresh, "on_time", period=done["due_on"][:7]) == (1, 1, 1)  # the open one is not due yet
    assert parts(fresh, "reopen_rate") == (0, 0, 1)
    reopened = fresh.as_("director").post(f"/findings/{first}/moves", json={"verb": "reopen", "reason": "反弹"})
    assert reopened.status_code == 200
    assert parts(fresh, "reopen_rate") == (1, 1, 1)
    assert parts(fresh, "rectified") == (0, 0, 2)


def test_nobody_is_late_while_the_clock_stands(fresh: World) -> None:
    """Of two orders forty days on, one was suspended before its day: the other alone is late."""
    late, suspended = an_order(fresh), an_order(fresh)
    stopped = {"verb": "suspend", "reason": "停工令"}
    assert fresh.as_("director").post(f"/orders/{suspended['id']}/moves", json=stopped).status_code == 200
    fresh.clock.advance(days=40)
    fresh.close()
    fresh._clients.clear()
    asked = {"period": f"{late['issued_at'][:10]}..{fresh.clock():%Y-%m-%d}"}
    assert parts(fresh, "on_time", **asked) == (0, 0, 1)
    assert listed(fresh, "on_time", "denominator", **asked) == [late["id"]]


def test_a_list_is_read_page_by_page(fresh: World) -> None:
    orders = {an_order(fresh)["id"] for _ in range(3)}
    director, seen, cursor = fresh.as_("director"), set(), None
    for _ in range(3):
        asked = {"limit": 1} | ({"cursor": cursor} if cursor else {})
        page = director.get("/indicators/open/items", params=asked).json()
        assert page["total"] == 3
        seen |= {each["id"] for each in page["items"]}
        cursor = page["next_cursor"]
    assert seen == orders
    assert cursor is None


def test_visits_are_the_offices_alone(fresh: World) -> None:
    """Of two accepted visits one saw nothing; outside the office the figure has no value, rather than a wrong one."""
    for photos in (0, 2):
        report = a_report(fresh, photos, started_at="2026-11-20T02:10:00Z")
        assert fresh.as_("reviewer").post(f"/reports/{report['id']}/moves", json={"verb": "accept"}).status_code == 200
    assert parts(fresh, "zero_problem", period="2026-11") == (0.5, 1, 2)
    assert parts(fresh, "coverage_townships", period="2026-11") == (0.5, 1, 2)
    assert parts(fresh, "findings_per_visit", period="2026-11") == (0.5, 1, 2)
    for who in ("county-leader", "township", "dept"):
        assert parts(fresh, "zero_problem", who, period="2026-11") == (None, 0, 0)
        assert parts(fresh, "burden", who, period="2026-11") == (None, 0, 0)
        assert listed(fresh, "zero_problem", "denominator", who, period="2026-11") == []


def test_a_sealed_mission_counts_once_it_is_concluded(fresh: World) -> None:
    """Organised by the office: no department's duty; led by the county's leader on site: one of his two."""
    from tests.world import user_id

    made = a_mission(fresh, "fieldwork", led_by_id=str(user_id("county-leader")))
    did(fresh, "director", made["id"], "attend")
    assert parts(fresh, "leader_led") == (None, 0, 0)
    did(fresh, "leader1", made["id"], "report")
    assert parts(fresh, "leader_led") == (None, 0, 0)
    did(fresh, "director", made["id"], "conclude", result_check="渡口已清运")
    assert parts(fresh, "leader_led") == (1, 1, 1)
    assert parts(fresh, "department_led", "county-leader") == (0, 0, 1)
    rows = fresh.as_("county-leader").get("/duties/leaders", params={"period": str(fresh.clock().year)}).json()["items"]
    mine = [row for row in rows if row["name"] == "郑测试" and row["counted"]]
    assert [(row["counted"], row["quota"], row["rate"]) for row in mine] == [(1, 2, 0.5)]


def test_a_decided_review_counts_against_precision_and_as_lowered(fresh: World) -> None:
    """Of three released findings one is amended and one revoked by review: two of three overturned; the amended one was lowered."""
    findings = [an_order(fresh)["findings"][0]["id"] for _ in range(3)]
    assert (parts(fresh, "precision"), parts(fresh, "downgrade", period=VISITED)) == ((1, 3, 3), (0, 0, 3))
    change = {"finding_id": findings[0], "change": "amend", "severity": "minor"}
    for finding, said in ((findings[0], {"decision": "amend", "changes": [change]}), (findings[1], {"decision": "revoke"})):
        review = a_sent(fresh, a_received(fresh, [finding])["id"], **said)
        assert moved(fresh, "township", review["id"], "receive")["state"] == "served"
    assert parts(fresh, "precision") == (1 / 3, 1, 3)
    assert (listed(fresh, "precision", "numerator"), set(listed(fresh, "precision", "rest"))) == ([findings[2]], set(findings[:2]))
    assert parts(fresh, "downgrade", period=VISITED) == (0.5, 1, 2)  # what is revoked leaves both sides
    assert listed(fresh, "downgrade", "numerator", period=VISITED) == [findings[0]]
    assert parts(fresh, "released") == (2, 2, 2)


def test_what_is_refused(fresh: World) -> None:
    director = fresh.as_("director")
    assert slug(director.get("/indicators/on_time", params={"period": "2026-13"})) == "422 invalid-period"
    assert slug(director.get("/indicators/nonsense")) == "422 invalid-request"
    assert slug(fresh.as_("inspector").get("/indicators")) == "403 forbidden"
    names = [each["name"] for each in director.get("/indicators", params={"name": ["open", "overdue"]}).json()["items"]]
    assert names == ["open", "overdue"]
