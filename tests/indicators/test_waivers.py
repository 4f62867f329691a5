"""Waiving a duty: the machine whole, every refusal once, and what the table then says."""

from uuid import uuid4

import pytest

from app.indicators.states import MOVES, State, Verb
from tests.missions.making import slug
from tests.secrecy.doors_indicators import WAIVER
from tests.world import OFFICE, World, user_id

DIAGRAM: dict[State, dict[Verb, State]] = {State.GRANTED: {Verb.WITHDRAW: State.WITHDRAWN}, State.WITHDRAWN: {}}


@pytest.mark.parametrize("state", State)
def test_every_state_under_every_verb(state: State) -> None:
    for verb in Verb:
        targets = [move.target for move in MOVES if (move.source, move.verb) == (state, verb)]
        assert targets == ([DIAGRAM[state][verb]] if verb in DIAGRAM[state] else [])
    assert {move.needs for move in MOVES} == {"duty.waive"}


def rows(world: World, who: str = "director", table: str = "departments", period: str = "2026-11") -> list[dict[str, object]]:
    answer = world.as_(who).get(f"/duties/{table}", params={"period": period})
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


def test_a_waived_month_is_not_owed_and_a_withdrawn_waiver_is_owed_again(world: World) -> None:
    assert [(row["name"], row["quota"], row["counted"], row["rate"]) for row in rows(world)] == [("县住建局", 1, 0, 0.0)]
    place, director = f"/duties/waivers/{uuid4()}", world.as_("director")
    assert director.put(place, json=WAIVER).status_code == 201
    assert director.put(place, json=WAIVER).status_code == 200
    (row,) = rows(world)
    assert (row["quota"], row["rate"]) == (0, None)
    assert row["waiver"]["reason"] == "岗位空缺"  # type: ignore[index]
    figure = director.get("/indicators/duty_departments", params={"period": "2026-11"}).json()
    assert (figure["value"], figure["denominator"]) == (None, 0)
    assert director.post(f"{place}/moves", json={"verb": "withdraw", "reason": "已到岗"}).json()["state"] == "withdrawn"
    assert rows(world)[0]["rate"] == 0
    assert slug(director.post(f"{place}/moves", json={"verb": "withdraw", "reason": "再次"})) == "409 illegal-move"


def test_part_of_a_quarter(world: World) -> None:
    """floor(2 × 2 ÷ 3) = 1 for two months in post."""
    who = str(user_id("county-leader"))
    draft = {"subject_kind": "person", "subject_id": who, "period": "2026-Q4", "ground": "part_quarter", "months_in_post": 2}
    assert world.as_("director").put(f"/duties/waivers/{uuid4()}", json=draft | {"reason": "十一月到任"}).status_code == 201
    quotas = {row["name"]: row["quota"] for row in rows(world, table="leaders", period="2026-Q4")}
    assert quotas == {"郑测试": 1, "吴样本": 2}


def test_what_is_refused(world: World) -> None:
    director, place = world.as_("director"), f"/duties/waivers/{uuid4()}"
    assert slug(world.as_("reviewer").put(place, json=WAIVER)) == "403 forbidden"
    assert slug(director.put(place, json=WAIVER | {"subject_id": str(OFFICE)})) == "422 no-such-duty"
    assert slug(director.put(place, json=WAIVER | {"period": "2026-Q4"})) == "422 no-such-duty"
    assert slug(director.put(place, json=WAIVER | {"ground": "part_quarter", "months_in_post": 1})) == "422 no-such-duty"
    assert slug(director.put(place, json=WAIVER | {"months_in_post": 1})) == "422 invalid-request"
    assert director.put(place, json=WAIVER).status_code == 201
    assert slug(director.put(place, json=WAIVER | {"reason": "别的"})) == "409 waiver-id-reused"
    assert slug(director.put(f"/duties/waivers/{uuid4()}", json=WAIVER)) == "409 already-waived"
    assert slug(director.post(f"{place}/moves", json={"verb": "withdraw"})) == "422 reason-required"
    assert slug(world.as_("reviewer").post(f"{place}/moves", json={"verb": "withdraw", "reason": "无"})) == "403 forbidden"
    assert slug(director.post(f"/duties/waivers/{uuid4()}/moves", json={"verb": "withdraw", "reason": "无"})) == "404 not-found"


def test_a_department_reads_its_own_row_and_a_township_none(world: World) -> None:
    assert [row["name"] for row in rows(world, "dept")] == ["县住建局"]
    assert rows(world, "township") == []
    assert rows(world, "dept", "leaders", "2026-Q4") == []
    assert slug(world.as_("inspector").get("/duties/departments")) == "403 forbidden"
