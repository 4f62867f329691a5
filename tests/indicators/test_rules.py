"""The arithmetic of domain.md §5, by hand."""

from datetime import date

import pytest

from app.indicators.rules import (
    Outing,
    Period,
    apart_m,
    at_least,
    band,
    fulfilled,
    median,
    one_a_day,
    period,
    quota,
    repeated,
    replayed,
    share,
    suspicion,
)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-11", date(2026, 11, 1), date(2026, 11, 30)), ("2026-12", date(2026, 12, 1), date(2026, 12, 31)),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29)), ("2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31)), ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-11-01..2026-11-23", date(2026, 11, 1), date(2026, 11, 23)),
    ],
)  # fmt: skip
def test_a_period(text: str, first: date, last: date) -> None:
    assert period(text) == Period(first, last)


@pytest.mark.parametrize("text", ["", "2026-13", "2026-Q5", "26-11", "2026-11-23..2026-11-01", "2026-02-30..2026-03-01", "0000"])
def test_no_period(text: str) -> None:
    with pytest.raises(ValueError):  # ruff: ignore[pytest-raises-too-broad]  whichever text it names
        period(text)


def test_nothing_of_nothing_has_no_value() -> None:
    assert share(0, 0) is None
    assert share(0, 4) == 0
    assert median([]) is None
    assert fulfilled(0, 0) is None


def test_the_middle() -> None:
    assert median([5, 1, 3]) == 3
    assert median([1, 2, 3, 10]) == pytest.approx(2.5)


def test_the_bands_of_overdue_days() -> None:
    assert [band(days) for days in (1, 5, 6, 10, 11, 40)] == [0, 0, 1, 1, 2, 2]


def test_the_binomial_tail() -> None:
    """Bin(3, 0.5): P(X ≥ 2) = 3/8 + 1/8 = 0.5. Bin(8, 0.25): P(X ≥ 5) = (56·27 + 28·9 + 8·3 + 1) / 65536 = 1789 / 65536."""
    assert at_least(2, 3, 0.5) == pytest.approx(0.5)
    assert at_least(5, 8, 0.25) == pytest.approx(1789 / 65536, abs=1e-12)
    assert at_least(0, 8, 0.25) == 1
    assert at_least(1, 4, 0.0) == 0
    assert at_least(4, 4, 1.0) == 1


def test_a_team_is_compared_in_the_areas_it_went_to() -> None:
    """Own mix: 4 of area a, 4 of b. The others are clean in 1 of 4 of a and in 1 of 2 of b: p0 = ½·¼ + ½·½ = 0.375.

    P(X ≥ 7 | 8, 0.375) = 8·0.375^7·0.625 + 0.375^8 = 0.005212 + 0.000391 = 0.005603: marked. P(X ≥ 4) is 0.35: not.
    """
    others = {"a": (4, 1), "b": (2, 1)}
    many = suspicion({"a": (4, 4), "b": (4, 3)}, others, least=8, alpha=0.05)
    assert many.expected == pytest.approx(0.375)
    assert many.chance == pytest.approx(8 * 0.375**7 * 0.625 + 0.375**8)
    assert many.flagged
    few = suspicion({"a": (4, 2), "b": (4, 2)}, others, least=8, alpha=0.05)
    assert not few.flagged


def test_too_few_visits_or_nobody_to_compare_with_tell_nothing() -> None:
    assert not suspicion({"a": (7, 7)}, {"a": (100, 0)}, least=8, alpha=0.05).flagged
    alone = suspicion({"a": (9, 9)}, {}, least=8, alpha=0.05)
    assert (alone.expected, alone.chance, alone.flagged) == (None, None, False)


def test_metres() -> None:
    """A thousandth of a degree of latitude is 111.2 m; of longitude at 60° half of that."""
    assert apart_m((40.0, 102.0), (40.001, 102.0)) == pytest.approx(111.2, abs=0.1)
    assert apart_m((60.0, 102.0), (60.0, 102.001)) == pytest.approx(55.6, abs=0.1)


@pytest.mark.parametrize(("months", "owed"), [(None, 2), (2, 1), (1, 0), (0, 0)])
def test_part_of_a_quarter_owes_less(months: int | None, owed: int) -> None:
    assert quota(2, months) == owed


def test_more_than_owed_is_no_more_than_done() -> None:
    assert fulfilled(3, 2) == 1
    assert fulfilled(1, 2) == pytest.approx(0.5)


def test_the_same_target_and_topic_within_thirty_days_counts_nothing() -> None:
    def outing(name: str, day: date, *aims: tuple[str, str]) -> Outing:
        return Outing(name, day, frozenset(aims))

    t = ("town", "rubbish")
    rows = [
        outing("1", date(2026, 9, 1), t), outing("2", date(2026, 10, 1), t),  # 30 days later: again
        outing("3", date(2026, 10, 2), t),  # 31 days after the one that counted
        outing("4", date(2026, 10, 10), t, ("town", "works")),  # something new beside the old
        outing("5", date(2026, 10, 11), ("town", "works")), outing("6", date(2026, 10, 12)),  # aims at nothing named
    ]  # fmt: skip
    assert repeated(rows, 30) == {"2", "5"}


def test_one_a_day() -> None:
    days = {"a": date(2026, 11, 2), "b": date(2026, 11, 2), "c": date(2026, 11, 3)}
    assert one_a_day(days) == {"a", "c"}


def test_a_state_is_told_from_the_verbs() -> None:
    moves = [("new", "go", "gone"), ("gone", "back", "new")]
    assert replayed(moves, "new", ["go", "received", "back", "go"]) == "gone"
    assert replayed(moves, "new", ["back"]) == "new"
