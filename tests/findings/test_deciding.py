"""The review of a finding: asked and supplemented, proposed and decided, merged, settled, transferred; each refusal once."""

from typing import Any
from uuid import uuid4

from app.access.policy import Role
from tests.bad_input.traces import refusal
from tests.findings.making import mark, move, moved, read, under_review
from tests.making import a_photo, a_report, a_submission, a_task, an_evidence, an_order, upload
from tests.world import TOWN, World, user_id


def supplement(world: World, finding: str, who: str = "inspector", **more: Any) -> Any:
    """What an author adds."""
    return world.as_(who).post(f"/findings/{finding}/supplements", json={"id": str(uuid4()), "text": "已补拍远景"} | more)


def test_the_office_asks_and_the_author_supplements_while_the_originals_stay(world: World) -> None:
    finding, photo = under_review(world), a_photo(9)
    before = read(world, finding)["evidence_ids"]
    asked = moved(world, finding, "ask", "reviewer", reason="请补充远景照片")
    assert (asked["state"], asked["inside"]["question"]) == ("need_more", "请补充远景照片")
    seen = read(world, finding, "inspector")
    assert (seen["inside"]["question"], seen["inside"]["asked_by_name"], seen["moves"]) == (
        "请补充远景照片", "严演示", ["supplement"],
    )  # fmt: skip
    line = an_evidence(photo)
    given = supplement(world, finding, evidence=[line])
    assert (given.status_code, given.json()["state"]) == (201, "need_more")
    told = given.json()["inside"]["supplements"][0]
    assert (told["question"], told["missing"], told["submitted_at"]) == ("请补充远景照片", [line["id"]], None)
    sent = upload(world.as_("inspector"), line, photo, supplement_id=told["id"])
    assert (sent.status_code, sent.headers["mingcha-report-state"]) == (204, "submitted")
    after = read(world, finding)
    assert (after["state"], after["evidence_ids"]) == ("submitted", [*before, line["id"]])
    assert after["inside"]["question"] is None
    assert after["inside"]["supplements"][0]["missing"] == []


def test_a_supplement_sent_twice_is_one_and_without_photographs_is_whole_at_once(world: World) -> None:
    finding = under_review(world)
    moved(world, finding, "ask", "reviewer", reason="写明责任人")
    body = {"id": str(uuid4()), "text": "责任人为包村干部"}
    assert supplement(world, finding, **body).status_code == 201
    again = supplement(world, finding, **body)
    assert (again.status_code, again.json()["state"], len(again.json()["inside"]["supplements"])) == (200, "submitted", 1)
    assert refusal(supplement(world, finding, **body | {"text": "另一段"})) == (409, "supplement-id-reused", "/id")


def test_a_supplement_is_refused_to_others_and_where_nothing_was_asked(world: World) -> None:
    finding = under_review(world)
    assert refusal(supplement(world, finding)) == (409, "illegal-move", "/verb")
    moved(world, finding, "ask", "reviewer", reason="补充")
    assert refusal(supplement(world, finding, "reviewer"))[:2] == (403, "forbidden")
    assert supplement(world, finding, "inspector2").status_code == 404
    assert supplement(world, finding, evidence=[an_evidence(a_photo(3))]).status_code == 201
    assert refusal(supplement(world, finding))[:2] == (409, "supplement-incomplete")


def test_somebody_who_may_see_a_finding_and_writes_reports_is_not_its_author(fresh: World) -> None:
    fresh.appoint("inspector2", Role.INSPECTOR, Role.REVIEWER)
    finding = under_review(fresh)
    moved(fresh, finding, "ask", "reviewer", reason="补充")
    assert refusal(supplement(fresh, finding, "inspector2"))[:2] == (403, "not-the-author")


def test_a_question_is_taken_back(world: World) -> None:
    finding = under_review(world)
    assert refusal(move(world, finding, "ask", "reviewer")) == (422, "reason-required", "/reason")
    assert refusal(move(world, finding, "waive", "reviewer")) == (409, "illegal-move", "/verb")
    assert refusal(move(world, finding, "ask", "approver", reason="补"))[:2] == (403, "forbidden")
    moved(world, finding, "ask", "reviewer", reason="补充")
    assert refusal(move(world, finding, "waive", "approver"))[:2] == (403, "forbidden")
    assert moved(world, finding, "waive", "reviewer")["state"] == "submitted"


def test_nothing_is_decided_before_the_report_is_accepted(world: World) -> None:
    finding = a_report(world)["findings"][0]["id"]
    for verb, who in (("ask", "reviewer"), ("propose", "reviewer"), ("confirm", "director"), ("merge", "director")):
        assert refusal(move(world, finding, verb, who, reason="无"))[:2] == (409, "report-not-accepted")


def test_a_reviewer_proposes_and_the_director_decides(world: World) -> None:
    finding = under_review(world)
    assert refusal(move(world, finding, "propose", "reviewer", proposed="reject")) == (422, "reason-required", "/reason")
    for wrong in ({}, {"severity": "general"}, {"severity": "serious"}):
        refused = move(world, finding, "propose", "reviewer", proposed="downgrade", reason="轻", **wrong)
        assert refusal(refused) == (422, "severity-required", "/severity")
    assert refusal(move(world, finding, "propose", "director", proposed="reject", reason="无"))[:2] == (403, "forbidden")
    proposed = moved(world, finding, "propose", "reviewer", proposed="downgrade", severity="minor", reason="量少")
    told = proposed["inside"]["proposal"]
    assert (proposed["state"], told["kind"], told["severity"], told["reason"], told["by_name"]) == (
        "submitted", "downgrade", "minor", "量少", "严演示",
    )  # fmt: skip
    assert refusal(move(world, finding, "confirm", severity="minor")) == (422, "reason-required", "/reason")
    decided = moved(world, finding, "confirm", severity="minor", reason="同意降格")
    assert (decided["state"], decided["severity"], decided["severity_reported"]) == ("confirmed", "minor", "general")
    seen = read(world, finding, "inspector")["inside"]
    assert seen["decided_by_name"] == "周示例"
    assert [(each["severity_from"], each["severity_to"], each["reason"], each["by_name"]) for each in seen["downgrades"]] == [
        ("general", "minor", "同意降格", "周示例")
    ]
    assert refusal(move(world, finding, "propose", "reviewer", proposed="reject", reason="无")) == (409, "illegal-move", "/verb")


def test_whoever_proposed_does_not_decide(fresh: World) -> None:
    finding = under_review(fresh)
    moved(fresh, finding, "propose", "reviewer", proposed="confirm", reason="属实")
    fresh.appoint("reviewer", Role.REVIEWER, Role.DIRECTOR)
    try:
        assert refusal(move(fresh, finding, "confirm", "reviewer"))[:2] == (403, "own-proposal")
    finally:
        fresh.appoint("reviewer", Role.REVIEWER)
    assert moved(fresh, finding, "confirm", "approver")["state"] == "confirmed"


def test_a_rejection_tells_the_author_why_and_by_whom(world: World) -> None:
    finding = under_review(world)
    assert refusal(move(world, finding, "reject")) == (422, "reason-required", "/reason")
    assert refusal(move(world, finding, "reject", "reviewer", reason="无"))[:2] == (403, "forbidden")
    moved(world, finding, "reject", reason="照片与事实不符")
    seen = read(world, finding, "inspector")
    fall = seen["inside"]["downgrades"][0]
    assert (seen["decision_reason"], fall["severity_to"], fall["by_name"]) == ("照片与事实不符", None, "周示例")


def test_a_double_is_merged_and_leaves_every_count(world: World) -> None:
    first, second = under_review(world), under_review(world)
    total = world.as_("director").get("/ledgers/findings").json()["total"]
    for wrong in (None, second, str(uuid4())):
        assert refusal(move(world, second, "merge", duplicate_of=wrong)) == (422, "duplicate-not-possible", "/duplicate_of")
    assert refusal(move(world, second, "merge", "reviewer", duplicate_of=first))[:2] == (403, "forbidden")
    merged = moved(world, second, "merge", duplicate_of=first)
    assert (merged["state"], merged["inside"]["duplicate_of"], merged["moves"]) == ("merged", first, [])
    assert world.as_("director").get("/ledgers/findings").json()["total"] == total - 1
    listed = [row["id"] for row in world.as_("director").get("/findings", params={"limit": 200}).json()["items"]]
    assert first in listed
    assert second not in listed
    assert second in [row["id"] for row in world.as_("director").get("/findings", params={"state": "merged"}).json()["items"]]
    third = under_review(world)
    assert refusal(move(world, third, "merge", duplicate_of=second)) == (422, "duplicate-not-possible", "/duplicate_of")
    assert (
        moved(world, third, "propose", "reviewer", proposed="merge", duplicate_of=first, reason="同一处")["inside"]["proposal"][
            "duplicate_of"
        ]
        == first
    )


def test_what_was_fixed_on_the_spot_needs_no_order(world: World) -> None:
    finding = under_review(world)
    assert "settle" not in read(world, finding)["moves"]
    assert refusal(move(world, finding, "settle", reason="已改"))[:2] == (409, "not-fixed-on-the-spot")
    assert mark(world, finding, on_the_spot_fixed=True).status_code == 200
    assert "settle" in read(world, finding)["moves"]
    assert refusal(move(world, finding, "settle")) == (422, "reason-required", "/reason")
    assert refusal(move(world, finding, "settle", "reviewer", reason="已改"))[:2] == (403, "forbidden")
    assert moved(world, finding, "settle", reason="当场清运")["state"] == "verified"
    closed = moved(world, finding, "close")
    assert (closed["state"], closed["number"], closed["moves"]) == ("closed", None, [])
    assert refusal(move(world, finding, "reopen", reason="反弹"))[:2] == (409, "nothing-to-reopen")
    again = under_review(world)
    moved(world, again, "confirm")
    mark(world, again, on_the_spot_fixed=True)
    assert moved(world, again, "settle", reason="当场改正")["state"] == "verified"


def test_a_transferred_finding_is_known_to_those_who_keep_seals_alone(world: World) -> None:
    finding = under_review(world)
    assert refusal(move(world, finding, "transfer", "approver", receiver="县监委", reason="涉嫌职务违法")) == (
        409, "illegal-move", "/verb",
    )  # fmt: skip
    moved(world, finding, "confirm")
    report = read(world, finding)["report_id"]
    assert refusal(move(world, finding, "transfer", receiver="县监委", reason="涉嫌"))[:2] == (403, "forbidden")
    assert refusal(move(world, finding, "transfer", "approver", reason="涉嫌")) == (422, "receiver-required", "/receiver")
    assert refusal(move(world, finding, "transfer", "approver", receiver="县监委")) == (422, "reason-required", "/reason")
    told = moved(world, finding, "transfer", "approver", receiver="县监委", reason="涉嫌职务违法")["inside"]["transfer"]
    assert (told["receiver"], told["reason"], told["by_name"]) == ("县监委", "涉嫌职务违法", "吴样本")
    assert read(world, finding)["state"] == "transferred"
    for who in ("reviewer", "inspector", "township", "county-leader"):
        assert world.as_(who).get(f"/findings/{finding}").status_code == 404
    for who in ("reviewer", "inspector"):
        assert world.as_(who).get(f"/reports/{report}").json()["findings"] == []
        assert finding not in world.as_(who).get("/findings", params={"limit": 200}).text
    assert "县监委" not in world.as_("reviewer").get(f"/reports/{report}").text


def test_the_author_does_not_review_his_own(fresh: World) -> None:
    fresh.appoint("leader1", Role.TEAM_LEADER, Role.REVIEWER)
    task = a_task(fresh, inspector_ids=[str(user_id("leader1"))])["id"]
    finding = under_review(fresh, author="leader1", task_id=task)
    for verb in ("ask", "propose"):
        assert refusal(move(fresh, finding, verb, "leader1", reason="无"))[:2] == (403, "own-report")


def test_a_public_interest_is_verified_on_site_only(world: World) -> None:
    order = an_order(world)
    finding = order["findings"][0]["id"]
    assert mark(world, finding, public_interest=True).status_code == 200
    assert world.as_("township").post(f"/orders/{order['id']}/submissions", json=a_submission()).status_code == 201
    accepted = world.as_("reviewer").post(f"/orders/{order['id']}/moves", json={"verb": "accept"})
    assert refusal(accepted)[:2] == (409, "site-check-needed")


def test_marks_are_the_desks_and_no_unit_reads_them(world: World) -> None:
    finding = under_review(world)
    full = {
        "public_interest": True, "topic_tags": ["hot", "stability", "hot"], "deviation_tags": ["altered", "false_report"],
        "cause_level": "last_mile", "related_party": "某清运公司", "gb30428_code": "01-02", "occurred_at": "2026-11-19T01:00:00Z",
        "assistance_given": "协调垃圾车一辆",
    }  # fmt: skip
    assert refusal(mark(world, finding, "approver", **full))[:2] == (403, "forbidden")
    assert refusal(mark(world, finding, negative_example=True)) == (409, "example-unproven", "/negative_example")
    told = mark(world, finding, **full).json()["inside"]["marks"]
    assert told == full | {
        "topic_tags": ["hot", "stability"], "negative_example": False, "on_the_spot_fixed": False,
    }  # fmt: skip
    stale = world.as_("reviewer").put(f"/findings/{finding}/marks", json={}, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["type"]) == (412, "/problems/stale-version")
    assert world.as_("reviewer").put(f"/findings/{finding}/marks", json={}).status_code == 428
    moved(world, finding, "confirm")
    assert mark(world, finding, negative_example=True, related_party="某清运公司").status_code == 200
    order = {"id": str(uuid4()), "finding_ids": [finding], "unit_id": str(TOWN), "class": "limited", "requirements": "限期整改"}
    assert world.as_("director").post("/orders", json=order).status_code == 201
    unit = world.as_("township").get(f"/findings/{finding}")
    assert unit.json()["inside"] is None
    assert "某清运公司" not in unit.text
