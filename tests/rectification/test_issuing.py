"""Whoever orders has to know of what is ordered."""

from uuid import UUID, uuid4

from app.access.policy import Role
from app.findings.models import Finding
from app.reports.models import Report
from app.seals import service as seals
from tests.bad_input.traces import nothing_changes, refusal
from tests.conclusions.making import a_confirmed_finding
from tests.world import TOWN, World


def test_a_director_who_acts_for_the_visited_unit_cannot_order_what_is_sealed_from_him(world: World) -> None:
    finding, mission = a_confirmed_finding(world)["id"], uuid4()
    with world.database.transaction() as tx:
        seals.seal(tx, mission)
        seals.keep_out(tx, mission, ["/2/"])
        row = tx.session.get_one(Finding, UUID(finding))
        row.mission_id = tx.session.get_one(Report, row.report_id).mission_id = mission
    world.hire("director2", "何样本", Role.DIRECTOR, Role.UNIT_CONTACT, unit_id=TOWN)
    draft = {"id": str(uuid4()), "finding_ids": [finding], "unit_id": str(TOWN), "class": "limited", "requirements": "限期清运。"}
    own = world.as_("director2")
    with nothing_changes(world):
        told = own.post("/orders", json=draft)
        assert refusal(told) == (422, "unknown-finding", "/finding_ids/0")
        nobody = own.post("/orders", json=draft | {"id": str(uuid4()), "finding_ids": [str(uuid4())]})
    assert {**told.json(), "finding_id": ""} == {**nobody.json(), "finding_id": ""}
    assert world.as_("director").post("/orders", json=draft).status_code == 201
