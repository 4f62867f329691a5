"""The script: deeds in an order in which they can be done, none of them in the future."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from app.calendar.rules import WorkingCalendar
from app.demo import county
from app.demo.course import steps
from app.demo.plan import LAST_DAY
from app.demo.script import Deed, OrderSeed, orders
from app.demo.story import tell

EVENING = datetime(2026, 11, 23, 22, 0, tzinfo=county.ZONE)
STORY = tell(LAST_DAY, LAST_DAY)
HOLIDAYS = dict.fromkeys((date(2026, 10, day) for day in range(1, 8)), False) | {date(2026, 10, 10): True}
BOOK = WorkingCalendar(HOLIDAYS, frozenset({2026}))


def test_every_deed_occurs():
    assert {step.deed for step in steps(STORY, BOOK, EVENING)} == set(Deed)


def test_time_never_runs_back_and_never_past_now():
    moments = [step.at for step in steps(STORY, BOOK, EVENING)]
    assert moments == sorted(moments)
    assert moments[-1] <= EVENING


def test_the_order_of_deeds_does_not_depend_on_the_hour_so_that_an_interrupted_seeding_can_go_on():
    late = [(step.deed, step.subject.key) for step in steps(STORY, BOOK, EVENING)]
    early = [(step.deed, step.subject.key) for step in steps(STORY, BOOK, EVENING - timedelta(hours=9))]
    assert early == late


def test_each_visit_is_reported_before_anything_comes_of_it():
    reported = set()
    for step in steps(STORY, BOOK, EVENING):
        if step.deed is Deed.REPORT:
            reported.add(step.subject.key)
        if step.deed is Deed.ISSUE:
            assert step.subject.visit.key in reported


def test_the_first_finding_is_closed_within_three_working_days():
    key, deeds = "told-1", []
    for step in steps(STORY, BOOK, EVENING):
        owner = step.subject.visit.key if isinstance(step.subject, OrderSeed) else step.subject.key
        if owner == key:
            deeds.append((step.deed, step.at.date()))
    assert deeds == [
        (Deed.REPORT, date(2026, 9, 8)),
        (Deed.ACCEPT_REPORT, date(2026, 9, 9)),
        (Deed.CONFIRM, date(2026, 9, 9)),
        (Deed.ISSUE, date(2026, 9, 9)),
        (Deed.SIGN, date(2026, 9, 10)),
        (Deed.ANSWER, date(2026, 9, 11)),
        (Deed.ACCEPT_ANSWER, date(2026, 9, 14)),
        (Deed.CLOSE, date(2026, 9, 15)),
    ]


def test_the_false_rectification_is_seen_through_on_the_second_look():
    relapse = next(step for step in steps(STORY, BOOK, EVENING) if step.deed is Deed.RELAPSE and step.subject.key == "told-3")
    assert relapse.at == datetime(2026, 10, 21, 10, 10, tzinfo=county.ZONE)


@pytest.mark.parametrize("key", ["told-5", "told-8"])
def test_a_long_order_has_its_day_and_one_is_due_today(key):
    order = orders(STORY)[key]
    assert order.order_class == "long"
    assert order.due_on == {"told-5": date(2027, 1, 2), "told-8": date(2026, 11, 23)}[key]


def test_photographs_are_asked_of_units_only_with_a_reason_and_not_always():
    asked = Counter(order.photo_reason is not None for order in orders(STORY).values())
    assert asked[False] > asked[True] > 10
