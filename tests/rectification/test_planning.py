"""Second looks: asked for, planned, sealed, judged, and what they do."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from app.access.policy import Role
from app.audit import queries as audit
from tests.bad_input.traces import nothing_changes, refusal
from tests.making import a_photo, an_evidence, an_order, upload
from tests.rectification.steps import MONDAY, answered, at, closed, look, move, read
from tests.world import OTHER_TOWN, TOWN, Template, World, user_id

DAY = timedelta(days=1)
TEAM = [str(user_id("inspector")), str(user_id("inspector2"))]


@pytest.fixture
def world(template: Template, engine: str) -> Iterator[World]:
    """Forty days ago."""
    with template.world(engine) as made:
        yield at(made, MONDAY - 40 * DAY)


def proposed(world: World, who: str = "reviewer") -> dict[str, Any]:
    """A plan drawn on the Monday."""
    at(world, MONDAY)
    made = world.as_(who).put(f"/reinspection-plans/{uuid4()}", json={"note": "第四季度"})
    assert made.status_code == 201, made.text
    plan: dict[str, Any] = made.json()
    return plan


def sealed(world: World, **changes: Any) -> dict[str, Any]:
    """A plan with its team."""
    plan = proposed(world)
    asked = {"inspector_ids": TEAM} | changes
    told = move(world.as_("director"), "reinspection-plans", plan["id"], "seal", **asked)
    assert told.status_code == 200, told.text
    made: dict[str, Any] = told.json()
    return made


def judged(world: World, plan: dict[str, Any], verb: str, who: str = "reviewer", **more: Any) -> Any:
    """A verb on a plan's only look."""
    return move(world.as_(who), f"reinspection-plans/{plan['id']}/findings", plan["looks"][0]["finding_id"], verb, **more)


def plan_of(world: World, plan: dict[str, Any], who: str = "director") -> dict[str, Any]:
    """A plan as somebody reads it."""
    told: dict[str, Any] = world.as_(who).get(f"/reinspection-plans/{plan['id']}").json()
    return told


def test_a_plan_holds_everything_serious_and_a_share_drawn_from_a_seed_on_record(world: World) -> None:
    orders = [closed(world) for _ in range(4)] + [closed(world, severity="serious")]
    answered(world)
    at(world, MONDAY - 20 * DAY)
    closed(world)  # closed too lately
    plan = proposed(world)
    assert (plan["state"], plan["closed_from"], plan["closed_to"]) == ("proposed", "2026-08-25", "2026-10-24")
    assert sorted(plan["candidates"]) == sorted(order["findings"][0]["id"] for order in orders)
    chosen = {each["finding_id"]: each["chosen"] for each in plan["looks"]}
    assert sorted(chosen.values()) == ["drawn", "serious"]
    assert chosen[orders[4]["findings"][0]["id"]] == "serious"
    ordinary = [each for each in plan["candidates"] if each != orders[4]["findings"][0]["id"]]
    first = min(ordinary, key=lambda each: hashlib.sha256(f"{plan['seed']}{each}".encode()).hexdigest())
    assert chosen[first] == "drawn"
    assert plan["seed_sha256"] == hashlib.sha256(plan["seed"].encode()).hexdigest()
    with world.database.reading() as tx:
        said = [entry.action for entry in audit.after(tx, audit.last_index(tx) - 2, 5)]
    assert said == ["reinspection_plan.committed", "reinspection_plan.proposed"]
    again = world.as_("reviewer").put(f"/reinspection-plans/{plan['id']}", json={"note": "第四季度"})
    assert (again.status_code, again.json()["seed"]) == (200, plan["seed"])
    other = world.as_("reviewer").put(f"/reinspection-plans/{plan['id']}", json={"note": "另抽一次"})
    assert refusal(other) == (409, "plan-id-reused", "/plan_id")
    with nothing_changes(world):
        assert refusal(world.as_("township").put(f"/reinspection-plans/{uuid4()}", json={}))[:2] == (403, "forbidden")


def test_a_plan_holds_every_negative_example(world: World) -> None:
    """Ten closed, three of them negative examples, one of these serious too: a fifth of ten is drawn from the seven others."""
    orders = [closed(world) for _ in range(9)] + [closed(world, severity="serious")]
    ids = [order["findings"][0]["id"] for order in orders]
    for order in (*orders[:2], orders[9]):
        row = order["findings"][0]
        marks, held = {"negative_example": True}, {"If-Match": f'"{row["version"]}"'}
        assert world.as_("reviewer").put(f"/findings/{row['id']}/marks", json=marks, headers=held).status_code == 200
    chosen = {each["finding_id"]: each["chosen"] for each in proposed(world)["looks"]}
    assert [chosen[each] for each in (*ids[:2], ids[9])] == ["negative", "negative", "serious"]
    assert sorted(chosen.values()) == ["drawn", "drawn", "negative", "negative", "serious"]


def test_what_is_in_a_plan_is_not_drawn_again_and_nothing_gives_no_plan(world: World) -> None:
    closed(world, severity="serious")
    at(world, MONDAY - 20 * DAY)
    with nothing_changes(world):  # not thirty days ago
        assert refusal(world.as_("director").put(f"/reinspection-plans/{uuid4()}", json={}))[:2] == (409, "nothing-to-look-at")
    plan = proposed(world)
    assert refusal(world.as_("director").put(f"/reinspection-plans/{uuid4()}", json={}))[:2] == (409, "nothing-to-look-at")
    with nothing_changes(world):
        assert refusal(move(world.as_("director"), "reinspection-plans", plan["id"], "drop")) == (422, "reason-required", "/reason")
        assert refusal(move(world.as_("reviewer"), "reinspection-plans", plan["id"], "drop", reason="无"))[:2] == (403, "forbidden")
        assert refusal(move(world.as_("director"), "reinspection-plans", plan["id"], "apply"))[:2] == (409, "illegal-move")
    assert move(world.as_("director"), "reinspection-plans", plan["id"], "drop", reason="重排").json()["state"] == "dropped"
    assert proposed(world, "director")["look_count"] == 1


def test_a_team_has_other_eyes_and_real_inspectors(world: World) -> None:
    closed(world, severity="serious")
    plan, director = proposed(world), world.as_("director")
    with nothing_changes(world):
        for asked, told in (
            ({"inspector_ids": [TEAM[0]]}, (422, "same-eyes", "/inspector_ids")),
            ({"inspector_ids": []}, (422, "unknown-inspector", "/inspector_ids")),
            ({"inspector_ids": [TEAM[1], str(user_id("township"))]}, (422, "unknown-inspector", "/inspector_ids/1")),
            ({"inspector_ids": TEAM, "reviewer_ids": [TEAM[0]]}, (422, "unknown-inspector", "/reviewer_ids/0")),
        ):
            assert refusal(move(director, "reinspection-plans", plan["id"], "seal", **asked)) == told
        sealing = move(world.as_("reviewer"), "reinspection-plans", plan["id"], "seal", inspector_ids=TEAM)
        assert refusal(sealing)[:2] == (403, "forbidden")


def test_a_plan_is_absent_for_whoever_is_not_on_its_list(world: World) -> None:
    order = closed(world, severity="serious")
    finding = order["findings"][0]["id"]
    world.appoint("leader1", Role.REVIEWER)  # a second reviewer
    at(world, MONDAY)
    before = {who: read(world, order["id"], who) for who in ("township", "leader1")}
    plan = sealed(world)
    assert look(world, finding, "not_rectified", ends="done").status_code == 201
    for who in ("township", "other-township", "county-leader", "sysadmin", "leader1", "inspector"):
        assert world.as_(who).get(f"/reinspection-plans/{plan['id']}").status_code == 404, who
    assert world.as_("leader1").get("/reinspection-plans").json()["items"] == []
    for who, told in before.items():
        assert read(world, order["id"], who) == told
    photo = plan_of(world, plan)["looks"][0]["reinspection"]["evidence"][0]["id"]
    assert world.as_("leader1").get(f"/evidence/{photo}").status_code == 404
    assert world.as_("leader1").get("/ledgers/looks").json()["items"][0]["planned"] is False  # the quick one before closing
    assert len(world.as_("leader1").get("/ledgers/looks").json()["items"]) == 1
    assert read(world, order["id"], "leader1")["reinspections"][0]["planned"] is False
    assert len(read(world, order["id"], "leader1")["reinspections"]) == 1
    assert len(read(world, order["id"])["reinspections"]) == 2
    judged(world, plan, "confirm")
    judged(world, plan, "apply", "director")
    assert world.as_("leader1").get(f"/reinspection-plans/{plan['id']}").status_code == 200  # its last look has taken effect
    assert world.as_("leader1").get(f"/evidence/{photo}").status_code == 200
    assert world.as_("township").get("/ledgers/looks").json()["items"] == []


def test_a_failed_planned_look_opens_the_finding_again_with_a_new_deadline(world: World) -> None:
    order = closed(world, severity="serious")
    finding = order["findings"][0]["id"]
    plan = sealed(world)
    mine = world.as_("inspector2").get("/reinspections/due").json()["items"]
    assert [(each["finding_id"], each["planned"], each["closed"]) for each in mine] == [(finding, True, True)]
    assert mine[0]["before_ids"] == order["findings"][0]["evidence_ids"]
    assert world.as_("inspector2").get(f"/evidence/{mine[0]['before_ids'][0]}").status_code == 200
    with nothing_changes(world):
        assert refusal(judged(world, plan, "confirm"))[:2] == (409, "illegal-move")
    assert look(world, finding, "fake", ends="done").status_code == 201
    assert (read(world, order["id"])["state"], plan_of(world, plan)["looks"][0]["state"]) == ("closed", "done")
    assert world.as_("inspector2").get("/reinspections/due").json()["items"] == []
    assert refusal(look(world, finding, "rectified"))[:2] == (409, "not-reinspectable")  # the team's look is in
    with nothing_changes(world):
        assert refusal(judged(world, plan, "apply", "director"))[:2] == (409, "illegal-move")
        assert refusal(judged(world, plan, "confirm", "township"))[0] == 404
        assert refusal(judged(world, plan, "seal", "director"))[:2] == (409, "illegal-move")
        assert refusal(judged(world, plan, "redo")) == (422, "reason-required", "/reason")
        assert refusal(judged(world, plan, "redo", "approver", reason="无"))[:2] == (403, "forbidden")
    told = judged(world, plan, "redo", reason="请补拍东侧").json()
    assert told["looks"][0]["state"] == "redo"
    again = world.as_("inspector").get("/reinspections/due").json()["items"]
    assert again[0]["redo_reason"] == "请补拍东侧"
    assert look(world, finding, "fake", "inspector", ends="done").status_code == 201
    with nothing_changes(world):
        assert refusal(judged(world, plan, "apply", "reviewer"))[:2] == (403, "forbidden")
    assert judged(world, plan, "confirm", reason="属实").json()["looks"][0]["state"] == "confirmed"
    with nothing_changes(world):
        assert refusal(judged(world, plan, "apply", "director", new_due_on="2026-11-20")) == (422, "deadline-passed", "/new_due_on")
    told = judged(world, plan, "apply", "director", new_due_on="2026-12-02").json()
    assert (told["state"], told["looks"][0]["state"], told["open_count"]) == ("applied", "applied", 0)
    after = read(world, order["id"])
    carried = after["findings"][0]
    assert (after["state"], after["due_on"], after["due_original_on"]) == ("answering", "2026-12-02", order["due_on"])
    assert (carried["state"], carried["reopen_count"], carried["due_on"]) == ("rectifying", 1, "2026-12-02")
    assert [step["action"] for step in after["timeline"]].count("finding.fake_rectification") == 1
    seen = [step["action"] for step in read(world, order["id"], "township")["timeline"]]
    assert seen[-1] == "order.resume"
    assert not any("fake" in action or "reinspected" in action for action in seen)


def test_a_planned_look_that_finds_it_done_keeps_it_closed(world: World) -> None:
    order = closed(world, severity="serious")
    plan = sealed(world, reviewer_ids=[str(user_id("reviewer"))])
    assert look(world, order["findings"][0]["id"], "rectified", ends="done").status_code == 201
    assert judged(world, plan, "confirm", "director").status_code == 200
    told = judged(world, plan, "apply", "director").json()
    assert (told["state"], told["looks"][0]["moves"]) == ("applied", [])
    assert read(world, order["id"])["state"] == "closed"


def test_a_planned_look_brings_new_photographs(world: World) -> None:
    photo = a_photo(3)
    order = an_order(world, severity="serious")
    finding = order["findings"][0]["id"]
    line = an_evidence(photo)
    answer = {
        "id": str(uuid4()), "measures": "已清运", "result": "完成", "truth_statement": True, "signed_by": "褚样本",
        "evidence": [line],
    }  # fmt: skip
    assert world.as_("township").post(f"/orders/{order['id']}/submissions", json=answer).status_code == 201
    assert upload(world.as_("township"), line, photo, submission_id=answer["id"]).status_code == 204
    assert look(world, finding, "rectified").status_code == 201
    move(world.as_("director"), "orders", order["id"], "accept")
    assert move(world.as_("director"), "findings", finding, "close").status_code == 200
    sealed(world)
    draft = {
        "id": str(uuid4()),
        "result": "rectified",
        "note": "现场",
        "inspected_at": "2026-11-21T02:00:00Z",
        "evidence": [an_evidence(photo)],
    }
    told = world.as_("inspector2").post(f"/findings/{finding}/reinspections", json=draft)
    assert refusal(told) == (422, "old-evidence", "/evidence/0/sha256")


def test_whoever_is_asked_for_a_quick_look_sees_what_it_is_about_and_nothing_else(world: World) -> None:
    order, other = answered(world), answered(world)
    finding, path = order["findings"][0]["id"], f"/findings/{order['findings'][0]['id']}/reinspectors"
    photo = order["findings"][0]["evidence_ids"][0]
    assert world.as_("inspector2").get(f"/evidence/{photo}").status_code == 404
    with nothing_changes(world):
        assert refusal(world.as_("inspector").put(path, json={"inspector_ids": TEAM}))[:2] == (403, "forbidden")
        assert refusal(world.as_("reviewer").put(path, json={"inspector_ids": [str(user_id("township"))]}))[:2] == (
            422,
            "unknown-inspector",
        )
        assert world.as_("township").put(f"/findings/{uuid4()}/reinspectors", json={"inspector_ids": []}).status_code == 404
    told = world.as_("reviewer").put(path, json={"inspector_ids": [TEAM[1]]})
    assert [each["name"] for each in told.json()["items"]] == ["李样本"]
    assert world.as_("reviewer").get(path).json() == told.json()
    mine = world.as_("inspector2").get("/reinspections/due").json()["items"]
    assert [(each["finding_id"], each["planned"], each["answer"]) for each in mine] == [
        (finding, False, "垃圾已清运完毕，保洁员到岗")
    ]
    assert world.as_("inspector2").get(f"/evidence/{photo}").status_code == 200
    assert world.as_("inspector2").get(f"/evidence/{other['findings'][0]['evidence_ids'][0]}").status_code == 404
    assert world.as_("leader1").get("/reinspections/due").json()["items"] == []
    assert refusal(world.as_("township").get("/reinspections/due"))[:2] == (403, "forbidden")
    assert look(world, finding, "rectified").status_code == 201  # takes effect at once, as ever
    assert read(world, order["id"])["findings"][0]["state"] == "verified"
    assert world.as_("inspector2").get("/reinspections/due").json()["items"] == []
    assert world.as_("reviewer").get(path).json()["items"] == []


def test_nobody_is_asked_to_look_at_what_was_not_answered(world: World) -> None:
    order = an_order(world)
    told = world.as_("reviewer").put(f"/findings/{order['findings'][0]['id']}/reinspectors", json={"inspector_ids": TEAM})
    assert refusal(told)[:2] == (409, "not-reinspectable")


def test_the_system_proposes_at_the_beginning_of_a_month(world: World) -> None:
    closed(world)  # on 14 October: thirty days on is November, so from the first of December
    at(world, MONDAY + 7 * DAY)
    world.work()
    assert world.as_("director").get("/reinspection-plans").json()["items"] == []
    at(world, MONDAY + 9 * DAY)
    world.work()
    plans = world.as_("director").get("/reinspection-plans").json()["items"]
    assert [(plan["state"], plan["proposer_name"], plan["look_count"]) for plan in plans] == [("proposed", None, 1)]
    assert world.as_("reviewer").get("/reinspection-plans").json()["items"] == []


@pytest.mark.parametrize("by", ["look", "reopen"])
def test_what_was_closed_and_is_opened_again_has_a_new_deadline(world: World, by: str) -> None:
    order = closed(world)
    finding = order["findings"][0]["id"]
    at(world, MONDAY)
    if by == "look":
        assert look(world, finding, "relapsed").status_code == 201
    else:
        assert move(world.as_("director"), "findings", finding, "reopen", reason="群众反映反弹").status_code == 200
    told = read(world, order["id"])
    assert (told["state"], told["due_on"], told["light"]) == ("answering", "2026-12-14", "green")
    assert (told["findings"][0]["due_on"], told["findings"][0]["reopen_count"]) == ("2026-12-14", 1)


def test_the_ledger_of_second_looks(world: World) -> None:
    order = answered(world)
    look(world, order["findings"][0]["id"], "partial")
    rows = world.as_("reviewer").get("/ledgers/looks").json()["items"]
    assert [(row["result"], row["state"], row["author_name"], row["reopened"]) for row in rows] == [
        ("partial", "applied", "李样本", True)
    ]
    assert [row["author_name"] for row in world.as_("county-leader").get("/ledgers/looks").json()["items"]] == [None]
    assert world.as_("reviewer").get("/ledgers/looks", params={"result": "rectified"}).json()["items"] == []
    assert world.as_("reviewer").get("/ledgers/looks", params={"unit_id": str(OTHER_TOWN)}).json()["items"] == []
    assert len(world.as_("reviewer").get("/ledgers/looks", params={"unit_id": str(TOWN), "q": "现场所见"}).json()["items"]) == 1
    csv = world.as_("director").get("/ledgers/looks.csv").content.decode("utf-8-sig").splitlines()
    assert csv[0] == "问题编号,交办单号,责任单位,问题事实,方式,核查日期,结果,现场情况,核查人,生效日期,处理"
    assert csv[1].endswith(",随查,2026-11-21,部分整改,现场所见,李样本,2026-10-14,已重办")
    assert world.as_("director").get("/ledgers/looks.xlsx").content[:2] == b"PK"
