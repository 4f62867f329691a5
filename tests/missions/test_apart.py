"""Proposer ≠ approver, reviewer ≠ team, witness ≠ operator: also through a delegation; and each side approves its own."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.access.policy import Role
from app.units.models import Unit
from tests.identity.test_delegations import delegated
from tests.making import a_report
from tests.missions.making import a_mission, a_plan, did, move, person, put, slug
from tests.missions.test_drawing import NUMBER, a_draft, a_mission_to_draw, act, lock
from tests.world import OFFICE, TOWN, Template, World

COMMITTEE, GOVERNMENT, PARTY_DESK, STATE_DESK = (UUID(int=n) for n in range(201, 205))
SIDES = (
    (COMMITTEE, 21, None, "/21/", "中共云岫县委员会", "county_committee"),
    (GOVERNMENT, 22, None, "/22/", "云岫县人民政府", "county_gov"),
    (PARTY_DESK, 23, COMMITTEE, "/21/23/", "县委督查室", "office"),
    (STATE_DESK, 24, GOVERNMENT, "/22/24/", "县政府督查室", "office"),
)


@pytest.fixture(params=["sqlite", "postgresql"])
def world(template: Template, request: pytest.FixtureRequest) -> Iterator[World]:
    """A world of its own for each: delegations bind for days."""
    with template.world(request.param) as made:
        yield made


def proposed(world: World, who: str) -> str:
    """A plan put forward by somebody; its id."""
    mission: str = put(world, a_plan(world), who)["id"]
    did(world, who, mission, "submit", recusal_declared=True, overlap_reason="分工不同")
    return mission


def test_a_deputy_does_not_approve_what_his_principal_proposed(world: World) -> None:
    mission = proposed(world, "director")
    world.hire("deputy", "何样本", Role.REVIEWER)
    delegated(world, "approver", "deputy", "approver")
    delegated(world, "director", "deputy", "director")
    seen = world.as_("deputy").get(f"/missions/{mission}").json()["moves"]
    assert ("approve" in seen, "approve_orally" in seen) == (False, False)
    assert slug(move(world, "deputy", mission, "approve", instrument="云政督批1号")) == "403 mission-proposer-approves"
    assert did(world, "approver", mission, "approve", instrument="云政督批1号")["state"] == "approved"


def test_a_deputy_does_not_grant_what_his_principal_asked_for(world: World) -> None:
    mission = a_mission(world, "approved")
    world.hire("deputy", "何样本", Role.REVIEWER)
    delegated(world, "approver", "deputy", "approver")
    change = {
        "reason": "扩大范围", "target_unit_ids": [str(TOWN)], "target_scope": "全镇", "period_to": mission["period_to"],
    }  # fmt: skip
    asked = world.as_("director").put(f"/missions/{mission['id']}/plans/{uuid4()}", json=change)
    assert asked.status_code == 201
    delegated(world, "director", "deputy", "director")
    assert slug(move(world, "deputy", mission["id"], "grant", instrument="批2号")) == "403 mission-proposer-approves"
    assert did(world, "approver", mission["id"], "grant", instrument="批2号")["target_scope"] == "全镇"


def test_what_was_said_by_the_proposer_is_no_oral_approval(world: World) -> None:
    world.appoint("approver", Role.APPROVER, Role.REVIEWER)
    mission = proposed(world, "approver")
    said = {"oral_by": person("approver"), "oral_at": world.clock().isoformat()}
    assert slug(move(world, "director", mission, "approve_orally", **said)) == "403 mission-proposer-approves"


def test_a_witness_is_neither_the_operator_nor_a_candidate_nor_a_witness_by_another_name(world: World) -> None:
    mission = a_mission_to_draw(world)
    assert lock(world, mission, a_draft()).status_code == 201
    assert act(world, "reviewer", mission, "commit").status_code == 200
    assert world.as_("reviewer").post(f"/missions/{mission}/draw/moves", json=NUMBER).status_code == 200
    world.hire("deputy", "何样本", Role.APPROVER)
    delegated(world, "director", "deputy", "director")
    delegated(world, "reviewer", "approver", "reviewer", by="secadmin")
    assert "witness" not in world.as_("approver").get(f"/missions/{mission}/draw").json()["moves"]
    assert slug(act(world, "approver", mission, "witness")) == "403 witness-not-apart"
    assert act(world, "director", mission, "witness").status_code == 200
    assert "witness" not in world.as_("deputy").get(f"/missions/{mission}/draw").json()["moves"]
    assert slug(act(world, "deputy", mission, "witness")) == "409 witnessed-already"


def test_whoever_acts_for_one_of_the_team_does_not_accept_its_reports(world: World) -> None:
    mission = a_mission(world, "deployed")
    report = a_report(world, task_id=mission["tasks"][0]["id"], mission_id=mission["id"])
    did(world, "director", mission["id"], "assign", need_to_know=[{"user_id": person("reviewer"), "reason": "审核"}])
    delegated(world, "inspector2", "reviewer", "inspector", by="secadmin")
    accepted = world.as_("reviewer").post(f"/reports/{report['id']}/moves", json={"verb": "accept"})
    assert slug(accepted) == "403 own-report"
    assert world.as_("director").post(f"/reports/{report['id']}/moves", json={"verb": "accept"}).status_code == 200


def two_sides(world: World) -> None:
    """A party and a government over the county; the approver stands on the government's side, another on the party's."""
    with world.database.transaction() as tx:
        for id_, node, parent, path, name, kind in SIDES:
            hats = ["organiser"] if kind == "office" else []
            tx.session.add(Unit(id=id_, node=node, parent_id=parent, path=path, name=name, short_name=name, kind=kind, hats=hats))
            tx.session.flush()
    world.appoint("approver", Role.APPROVER, unit_id=GOVERNMENT)
    world.hire("secretary", "秦示例", Role.APPROVER, unit_id=COMMITTEE)


def of_side(world: World, side: str) -> str:
    """A proposed mission of that side."""
    made: dict[str, Any] = put(world, a_plan(world, authority_side=side))
    did(world, "reviewer", made["id"], "submit", recusal_declared=True, overlap_reason="分工不同")
    return str(made["id"])


@pytest.mark.parametrize(
    ("side", "who", "refusal"),
    [
        ("party", "approver", "403 mission-other-side"), ("government", "secretary", "403 mission-other-side"),
        ("party", "secretary", None), ("government", "approver", None), ("joint", "approver", None), ("joint", "secretary", None),
    ],
)  # fmt: skip
def test_each_side_approves_its_own(world: World, side: str, who: str, refusal: str | None) -> None:
    two_sides(world)
    mission = of_side(world, side)
    answer = move(world, who, mission, "approve", instrument="批3号")
    assert (slug(answer) if refusal else answer.json()["state"]) == (refusal or "approved")


def test_the_side_of_an_oral_approval_is_that_of_whoever_said_so(world: World) -> None:
    two_sides(world)
    world.appoint("director", Role.DIRECTOR, unit_id=STATE_DESK)
    mission = of_side(world, "party")
    assert "approve" not in world.as_("director").get(f"/missions/{mission}").json()["moves"]
    said = {"oral_at": world.clock().isoformat()}
    wrong = move(world, "director", mission, "approve_orally", oral_by=person("approver"), **said)
    assert slug(wrong) == "403 mission-other-side"
    assert did(world, "director", mission, "approve_orally", oral_by=person("secretary"), **said)["state"] == "approved"
    assert slug(move(world, "approver", mission, "confirm", instrument="批4号")) == "403 mission-other-side"
    assert did(world, "secretary", mission, "confirm", instrument="批4号")["approval_holds"] is True


def test_where_the_tree_names_no_side_every_approver_serves(world: World) -> None:
    assert world.as_("reviewer").get("/me").json()["unit"]["id"] == str(OFFICE)
    mission = of_side(world, "party")
    assert did(world, "approver", mission, "approve", instrument="批5号")["state"] == "approved"
