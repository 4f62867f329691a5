"""What a review does to findings and orders: revoked, amended, upheld; stayed and run on."""

from typing import Any

import pytest

from tests.bad_input.traces import nothing_changes, refusal
from tests.conclusions.making import a_received
from tests.making import a_submission, an_order
from tests.reviews.making import a_filed, a_reviewing, a_sent, an_accepted, move, moved
from tests.world import World


def ordered(world: World) -> tuple[str, str, str]:
    """An order, its finding, and the received conclusion that states it."""
    order = an_order(world)
    finding = order["findings"][0]["id"]
    return order["id"], finding, a_received(world, [finding])["id"]


def read(world: World, kind: str, id_: str) -> dict[str, Any]:
    """As the director reads it."""
    told: dict[str, Any] = world.as_("director").get(f"/{kind}/{id_}").json()
    return told


def test_a_revoked_conclusion_takes_its_findings_and_their_order_back_when_it_is_served(world: World) -> None:
    order, finding, conclusion = ordered(world)
    review = a_sent(world, conclusion, decision="revoke")
    assert read(world, "findings", finding)["state"] == "released"
    moved(world, "township", review["id"], "receive")
    told = read(world, "findings", finding)
    assert (told["state"], told["due_on"], told["light"]) == ("revoked", None, None)
    assert read(world, "orders", order)["state"] == "cancelled"


def test_an_amended_finding_stays_where_it_stands(world: World) -> None:
    order, finding, conclusion = ordered(world)
    change = {"finding_id": finding, "change": "amend", "severity": "minor", "facts": "积存垃圾约1立方米"}
    review = a_sent(world, conclusion, decision="amend", changes=[change])
    moved(world, "township", review["id"], "receive")
    told = read(world, "findings", finding)
    assert (told["state"], told["severity"], told["facts"]) == ("released", "minor", "积存垃圾约1立方米")
    assert read(world, "orders", order)["state"] == "issued"
    stated = world.as_("township").get(f"/conclusions/{conclusion}").json()["findings"][0]
    assert stated["severity"] == "general"  # the conclusion says what it said


def test_a_finding_no_order_carries_yet_is_revoked_too(world: World) -> None:
    review = a_sent(world, decision="revoke")
    moved(world, "township", review["id"], "receive")
    assert read(world, "findings", review["findings"][0]["id"])["state"] == "revoked"


def test_what_is_upheld_changes_nothing(world: World) -> None:
    order, finding, conclusion = ordered(world)
    moved(world, "township", a_sent(world, conclusion)["id"], "receive")
    assert (read(world, "findings", finding)["state"], read(world, "orders", order)["state"]) == ("released", "issued")


def test_orders_run_on_unless_a_leader_stays_them(world: World) -> None:
    order, _, conclusion = ordered(world)
    review = a_filed(world, conclusion)
    assert read(world, "orders", order)["state"] == "issued"
    with nothing_changes(world):
        assert refusal(move(world, "approver", review["id"], "stay")) == (422, "reason-required", "/reason")
        assert refusal(move(world, "approver", review["id"], "lift", reason="无"))[:2] == (409, "nothing-to-stay")
    assert moved(world, "approver", review["id"], "stay", reason="事实存疑")["stayed_at"] is not None
    assert read(world, "orders", order)["state"] == "suspended"
    assert refusal(move(world, "approver", review["id"], "stay", reason="再次"))[:2] == (409, "nothing-to-stay")
    assert moved(world, "approver", review["id"], "lift", reason="已核实")["stayed_at"] is None
    assert read(world, "orders", order)["state"] == "issued"


@pytest.mark.parametrize("make", [an_accepted, a_reviewing])
def test_a_stay_ends_with_the_review(world: World, make: Any) -> None:
    order, _, conclusion = ordered(world)
    assert world.as_("township").post(f"/orders/{order}/submissions", json=a_submission()).status_code == 201
    review = make(world, conclusion)
    before = read(world, "orders", order)["state"]
    moved(world, "approver", review["id"], "stay", reason="事实存疑")
    moved(world, "township-head", review["id"], "withdraw")
    assert read(world, "orders", order)["state"] == before


@pytest.mark.parametrize("make", [an_accepted, a_reviewing])
def test_a_stay_is_lifted_while_the_review_goes_on(world: World, make: Any) -> None:
    order, _, conclusion = ordered(world)
    review = make(world, conclusion)
    moved(world, "approver", review["id"], "stay", reason="事实存疑")
    lifted = moved(world, "approver", review["id"], "lift", reason="已核实")
    assert (lifted["state"], lifted["stayed_at"], read(world, "orders", order)["state"]) == (review["state"], None, "issued")


@pytest.mark.parametrize("state", ["rectifying", "claimed", "verified", "closed"])
def test_a_finding_is_revoked_wherever_its_rectification_stands(world: World, state: str) -> None:
    order, finding, conclusion = ordered(world)
    unit, director = world.as_("township"), world.as_("director")
    assert unit.post(f"/orders/{order}/moves", json={"verb": "sign"}).status_code == 200
    if state != "rectifying":
        assert unit.post(f"/orders/{order}/submissions", json=a_submission()).status_code == 201
    if state in {"verified", "closed"}:
        assert director.post(f"/orders/{order}/moves", json={"verb": "accept"}).status_code == 200
    if state == "closed":
        assert director.post(f"/findings/{finding}/moves", json={"verb": "close"}).status_code == 200
    assert read(world, "findings", finding)["state"] == state
    review = a_sent(world, conclusion, decision="revoke")
    moved(world, "township", review["id"], "receive")
    assert read(world, "findings", finding)["state"] == "revoked"
