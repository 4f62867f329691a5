"""What a decided appeal does to a finding: revoked or amended; the room of appeals calls these."""

from uuid import UUID

import pytest

from app.core.machine import IllegalMove
from app.findings import service
from app.findings.models import Finding
from app.findings.schemas import FindingDecision
from app.findings.states import Severity, Verb
from app.identity.queries import actor_of
from tests.findings.making import read, under_review
from tests.making import an_order
from tests.world import World, user_id

APPEAL = service.Appeal("云督复〔2026〕1号", "责任不在该镇", user_id("approver"))


def test_a_revoked_finding_leaves_both_sides_and_its_order_can_be_taken_back(world: World) -> None:
    order = an_order(world)
    finding, director = order["findings"][0]["id"], world.as_("director")
    total = director.get("/ledgers/findings").json()["total"]
    with world.database.transaction() as tx:
        tx.actor = actor_of(tx, "director")
        service.revoke(tx, tx.session.get_one(Finding, UUID(finding)), APPEAL)
    told = read(world, finding)
    assert (told["state"], told["due_on"], told["light"], told["inside"]["appeal_decision_no"]) == (
        "revoked", None, None, "云督复〔2026〕1号",
    )  # fmt: skip
    assert told["inside"]["downgrades"][0]["severity_to"] is None
    assert director.get("/ledgers/findings").json()["total"] == total - 1
    assert world.as_("township").get(f"/findings/{finding}").json()["state"] == "revoked"
    cancelled = director.post(f"/orders/{order['id']}/moves", json={"verb": "cancel", "reason": "经复核撤销"})
    assert (cancelled.status_code, cancelled.json()["state"]) == (200, "cancelled")
    assert read(world, finding)["state"] == "revoked"


def test_an_amended_finding_stands_where_it_stood_with_its_change_told(world: World) -> None:
    finding = an_order(world, severity="serious")["findings"][0]["id"]
    decision = FindingDecision(verb=Verb.CONFIRM, severity=Severity.MINOR, facts="堆放约1立方米")
    with world.database.transaction() as tx:
        tx.actor = actor_of(tx, "director")
        service.amend(tx, tx.session.get_one(Finding, UUID(finding)), decision, APPEAL)
    told = read(world, finding, "inspector")
    assert (told["state"], told["severity"], told["facts"]) == ("released", "minor", "堆放约1立方米")
    assert [(each["verb"], each["severity_to"], each["by_name"]) for each in told["inside"]["downgrades"]] == [
        ("confirm", "serious", "周示例"), ("amend", "minor", "吴样本"),
    ]  # fmt: skip


def test_nothing_is_revoked_that_was_not_released(world: World) -> None:
    finding = under_review(world)
    with world.database.transaction() as tx:
        tx.actor = actor_of(tx, "director")
        row = tx.session.get_one(Finding, UUID(finding))
        with pytest.raises(IllegalMove):
            service.revoke(tx, row, APPEAL)
        with pytest.raises(IllegalMove):
            service.amend(tx, row, FindingDecision(verb=Verb.CONFIRM), APPEAL)
