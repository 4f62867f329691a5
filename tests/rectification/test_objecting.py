"""The unit says the order is not its own; suspension, and taking an order back."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from app.access.policy import Role
from tests.bad_input.traces import nothing_changes, refusal
from tests.making import a_photo, a_submission, an_order, check_masks, upload
from tests.rectification.steps import MONDAY, answered, at, later, move, read
from tests.world import OFFICE, OTHER_TOWN, TOWN, Template, World, user_id


@pytest.fixture
def world(template: Template, engine: str) -> Iterator[World]:
    """A Monday morning."""
    with template.world(engine) as made:
        yield at(made, MONDAY)


def objected(world: World, order: str, **changes: Any) -> str:
    """An objection filed."""
    draft = {"id": str(uuid4()), "reason": "该路段由邻镇管养", "suggested_unit_id": str(OTHER_TOWN)} | changes
    sent = world.as_("township").post(f"/orders/{order}/objections", json=draft)
    assert (sent.status_code, sent.json()["state"], sent.json()["moves"]) == (201, "filed", ["withdraw"]), sent.text
    assert world.as_("township").post(f"/orders/{order}/objections", json=draft).status_code == 200
    other = world.as_("township").post(f"/orders/{order}/objections", json=draft | {"reason": "另一个理由"})
    assert refusal(other) == (409, "objection-id-reused", "/id")
    return str(draft["id"])


def told_of(world: World, who: str, order: dict[str, Any]) -> list[dict[str, Any]]:
    """Somebody's notices of an order, the newest first."""
    return [each for each in world.as_(who).get("/notices").json()["items"] if each["subject_id"] == order["id"]]


def test_an_order_goes_to_another_unit_and_the_first_finds_nothing_of_it(world: World) -> None:
    order = an_order(world)
    unit, director = world.as_("township"), world.as_("director")
    move(unit, "orders", order["id"], "sign")
    objection = objected(world, order["id"])
    path = f"orders/{order['id']}/objections"
    with nothing_changes(world):
        assert refusal(move(unit, path, objection, "reassign", unit_id=str(OTHER_TOWN)))[:2] == (403, "forbidden")
        assert refusal(move(world.as_("reviewer"), path, objection, "refuse", reason="是"))[:2] == (403, "forbidden")
        assert refusal(move(director, path, objection, "reassign", unit_id=str(TOWN))) == (422, "same-unit", "/unit_id")
        assert refusal(move(director, path, objection, "reassign", unit_id=str(OFFICE))) == (422, "unit-not-target", "/unit_id")
        assert refusal(move(director, path, objection, "reassign")) == (422, "unknown-unit", "/unit_id")
        assert refusal(move(director, path, objection, "refuse")) == (422, "reason-required", "/reason")
    later(world, 1)
    told = move(world.as_("director"), path, objection, "reassign", unit_id=str(OTHER_TOWN), reason="管养界线以外").json()
    assert (told["number"], told["state"], told["unit_name"], told["signed_at"]) == (
        order["number"],
        "issued",
        "白鹭镇人民政府",
        None,
    )
    assert told["findings"][0]["number"] == order["findings"][0]["number"]
    assert (told["findings"][0]["state"], told["findings"][0]["responsible_unit_id"]) == ("released", str(OTHER_TOWN))
    assert (order["due_on"], told["due_on"]) == ("2026-12-14", "2026-12-15")  # fifteen working days from the new unit's own day
    assert told["objections"][0]["new_unit_name"] == "白鹭镇人民政府"
    finding, photo = told["findings"][0]["id"], told["findings"][0]["evidence_ids"][0]
    for gone in (f"/orders/{order['id']}", f"/findings/{finding}", f"/evidence/{photo}"):
        assert world.as_("township").get(gone).status_code == 404, gone
    assert world.as_("township").get("/orders").json()["items"] == []
    seen = world.as_("other-township").get(f"/orders/{order['id']}").json()
    assert (seen["objections"], seen["signer_name"]) == ([], None)
    assert [step["action"] for step in seen["timeline"]] == ["order.issued", "order.reassign"]
    assert [step["unit_name"] for step in seen["timeline"]] == [None, "白鹭镇人民政府"]
    check_masks(world, [photo])
    assert world.as_("other-township").get(f"/evidence/{photo}/preview").status_code == 200
    assert world.as_("other-township").get(f"/evidence/{photo}").status_code == 200
    held = {"items": [{"kind": "order", "id": order["id"]}, {"kind": "finding", "id": finding}]}
    assert len(world.as_("township").post("/sync/held", json=held).json()["gone"]) == 2


def test_at_the_new_unit_others_answer_for_it_and_the_old_one_is_spoken_to_no_more(world: World) -> None:
    order = an_order(world, **{"class": "long", "due_on": "2026-11-27"})
    path, step = f"/orders/{order['id']}", {"id": str(uuid4()), "name": "签约", "due_on": "2026-11-27"}
    assert order["findings"][0]["responsible_persons"] == [{"name": None, "post": "包村干部", "kind": "direct"}]
    world.as_("township").put(f"{path}/milestones", json={"items": [step]})
    at(world, MONDAY + timedelta(days=1))  # three working days before both
    world.work()
    assert [each["kind"] for each in told_of(world, "township", order)] == ["remind", "remind", "served"]
    persons = [{"name": "卫测试", "post": "副镇长", "kind": "line_leader"}]
    reassign = {"verb": "reassign", "unit_id": str(OTHER_TOWN), "due_on": "2026-12-01", "responsible_persons": persons}
    objection = objected(world, order["id"])
    told = world.as_("director").post(f"{path}/objections/{objection}/moves", json=reassign)
    assert told.json()["findings"][0]["responsible_persons"] == persons
    assert told.json()["milestones"] == []
    assert told_of(world, "township", order) == []
    at(world, MONDAY + timedelta(days=4))  # Friday, the old unit's last day
    world.work()
    seen = [each["text"] for each in told_of(world, "other-township", order)]
    assert seen == [f"交办单 {order['number']} 还剩 2 个工作日到期（2026-12-01）", f"交办单 {order['number']} 已送达，请签收"]
    assert told_of(world, "township", order) == []
    rungs = world.as_("other-township").get(f"{path}/ladder").json()["items"]
    assert [each["act"] for each in rungs if each["done_at"]] == ["remind"]
    assert "包村干部" not in str(read(world, order["id"], "other-township"))


def test_reassigned_without_naming_anybody_nobody_answers_for_it_yet(world: World) -> None:
    order = an_order(world)
    objection = objected(world, order["id"])
    told = move(world.as_("director"), f"orders/{order['id']}/objections", objection, "reassign", unit_id=str(OTHER_TOWN))
    assert told.json()["findings"][0]["responsible_persons"] == []


def test_nobody_decides_what_his_own_unit_asked_for(world: World) -> None:
    order = an_order(world)
    objection = objected(world, order["id"])
    asked = {"id": str(uuid4()), "new_due_on": "2026-12-16", "reason": "连续降雨", "progress": "六成", "signed_by": "褚样本"}
    world.as_("township").post(f"/orders/{order['id']}/extensions", json=asked)
    world.appoint("director", Role.DIRECTOR, unit_id=TOWN)
    at(world, MONDAY)
    path, seen = f"orders/{order['id']}", read(world, order["id"])
    assert (seen["objections"][0]["moves"], seen["extensions"][0]["moves"]) == ([], [])
    with nothing_changes(world):
        told = move(world.as_("director"), f"{path}/objections", objection, "refuse", reason="应由你们办")
        assert refusal(told)[:2] == (403, "judge-of-own-unit")
        told = move(world.as_("director"), f"{path}/extensions", asked["id"], "grant")
        assert refusal(told)[:2] == (403, "judge-of-own-unit")
    assert move(world.as_("reviewer"), f"{path}/extensions", asked["id"], "grant").status_code == 200


def test_the_new_unit_has_its_own_days_to_sign_and_its_own_answer(world: World) -> None:
    order, photo = an_order(world), a_photo(5)
    begun = a_submission([photo])
    world.as_("township").post(f"/orders/{order['id']}/submissions", json=begun)
    later(world, 1)
    objection = objected(world, order["id"])
    world.as_("director").post(
        f"/orders/{order['id']}/objections/{objection}/moves", json={"verb": "reassign", "unit_id": str(OTHER_TOWN)}
    )
    assert upload(world.as_("township"), begun["evidence"][0], photo, submission_id=begun["id"]).status_code == 204
    assert read(world, order["id"])["state"] == "issued"  # the old unit's begun answer comes to nothing
    later(world, 1)  # Wednesday's end would have been the first unit's last
    at(world, MONDAY + timedelta(days=3))
    world.work()
    assert read(world, order["id"])["state"] == "issued"
    at(world, MONDAY + timedelta(days=4))
    world.work()
    assert (read(world, order["id"])["state"], read(world, order["id"])["auto_signed"]) == ("signed", True)
    sent = world.as_("other-township").post(f"/orders/{order['id']}/submissions", json=a_submission())
    assert (sent.status_code, sent.json()["seq"]) == (201, 2)
    assert [each["seq"] for each in read(world, order["id"], "other-township")["submissions"]] == [2]


def test_an_objection_is_refused_or_taken_back(world: World) -> None:
    order = an_order(world)
    unit, path = world.as_("township"), f"orders/{order['id']}/objections"
    assert "object" in read(world, order["id"], "township")["asks"]
    first = objected(world, order["id"])
    assert "object" not in read(world, order["id"], "township")["asks"]
    again = unit.post(f"/{path}", json={"id": str(uuid4()), "reason": "再说一遍"})
    assert refusal(again)[:2] == (409, "not-objectable")
    assert move(unit, path, first, "withdraw").json()["objections"][0]["state"] == "withdrawn"
    second = objected(world, order["id"])
    told = move(world.as_("director"), path, second, "refuse", reason="属你镇管养").json()
    assert (told["objections"][1]["state"], told["objections"][1]["decision_reason"], told["unit_id"]) == (
        "refused",
        "属你镇管养",
        str(TOWN),
    )
    seen = read(world, order["id"], "township")["objections"][1]
    assert (seen["decision_reason"], seen["decider_name"]) == ("属你镇管养", None)
    with nothing_changes(world):
        assert refusal(move(world.as_("director"), path, second, "reassign", unit_id=str(OTHER_TOWN)))[:2] == (409, "illegal-move")
        assert refusal(move(unit, path, second, "withdraw"))[:2] == (409, "illegal-move")
        assert move(unit, path, str(uuid4()), "withdraw").status_code == 404


def test_an_objection_comes_within_two_working_days_and_before_the_answer(world: World) -> None:
    order, replied = an_order(world), answered(world)
    draft = {"id": str(uuid4()), "reason": "不属本单位"}
    assert refusal(world.as_("township").post(f"/orders/{replied['id']}/objections", json=draft))[:2] == (409, "not-objectable")
    assert refusal(world.as_("reviewer").post(f"/orders/{order['id']}/objections", json=draft))[:2] == (403, "forbidden")
    assert world.as_("other-township").post(f"/orders/{order['id']}/objections", json=draft).status_code == 404
    at(world, MONDAY + timedelta(days=3))  # Thursday
    assert refusal(world.as_("township").post(f"/orders/{order['id']}/objections", json=draft))[:2] == (409, "objection-too-late")
    assert "object" not in read(world, order["id"], "township")["asks"]
    at(world, MONDAY + timedelta(days=2))
    assert world.as_("township").post(f"/orders/{order['id']}/objections", json=draft).status_code == 201


def test_a_suspended_order_shines_grey_and_ends_so_many_working_days_later(world: World) -> None:
    order = an_order(world)
    unit, director = world.as_("township"), world.as_("director")
    move(unit, "orders", order["id"], "sign")
    with nothing_changes(world):
        assert refusal(move(director, "orders", order["id"], "suspend")) == (422, "reason-required", "/reason")
        assert refusal(move(world.as_("reviewer"), "orders", order["id"], "suspend", reason="无"))[:2] == (403, "forbidden")
        assert refusal(move(director, "orders", order["id"], "lift"))[:2] == (409, "illegal-move")
    told = move(world.as_("approver"), "orders", order["id"], "suspend", reason="复核期间中止").json()
    assert (told["state"], told["light"], told["days_left"], told["moves"]) == ("suspended", "grey", None, ["revoke", "lift"])
    assert (told["findings"][0]["light"], told["findings"][0]["days_left"]) == ("grey", None)
    grey = world.as_("director").get("/ledgers/findings", params={"light": "grey"}).json()
    assert (grey["total"], grey["counts"]["grey"], grey["counts"]["green"]) == (1, 1, 0)
    assert refusal(unit.post(f"/orders/{order['id']}/submissions", json=a_submission()))[:2] == (409, "order-not-answerable")
    at(world, MONDAY + timedelta(days=30))  # long past the old deadline: nothing is overdue
    told = read(world, order["id"])
    assert (told["light"], told["overdue_days"]) == ("grey", 0)
    at(world, MONDAY + timedelta(days=7))
    told = move(world.as_("director"), "orders", order["id"], "lift").json()
    assert (told["state"], told["light"], told["suspended_at"]) == ("signed", "green", None)
    assert (order["due_on"], told["due_on"], told["due_original_on"]) == ("2026-12-14", "2026-12-21", "2026-12-14")
    assert (order["days_left"], told["days_left"], told["findings"][0]["due_on"]) == (15, 15, "2026-12-21")
    assert [step["action"] for step in told["timeline"]] == ["order.issued", "order.signed", "order.suspend", "order.lift"]
    assert told["timeline"][2]["note"] == "复核期间中止"


def test_a_photograph_that_comes_while_the_order_stands_still_counts_when_it_runs_again(world: World) -> None:
    order, photo = an_order(world), a_photo(5)
    draft = a_submission([photo])
    world.as_("township").post(f"/orders/{order['id']}/submissions", json=draft)
    assert move(world.as_("director"), "orders", order["id"], "suspend", reason="复核").status_code == 200
    assert upload(world.as_("township"), draft["evidence"][0], photo, submission_id=draft["id"]).status_code == 204
    assert read(world, order["id"])["state"] == "suspended"
    told = move(world.as_("approver"), "orders", order["id"], "lift").json()
    assert (told["state"], told["findings"][0]["state"]) == ("submitted", "claimed")


def test_an_order_suspended_before_its_signature_has_the_rest_of_its_days_to_sign(world: World) -> None:
    order = an_order(world)
    assert move(world.as_("director"), "orders", order["id"], "suspend", reason="复核").status_code == 200
    at(world, MONDAY + timedelta(days=7))
    world.work()
    assert move(world.as_("director"), "orders", order["id"], "lift").json()["state"] == "issued"
    world.work()
    assert read(world, order["id"])["state"] == "issued"
    at(world, MONDAY + timedelta(days=10))
    world.work()
    assert read(world, order["id"])["auto_signed"] is True


@pytest.mark.parametrize("suspended", [False, True])
def test_an_approver_takes_an_answered_order_back_after_an_appeal_the_director_does_not(world: World, suspended: bool) -> None:  # ruff: ignore[boolean-type-hint-positional-argument]
    order = answered(world)
    if suspended:
        assert move(world.as_("director"), "orders", order["id"], "suspend", reason="复核").status_code == 200
    with nothing_changes(world):
        assert refusal(move(world.as_("director"), "orders", order["id"], "revoke", reason="无"))[:2] == (403, "forbidden")
    told = move(world.as_("approver"), "orders", order["id"], "revoke", reason="复核决定撤销").json()
    assert (told["state"], told["light"], told["suspended_at"]) == ("cancelled", None, None)
    finding = world.as_("director").get(f"/findings/{order['findings'][0]['id']}").json()
    assert (finding["state"], finding["light"]) == ("confirmed", None)
    assert world.as_("township").get(f"/orders/{order['id']}").status_code == 404


def test_an_inspector_cannot_learn_who_the_unit_was(world: World) -> None:
    """The story as a unit reads it names nobody of the office, through objection, suspension and extension."""
    order = an_order(world)
    objection = objected(world, order["id"])
    move(world.as_("director"), f"orders/{order['id']}/objections", objection, "refuse", reason="属你镇")
    move(world.as_("approver"), "orders", order["id"], "suspend", reason="复核")
    move(world.as_("director"), "orders", order["id"], "lift", reason="继续")
    seen = read(world, order["id"], "township")
    assert [step["actor_name"] for step in seen["timeline"]] == [None, "陈示例", None, None, None]
    assert [step["actor_name"] for step in read(world, order["id"])["timeline"]] == [
        "周示例",
        "陈示例",
        "周示例",
        "吴样本",
        "周示例",
    ]
    assert not any(name in str(seen) for name in ("周示例", "吴样本", str(user_id("director"))))
