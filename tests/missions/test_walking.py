"""Every arrow over HTTP, and what stops it."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.making import a_manifest, a_photo, a_report, a_task, upload
from tests.missions.making import WAY, a_mission, a_plan, did, move, open_site, person, put, slug, today
from tests.world import BUREAU, OTHER_TOWN, TOWN, Template, World


def test_the_whole_way(world: World) -> None:
    plan = a_plan(world)
    mission = put(world, plan)["id"]
    assert did(world, "reviewer", mission, "submit", recusal_declared=True, overlap_reason="不同点位")["state"] == "pending"
    approved = did(world, "director", mission, "approve")
    assert (approved["state"], approved["approval_holds"], [each["state"] for each in approved["plans"]]) == (
        "approved",
        True,
        ["in_force"],
    )
    for who in ("leader1", "inspector", "inspector2"):
        did(world, who, mission, "commit")
    assert did(world, "leader1", mission, "deploy")["state"] == "deployed"
    report = a_report(world, task_id=plan["task_ids"][0], mission_id=mission)
    begun = world.as_("leader1").get(f"/missions/{mission}").json()
    assert (begun["state"], begun["fieldwork_started_at"] is not None, begun["number"]) == ("fieldwork", True, None)
    assert did(world, "leader1", mission, "report")["state"] == "reporting"
    director = world.as_("director")
    assert slug(move(world, "director", mission, "conclude", result_check="已清")) == "409 reports-undecided"
    assert director.post(f"/reports/{report['id']}/moves", json={"verb": "accept"}).status_code == 200
    assert slug(move(world, "director", mission, "conclude", result_check="已清")) == "409 reports-undecided"
    finding = report["findings"][0]["id"]
    assert director.post(f"/findings/{finding}/moves", json={"verb": "confirm"}).status_code == 200
    assert slug(move(world, "director", mission, "conclude")) == "422 result-check-required"
    concluded = did(world, "director", mission, "conclude", result_check="已清")
    assert (concluded["state"], concluded["sealed"]) == ("concluded", False)
    assert concluded["number"].startswith("云督活〔")
    assert slug(move(world, "reviewer", mission, "archive")) == "409 orders-missing"
    order = {"id": str(uuid4()), "finding_ids": [finding], "unit_id": str(TOWN), "class": "limited", "requirements": "清运"}
    assert director.post("/orders", json=order).status_code == 201
    assert did(world, "reviewer", mission, "archive")["state"] == "archived"
    actions = [step["action"] for step in director.get(f"/missions/{mission}").json()["timeline"]]
    assert actions == [
        "mission.planned", "mission.submit", "mission.approve", "mission.commit", "mission.commit", "mission.commit",
        "mission.deploy", "mission.start", "mission.report", "mission.conclude", "mission.archive",
    ]  # fmt: skip


WRONG_ROLE = {
    "submit": ("draft", "inspector"), "approve": ("pending", "reviewer"), "approve_orally": ("pending", "approver"),
    "return": ("pending", "leader1"), "confirm": ("approved", "director"), "commit": ("approved", "reviewer"),
    "assign": ("approved", "leader1"), "deploy": ("approved", "reviewer"), "attend": ("fieldwork", "leader1"),
    "report": ("fieldwork", "inspector"), "conclude": ("reporting", "reviewer"), "archive": ("concluded", "leader1"),
    "abort": ("approved", "leader1"), "cancel": ("approved", "reviewer"), "grant": ("approved", "director"),
    "refuse": ("approved", "director"),
}  # fmt: skip
WRONG_STATE = {
    "submit": ("pending", "reviewer"), "approve": ("draft", "director"), "approve_orally": ("approved", "director"),
    "return": ("draft", "approver"), "confirm": ("pending", "approver"), "commit": ("draft", "inspector"),
    "assign": ("draft", "director"), "deploy": ("deployed", "leader1"), "attend": ("deployed", "director"),
    "report": ("deployed", "leader1"), "conclude": ("fieldwork", "director"), "archive": ("reporting", "reviewer"),
    "abort": ("pending", "director"), "cancel": ("deployed", "approver"), "grant": ("draft", "approver"),
    "refuse": ("reporting", "approver"), "start": ("deployed", "director"),
}  # fmt: skip


@pytest.fixture(scope="module")
def standing(world: World) -> dict[str, str]:
    """A mission in each state of the way; nothing here moves them."""
    task = [a_task(world)["id"]]
    return {state: a_mission(world, state, task_ids=task)["id"] for state in WAY}


@pytest.mark.parametrize("verb", WRONG_ROLE)
def test_a_verb_is_refused_to_another_role(world: World, standing: dict[str, str], verb: str) -> None:
    state, who = WRONG_ROLE[verb]
    assert slug(move(world, who, standing[state], verb, reason="理由", instrument="文号")) == "403 forbidden"


@pytest.mark.parametrize("verb", WRONG_STATE)
def test_a_verb_is_refused_from_another_state(world: World, standing: dict[str, str], verb: str) -> None:
    state, who = WRONG_STATE[verb]
    expected = "403 forbidden" if verb == "start" else "409 illegal-move"
    assert slug(move(world, who, standing[state], verb, reason="理由", instrument="文号")) == expected


@pytest.mark.parametrize(
    ("who", "state", "moves"),
    [
        ("reviewer", "draft", ["submit", "cancel"]), ("director", "pending", ["approve", "approve_orally", "return", "cancel"]),
        ("approver", "pending", ["approve", "return"]), ("inspector", "deployed", []),
        ("inspector", "approved", ["commit"]), ("leader1", "approved", ["commit", "deploy"]),
        ("director", "fieldwork", ["assign", "report", "abort"]), ("reviewer", "concluded", ["archive"]),
    ],
)  # fmt: skip
def test_the_buttons_are_what_one_could_do(world: World, standing: dict[str, str], who: str, state: str, moves: list[str]) -> None:
    assert world.as_(who).get(f"/missions/{standing[state]}").json()["moves"] == moves


def test_the_rest_of_the_arrows(world: World) -> None:
    task = [a_task(world)["id"]]
    pending = a_mission(world, "pending", task_ids=task)["id"]
    back = did(world, "approver", pending, "return", reason="补充范围")
    assert (back["state"], back["timeline"][-1]["note"]) == ("draft", "补充范围")
    assert did(world, "reviewer", pending, "cancel", reason="不开展了")["state"] == "cancelled"
    approved = a_mission(world, "approved", task_ids=task)["id"]
    assert did(world, "approver", approved, "cancel", reason="上级安排")["state"] == "cancelled"
    led = a_mission(world, "fieldwork", task_ids=task, led_by_id=person("county-leader"))["id"]
    was_there = did(world, "county-leader", led, "attend")
    assert was_there["led_by_present_on"] == today(world).isoformat()
    aborted = did(world, "approver", led, "abort", reason="走漏风声", leak=True)
    assert (aborted["state"], aborted["leak_suspected_at"] is not None, aborted["number"]) == ("aborted", True, None)
    assert aborted["sealed"] is True


@pytest.mark.parametrize("verb", ["return", "abort", "cancel"])
def test_what_is_stopped_is_stopped_with_a_reason(world: World, standing: dict[str, str], verb: str) -> None:
    state, who = {"return": ("pending", "approver"), "abort": ("deployed", "director"), "cancel": ("draft", "reviewer")}[verb]
    assert slug(move(world, who, standing[state], verb)) == "422 reason-required"


def test_a_plan_must_be_complete(world: World) -> None:
    task = [a_task(world)["id"]]
    bare = put(world, a_plan(world, task_ids=task, plan_text="", target_scope="", leader_id=None, mode="tracking"))["id"]
    answer = move(world, "reviewer", bare, "submit", recusal_declared=True)
    assert slug(answer) == "422 plan-incomplete"
    assert answer.json()["missing"] == ["target_scope", "plan_text", "leader_id", "milestones", "cadence", "mode_reason"]
    flags = put(world, a_plan(world, task_ids=task, no_escort=False))["id"]
    assert move(world, "reviewer", flags, "submit", recusal_declared=True).json()["missing"] == ["flags_note"]
    first = today(world)
    past = {"period_from": (first - timedelta(days=9)).isoformat(), "period_to": (first - timedelta(days=1)).isoformat()}
    over = put(world, a_plan(world, task_ids=task, **past))["id"]
    assert slug(move(world, "reviewer", over, "submit", recusal_declared=True)) == "422 period-passed"
    fine = put(world, a_plan(world, task_ids=task))["id"]
    assert slug(move(world, "reviewer", fine, "submit")) == "422 recusal-not-declared"


def test_nobody_approves_what_he_proposed(world: World) -> None:
    own = put(world, a_plan(world), "director")["id"]
    did(world, "director", own, "submit", recusal_declared=True, overlap_reason="不同点位")
    assert slug(move(world, "director", own, "approve")) == "403 mission-proposer-approves"
    assert slug(move(world, "director", own, "approve_orally")) == "403 mission-proposer-approves"
    assert slug(move(world, "approver", own, "approve")) == "422 instrument-required"
    assert did(world, "approver", own, "approve", instrument="云政督批9号")["instrument"] == "云政督批9号"


def test_where_a_leader_approves_the_director_decides_only_what_was_designated(template: Template, engine: str) -> None:
    with template.world(engine) as world:
        rule = {"value": True, "reason": "县里规定"}
        assert world.as_("director").put("/rules/mission_approval", json=rule).status_code == 200
        task = [a_task(world)["id"]]
        plain = a_mission(world, "pending", task_ids=task)["id"]
        assert slug(move(world, "director", plain, "approve")) == "403 leader-must-approve"
        assert "approve" not in world.as_("director").get(f"/missions/{plain}").json()["moves"]
        period = {"basis_from": today(world).isoformat(), "basis_to": (today(world) + timedelta(days=90)).isoformat()}
        named = a_mission(world, "pending", task_ids=task, authority_basis="art7_designation", **period)["id"]
        assert did(world, "director", named, "approve")["state"] == "approved"


def test_an_oral_approval_waits_for_its_paper(fresh: World) -> None:
    mission = a_mission(fresh, "pending")["id"]
    said = {"oral_by": person("approver"), "oral_at": fresh.clock().isoformat()}
    assert (
        slug(move(fresh, "director", mission, "approve_orally", **(said | {"oral_by": person("reviewer")})))
        == "422 oral-approval-unknown"
    )
    late = {"oral_at": (fresh.clock() + timedelta(hours=1)).isoformat()}
    assert slug(move(fresh, "director", mission, "approve_orally", **(said | late))) == "422 oral-approval-unknown"
    told = did(fresh, "director", mission, "approve_orally", **said)
    assert (told["state"], told["approval_holds"], told["written_due_on"] is not None) == ("approved", False, True)
    assert slug(move(fresh, "approver", mission, "confirm")) == "422 instrument-required"
    told = did(fresh, "approver", mission, "confirm", instrument="云政督批2号")
    assert (told["state"], told["approval_holds"], told["approved_by"]["id"]) == ("approved", True, person("approver"))
    assert slug(move(fresh, "approver", mission, "confirm", instrument="云政督批3号")) == "409 nothing-oral"


def test_a_team_is_sent_when_it_is_whole_and_has_signed(world: World) -> None:
    alone = a_mission(world, "approved", member_ids=[])["id"]
    did(world, "leader1", alone, "commit")
    short = move(world, "leader1", alone, "deploy")
    assert (slug(short), short.json()["least"], short.json()["named"]) == ("409 too-few-inspectors", 2, 1)
    assert did(world, "leader1", alone, "deploy", reason="先行踏勘")["state"] == "deployed"
    unsigned = a_mission(world, "approved")["id"]
    assert slug(move(world, "leader1", unsigned, "deploy")) == "409 commitment-missing"
    did(world, "leader1", unsigned, "commit")
    did(world, "inspector", unsigned, "commit")
    assert slug(move(world, "inspector2", unsigned, "commit", recused=True)) == "422 reason-required"
    did(world, "inspector2", unsigned, "commit", recused=True, reason="亲属在该镇任职")
    refused = move(world, "director", unsigned, "deploy")
    assert (slug(refused), refused.json()["people"]) == ("409 commitment-missing", "李样本")
    did(world, "director", unsigned, "assign", member_ids=[person("inspector")])
    assert world.as_("inspector2").get(f"/missions/{unsigned}").status_code == 404
    assert did(world, "director", unsigned, "deploy")["state"] == "deployed"


def test_only_the_own_leader_deploys(world: World) -> None:
    mission = a_mission(world, "approved", leader_id=person("inspector"), member_ids=[person("leader1"), person("inspector2")])[
        "id"
    ]
    assert slug(move(world, "leader1", mission, "deploy")) == "403 not-its-leader"


def test_a_chosen_draw_is_made_first(world: World) -> None:
    mission = a_mission(world, "approved", draw_required=True)["id"]
    for who in ("leader1", "inspector", "inspector2"):
        did(world, who, mission, "commit")
    assert slug(move(world, "leader1", mission, "deploy")) == "409 draw-missing"


def test_people_are_changed_on_the_way(world: World) -> None:
    mission = a_mission(world, "approved")["id"]
    assert slug(move(world, "director", mission, "assign", reviewer_id=person("inspector"))) == "422 not-field-person"
    assert slug(move(world, "director", mission, "assign", member_ids=[person("township")])) == "422 not-field-person"
    told = did(
        world,
        "director",
        mission,
        "assign",
        reviewer_id=person("reviewer"),
        need_to_know=[{"user_id": person("county-leader"), "reason": "分管"}],
    )
    assert (told["reviewer"]["name"], [each["name"] for each in told["need_to_know"]]) == ("严演示", ["郑测试"])
    assert world.as_("county-leader").get(f"/missions/{mission}").json()["targets"] == [{"id": str(TOWN), "name": "鹿鸣镇人民政府"}]


def test_a_wider_plan_is_asked_for_and_granted(world: World) -> None:
    mission = a_mission(world, "deployed")
    site = {"id": str(uuid4()), "name": "白鹭转运站", "unit_id": str(OTHER_TOWN), "opens_after": "none"}
    change = {
        "reason": "线索指向邻镇", "target_unit_ids": [str(TOWN), str(OTHER_TOWN)], "target_scope": "两镇渡口片区",
        "period_to": (today(world) + timedelta(days=20)).isoformat(), "sites": [site],
    }  # fmt: skip
    path, leader = f"/missions/{mission['id']}/plans/{uuid4()}", world.as_("leader1")
    assert slug(move(world, "approver", mission["id"], "grant", instrument="云政督批4号")) == "409 no-change-asked"
    assert slug(move(world, "approver", mission["id"], "refuse", reason="不必")) == "409 no-change-asked"
    assert leader.put(path, json=change).status_code == 201
    assert leader.put(path, json=change).status_code == 200
    assert slug(leader.put(path, json=change | {"reason": "别的"})) == "409 mission-id-reused"
    assert slug(leader.put(f"/missions/{mission['id']}/plans/{uuid4()}", json=change)) == "409 change-undecided"
    before = world.as_("approver").get(f"/missions/{mission['id']}").json()
    assert ([each["name"] for each in before["targets"]], before["moves"]) == (["鹿鸣镇人民政府"], ["abort", "grant", "refuse"])
    after = did(world, "approver", mission["id"], "grant", instrument="云政督批4号")
    assert [each["name"] for each in after["targets"]] == ["鹿鸣镇人民政府", "白鹭镇人民政府"]
    assert (after["target_scope"], after["period_to"], after["site_count"]) == ("两镇渡口片区", change["period_to"], 3)
    assert [each["state"] for each in after["plans"]] == ["replaced", "in_force"]
    assert leader.put(f"/missions/{mission['id']}/plans/{uuid4()}", json=change | {"sites": []}).status_code == 201
    assert did(world, "approver", mission["id"], "refuse", reason="不必")["plans"][-1]["state"] == "refused"
    done = a_mission(world, "reporting")["id"]
    assert slug(leader.put(f"/missions/{done}/plans/{uuid4()}", json=change | {"sites": []})) == "409 not-changeable"
    stranger = world.as_("dept").put(f"/missions/{done}/plans/{uuid4()}", json=change | {"sites": []})
    assert slug(stranger) == "404 not-found"
    past = change | {"sites": [], "period_to": (today(world) - timedelta(days=1)).isoformat()}
    fresh = a_mission(world, "approved")["id"]
    assert slug(leader.put(f"/missions/{fresh}/plans/{uuid4()}", json=past)) == "422 period-passed"


def test_a_leading_official_must_be_named(world: World, standing: dict[str, str]) -> None:
    assert slug(move(world, "director", standing["fieldwork"], "attend")) == "409 not-led-by"


def test_a_visit_that_waits_for_its_photographs_keeps_the_team_out(world: World) -> None:
    plan_task = a_task(world)["id"]
    mission = a_mission(world, "deployed", task_ids=[plan_task])["id"]
    photo, report = a_photo(3), str(uuid4())
    manifest = a_manifest(plan_task, [photo], mission_id=mission)
    assert world.as_("inspector").put(f"/reports/{report}", json=manifest).status_code == 201
    waiting = move(world, "leader1", mission, "report")
    assert (slug(waiting), waiting.json()["waiting"]) == ("409 visits-open", 1)
    assert upload(world.as_("inspector"), manifest["evidence"][0], photo, report_id=report).status_code == 204
    assert did(world, "leader1", mission, "report")["state"] == "reporting"


def test_a_long_mission_has_its_steps(world: World) -> None:
    step: dict[str, Any] = {"id": str(uuid4()), "name": "首次回访", "due_on": (today(world) + timedelta(days=5)).isoformat()}
    mission = a_mission(world, "approved", mode="tracking", cadence="weekly", mode_reason="周期长", milestones=[step])
    assert [(each["name"], each["light"], mission["light"]) for each in mission["milestones"]] == [("首次回访", "green", "green")]
    path = f"/missions/{mission['id']}/milestones/{step['id']}/moves"
    tomorrow = (today(world) + timedelta(days=1)).isoformat()
    assert slug(world.as_("leader1").post(path, json={"verb": "finish", "on": tomorrow})) == "409 not-in-field"
    assert slug(world.as_("inspector").post(path, json={"verb": "finish", "on": today(world).isoformat()})) == "403 forbidden"
    told = world.as_("leader1").post(path, json={"verb": "finish", "on": today(world).isoformat()}).json()
    assert (told["milestones"][0]["light"], told["light"]) == ("blue", "blue")
    absent = path.replace(step["id"], str(uuid4()))
    assert slug(world.as_("leader1").post(absent, json={"verb": "finish", "on": today(world).isoformat()})) == "404 not-found"


def test_sites_open_one_by_one(world: World) -> None:
    mission = a_mission(world, "deployed")
    first, second = (site["id"] for site in mission["sites"])
    assert slug(open_site(world, "inspector", mission["id"], first, "finish")) == "409 site-unopened"
    assert slug(open_site(world, "inspector", mission["id"], second)) == "409 site-sealed"
    assert slug(open_site(world, "reviewer", mission["id"], first)) == "403 forbidden"
    seen = world.as_("inspector").get(f"/missions/{mission['id']}").json()
    assert ([site["name"] for site in seen["sites"]], seen["targets"], seen["target_scope"]) == ([None, None], [], None)
    opened = open_site(world, "inspector", mission["id"], first).json()
    assert (opened["name"], opened["address"], opened["location"]) == (
        "烟汀渡口东侧",
        "渡口路1号",
        {"lat": 40.1234, "lon": 102.1432},
    )
    assert open_site(world, "inspector", mission["id"], first).json() == opened
    assert slug(open_site(world, "inspector", mission["id"], second)) == "409 site-sealed"
    assert open_site(world, "inspector2", mission["id"], first, "finish").json()["done_at"] is not None
    assert open_site(world, "inspector2", mission["id"], second).json()["name"] == "烟汀渡口西侧"
    assert world.as_("leader1").get(f"/missions/{mission['id']}").json()["state"] == "fieldwork"
    assert slug(open_site(world, "inspector", mission["id"], str(uuid4()))) == "404 not-found"


def test_sites_open_in_the_field_on_the_missions_days_at_their_time(fresh: World) -> None:
    approved = a_mission(fresh, "approved")
    assert slug(open_site(fresh, "inspector", approved["id"], approved["sites"][0]["id"])) == "409 not-in-field"
    at = (fresh.clock() + timedelta(hours=3)).isoformat()
    timed = {"id": str(uuid4()), "name": "早市", "opens_after": "time", "opens_at": at}
    waiting = a_mission(fresh, "deployed", sites=[timed])
    assert slug(open_site(fresh, "inspector", waiting["id"], timed["id"])) == "409 site-sealed"
    ahead = {
        "period_from": (today(fresh) + timedelta(days=2)).isoformat(),
        "period_to": (today(fresh) + timedelta(days=4)).isoformat(),
    }
    early = a_mission(fresh, "deployed", **ahead)
    assert slug(open_site(fresh, "inspector", early["id"], early["sites"][0]["id"])) == "409 outside-period"


def test_departments_of_the_county_act_by_designation(world: World) -> None:
    task = [a_task(world, lead_unit_id=str(BUREAU))["id"]]
    plan = a_plan(world, task_ids=task, organiser_unit_ids=[str(BUREAU)], method="open")
    path = f"/missions/{uuid4()}"
    dept = world.as_("dept")
    assert slug(dept.put(path, json=plan)) == "422 mission-basis-required"
    assert slug(dept.put(path, json=plan | {"authority_basis": "art7_designation"})) == "422 basis-out-of-period"
    short = {"authority_basis": "art7_designation", "basis_from": plan["period_from"], "basis_to": plan["period_from"]}
    assert slug(dept.put(path, json=plan | short)) == "422 basis-out-of-period"
    assert dept.put(path, json=plan | short | {"basis_to": plan["period_to"]}).status_code == 201
