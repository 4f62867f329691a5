"""Verbs from states they do not start from, and from people they are not for: every cell of every table."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from app.findings.models import Finding
from app.findings.states import State as FindingState
from app.rectification.models import Order
from app.rectification.states import State as OrderState
from app.reports.models import Report
from app.reports.states import State as ReportState
from tests.bad_input.traces import nothing_changes, refusal
from tests.making import an_order
from tests.world import Template, World

OFFICE = ("reviewer", "director", "approver")
UNIT = ("township", "township-head")
REPORT_MAY = {"accept": {"reviewer", "director"}, "return": {"reviewer", "director"}, "void": {"reviewer", "director"}}
REPORT_FROM = {"accept": {"submitted"}, "return": {"submitted"}, "void": {"incomplete", "submitted", "returned"}}
FINDING_MAY = {
    "confirm": {"director", "approver"}, "reject": {"director", "approver"}, "close": {"director", "approver"},
    "reopen": {"director", "approver"},
}  # fmt: skip
FINDING_FROM = {"confirm": {"submitted"}, "reject": {"submitted", "confirmed"}, "close": {"verified"}, "reopen": {"closed"}}
ORDER_MAY = {"sign": set(UNIT), "accept": {"reviewer", "director"}, "return": {"reviewer", "director"}, "cancel": {"director"}}
ORDER_FROM = {"sign": {"issued"}, "accept": {"submitted"}, "return": {"submitted"}, "cancel": {"issued", "signed", "answering"}}


class Scene:
    """One order, its finding and their report, put into whatever state a cell asks for."""

    def __init__(self, world: World) -> None:
        """Everything released."""
        self.world, self.order = world, an_order(world)
        self.finding = self.order["findings"][0]["id"]
        self.report = self.order["findings"][0]["report_id"]
        for who in (*OFFICE, *UNIT, *STRANGERS, "inspector", "county-leader"):
            world.as_(who)

    def put(self, table: Any, id_: str, state: str) -> None:
        """Into a state, behind the verbs' back."""
        with self.world.database.transaction() as tx:
            tx.session.execute(update(table).where(table.id == UUID(id_)).values(state=state))

    def ask(self, who: str, path: str, verb: str) -> tuple[int, str]:
        """What a verb is told."""
        return refusal(self.world.as_(who).post(path, json={"verb": verb, "reason": "理由"}))[:2]

    def all_told(self, people: set[str], path: str, verb: str) -> set[tuple[int, str]]:
        """What these people are told, when nothing may come of it."""
        with nothing_changes(self.world):
            return {self.ask(who, path, verb) for who in people}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def scene(template: Template, request: pytest.FixtureRequest) -> Iterator[Scene]:
    """One scene for every cell."""
    with template.world(request.param) as world:
        yield Scene(world)


STRANGERS = {"leader1", "dept", "other-township", "sysadmin", "secadmin", "auditor", "other-system"}
ABSENT, FORBIDDEN, ILLEGAL = {(404, "not-found")}, {(403, "forbidden")}, {(409, "illegal-move")}


@pytest.mark.parametrize("state", ReportState)
@pytest.mark.parametrize("verb", REPORT_MAY)
def test_a_report_moves_only_along_its_arrows(scene: Scene, verb: str, state: str) -> None:
    if state in REPORT_FROM[verb]:
        return
    scene.put(Report, scene.report, state)
    told = scene.all_told({"director"}, f"/reports/{scene.report}/moves", verb)
    assert told == ({(409, "report-incomplete")} if (verb, state) == ("accept", "incomplete") else ILLEGAL)


@pytest.mark.parametrize("verb", REPORT_MAY)
def test_a_report_is_moved_only_by_the_office(scene: Scene, verb: str) -> None:
    scene.put(Report, scene.report, "submitted")
    path = f"/reports/{scene.report}/moves"
    assert scene.all_told({"approver", "inspector"}, path, verb) == FORBIDDEN
    assert scene.all_told({*STRANGERS, *UNIT, "county-leader"}, path, verb) == ABSENT


@pytest.mark.parametrize("state", FindingState)
@pytest.mark.parametrize("verb", [*FINDING_MAY, "release", "start", "claim", "verify", "fail", "recall", "relapse"])
def test_a_finding_moves_only_along_its_arrows(scene: Scene, verb: str, state: str) -> None:
    if state in FINDING_FROM.get(verb, set()):
        return
    scene.put(Report, scene.report, "released")
    scene.put(Finding, scene.finding, state)
    assert scene.all_told({"director"}, f"/findings/{scene.finding}/moves", verb) == ILLEGAL


@pytest.mark.parametrize("verb", FINDING_MAY)
def test_a_finding_is_moved_only_by_those_who_decide(scene: Scene, verb: str) -> None:
    scene.put(Report, scene.report, "released")
    scene.put(Finding, scene.finding, max(FINDING_FROM[verb]))
    path = f"/findings/{scene.finding}/moves"
    assert scene.all_told({"reviewer", "inspector", "county-leader", *UNIT}, path, verb) == FORBIDDEN
    assert scene.all_told(STRANGERS, path, verb) == ABSENT


@pytest.mark.parametrize("state", OrderState)
@pytest.mark.parametrize("verb", [*ORDER_MAY, "answer", "resume", "close"])
def test_an_order_moves_only_along_its_arrows(scene: Scene, verb: str, state: str) -> None:
    if state in ORDER_FROM.get(verb, set()):
        return
    scene.put(Finding, scene.finding, "rectifying")
    scene.put(Order, scene.order["id"], state)
    mover = "township" if verb == "sign" else "director"
    told = scene.all_told({mover}, f"/orders/{scene.order['id']}/moves", verb)
    assert told == (ABSENT if (mover, state) == ("township", "cancelled") else ILLEGAL)


@pytest.mark.parametrize("verb", ORDER_MAY)
def test_an_order_is_moved_only_by_those_it_is_for(scene: Scene, verb: str) -> None:
    scene.put(Finding, scene.finding, "rectifying")
    scene.put(Order, scene.order["id"], max(ORDER_FROM[verb]))
    path = f"/orders/{scene.order['id']}/moves"
    assert scene.all_told({*OFFICE, "inspector", *UNIT, "county-leader"} - ORDER_MAY[verb], path, verb) == FORBIDDEN
    assert scene.all_told(STRANGERS, path, verb) == ABSENT


@pytest.mark.parametrize("state", ["submitted", "accepted", "closed"])
def test_an_order_that_awaits_no_answer_takes_none(scene: Scene, state: str) -> None:
    scene.put(Order, scene.order["id"], state)
    draft = {"id": str(UUID(int=5)), "measures": "已", "result": "已", "truth_statement": True, "signed_by": "褚样本"}
    client = scene.world.as_("township")
    with nothing_changes(scene.world):
        told = refusal(client.post(f"/orders/{scene.order['id']}/submissions", json=draft))
    assert told[:2] == (409, "order-not-answerable")


@pytest.mark.parametrize("state", [each for each in FindingState if each != "confirmed"])
def test_only_confirmed_findings_are_ordered(scene: Scene, state: str) -> None:
    scene.put(Finding, scene.finding, state)
    draft = {
        "id": str(UUID(int=6)),
        "finding_ids": [scene.finding],
        "unit_id": scene.order["unit_id"],
        "class": "limited",
        "requirements": "改",
    }
    client = scene.world.as_("director")
    with nothing_changes(scene.world):
        assert refusal(client.post("/orders", json=draft)) == (409, "finding-not-confirmed", "/finding_ids/0")


ORDERS: list[tuple[dict[str, Any], tuple[int, str, str]]] = [
    ({"finding_ids": []}, (422, "invalid-request", "/finding_ids")),
    ({"finding_ids": [str(UUID(int=7))]}, (422, "unknown-finding", "/finding_ids/0")),
    ({"unit_id": str(UUID(int=7))}, (422, "unknown-unit", "/unit_id")),
    ({"unit_id": str(UUID(int=101))}, (422, "unit-not-target", "/unit_id")),
    ({"unit_id": str(UUID(int=103))}, (422, "findings-of-other-unit", "/finding_ids/0")),
    ({"class": "long"}, (422, "due-required", "/due_on")),
    ({"class": "long", "due_on": "2020-01-01"}, (422, "deadline-passed", "/due_on")),
    ({"class": "long", "due_on": "2099-01-01"}, (422, "due-too-far", "/due_on")),
    ({"evidence_requirement": "photo"}, (422, "invalid-request", "/necessity_reason")),
    ({"requirements": " "}, (422, "invalid-request", "/requirements")),
    ({"state": "closed"}, (422, "invalid-request", "/state")),
    ({"number": "云督交〔2026〕1号"}, (422, "invalid-request", "/number")),
]


@pytest.mark.parametrize(("change", "expected"), ORDERS, ids=[str(case[0]) for case in ORDERS])
def test_an_order_wrong_in_one_place_is_refused_there(scene: Scene, change: dict[str, Any], expected: tuple[int, str, str]) -> None:
    scene.put(Finding, scene.finding, "confirmed")
    draft = {
        "id": str(UUID(int=6)),
        "finding_ids": [scene.finding],
        "unit_id": scene.order["unit_id"],
        "class": "limited",
        "requirements": "改",
    }
    client = scene.world.as_("director")
    with nothing_changes(scene.world):
        assert refusal(client.post("/orders", json=draft | change)) == expected
