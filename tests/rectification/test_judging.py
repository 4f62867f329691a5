"""The unit's answer and what the office makes of it: acceptance, return, second looks, closing and opening again."""

from typing import Any
from uuid import uuid4

import httpx2
import pytest

from app.access.policy import Role
from tests.bad_input.traces import nothing_changes, refusal
from tests.making import a_photo, a_submission, an_evidence, an_order, upload
from tests.world import TOWN, World


def later(world: World, days: int) -> None:
    """Days pass; everybody signs in anew."""
    world.clock.advance(days=days)
    world.close()
    world._clients.clear()


def move(client: httpx2.Client, kind: str, id_: str, verb: str, **more: Any) -> httpx2.Response:
    """A verb on an order or a finding."""
    return client.post(f"/{kind}/{id_}/moves", json={"verb": verb} | more)


def answered(world: World, **changes: Any) -> dict[str, Any]:
    """An order whose answer has come in; as the office reads it."""
    order = an_order(world, **changes)
    sent = world.as_("township").post(f"/orders/{order['id']}/submissions", json=a_submission())
    assert (sent.status_code, sent.json()["state"]) == (201, "submitted"), sent.text
    return read(world, order["id"])


def read(world: World, order: str) -> dict[str, Any]:
    """An order as the office reads it."""
    told: dict[str, Any] = world.as_("director").get(f"/orders/{order}").json()
    return told


def look(world: World, finding: str, result: str, who: str = "inspector2") -> httpx2.Response:
    """A second look with its photograph sent; the answer to the look."""
    photo, eyes = a_photo(7), world.as_(who)
    line = an_evidence(photo)
    draft = {"id": str(uuid4()), "result": result, "note": "现场所见", "inspected_at": "2026-11-21T02:00:00Z", "evidence": [line]}
    answer = eyes.post(f"/findings/{finding}/reinspections", json=draft)
    if answer.status_code == 201:
        assert upload(eyes, line, photo, reinspection_id=draft["id"]).headers["mingcha-report-state"] == "applied"
    return answer


def states(world: World, order: str) -> tuple[str, str]:
    """Order and its finding."""
    told = read(world, order)
    return told["state"], told["findings"][0]["state"]


def test_answering_an_order_signs_for_it(world: World) -> None:
    order = answered(world)
    assert (order["state"], order["findings"][0]["state"]) == ("submitted", "claimed")
    assert (order["signer_name"], order["auto_signed"]) == ("陈示例", False)


def test_a_returned_answer_is_written_again_and_the_count_kept(world: World) -> None:
    order, director, unit = answered(world), world.as_("director"), world.as_("township")
    with nothing_changes(world):
        assert refusal(move(director, "orders", order["id"], "return")) == (422, "reason-required", "/reason")
    told = move(director, "orders", order["id"], "return", reason="请补充", new_due_on="2098-12-31")
    assert refusal(told) == (422, "due-too-far", "/new_due_on")
    back = move(director, "orders", order["id"], "return", reason="请补充").json()
    assert (back["state"], back["return_count"], back["findings"][0]["return_count"]) == ("answering", 1, 1)
    assert (back["submissions"][0]["state"], back["submissions"][0]["judge_reason"]) == ("returned", "请补充")
    assert unit.post(f"/orders/{order['id']}/submissions", json=a_submission()).json()["seq"] == 2
    assert states(world, order["id"]) == ("submitted", "claimed")


def test_a_new_deadline_leaves_the_first_written(world: World) -> None:
    order = answered(world)
    back = move(
        world.as_("director"), "orders", order["id"], "return", reason="请补充", new_due_on=order["due_on"][:8] + "28"
    ).json()
    assert (back["due_on"], back["due_original_on"]) == (order["due_on"][:8] + "28", order["due_on"])
    assert back["findings"][0]["due_on"] == back["due_on"]


def test_a_serious_finding_is_looked_at_on_site_before_it_is_accepted(world: World) -> None:
    order, director = answered(world, severity="serious"), world.as_("director")
    finding = order["findings"][0]["id"]
    with nothing_changes(world):
        told = move(director, "orders", order["id"], "accept")
    assert (refusal(told)[:2], told.json()["finding_id"]) == ((409, "site-check-needed"), finding)
    assert look(world, finding, "rectified").status_code == 201
    assert states(world, order["id"]) == ("submitted", "verified")
    assert move(director, "orders", order["id"], "accept").json()["state"] == "accepted"
    assert move(director, "findings", finding, "close").json()["state"] == "closed"
    assert read(world, order["id"])["state"] == "closed"


@pytest.mark.parametrize("result", ["partial", "not_rectified", "fake"])
def test_a_second_look_that_finds_it_undone_sends_the_unit_back(world: World, result: str) -> None:
    order = answered(world)
    assert look(world, order["findings"][0]["id"], result).status_code == 201
    told = read(world, order["id"])
    assert (told["state"], told["findings"][0]["state"], told["return_count"], told["last_return_reason"]) == (
        "answering", "rectifying", 1, "现场所见",
    )  # fmt: skip
    assert world.as_("township").post(f"/orders/{order['id']}/submissions", json=a_submission()).status_code == 201


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        ("rectified", ("closed", "closed", 0)), ("partial", ("answering", "rectifying", 1)),
        ("not_rectified", ("answering", "rectifying", 1)),
        ("fake", ("answering", "rectifying", 1)), ("relapsed", ("answering", "rectifying", 1)),
    ],
)  # fmt: skip
def test_a_look_after_closing_keeps_it_or_opens_it_again(world: World, result: str, expected: tuple[str, str, int]) -> None:
    order, director = answered(world), world.as_("director")
    finding = order["findings"][0]["id"]
    move(director, "orders", order["id"], "accept")
    assert move(director, "findings", finding, "close").status_code == 200
    assert look(world, finding, result).status_code == 201
    assert (*states(world, order["id"]), read(world, order["id"])["findings"][0]["reopen_count"]) == expected


@pytest.mark.parametrize("result", ["rectified", "partial", "not_rectified", "fake", "relapsed"])
def test_before_an_answer_there_is_nothing_to_look_at(world: World, result: str) -> None:
    order = an_order(world)
    world.as_("inspector2")
    with nothing_changes(world):
        told = look(world, order["findings"][0]["id"], result)
    assert refusal(told)[:2] == (409, "not-reinspectable")


def test_a_finding_is_closed_once_and_opened_again_with_a_reason(world: World) -> None:
    order, director = answered(world), world.as_("director")
    finding = order["findings"][0]["id"]
    assert refusal(move(director, "findings", finding, "close"))[:2] == (409, "illegal-move")
    move(director, "orders", order["id"], "accept")
    closed = move(director, "findings", finding, "close").json()
    assert (closed["state"], closed["light"], closed["closed_late"], closed["days_left"]) == ("closed", "blue", False, None)
    assert refusal(move(director, "findings", finding, "close"))[:2] == (409, "illegal-move")
    assert refusal(move(director, "findings", finding, "reopen")) == (422, "reason-required", "/reason")
    opened = move(director, "findings", finding, "reopen", reason="反弹").json()
    assert (opened["state"], opened["reopen_count"], opened["closed_at"]) == ("rectifying", 1, None)
    assert read(world, order["id"])["state"] == "answering"


def test_an_answer_in_time_that_is_closed_late_is_in_time_and_a_late_one_is_grey(fresh: World) -> None:
    in_time, late = answered(fresh, **{"class": "immediate"}), an_order(fresh, **{"class": "immediate"})
    later(fresh, 10)
    fresh.as_("township").post(f"/orders/{late['id']}/submissions", json=a_submission())
    for order, light in ((in_time, "blue"), (late, "grey")):
        move(fresh.as_("director"), "orders", order["id"], "accept")
        closed = move(fresh.as_("director"), "findings", order["findings"][0]["id"], "close").json()
        assert (closed["light"], closed["closed_late"]) == (light, light == "grey")


def test_a_cancelled_orders_findings_can_be_ordered_again_and_start_green(fresh: World) -> None:
    order, director = an_order(fresh), fresh.as_("director")
    later(fresh, 5)
    fresh.work()
    director = fresh.as_("director")
    assert read(fresh, order["id"])["auto_signed"] is True
    with nothing_changes(fresh):
        assert refusal(move(director, "orders", order["id"], "cancel"))[:2] == (422, "reason-required")
    gone = move(director, "orders", order["id"], "cancel", reason="事实有误").json()
    assert (gone["state"], gone["findings"], gone["light"]) == ("cancelled", [], None)
    finding = order["findings"][0]["id"]
    back = director.get(f"/findings/{finding}").json()
    assert (back["state"], back["order_id"], back["due_at"], back["light"]) == ("confirmed", None, None, None)
    again = director.post(
        "/orders",
        json={"id": str(uuid4()), "finding_ids": [finding], "unit_id": str(TOWN), "class": "limited", "requirements": "限期整改"},
    )
    assert again.status_code == 201
    assert (again.json()["findings"][0]["number"], again.json()["findings"][0]["light"]) == (
        order["findings"][0]["number"],
        "green",
    )


def late_photo(world: World) -> tuple[dict[str, Any], dict[str, Any], bytes]:
    """An order, and an answer to it whose photograph has not arrived."""
    order, photo = an_order(world), a_photo(9)
    draft = a_submission([photo])
    assert world.as_("township").post(f"/orders/{order['id']}/submissions", json=draft).json()["state"] == "incomplete"
    return order, draft, photo


def test_a_photograph_that_comes_after_the_order_was_cancelled_changes_nothing_of_it(world: World) -> None:
    order, draft, photo = late_photo(world)
    assert move(world.as_("director"), "orders", order["id"], "cancel", reason="撤回").status_code == 200
    assert upload(world.as_("township"), draft["evidence"][0], photo, submission_id=draft["id"]).status_code == 204
    assert read(world, order["id"])["state"] == "cancelled"
    assert world.as_("director").get(f"/findings/{order['findings'][0]['id']}").json()["state"] == "confirmed"


def test_a_photograph_of_an_older_answer_does_not_undo_what_was_decided_since(world: World) -> None:
    order, draft, photo = late_photo(world)
    assert world.as_("township").post(f"/orders/{order['id']}/submissions", json=a_submission()).status_code == 201
    assert move(world.as_("director"), "orders", order["id"], "accept").status_code == 200
    assert upload(world.as_("township"), draft["evidence"][0], photo, submission_id=draft["id"]).status_code == 204
    assert states(world, order["id"]) == ("accepted", "verified")


def test_an_answer_begun_and_left_does_not_hold_up_the_one_that_is_complete(world: World) -> None:
    order, draft, photo = late_photo(world)
    assert world.as_("township").post(f"/orders/{order['id']}/submissions", json=a_submission([a_photo(4)])).status_code == 201
    assert upload(world.as_("township"), draft["evidence"][0], photo, submission_id=draft["id"]).status_code == 204
    told = move(world.as_("director"), "orders", order["id"], "accept")
    assert (told.status_code, told.json()["state"]) == (200, "accepted"), told.text


def test_an_incomplete_answer_cannot_be_judged(world: World) -> None:
    order, draft, _ = late_photo(world)
    told = move(world.as_("director"), "orders", order["id"], "accept")
    assert (refusal(told)[:2], told.json()["missing"]) == ((409, "submission-incomplete"), [draft["evidence"][0]["id"]])


def test_nobody_judges_with_a_verb_of_the_systems_own(fresh: World) -> None:
    """A director who is also a unit's contact does not answer by judging."""
    fresh.appoint("director", Role.DIRECTOR, Role.UNIT_CONTACT)
    order = an_order(fresh)
    for verb in ("answer", "resume", "close"):
        with nothing_changes(fresh):
            assert refusal(move(fresh.as_("director"), "orders", order["id"], verb, reason="无"))[:2] == (409, "illegal-move")


def test_nobody_judges_or_closes_their_own_unit(fresh: World) -> None:
    order = answered(fresh)
    fresh.appoint("director", Role.DIRECTOR, unit_id=TOWN)
    director = fresh.as_("director")
    with nothing_changes(fresh):
        assert refusal(move(director, "orders", order["id"], "accept"))[:2] == (403, "judge-of-own-unit")
    assert move(fresh.as_("reviewer"), "orders", order["id"], "accept").status_code == 200
    with nothing_changes(fresh):
        assert refusal(move(director, "findings", order["findings"][0]["id"], "close"))[:2] == (403, "closer-of-own-unit")
    assert move(fresh.as_("approver"), "findings", order["findings"][0]["id"], "close").status_code == 200


def test_two_working_days_without_a_signature_sign_by_themselves_and_shine_yellow(fresh: World) -> None:
    order = an_order(fresh)
    assert order["light"] == "green"
    later(fresh, 5)
    fresh.work()
    told = read(fresh, order["id"])
    assert (told["state"], told["auto_signed"], told["signer_name"], told["light"]) == ("signed", True, None, "yellow")
    assert [step["action"] for step in told["timeline"]] == ["order.issued", "order.auto_signed"]
    yellow = fresh.as_("director").get("/ledgers/findings", params={"light": "yellow"}).json()
    assert [row["id"] for row in yellow["items"]] == [order["findings"][0]["id"]]
    assert refusal(move(fresh.as_("township"), "orders", order["id"], "sign"))[:2] == (409, "illegal-move")


def test_a_signed_order_is_not_signed_again_by_the_system(fresh: World) -> None:
    order = an_order(fresh)
    assert move(fresh.as_("township"), "orders", order["id"], "sign").status_code == 200
    later(fresh, 5)
    fresh.work()
    assert (read(fresh, order["id"])["auto_signed"], read(fresh, order["id"])["signer_name"]) == (False, "陈示例")
