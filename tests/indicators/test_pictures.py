"""What the cockpit draws and what waits for a leader: twelve months by area, the map, coordination, instructions."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from app.core.clock import legal_date
from app.findings.models import Finding
from app.indicators.rules import month_of
from tests.coordination.making import an_item, item
from tests.indicators.test_figures import listed, parts
from tests.making import a_report, a_task, an_order
from tests.world import World, user_id


def asked(world: World, path: str, who: str = "director", **params: str) -> dict[str, Any]:
    answer = world.as_(who).get(f"/indicators/{path}", params=params)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_twelve_months_by_area_say_what_the_months_say(fresh: World) -> None:
    first, second = (an_order(fresh)["findings"][0]["id"] for _ in range(2))
    today = legal_date(fresh.clock())
    before = today.replace(day=1) - timedelta(days=1)
    with fresh.database.transaction() as tx:
        row = tx.session.get_one(Finding, UUID(second))
        row.released_at = tx.now - timedelta(days=(today - before).days)
        row.focus_area = "environment"
    told = asked(fresh, "trend")
    assert (len(told["months"]), told["months"][-2:]) == (12, [month_of(before), month_of(today)])
    assert {row["key"]: row["counts"][-2:] for row in told["items"]} == {"area:clean_county": [0, 1], "area:environment": [1, 0]}
    assert all(sum(row["counts"]) == 1 for row in told["items"])
    assert listed(fresh, "released", "numerator", period=month_of(before), group="area:environment") == [second]
    assert listed(fresh, "released", "numerator", period=month_of(today), group="area:clean_county") == [first]
    english = fresh.as_("director").get("/indicators/trend", headers={"Accept-Language": "en"}).json()
    assert {row["label"].isascii() for row in english["items"]} == {True}


def test_the_map_draws_what_was_let_out_and_nothing_else(fresh: World) -> None:
    a_report(fresh)  # under review: on nobody's map
    placed, nowhere = (an_order(fresh)["findings"][0]["id"] for _ in range(2))
    with fresh.database.transaction() as tx:
        row = tx.session.get_one(Finding, UUID(nowhere))
        row.lat = row.lon = None
    for who in ("director", "county-leader", "township"):
        told = asked(fresh, "map", who)
        assert ([each["id"] for each in told["items"]], told["unplaced"]) == ([placed], 1)
    (point,) = told["items"]
    assert (point["lat"], point["lon"], point["light"], point["state"]) == (40.1101, 102.1101, "green", "released")
    assert told["bounds"] == {"south": 40.1, "north": 40.2, "west": 102.1, "east": 102.2}
    assert asked(fresh, "map", "other-township")["items"] == []
    assert asked(fresh, "map", period="2025")["items"] == []


def test_coordination_waits_until_it_is_decided(fresh: World) -> None:
    raised, scheduled = an_item(fresh), an_item(fresh)
    assert parts(fresh, "to_decide") == (2, 2, 2)
    when = (fresh.clock() + timedelta(days=1)).isoformat()
    assert item(fresh, scheduled["id"], "schedule", meeting_at=when, meeting_place="三楼会议室").status_code == 200
    assert listed(fresh, "to_decide", "numerator", "county-leader") == [scheduled["id"]]  # what is only raised is the office's
    due = (legal_date(fresh.clock()) + timedelta(days=20)).isoformat()
    decided = item(fresh, scheduled["id"], "decide", "director", decision="由水务局牵头管护", due_on=due)
    assert decided.status_code == 200, decided.text
    assert listed(fresh, "to_decide", "numerator") == [raised["id"]]
    assert parts(fresh, "to_decide") == (1, 1, 2)
    assert parts(fresh, "to_decide", "township") == (None, 0, 0)


def test_a_leader_finds_his_own_instructions(fresh: World) -> None:
    said = {"leader": "郑测试", "leader_id": str(user_id("county-leader")), "given_on": "2026-11-02", "text": "请督查室跟踪督办"}
    mine = a_task(fresh, source_type="leader_instruction", instruction=said)
    other = a_task(fresh, source_type="leader_instruction", source_ref="县委书记批示第9号")
    a_task(fresh)
    group = f"person:{user_id('county-leader')}"
    for who in ("county-leader", "director"):
        assert parts(fresh, "instructions", who) == (2, 2, 2)
        assert listed(fresh, "instructions", "denominator", who, group=group) == [mine["id"]]
        assert set(listed(fresh, "instructions", "numerator", who)) == {mine["id"], other["id"]}
    (row,) = fresh.as_("county-leader").get("/indicators/instructions/items", params={"group": group}).json()["items"]
    assert (row["kind"], row["number"], row["note"]) == ("task", mine["number"], "dispatched")
    assert parts(fresh, "instructions", "township") == (None, 0, 0)
