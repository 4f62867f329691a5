"""An order stopped, taken back and taken up again wherever it stands, and what becomes of its finding."""

from datetime import timedelta
from uuid import uuid4

import pytest

from app.core.clock import legal_date
from tests.bad_input.traces import nothing_changes, refusal
from tests.making import a_submission, an_order
from tests.rectification.steps import an_extension, answered, closed, look, move, read
from tests.world import OTHER_TOWN, World


def standing(world: World, state: str) -> tuple[str, str]:
    """An order that stands so, and its finding."""
    order = an_order(world) if state in {"issued", "signed"} else answered(world)
    if state == "signed":
        assert move(world.as_("township"), "orders", order["id"], "sign").status_code == 200
    if state == "answering":
        assert move(world.as_("director"), "orders", order["id"], "return", reason="请补充").status_code == 200
    assert read(world, order["id"])["state"] == state
    return order["id"], order["findings"][0]["id"]


def told(world: World, order: str) -> tuple[str, str]:
    """How an order and its finding stand now."""
    now = read(world, order)
    return now["state"], now["findings"][0]["state"]


@pytest.mark.parametrize("state", ["issued", "signed", "answering", "submitted"])
def test_a_suspended_order_goes_back_to_where_it_stood(world: World, state: str) -> None:
    order, _ = standing(world, state)
    assert move(world.as_("director"), "orders", order, "suspend", reason="复核").json()["state"] == "suspended"
    assert move(world.as_("director"), "orders", order, "lift").json()["state"] == state


@pytest.mark.parametrize("verb", ["cancel", "revoke"])
@pytest.mark.parametrize("state", ["issued", "signed", "answering", "submitted"])
def test_an_order_is_taken_back_wherever_it_stands(world: World, state: str, verb: str) -> None:
    """The director cancels what nobody has answered; after an answer only an approver takes it back."""
    order, finding = standing(world, state)
    who = world.as_("director" if verb == "cancel" else "approver")
    if (state, verb) == ("submitted", "cancel"):
        with nothing_changes(world):
            assert refusal(move(who, "orders", order, verb, reason="撤回"))[:2] == (409, "illegal-move")
        return
    assert move(who, "orders", order, verb, reason="撤回").json()["state"] == "cancelled"
    assert world.as_("director").get(f"/findings/{finding}").json()["state"] == "confirmed"


def test_what_was_seen_put_right_is_taken_back_with_its_order(world: World) -> None:
    order, finding = standing(world, "submitted")
    assert look(world, finding, "rectified").status_code == 201
    assert told(world, order) == ("submitted", "verified")
    assert move(world.as_("approver"), "orders", order, "revoke", reason="撤回").status_code == 200
    assert world.as_("director").get(f"/findings/{finding}").json()["state"] == "confirmed"


def test_a_returned_answer_sends_back_what_was_seen_put_right(world: World) -> None:
    order, finding = standing(world, "submitted")
    assert look(world, finding, "rectified").status_code == 201
    assert move(world.as_("director"), "orders", order, "return", reason="材料不全").status_code == 200
    assert told(world, order) == ("answering", "rectifying")


@pytest.mark.parametrize("end", ["accepted", "closed"])
def test_a_look_that_finds_it_undone_takes_the_order_up_again(world: World, end: str) -> None:
    order = closed(world) if end == "closed" else answered(world)
    if end == "accepted":
        assert move(world.as_("director"), "orders", order["id"], "accept").json()["state"] == "accepted"
    assert look(world, order["findings"][0]["id"], "not_rectified").status_code == 201
    assert told(world, order["id"]) == ("answering", "rectifying")


def test_an_answer_is_judged_by_the_office_once(world: World) -> None:
    order, _ = standing(world, "submitted")
    for verb in ("accept", "return"):
        assert refusal(move(world.as_("township"), "orders", order, verb, reason="无"))[:2] == (403, "forbidden")
    done = move(world.as_("director"), "orders", order, "accept", reason="属实").json()["submissions"][0]
    assert (done["state"], done["judge_reason"]) == ("accepted", "属实")


def test_an_answer_is_taken_back_by_its_unit_alone(world: World) -> None:
    order, _ = standing(world, "submitted")
    answer = read(world, order)["submissions"][0]["id"]
    path = f"/orders/{order}/submissions/{answer}/moves"
    assert refusal(world.as_("director").post(path, json={"verb": "withdraw"}))[:2] == (403, "forbidden")
    assert world.as_("township").post(path, json={"verb": "withdraw"}).status_code == 200
    assert told(world, order) == ("answering", "rectifying")
    assert refusal(world.as_("township").post(path, json={"verb": "withdraw"}))[:2] == (409, "illegal-move")
    assert world.as_("township").post(f"/orders/{order}/submissions", json=a_submission()).status_code == 201


@pytest.mark.parametrize("state", ["issued", "signed"])
def test_an_order_nobody_has_answered_goes_to_another_unit(world: World, state: str) -> None:
    order, finding = standing(world, state)
    objection = objected(world, order)
    path = f"/orders/{order}/objections/{objection}/moves"
    told = world.as_("director").post(path, json={"verb": "reassign", "unit_id": str(OTHER_TOWN), "reason": "职责在邻镇"})
    assert (told.status_code, told.json()["state"], told.json()["unit_id"]) == (200, "issued", str(OTHER_TOWN)), told.text
    assert world.as_("other-township").get(f"/findings/{finding}").json()["state"] == "released"


def test_an_answered_order_stays_with_its_unit(world: World) -> None:
    order, _ = standing(world, "signed")
    objection = objected(world, order)
    assert world.as_("township").post(f"/orders/{order}/submissions", json=a_submission()).status_code == 201
    asked = {"verb": "reassign", "unit_id": str(OTHER_TOWN), "reason": "职责在邻镇"}
    answer = world.as_("director").post(f"/orders/{order}/objections/{objection}/moves", json=asked)
    assert refusal(answer)[:2] == (409, "not-objectable")


def objected(world: World, order: str) -> str:
    """The unit's word that the order is not its own; the objection's id."""
    draft = {"id": str(uuid4()), "reason": "不属本单位"}
    answer = world.as_("township").post(f"/orders/{order}/objections", json=draft)
    assert answer.status_code == 201, answer.text
    return draft["id"]


def test_more_time_is_taken_back_by_whoever_asked_for_it(fresh: World) -> None:
    order, _ = standing(fresh, "signed")
    asked = an_extension((legal_date(fresh.clock()) + timedelta(days=40)).isoformat())
    assert fresh.as_("township").post(f"/orders/{order}/extensions", json=asked).status_code == 201
    path = f"/orders/{order}/extensions/{asked['id']}/moves"
    assert refusal(fresh.as_("reviewer").post(path, json={"verb": "withdraw"}))[:2] == (403, "forbidden")
    assert fresh.as_("township").post(path, json={"verb": "withdraw"}).status_code == 200
