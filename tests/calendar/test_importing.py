"""A year becomes known: provisional deadlines are computed anew, and nothing else moves."""

from datetime import UTC, datetime
from typing import Any

from tests.bad_input.traces import nothing_changes, refusal
from tests.making import a_task, an_order
from tests.world import World

NEW_YEAR = {
    "source": "国办发明电〔2026〕9号",
    "days": [
        {"day": "2027-01-01", "kind": "holiday", "name": "元旦"}, {"day": "2027-01-04", "kind": "holiday", "name": "元旦"},
        {"day": "2027-01-09", "kind": "workday"},
    ],
}  # fmt: skip


def in_december(world: World) -> None:
    """Tuesday, 22 December 2026."""
    world.clock.set(datetime(2026, 12, 22, 3, 0, tzinfo=UTC))


def read(world: World, path: str) -> dict[str, Any]:
    """As the director reads it."""
    told: dict[str, Any] = world.as_("director").get(path).json()
    return told


def test_a_provisional_deadline_follows_the_calendar_once_it_is_known(fresh: World) -> None:
    in_december(fresh)
    order = an_order(fresh)
    assert (order["due_on"], order["due_provisional"]) == ("2027-01-12", True)  # Monday to Friday, 15 of them
    known = an_order(fresh, **{"class": "immediate"})
    assert (known["due_on"], known["due_provisional"]) == ("2026-12-25", False)
    by_hand = an_order(fresh, due_on="2027-01-15", **{"class": "long"})
    answer = fresh.as_("director").put("/calendar/2027", json=NEW_YEAR)
    assert (answer.status_code, answer.json()["known"]) == (200, True)
    fresh.work()
    moved = read(fresh, f"/orders/{order['id']}")
    assert (moved["due_on"], moved["due_original_on"], moved["due_provisional"]) == ("2027-01-13", "2027-01-12", False)
    assert moved["due_at"] == "2027-01-13T15:59:59Z"
    assert (moved["findings"][0]["due_on"], moved["findings"][0]["due_provisional"]) == ("2027-01-13", False)
    assert moved["timeline"][-1]["action"] == "order.due_recomputed"
    assert read(fresh, f"/orders/{known['id']}") == known
    kept = read(fresh, f"/orders/{by_hand['id']}")
    assert (kept["due_on"], kept["due_provisional"]) == ("2027-01-15", False)


def test_a_tasks_deadline_stays_and_is_no_longer_provisional(fresh: World) -> None:
    in_december(fresh)
    task = a_task(fresh, due_on="2027-01-12")
    assert (task["due_provisional"], task["days_left"]) == (True, 15)
    fresh.as_("director").put("/calendar/2027", json=NEW_YEAR)
    fresh.work()
    told = read(fresh, f"/tasks/{task['id']}")
    assert (told["due_on"], told["due_provisional"], told["days_left"]) == ("2027-01-12", False, 14)


def test_a_year_is_replaced_whole(fresh: World) -> None:
    director = fresh.as_("director")
    assert director.get("/calendar/2027").json() == {"year": 2027, "known": False, "source": None, "days": []}
    director.put("/calendar/2027", json=NEW_YEAR)
    smaller = {"source": "更正", "days": [{"day": "2027-01-01", "kind": "holiday", "name": None}]}
    assert director.put("/calendar/2027", json=smaller).json() == {"year": 2027, "known": True, **smaller}
    days = {day["day"]: day["kind"] for day in director.get("/calendar/2026").json()["days"]}
    assert [days[f"2026-10-0{n}"] for n in range(1, 8)] == ["holiday"] * 7
    assert (days["2026-10-10"], days["2026-09-20"]) == ("workday", "workday")


def test_the_latest_edition_of_a_year_is_the_one_that_counts(fresh: World) -> None:
    """Days are kept between requests, but only as long as they are the days in force."""
    in_december(fresh)
    director, asked = fresh.as_("director"), {"class": "limited"}
    told = []
    for days in (NEW_YEAR["days"], [], NEW_YEAR["days"]):
        director.put("/calendar/2027", json=NEW_YEAR | {"days": days})
        told.append(director.post("/orders/preview-due", json=asked).json()["due_on"])
    assert told == ["2027-01-13", "2027-01-12", "2027-01-13"]


def test_a_calendar_is_the_offices(fresh: World) -> None:
    for who in ("inspector", "reviewer", "township", "county-leader", "auditor"):
        client = fresh.as_(who)
        with nothing_changes(fresh):
            assert refusal(client.put("/calendar/2027", json=NEW_YEAR))[:2] == (403, "forbidden")


def test_a_preview_says_when_and_whether_it_is_certain(fresh: World) -> None:
    fresh.clock.set(datetime(2026, 9, 29, 3, 0, tzinfo=UTC))
    told = fresh.as_("director").post("/orders/preview-due", json={"class": "immediate"}).json()
    assert told == {"due_on": "2026-10-09", "due_at": "2026-10-09T15:59:59Z", "working_days": 3, "provisional": False}
    in_december(fresh)
    fresh._clients.pop("director").close()
    assert fresh.as_("director").post("/orders/preview-due", json={"class": "limited"}).json()["provisional"] is True
    missing = fresh.as_("director").post("/orders/preview-due", json={"class": "long"})
    assert refusal(missing) == (422, "due-required", "/due_on")
    past = fresh.as_("director").post("/orders/preview-due", json={"class": "long", "due_on": "2026-12-21"})
    assert refusal(past) == (422, "deadline-passed", "/due_on")
    far = fresh.as_("director").post("/orders/preview-due", json={"class": "long", "due_on": "2027-06-23"})
    assert refusal(far) == (422, "due-too-far", "/due_on")
