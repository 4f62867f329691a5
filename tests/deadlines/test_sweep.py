"""An order's reminders and escalations as days pass: each once, to whom it concerns, and none once it is answered."""

from datetime import UTC, datetime

import pytest

from app.core.clock import legal_date
from tests.deadlines.acts import acts, at, go, leap, notices, texts
from tests.making import a_submission, a_task, an_order
from tests.world import TOWN, World

AFTER_HOLIDAY = [
    ("10-08", "remind-1"), ("10-09", "remind-0"), ("10-10", "urge"), ("10-15", "escalate"), ("10-19", "weekly-1"),
    ("10-22", "interview"), ("10-26", "weekly-2"),
]  # fmt: skip


def before_the_holiday(world: World) -> str:
    """An order of 29 September, 11:00, three working days long: due on 9 October."""
    leap(world, at(9, 29, 11))
    order = an_order(world, **{"class": "immediate"})
    assert order["due_on"] == "2026-10-09"
    return str(order["id"])


def test_the_helper_speaks_of_shanghai() -> None:
    assert at(10, 8, 9) == datetime(2026, 10, 8, 1, 0, tzinfo=UTC)
    assert legal_date(at(10, 8, 0)).isoformat() == "2026-10-08"


def test_day_by_day_across_the_national_holiday(fresh: World) -> None:
    order = before_the_holiday(fresh)
    for day in [(9, 30), *((10, each) for each in range(1, 8))]:
        go(fresh, at(*day))
        assert acts(fresh, order) == []
    go(fresh, at(10, 8, 8))
    assert acts(fresh, order) == []
    for day in range(8, 27):
        go(fresh, at(10, day))
        due = [each for each in AFTER_HOLIDAY if each[0] <= f"10-{day:02}"]
        assert acts(fresh, order) == due
    number = fresh.as_("director").get(f"/orders/{order}").json()["number"]
    assert texts(fresh, "township") == [
        f"交办单 {number} 还剩 1 个工作日到期（2026-10-09）",
        f"交办单 {number} 今天到期",
        f"交办单 {number} 已超期 1 个工作日（应于 2026-10-09 前完成）",
        f"交办单 {number} 已超期 7 个工作日（应于 2026-10-09 前完成）",
        f"交办单 {number} 已超期 12 个工作日（应于 2026-10-09 前完成）",
    ]
    assert texts(fresh, "township-head") == [f"交办单 {number} 已超期 5 个工作日，请主要负责人督促办理"]
    assert texts(fresh, "director") == [f"交办单 {number} 已超期 10 个工作日，建议约谈，请决定"]
    for who in ("other-township", "dept", "inspector", "reviewer", "approver", "county-leader", "sysadmin"):
        assert notices(fresh, who) == []


def test_two_days_down_and_then_everything_once_in_due_order(fresh: World) -> None:
    first = before_the_holiday(fresh)
    second = str(an_order(fresh, **{"class": "immediate"})["id"])
    leap(fresh, at(10, 10, 11))  # down from the 8th, 11:00; up again two days later
    fresh.work()
    for order in (first, second):
        assert acts(fresh, order) == AFTER_HOLIDAY[:3]
    created = [(each["kind"], each["subject_id"]) for each in notices(fresh, "township")]
    assert sorted(created) == sorted((kind, order) for kind in ("remind", "remind", "urge") for order in (first, second))
    go(fresh, at(10, 10, 12))
    fresh.work()
    assert acts(fresh, first) == AFTER_HOLIDAY[:3]


def test_what_is_answered_acts_nothing_and_acts_again_once_sent_back(fresh: World) -> None:
    order = before_the_holiday(fresh)
    go(fresh, at(10, 8))
    sent = fresh.as_("township").post(f"/orders/{order}/submissions", json=a_submission())
    assert sent.status_code == 201, sent.text
    go(fresh, at(10, 12))
    assert acts(fresh, order) == AFTER_HOLIDAY[:1]
    back = {"verb": "return", "reason": "未清运", "new_due_on": "2026-10-16"}
    answer = fresh.as_("reviewer").post(f"/orders/{order}/moves", json=back)
    assert answer.status_code == 200, answer.text
    go(fresh, at(10, 13))  # three working days before the 16th; the old date's acts are gone with it
    assert acts(fresh, order) == [*AFTER_HOLIDAY[:1], ("10-13", "remind-3")]
    go(fresh, at(10, 15))
    assert acts(fresh, order)[2:] == [("10-15", "remind-1")]


def test_a_cancelled_order_is_spoken_of_no_more(fresh: World) -> None:
    order = before_the_holiday(fresh)
    go(fresh, at(10, 8))
    assert len(texts(fresh, "township")) == 1
    taken = fresh.as_("director").post(f"/orders/{order}/moves", json={"verb": "cancel", "reason": "事实有误"})
    assert taken.status_code == 200
    assert texts(fresh, "township") == []
    go(fresh, at(10, 30))
    assert acts(fresh, order) == AFTER_HOLIDAY[:1]


def test_a_matters_lead_unit_is_reminded_and_its_principal_too(fresh: World) -> None:
    leap(fresh, at(11, 2))
    task = a_task(fresh, due_on="2026-11-13")
    for day in (10, 12, 13, 16, 20):
        go(fresh, at(11, day))
    assert acts(fresh, task["id"]) == [
        ("11-10", "remind-3"), ("11-12", "remind-1"), ("11-13", "remind-0"), ("11-16", "urge"), ("11-20", "escalate"),
    ]  # fmt: skip
    assert texts(fresh, "township")[0] == f"督查事项 {task['number']} 还剩 3 个工作日到期（2026-11-13）"
    assert all(task["title"] not in each for who in ("township", "township-head") for each in texts(fresh, who))
    assert len(texts(fresh, "township-head")) == 1


def test_a_date_that_follows_the_calendar_takes_its_reminders_along(fresh: World) -> None:
    """Due on 12 January by the plain week, a day later once the year is known: its reminder is not yet due then."""
    leap(fresh, at(12, 22))
    order = an_order(fresh)
    assert (order["due_on"], order["due_provisional"]) == ("2027-01-12", True)
    days = [
        {"day": "2027-01-01", "kind": "holiday"},
        {"day": "2027-01-04", "kind": "holiday"},
        {"day": "2027-01-09", "kind": "workday"},
    ]
    assert fresh.as_("director").put("/calendar/2027", json={"source": "通知", "days": days}).status_code == 200
    fresh.work()
    go(fresh, at(1, 8, 10, 2027))  # three working days before the 12th: the 9th, 11th and 12th; before the 13th there are four
    assert acts(fresh, order["id"]) == []
    go(fresh, at(1, 9, 10, 2027))  # a Saturday that is worked
    assert acts(fresh, order["id"]) == [("01-09", "remind-3")]


def test_the_rulebook_says_when(fresh: World) -> None:
    order = before_the_holiday(fresh)
    director = fresh.as_("director")
    for name, value in (("remind_before_days", [2]), ("remind_weekly", False), ("escalate_principal_days", 2)):
        assert director.put(f"/rules/{name}", json={"value": value, "reason": "县里规定"}).status_code == 200
    for day in ((9, 30), (10, 8), (10, 9), (10, 10), (10, 22), (10, 30)):
        go(fresh, at(*day))
    told = [("09-30", "remind-2"), ("10-10", "urge"), ("10-12", "escalate"), ("10-22", "interview")]
    assert acts(fresh, order) == told


def test_a_village_without_anybody_is_answered_for_by_its_township(fresh: World) -> None:
    leap(fresh, at(11, 2))
    a_task(fresh, lead_unit_id="00000000-0000-0000-0000-000000000068", due_on="2026-11-13")
    go(fresh, at(11, 10))
    assert len(texts(fresh, "township")) == 1


@pytest.mark.parametrize(("who", "proposals"), [("director", 1), ("township", 0), ("township-head", 0), ("county-leader", 0)])
def test_the_ladder_shows_what_was_done_and_what_is_ahead(fresh: World, who: str, proposals: int) -> None:
    order = before_the_holiday(fresh)
    for day in (8, 9, 12):
        go(fresh, at(10, day))
    rungs = fresh.as_(who).get(f"/orders/{order}/ladder").json()["items"]
    shown = [(each["act"], each["step"], each["at"][:10], each["done_at"] is not None) for each in rungs]
    assert shown == [
        ("remind", 1, "2026-10-08", True), ("remind", 0, "2026-10-09", True), ("urge", 1, "2026-10-10", True),
        ("escalate", 5, "2026-10-15", False), *[("interview", 10, "2026-10-22", False)] * proposals,
    ]  # fmt: skip
    assert fresh.as_("other-township").get(f"/orders/{order}/ladder").status_code == 404
    assert TOWN.hex not in str(rungs)
