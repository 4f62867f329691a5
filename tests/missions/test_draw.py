"""The draw by hand, its odds, its replay, and what may never come out of it."""

import hashlib
import hmac
import json
from collections import Counter
from datetime import date
from pathlib import Path
from string import digits
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.missions.draw import (
    DrawRules,
    Inspector,
    Lists,
    Pair,
    Recusal,
    Site,
    Stream,
    canonical,
    draw,
    months_before,
    record,
    replay,
    seed,
    written,
)

EXAMPLE = Path(__file__).parents[2] / "docs" / "draw-example.json"
NONCE = bytes(range(32))
RULES = DrawRules(recent_months=3, per_township_max=2, recusal_years=3)


def a_site(name: str, **changes: Any) -> Site:
    values = {"id": name, "seal": "00", "units": (f"unit-{name}",), "township": f"town-{name}", "weight": 1, "last_visited": None}
    return Site(**values | changes)


def an_inspector(name: str, *recusals: Recusal, away: bool = False) -> Inspector:
    return Inspector(name, away, recusals)


def lists_of(sites: list[Site], inspectors: list[Inspector], wanted: int, each: int = 1, **changes: Any) -> Lists:
    values: dict[str, Any] = {"draw": "d", "on": "2026-11-25", "pairs": (), "rules": RULES} | changes
    return Lists(sites=tuple(sites), inspectors=tuple(inspectors), sites_wanted=wanted, inspectors_per_site=each, **values)


def test_a_tiny_draw_by_hand() -> None:
    """Two sites of weight 1 and 2, one wanted; two inspectors, one kept away from everything: nothing of the room is used."""
    lists = lists_of(
        [a_site("a"), a_site("b", weight=2)],
        [an_inspector("p", Recusal("unit-a", "kin", None), Recusal("unit-b", "own_unit", None)), an_inspector("q")],
        wanted=1,
    )
    plain = {
        "draw": "d", "inspectors": [
            {"away": False, "id": "p", "recusals": [
                {"ground": "kin", "unit": "unit-a", "until": None}, {"ground": "own_unit", "unit": "unit-b", "until": None}]},
            {"away": False, "id": "q", "recusals": []}],
        "inspectors_per_site": 1, "on": "2026-11-25", "pairs": [],
        "rules": {"per_township_max": 2, "recent_months": 3, "recusal_years": 3},
        "sites": [
            {"id": "a", "last_visited": None, "seal": "00", "township": "town-a", "units": ["unit-a"], "weight": 1},
            {"id": "b", "last_visited": None, "seal": "00", "township": "town-b", "units": ["unit-b"], "weight": 2}],
        "sites_wanted": 1,
    }  # fmt: skip
    locked = hashlib.sha256(json.dumps(plain, sort_keys=True, separators=(",", ":")).encode()).digest()
    key = hashlib.sha256(NONCE + locked + b"507184926").digest()
    first = hmac.new(key, b"sites\x00" + (0).to_bytes(8, "big"), hashlib.sha256).digest()
    site = "a" if int.from_bytes(first[:8], "big") % 3 == 0 else "b"  # 0 of 0, 1, 2 is a's; the other two are b's
    hit = int.from_bytes(hmac.new(key, b"inspectors\x00" + bytes(8), hashlib.sha256).digest()[:8], "big") % 2
    passed = [{"group": 1, "who": "p", "reason": "kin" if site == "a" else "own_unit"}] if hit == 0 else []

    made = record(written(lists), NONCE, "507184926")
    assert made["digest"] == locked.hex()
    assert made["commitment"] == hashlib.sha256(NONCE + locked).hexdigest()
    assert made["seed"] == key.hex()
    assert made["result"] == {
        "excluded": [], "passed": passed, "groups": [{"site": site, "inspectors": ["q"]}], "complete": True,
    }  # fmt: skip


def test_each_comes_out_as_often_as_its_weight_says() -> None:
    """3,000 seeds over weights 1, 1, 2: 750, 750, 1500 expected; five standard deviations are 119 and 137."""
    lists = lists_of([a_site("a"), a_site("b"), a_site("c", weight=2)], [an_inspector("p"), an_inspector("q")], wanted=1)
    sites: Counter[str] = Counter()
    people: Counter[str] = Counter()
    for number in range(3000):
        group = draw(lists, hashlib.sha256(number.to_bytes(4, "big")).digest()).groups[0]
        sites[group["site"]] += 1
        people[group["inspectors"][0]] += 1
    assert all(abs(sites[each] - 750) < 119 for each in "ab")
    assert abs(sites["c"] - 1500) < 137
    assert abs(people["p"] - 1500) < 137


def test_every_remainder_is_as_likely() -> None:
    """Seven does not divide 2^64; 7,000 numbers of one stream fall evenly: 1,000 each, five standard deviations are 146."""
    stream = Stream(b"k" * 32, "x")
    fell = Counter(stream.below(7) for _ in range(7000))
    assert set(fell) == set(range(7))
    assert all(abs(count - 1000) < 146 for count in fell.values())


def test_numbers_that_would_favour_the_small_are_thrown_away() -> None:
    """With a bound just over half of 2^64 almost every second number is thrown away, and none comes out beyond it."""
    bound = (1 << 63) + 1
    stream = Stream(b"k" * 32, "x")
    numbers = [stream.below(bound) for _ in range(200)]
    assert max(numbers) < bound
    assert stream._block > 300


def test_what_was_visited_lately_and_who_is_away_is_out_before_the_draw() -> None:
    sites = [a_site("a", last_visited="2026-08-25"), a_site("b", last_visited="2026-08-24"), a_site("c")]
    result = draw(lists_of(sites, [an_inspector("p", away=True), an_inspector("q"), an_inspector("r")], wanted=2), b"k" * 32)
    assert result.excluded == [{"who": "a", "reason": "recently_visited"}, {"who": "p", "reason": "away"}]
    assert {group["site"] for group in result.groups} == {"b", "c"}
    assert result.complete


def test_a_full_township_is_passed_over_and_the_next_follows() -> None:
    sites = [a_site(name, township="t") for name in "abc"] + [a_site("d", township="u")]
    people = [an_inspector(name) for name in "pqr"]
    for number in range(50):
        result = draw(lists_of(sites, people, wanted=3), number.to_bytes(32, "big"))
        assert "d" in {group["site"] for group in result.groups}
        assert all(each["reason"] == "township_full" for each in result.passed)
        assert result.complete


def test_a_pair_of_late_does_not_go_again() -> None:
    lists = lists_of([a_site("a")], [an_inspector(name) for name in "pqr"], wanted=1, each=2, pairs=(Pair("q", "p", "2026-09-01"),))
    for number in range(50):
        assert set(draw(lists, number.to_bytes(32, "big")).groups[0]["inspectors"]) != {"p", "q"}
    old = lists_of([a_site("a")], [an_inspector(name) for name in "pq"], wanted=1, each=2, pairs=(Pair("p", "q", "2026-08-01"),))
    assert draw(old, b"k" * 32).complete


def test_a_former_post_counts_for_three_years() -> None:
    for until, away in (("2023-11-25", True), ("2023-11-24", False)):
        lists = lists_of([a_site("a")], [an_inspector("p", Recusal("unit-a", "former_unit", until))], wanted=1)
        result = draw(lists, b"k" * 32)
        assert result.complete is not away
        assert result.passed == ([{"group": 1, "who": "p", "reason": "former_unit"}] if away else [])


def test_a_draw_that_cannot_fill_its_groups_says_so() -> None:
    result = draw(lists_of([a_site("a")], [an_inspector("p", Recusal("unit-a", "kin", None))], wanted=1), b"k" * 32)
    assert result.groups == [{"site": "a", "inspectors": []}]
    assert not result.complete


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 5, 31), 3, date(2026, 2, 28)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 3, 1), 36, date(2023, 3, 1)),
    ],
)
def test_so_many_months_earlier(day: date, months: int, expected: date) -> None:
    assert months_before(day, months) == expected


UNITS = st.sampled_from([f"u{n}" for n in range(5)])
DAYS = st.dates(date(2023, 1, 1), date(2026, 11, 24)).map(date.isoformat)


@st.composite
def any_lists(make: Any) -> Lists:
    grounds = st.sampled_from(["own_unit", "former_unit", "kin", "declared"])
    sites = [
        a_site(
            f"s{n}", units=(make(UNITS),), township=make(st.sampled_from("xyz")), weight=make(st.integers(1, 5)),
            last_visited=make(st.none() | DAYS),
        )
        for n in range(make(st.integers(1, 8)))
    ]  # fmt: skip
    people = [
        an_inspector(
            f"p{n}", *[Recusal(make(UNITS), make(grounds), make(st.none() | DAYS)) for _ in range(make(st.integers(0, 2)))],
            away=make(st.booleans()),
        )
        for n in range(make(st.integers(1, 8)))
    ]  # fmt: skip
    names = [each.id for each in people]
    pairs = tuple(
        Pair(make(st.sampled_from(names)), make(st.sampled_from(names)), make(DAYS)) for _ in range(make(st.integers(0, 5)))
    )
    return lists_of(sites, people, make(st.integers(1, 4)), make(st.integers(1, 3)), pairs=pairs)


@settings(max_examples=200, deadline=None)
@given(any_lists(), st.binary(min_size=32, max_size=32))
def test_no_rule_is_ever_broken(lists: Lists, key: bytes) -> None:
    result = draw(lists, key)
    sites, people = {each.id: each for each in lists.sites}, {each.id: each for each in lists.inspectors}
    chosen = [sites[group["site"]] for group in result.groups]
    sent = [name for group in result.groups for name in group["inspectors"]]
    assert len({each.id for each in chosen}) == len(chosen) <= lists.sites_wanted
    assert len(set(sent)) == len(sent)
    assert all(each.last_visited is None or each.last_visited < "2026-08-25" for each in chosen)
    assert all(count <= 2 for count in Counter(each.township for each in chosen).values())
    assert not any(people[name].away for name in sent)
    recent = {frozenset((pair.first, pair.second)) for pair in lists.pairs if pair.on >= "2026-08-25"}
    for group in result.groups:
        near = set(sites[group["site"]].units)
        for name in group["inspectors"]:
            own = {each.unit for each in people[name].recusals if each.ground == "own_unit"}
            assert not any(own & set(each.units) for each in chosen)
            lapsed = [each for each in people[name].recusals if each.ground == "former_unit" and (each.until or "9") < "2023-11-25"]
            assert not any(each.unit in near for each in people[name].recusals if each not in lapsed)
            assert not any(frozenset((name, other)) in recent for other in group["inspectors"] if other != name)
    assert result.complete == (
        len(chosen) == lists.sites_wanted and all(len(g["inspectors"]) == lists.inspectors_per_site for g in result.groups)
    )


@settings(max_examples=50, deadline=None)
@given(any_lists(), st.binary(min_size=32, max_size=32), st.text(digits, min_size=1, max_size=12))
def test_a_record_computes_to_itself(lists: Lists, nonce: bytes, number: str) -> None:
    held = record(written(lists), nonce, number)
    assert replay(json.loads(canonical(held))) == []
    assert held["seed"] == seed(nonce, bytes.fromhex(held["digest"]), number).hex()


def test_any_altered_byte_computes_to_something_else() -> None:
    held = EXAMPLE.read_bytes()
    plain = canonical(json.loads(held))
    for place in range(len(plain)):
        for other in (b"0", b"7", b"f", b"\x01"):
            altered = plain[:place] + other + plain[place + 1 :]
            if altered == plain:
                continue
            try:
                given_ = json.loads(altered)
            except ValueError:
                continue
            assert replay(given_) != [], (place, other)


def test_the_example_in_the_documents_holds() -> None:
    held = json.loads(EXAMPLE.read_bytes())
    assert replay(held) == []
    assert held["result"]["complete"]
    assert {each["reason"] for each in held["result"]["passed"]} == {"kin", "township_full"}
    assert {each["reason"] for each in held["result"]["excluded"]} == {"away", "recently_visited"}


@pytest.mark.parametrize("nonsense", [None, [], "x", {}, {"lists": {}, "nonce": "", "public_number": ""}, {"lists": 3}])
def test_what_is_no_record_is_refused(nonsense: object) -> None:
    assert replay(nonsense) == ["form"]
