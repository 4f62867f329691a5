"""The indicators of the demo county, from 1 September to the year's end, by hand from the plan of its story (`app/demo/plan.py`).

One order a visit. Orders by what became of them, phase by phase and in the twenty told findings:

| | phase 1 (26 visits, turns of 7) | phase 2 (16, of 8) | phase 3 (8, of 4) | phase 4 (11, of 5) | told (20) |
|---|---|---|---|---|---|
| answered in time | on_time 15, returned_then_closed 4 | 4, and 2 accepted | 2 | 2 | 8 + 1 + accepted 1 |
| answered late | 4 | | | | 2 |
| past due without an accepted answer | overdue 3 | overdue 2, submitted 2, returned 2, reopened 2, signed by the system 1 | | | 5 |

(The second of phase 2 that the system signed was issued on 2 November and is due on 23 November: today, not past.)

Beside the main path, one order a visit: extended 3, lifted 1, lowered 1, told beyond the twenty (`cycle.toml`) 1, all answered in
time; the refused extension is past due, by 13 November; the revoked one was taken back and counts only in the precision; two
extended by the director and the leader, four that asked or had asked, one suspended, three of objections, two by telegram are
due in days to come.
"""

from collections.abc import Iterator
from datetime import date

import pytest

from app.core.db import Database, Tx
from app.identity import queries as identity
from app.indicators import duties, telling
from app.indicators.schemas import IndicatorOut
from app.indicators.states import Name, NotCounted, Side

STORY = "2026-09-01..2026-12-31"


@pytest.fixture
def director(demo: Database) -> Iterator[Tx]:
    """The county as its director reads it."""
    with demo.reading() as tx:
        tx.actor = identity.actor_of(tx, "director")
        yield tx


def told(tx: Tx, name: Name, period: str = STORY, as_of: date | None = None) -> IndicatorOut:
    return telling.figure(telling.scope(tx, period, as_of), name, "en")


def parts(figure: IndicatorOut) -> tuple[int, int]:
    return figure.numerator, figure.denominator


def test_answers_in_time(director: Tx) -> None:
    """In time 19 + 6 + 2 + 2 + 10 = 39, and 6 beside; late 6; past due without 3 + 9 + 5 = 17, and 1: 45 of 67.

    The two reopened have a day ahead. By the deadlines first set the three extended are late, and the two reopened past: 42 of 69.
    """
    assert parts(told(director, Name.ON_TIME)) == (45, 67)
    assert parts(told(director, Name.ON_TIME_ORIGINAL)) == (42, 69)


def test_answers_returned(director: Tx) -> None:
    """Returned: returned_then_closed 4 + 1, returned_red 2 + 1 = 8. Accepted: in time 45, late 6, the 3 reopened later: 54."""
    assert parts(told(director, Name.RETURN_RATE)) == (8, 62)


def test_overdue(director: Tx) -> None:
    """The 17 past due, and three accepted ones whose findings nobody closed (2 of phase 2, 1 told), less the two reopened: 18.

    Bands by their deadlines: due 20, 19, 19, 17, 16, 16 November: 1, 2, 2, 4, 5, 5 working days; 13, 12, 12, 11, 9, 9, 9, 9: 6, 7,
    7, 8, 10, 10, 10, 10; then 6 and 4 November, 23, 22, 10 and 9 October: 11, 13, 21, 22, 31, 32. Together 19 + 68 + 130 = 217;
    the two reopened, of 20 November and 10 October, have a new day of 15 working days: 217 - 1 - 31 = 185. The refused extension
    adds one, of 13 November: 6 days, together 191.
    """
    figure = told(director, Name.OVERDUE)
    assert figure.numerator == 19
    assert {each.code: each.value for each in figure.details} == {"days_total": 191, "band_1": 5, "band_6": 9, "band_11": 5}


def test_findings_put_right(director: Tx) -> None:
    """Released: 52 + 26 + 14 + 18 + 6 + told 20 = 136. Closed: 46 + 8 + 4 + 2, told 8 on time + 2 late + 1 returned = 71.

    Beside: 3 + 1 + 1 + 1 closed; with 1 refused, 2 extended, 4 asked, 1 suspended, 3 of objections, 2 by telegram: 19 released.
    """
    assert parts(told(director, Name.RECTIFIED)) == (77, 155)


def test_findings_no_review_overturned(director: Tx) -> None:
    """The 155, and the one whose review revoked it."""
    assert parts(told(director, Name.PRECISION)) == (155, 156)


def test_findings_lowered_or_rejected(director: Tx) -> None:
    """Rejected: phase 1 in turn 2 of 7, 26 visits: 4; phase 2 in turn 5 of 8, 16 visits: 2. Lowered: 1."""
    assert told(director, Name.DOWNGRADE).numerator == 7


def test_findings_opened_again(director: Tx) -> None:
    """Closed once: the 77, the reopened 2 + 1, and the one settled on the spot; none of them is 180 days old."""
    figure = told(director, Name.REOPEN_RATE)
    assert parts(figure) == (3, 81)
    assert figure.provisional


def test_visits_without_a_problem(director: Tx) -> None:
    """Accepted: 26 + 16 + 8 + 11 + 4 released, 4 + 9 accepted, 20 told = 98; the nine calm ones are phase 11.

    Beside: 1 + 1 + 3 + 1 + 1 + 2 + 4 + 1 + 2 + 2 + 1 released, 5 accepted, 1 of cycle.toml = 25.
    The suspect of the story stands out, and nobody else: 7 of his 36, where the others' mix lets expect 1 in 115.
    """
    figure = told(director, Name.ZERO_PROBLEM)
    assert parts(figure) == (9, 123)
    assert [group.label for group in figure.groups if group.flagged] == ["李样本"]
    suspect = next(group for group in figure.groups if group.flagged)
    assert (suspect.numerator, suspect.denominator) == (7, 36)


def test_visits_contradicted(director: Tx) -> None:
    """Of the nine calm ones three: 前槐堡村 of 22 October by cycle.toml's of 3 November; two that others went to within days.

    杏雨乡垃圾分类设施 (22 September, again on the 25th) and 县城文星路 (13 October; the town's streets have one place on the map).
    """
    assert parts(told(director, Name.CONTRADICTION)) == (3, 9)


def test_duties_of_departments(director: Tx) -> None:
    """21 departments, September to November, less two waived: 61. Fulfilled 7, one short of what was gone out for.

    生态环境分局 and 综合执法局 in September, 住建局 and 农业农村局 in October and in November, 应急局 in November; 交通局 went
    out on a word nobody wrote down: without a basis it counts nothing.
    """
    asked = telling.scope(director, STORY, None)
    assert parts(told(director, Name.DUTY_DEPARTMENTS)) == (7, 61)
    refused = [(duty.name, each.why_not) for duty in duties.departments(asked) for each in duty.missions if each.why_not]
    assert refused == [("云岫县交通运输局", NotCounted.NO_BASIS)]


def test_duties_of_leaders(director: Tx) -> None:
    """孙样本 led two in each quarter. 周测试 came in September and owed nothing of the third; of two in the fourth he led one."""
    asked = telling.scope(director, STORY, None)
    assert parts(told(director, Name.DUTY_LEADERS)) == (2, 3)
    assert {(duty.name, duty.period): (duty.counted, duty.quota) for duty in duties.leaders(asked)} == {
        ("孙样本", "2026-Q3"): (2, 2), ("孙样本", "2026-Q4"): (2, 2), ("周测试", "2026-Q3"): (0, 0), ("周测试", "2026-Q4"): (1, 2),
    }  # fmt: skip


def test_matters_followed_up(director: Tx) -> None:
    """Dispatched: the 40, and 4 of the 8 beside that stand. Followed up by a mission: all but the last of work_style: 39."""
    assert parts(told(director, Name.COVERAGE_TASKS)) == (39, 44)


def test_units_checked_openly_more_than_twice_a_month(director: Tx) -> None:
    """In November 鹿鸣镇 had n-safety, n-road, n-visit and n-joint; 星槎乡 visits of n-safety, n-visit and n-field."""
    flagged = {group.label: group.details[0].value for group in told(director, Name.BURDEN).groups if group.flagged}
    assert flagged == {"云岫县鹿鸣镇人民政府": 4, "云岫县星槎乡人民政府": 3}


def test_coverage(director: Tx) -> None:
    """Every one of the 14 townships was visited; 120 villages and communities there are."""
    assert parts(told(director, Name.COVERAGE_TOWNSHIPS)) == (14, 14)
    villages = told(director, Name.COVERAGE_VILLAGES)
    assert villages.denominator == 120
    asked = telling.scope(director, STORY, None)
    unseen = telling.listed(asked, Name.COVERAGE_VILLAGES, Side.REST, None)
    assert len(unseen) == 120 - villages.numerator


def test_the_system_signed_three_times(director: Tx) -> None:
    """auto_signed_red: 2 in phase 2, 1 told; at the end of the second working day, so on the third."""
    figure = told(director, Name.SIGN_TIME)
    assert {each.code: each.value for each in figure.details} == {"auto_signed": 3, "auto_median": 3}
    assert figure.value == 1


def test_as_of_an_earlier_day(director: Tx) -> None:
    """Before the first order nothing was open, and of what October released less was closed on its last day than now."""
    assert parts(told(director, Name.OPEN, "2026-09", date(2026, 8, 31))) == (0, 0)
    then, now = (told(director, Name.RECTIFIED, "2026-10", day) for day in (date(2026, 10, 31), None))
    assert then.denominator == now.denominator == 57
    assert then.numerator < now.numerator


@pytest.mark.parametrize("name", Name)
def test_every_figure_opens_its_lists(director: Tx, name: Name) -> None:
    asked = telling.scope(director, STORY, None)
    figure = told(director, name)
    for side, count in ((Side.NUMERATOR, figure.numerator), (Side.DENOMINATOR, figure.denominator)):
        entries = telling.listed(asked, name, side, None)
        assert len(entries) == count
        assert all(item.title for item in telling.items(director, entries))
    for group in figure.groups:
        assert len(telling.listed(asked, name, Side.NUMERATOR, group.key)) == group.numerator
        assert len(telling.listed(asked, name, Side.DENOMINATOR, group.key)) == group.denominator
