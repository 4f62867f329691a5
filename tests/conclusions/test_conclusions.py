"""Drafting, signing, issuing, receipt, becoming final; and who may know of it meanwhile."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.access.policy import Role
from app.core.clock import legal_date
from app.findings.models import Finding
from app.reports.models import Report
from app.seals import service as seals
from tests.bad_input.traces import nothing_changes, refusal
from tests.conclusions.making import TEXT, a_confirmed_finding, a_draft, a_received, an_issued, move
from tests.making import a_report
from tests.world import OTHER_TOWN, TOWN, VILLAGE, World, user_id


def status(world: World, who: str, conclusion: str) -> int:
    """What a reader is answered."""
    return world.as_(who).get(f"/conclusions/{conclusion}").status_code


def body(**changes: Any) -> dict[str, Any]:
    """A draft without findings."""
    return {"unit_id": str(TOWN), "mission_id": None, "text": TEXT, "finding_ids": []} | changes


def test_the_whole_way_from_draft_to_receipt(fresh: World) -> None:
    finding = a_confirmed_finding(fresh)
    drafted = a_draft(fresh, [finding["id"]])
    assert (drafted["state"], drafted["number"], drafted["moves"]) == ("draft", None, ["enter_receipt"][:0])
    assert [each["id"] for each in drafted["findings"]] == [finding["id"]]
    signed = move(fresh, "approver", drafted["id"], "sign").json()
    assert (signed["state"], signed["signer_name"]) == ("signed", "吴样本")
    assert status(fresh, "township", drafted["id"]) == 404
    issued = move(fresh, "director", drafted["id"], "issue").json()
    assert (issued["state"], issued["number"][:3]) == ("issued", "云督结")
    read = fresh.as_("township").get(f"/conclusions/{drafted['id']}").json()
    assert (read["author_name"], read["signer_name"], read["mission_id"], read["moves"]) == (None, None, None, ["receive"])
    received = move(fresh, "township", drafted["id"], "receive").json()
    assert (received["state"], received["receiver"]) == ("received", "陈示例")
    assert received["apply_by"] >= (legal_date(fresh.clock()) + timedelta(days=30)).isoformat()
    assert [step["action"] for step in received["timeline"]] == ["conclusion.issue", "conclusion.receive"]
    assert [step["actor_name"] for step in received["timeline"]] == [None, "陈示例"]


def test_a_signature_is_taken_back_with_a_reason_before_the_issue(world: World) -> None:
    drafted = a_draft(world)
    move(world, "approver", drafted["id"], "sign")
    with nothing_changes(world):
        assert refusal(move(world, "approver", drafted["id"], "recall")) == (422, "reason-required", "/reason")
        told = world.as_("reviewer").put(f"/conclusions/{drafted['id']}", json=body(text="改"), headers={"If-Match": '"2"'})
        assert refusal(told)[:2] == (409, "conclusion-not-draft")
    back = move(world, "approver", drafted["id"], "recall", reason="事实不清").json()
    assert (back["state"], back["signed_at"], back["signer_name"]) == ("draft", None, None)


@pytest.mark.parametrize(
    ("who", "verb"),
    [
        ("director", "sign"), ("reviewer", "recall"), ("approver", "issue"), ("director", "receive"), ("approver", "enter_receipt"),
        ("reviewer", "issue"), ("director", "recall"), ("reviewer", "receive"),
    ],
)  # fmt: skip
def test_a_verb_is_refused_to_the_wrong_role(world: World, who: str, verb: str) -> None:
    drafted = a_draft(world, [])
    world.as_(who)
    with nothing_changes(world):
        assert refusal(move(world, who, drafted["id"], verb, reason="无"))[:2] == (403, "forbidden")


@pytest.mark.parametrize(
    ("who", "verb"), [("approver", "recall"), ("director", "issue"), ("reviewer", "enter_receipt"), ("director", "finalize")]
)
def test_a_verb_is_refused_in_the_wrong_state(world: World, who: str, verb: str) -> None:
    drafted = a_draft(world, [])
    world.as_(who)
    with nothing_changes(world):
        assert refusal(move(world, who, drafted["id"], verb, reason="无"))[:2] == (409, "illegal-move")


def test_what_is_signed_for_is_not_signed_for_again(world: World) -> None:
    received = a_received(world)
    for who, verb in (("township", "receive"), ("reviewer", "enter_receipt"), ("approver", "sign")):
        assert refusal(move(world, who, received["id"], verb))[:2] == (409, "illegal-move")


def test_a_receipt_on_paper_is_entered_with_its_proof(fresh: World) -> None:
    issued = an_issued(fresh)
    given = {"receiver": "褚样本", "received_at": fresh.clock().isoformat(), "proof": "送达回证第3号，存督查室"}
    for name in given:
        with nothing_changes(fresh):
            told = move(fresh, "reviewer", issued["id"], "enter_receipt", **{k: v for k, v in given.items() if k != name})
            assert refusal(told) == (422, "receipt-incomplete", f"/{name}")
    for wrong in (timedelta(days=-1), timedelta(hours=1)):
        told = move(
            fresh, "reviewer", issued["id"], "enter_receipt", **given | {"received_at": (fresh.clock() + wrong).isoformat()}
        )
        assert refusal(told) == (422, "receipt-impossible", "/received_at")
    told = move(fresh, "reviewer", issued["id"], "enter_receipt", **given).json()
    assert (told["state"], told["receiver"], told["receipt_proof"]) == ("received", "褚样本", "送达回证第3号，存督查室")


def test_nobody_signs_for_the_unit_by_waiting(fresh: World) -> None:
    issued = an_issued(fresh)
    fresh.clock.advance(days=60)
    fresh.close()
    fresh._clients.clear()
    fresh.work()
    told = fresh.as_("director").get(f"/conclusions/{issued['id']}").json()
    assert (told["state"], told["received_at"], told["apply_by"]) == ("issued", None, None)


def test_it_is_final_when_the_days_have_passed(fresh: World) -> None:
    received = a_received(fresh)
    fresh.work()
    assert fresh.as_("director").get(f"/conclusions/{received['id']}").json()["state"] == "received"
    fresh.clock.advance(days=45)
    fresh.close()
    fresh._clients.clear()
    fresh.work()
    told = fresh.as_("director").get(f"/conclusions/{received['id']}").json()
    assert (told["state"], told["final_at"] is None) == ("final", False)


def test_who_drafts_does_not_sign(fresh: World) -> None:
    fresh.appoint("director", Role.DIRECTOR, Role.APPROVER)
    made = fresh.as_("director").put(f"/conclusions/{uuid4()}", json=body()).json()
    with nothing_changes(fresh):
        assert refusal(move(fresh, "director", made["id"], "sign"))[:2] == (403, "own-conclusion")
    assert move(fresh, "approver", made["id"], "sign").status_code == 200


def test_a_draft_is_changed_on_the_version_read(world: World) -> None:
    drafted, client = a_draft(world, []), world.as_("reviewer")
    path = f"/conclusions/{drafted['id']}"
    assert client.put(path, json=body()).status_code == 200  # the same content, the same answer
    with nothing_changes(world):
        assert refusal(client.put(path, json=body(text="改")))[:2] == (428, "precondition-required")
        assert refusal(client.put(path, json=body(text="改"), headers={"If-Match": '"9"'}))[:2] == (412, "stale-version")
        told = client.put(path, json=body(unit_id=str(OTHER_TOWN)), headers={"If-Match": '"1"'})
        assert refusal(told)[:2] == (409, "conclusion-id-reused")
    changed = client.put(path, json=body(text="改"), headers={"If-Match": '"1"'}).json()
    assert (changed["text"], changed["version"]) == ("改", 2)


def test_only_confirmed_findings_of_the_unit_are_stated_and_each_once(world: World) -> None:
    client, finding = world.as_("reviewer"), a_confirmed_finding(world)["id"]
    submitted = a_report(world)["findings"][0]["id"]
    taken = a_draft(world)["findings"][0]["id"]
    for ids, place in (([submitted], 0), ([finding, taken], 1), ([finding, finding], 1), ([str(uuid4())], 0)):
        with nothing_changes(world):
            told = client.put(f"/conclusions/{uuid4()}", json=body(finding_ids=ids))
            assert refusal(told) == (422, "finding-not-concludable", f"/finding_ids/{place}")
    with nothing_changes(world):
        told = client.put(f"/conclusions/{uuid4()}", json=body(finding_ids=[finding], unit_id=str(VILLAGE)))
        assert refusal(told)[:2] == (422, "finding-not-concludable")
        told = client.put(f"/conclusions/{uuid4()}", json=body(unit_id=str(UUID(int=101))))
        assert refusal(told)[:2] == (422, "unit-not-target")


def test_what_is_left_to_conclude_is_listed_and_then_is_not(fresh: World) -> None:
    finding = a_confirmed_finding(fresh)["id"]
    listed = fresh.as_("reviewer").get("/conclusions/candidates").json()["items"]
    assert [(each["unit_id"], [one["id"] for one in each["findings"]]) for each in listed] == [(str(TOWN), [finding])]
    a_draft(fresh, [finding])
    assert fresh.as_("reviewer").get("/conclusions/candidates").json()["items"] == []
    assert refusal(fresh.as_("approver").get("/conclusions/candidates"))[:2] == (403, "forbidden")


def test_a_conclusion_stays_as_it_was_stated_at_issue(world: World) -> None:
    issued = an_issued(world)
    with world.database.transaction() as tx:
        tx.session.get_one(Finding, UUID(issued["findings"][0]["id"])).facts = "后来改了"
    told = world.as_("township").get(f"/conclusions/{issued['id']}").json()
    assert "后来改了" not in str(told["findings"])


@pytest.fixture
def sealed(fresh: World) -> tuple[World, str, str]:
    """A draft on a sealed mission with the reviewer on its list; world, mission, conclusion."""
    mission, finding = uuid4(), a_confirmed_finding(fresh)
    with fresh.database.transaction() as tx:
        seals.seal(tx, mission)
        seals.name_readers(tx, mission, "reviewer", [user_id("reviewer")])
        seals.keep_out(tx, mission, ["/2/"])
        row = tx.session.get_one(Finding, UUID(finding["id"]))
        row.mission_id = tx.session.get_one(Report, row.report_id).mission_id = mission
    return fresh, str(mission), a_draft(fresh, [finding["id"]], mission_id=str(mission))["id"]


def test_a_draft_is_known_to_the_list_alone(sealed: tuple[World, str, str]) -> None:
    world, mission, conclusion = sealed
    world.hire("reviewer2", "孔示例", Role.REVIEWER)
    for who in ("director", "approver", "reviewer"):
        assert status(world, who, conclusion) == 200
    for who in ("reviewer2", "county-leader", "township", "township-head", "inspector", "review-officer", "auditor"):
        assert status(world, who, conclusion) == 404
    reader = world.as_("reviewer2")
    assert reader.get("/conclusions").json()["items"] == []
    assert reader.get("/conclusions", params={"mission_id": mission}).json()["items"] == []
    assert reader.get("/conclusions/candidates").json()["items"] == []
    for id_ in (conclusion, uuid4()):
        assert refusal(reader.put(f"/conclusions/{id_}", json=body(mission_id=mission)))[:2] == (404, "not-found")


def test_a_mission_has_one_conclusion_a_unit(sealed: tuple[World, str, str]) -> None:
    world, mission, _ = sealed
    with nothing_changes(world):
        told = world.as_("director").put(f"/conclusions/{uuid4()}", json=body(mission_id=mission))
        assert refusal(told)[:2] == (409, "conclusion-exists")


def test_once_issued_the_unit_and_those_above_it_read_it_and_its_neighbour_does_not(sealed: tuple[World, str, str]) -> None:
    world, mission, conclusion = sealed
    move(world, "approver", conclusion, "sign")
    assert move(world, "director", conclusion, "issue").status_code == 200
    for who in ("township", "township-head", "county-leader"):
        told = world.as_(who).get(f"/conclusions/{conclusion}")
        assert told.status_code == 200
        assert mission not in told.text
        assert [name for name in ("王示例", "严演示", "吴样本", "周示例") if name in told.text] == []
    assert status(world, "other-township", conclusion) == 404
