"""The indicators of the demo county, from 1 September to the year's end, by hand from the plan of its story (`app/demo/plan.py`).

One order a visit. Orders by what became of them, phase by phase and in the twenty told findings:

| | phase 1 (26 visits, turns of 7) | phase 2 (16, of 8) | phase 3 (8, of 4) | phase 4 (11, of 5) | told (20) |
|---|---|---|---|---|---|
| answered in time | on_time 15, returned_then_closed 4 | 4, and 2 accepted | 2 | 2 | 8 + 1 + accepted 1 |
| answered late | 4 | | | | 2 |
| past due without an accepted answer | overdue 3 | overdue 2, submitted 2, returned 2, reopened 2, signed by the system 1 | | | 5 |

(The second of phase 2 that the system signed was issued on 2 November and is due on 23 November: today, not past.)
"""

from collections.abc import Iterator
from datetime import date

import pytest

from app.core.db import Database, Tx
from app.identity import queries as identity
from app.indicators import telling
from app.indicators.schemas import IndicatorOut
from app.indicators.states import Name, Side

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
    """In time 19 + 6 + 2 + 2 + 10 = 39; late 6; past due without 3 + 9 + 5 = 17; the two reopened have a day ahead: 39 of 60."""
    assert parts(told(director, Name.ON_TIME)) == (39, 60)


def test_answers_returned(director: Tx) -> None:
    """Returned: returned_then_closed 4 + 1, returned_red 2 + 1 = 8. Accepted: the 45 above, and the 3 reopened later: 48."""
    assert parts(told(director, Name.RETURN_RATE)) == (8, 56)


def test_overdue(director: Tx) -> None:
    """The 17 past due, and three accepted ones whose findings nobody closed (2 of phase 2, 1 told), less the two reopened: 18.

    Bands by their deadlines: due 20, 19, 19, 17, 16, 16 November: 1, 2, 2, 4, 5, 5 working days; 13, 12, 12, 11, 9, 9, 9, 9: 6, 7,
    7, 8, 10, 10, 10, 10; then 6 and 4 November, 23, 22, 10 and 9 October: 11, 13, 21, 22, 31, 32. Together 19 + 68 + 130 = 217;
    the two reopened, of 20 November and 10 October, have a new day of 15 working days: 217 - 1 - 31 = 185.
    """
    figure = told(director, Name.OVERDUE)
    assert figure.numerator == 18
    assert {each.code: each.value for each in figure.details} == {"days_total": 185, "band_1": 5, "band_6": 8, "band_11": 5}


def test_findings_put_right(director: Tx) -> None:
    """Released: 52 + 26 + 14 + 18 + 6 + told 20 = 136. Closed: 46 + 8 + 4 + 2, told 8 on time + 2 late + 1 returned = 71."""
    assert parts(told(director, Name.RECTIFIED)) == (71, 136)


def test_findings_opened_again(director: Tx) -> None:
    """Closed once: the 71, and the reopened 2 + 1; none of them is 180 days old."""
    figure = told(director, Name.REOPEN_RATE)
    assert parts(figure) == (3, 74)
    assert figure.provisional


def test_visits_without_a_problem(director: Tx) -> None:
    """Accepted: 26 + 16 + 8 + 11 + 4 released, 4 + 9 accepted, 20 told = 98; the nine calm ones are phase 11.

    The suspect of the story stands out, and nobody else: 7 of his 28, where the others' mix lets expect 1 in 96.
    """
    figure = told(director, Name.ZERO_PROBLEM)
    assert parts(figure) == (9, 98)
    assert [group.label for group in figure.groups if group.flagged] == ["李样本"]
    suspect = next(group for group in figure.groups if group.flagged)
    assert (suspect.numerator, suspect.denominator) == (7, 28)


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
    assert then.denominator == now.denominator == 51
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
