"""Every arrow of the task's diagram over HTTP, and what each verb refuses."""

from typing import Any
from uuid import uuid4

import pytest

from app.access.policy import Role
from app.tasks.states import TaskState
from tests.bad_input.traces import refusal
from tests.identity.test_delegations import delegated
from tests.making import a_task
from tests.tasks.hands import PATH, PERSONS, WHO, answered, feedback, move, moved, reaching, rule, slug
from tests.world import BUREAU, OFFICE, OTHER_TOWN, TOWN, World, user_id

ARROWS = [
    ("draft", "submit", "reviewer", "pending_approval"), ("draft", "dispatch", "reviewer", "dispatched"),
    ("draft", "cancel", "reviewer", "cancelled"), ("pending_approval", "approve", "approver", "approved"),
    ("pending_approval", "approve", "director", "approved"), ("pending_approval", "return", "approver", "draft"),
    ("pending_approval", "return", "director", "draft"), ("pending_approval", "cancel", "approver", "cancelled"),
    ("approved", "dispatch", "director", "dispatched"), ("approved", "cancel", "approver", "cancelled"),
    ("dispatched", "sign", "township", "signed"), ("dispatched", "sign", "township-head", "signed"),
    ("dispatched", "sign", "reviewer", "signed"), ("dispatched", "object", "township", "dispatched"),
    ("signed", "object", "township", "signed"), ("dispatched", "suspend", "approver", "suspended"),
    ("signed", "suspend", "approver", "suspended"), ("in_progress", "suspend", "approver", "suspended"),
    ("feedback_submitted", "suspend", "approver", "suspended"), ("signed", "start", "township", "in_progress"),
    ("signed", "start", "director", "in_progress"), ("feedback_submitted", "return", "reviewer", "in_progress"),
    ("feedback_submitted", "close", "director", "closed"), ("closed", "reopen", "director", "in_progress"),
    ("dispatched", "cancel", "approver", "cancelled"), ("signed", "cancel", "approver", "cancelled"),
    ("in_progress", "cancel", "approver", "cancelled"), ("feedback_submitted", "cancel", "approver", "cancelled"),
    ("suspended", "cancel", "approver", "cancelled"), ("closed", "archive", "reviewer", "archived"),
    ("cancelled", "archive", "director", "archived"),
]  # fmt: skip


@pytest.mark.parametrize(("state", "verb", "who", "target"), ARROWS, ids=str)
def test_every_arrow_a_person_follows(world: World, state: str, verb: str, who: str, target: str) -> None:
    task = reaching(world, state)
    after = moved(world, who, task["id"], verb)
    assert after["state"] == target
    assert after["version"] == task["version"] + 1
    assert after["timeline"][-1]["action"] == ("task.dispatched" if verb == "dispatch" else f"task.{verb}")


@pytest.mark.parametrize("state", ["dispatched", "signed"])
def test_an_objection_is_overruled_or_the_task_goes_to_another(world: World, state: str) -> None:
    kept = reaching(world, state)["id"]
    assert moved(world, "township", kept, "object", reason="不属于本镇")["objection"]["reason"] == "不属于本镇"
    assert slug(move(world, "township", kept, "object")) == "objection-open"
    after = moved(world, "director", kept, "overrule")
    assert (after["state"], after["objection"]) == (state, None)
    moved(world, "township", kept, "object")
    gone = moved(world, "director", kept, "reassign")
    assert (gone["state"], gone["lead_unit_id"], gone["objection"]) == ("approved", str(OTHER_TOWN), None)
    assert world.as_("township").get(f"/tasks/{kept}").status_code == 404
    assert world.as_("other-township").get(f"/tasks/{kept}").status_code == 404
    again = moved(world, "director", kept, "dispatch")
    assert again["number"] == gone["number"]
    seen = world.as_("other-township").get(f"/tasks/{kept}").json()
    assert [step["action"] for step in seen["timeline"]] == ["task.dispatched"]  # the former unit's words are not told on


@pytest.mark.parametrize("state", ["dispatched", "signed", "in_progress", "feedback_submitted"])
def test_a_suspended_task_goes_back_to_where_it_stood(world: World, state: str) -> None:
    task = reaching(world, state)["id"]
    resting = moved(world, "approver", task, "suspend")
    assert (resting["light"], resting["days_left"]) == ("grey", None)
    after = moved(world, "approver", task, "resume")
    assert (after["state"], after["suspended_on"]) == (state, None)


@pytest.mark.parametrize(
    ("verb", "state", "who"),
    [
        ("submit", "draft", "approver"), ("approve", "pending_approval", "reviewer"), ("return", "pending_approval", "reviewer"),
        ("return", "feedback_submitted", "township"), ("dispatch", "approved", "reviewer"), ("sign", "dispatched", "inspector"),
        ("object", "dispatched", "reviewer"), ("overrule", "dispatched", "reviewer"), ("reassign", "dispatched", "reviewer"),
        ("start", "signed", "inspector"), ("close", "feedback_submitted", "reviewer"), ("close", "feedback_submitted", "approver"),
        ("reopen", "closed", "reviewer"), ("suspend", "in_progress", "director"), ("resume", "suspended", "director"),
        ("cancel", "in_progress", "director"), ("archive", "closed", "township"),
    ],
)  # fmt: skip
def test_a_verb_is_not_for_everybody(world: World, verb: str, state: str, who: str) -> None:
    task = reaching(world, state)
    answer = move(world, who, task["id"], verb)
    assert refusal(answer)[:2] == (403, "forbidden")
    assert verb not in world.as_(who).get(f"/tasks/{task['id']}").json()["moves"]


@pytest.mark.parametrize(
    ("verb", "state", "who"),
    [
        ("submit", "dispatched", "reviewer"), ("approve", "draft", "approver"), ("return", "draft", "approver"),
        ("dispatch", "signed", "director"), ("sign", "signed", "township"), ("object", "in_progress", "township"),
        ("overrule", "in_progress", "director"), ("reassign", "in_progress", "director"), ("start", "dispatched", "township"),
        ("close", "in_progress", "director"), ("reopen", "in_progress", "director"), ("suspend", "closed", "approver"),
        ("resume", "dispatched", "approver"), ("cancel", "closed", "approver"), ("archive", "in_progress", "reviewer"),
        ("answer", "in_progress", "township"),
    ],
)  # fmt: skip
def test_a_verb_is_not_for_every_state(world: World, verb: str, state: str, who: str) -> None:
    task = reaching(world, state)["id"]
    answer = move(world, who, task, verb)
    assert refusal(answer)[:2] in {(409, "illegal-move"), (422, "invalid-request")}
    assert world.as_("director").get(f"/tasks/{task}").json()["state"] == state


@pytest.mark.parametrize(
    ("verb", "state", "who"),
    [
        ("return", "pending_approval", "approver"), ("return", "feedback_submitted", "reviewer"), ("object", "signed", "township"),
        ("reopen", "closed", "director"), ("suspend", "signed", "approver"), ("cancel", "signed", "approver"),
    ],
)  # fmt: skip
def test_what_takes_a_reason(world: World, verb: str, state: str, who: str) -> None:
    task = reaching(world, state)["id"]
    assert refusal(move(world, who, task, verb, reason=None)) == (422, "reason-required", "/reason")


@pytest.mark.parametrize("verb", ["overrule", "reassign"])
def test_an_answer_to_an_objection_takes_one_and_a_reason(world: World, verb: str) -> None:
    task = reaching(world, "signed")["id"]
    assert slug(move(world, "director", task, verb)) == "no-objection"
    moved(world, "township", task, "object")
    assert slug(move(world, "director", task, verb, reason=None)) == "reason-required"


@pytest.mark.parametrize("unit", [None, str(TOWN)])
def test_reassigning_names_another_unit(world: World, unit: str | None) -> None:
    task = reaching(world, "dispatched")["id"]
    moved(world, "township", task, "object")
    assert refusal(move(world, "director", task, "reassign", lead_unit_id=unit)) == (422, "new-unit-required", "/lead_unit_id")


def test_only_the_lead_unit_acts_and_the_assisting_one_reads(world: World) -> None:
    task = a_task(world, assist_unit_ids=[str(OTHER_TOWN)])["id"]
    read = world.as_("other-township").get(f"/tasks/{task}").json()
    assert (read["leads"], read["moves"]) == (False, [])
    assert refusal(move(world, "other-township", task, "sign"))[:2] == (403, "not-lead-unit")
    assert refusal(world.as_("other-township").post(f"/tasks/{task}/feedbacks", json=feedback()))[:2] == (403, "not-lead-unit")
    own = world.as_("township").get(f"/tasks/{task}").json()
    assert (own["leads"], own["moves"]) == (True, ["sign", "object"])


@pytest.mark.parametrize(("who", "status"), [("township", 201), ("reviewer", 201), ("approver", 403), ("inspector", 403)])
def test_progress_is_offered_to_the_lead_unit_and_to_the_office_on_its_behalf(world: World, who: str, status: int) -> None:
    task = reaching(world, "signed")["id"]
    assert world.as_(who).get(f"/tasks/{task}").json()["reporting"] is (status == 201)
    said = {"id": str(uuid4()), "text": "已清运一半", "truth_statement": True}
    assert world.as_(who).post(f"/tasks/{task}/progress", json=said).status_code == status


def test_nothing_is_reported_before_it_is_signed_for(world: World) -> None:
    task = reaching(world, "dispatched")["id"]
    assert world.as_("township").get(f"/tasks/{task}").json()["reporting"] is False


def test_work_begins_with_somebody_named(world: World) -> None:
    task = reaching(world, "signed")["id"]
    nobody = move(world, "township", task, "start", responsible_persons=[])
    assert refusal(nobody) == (422, "responsible-required", "/responsible_persons")
    after = moved(world, "township", task, "start", plan="分三段清运")
    assert (after["responsible_persons"], after["plan"]) == (PERSONS, "分三段清运")


def test_what_came_on_paper_is_entered_by_the_office_and_says_so(world: World) -> None:
    task = reaching(world, "dispatched")["id"]
    moved(world, "reviewer", task, "sign")
    moved(world, "reviewer", task, "start")
    after = answered(world, task, "reviewer")
    assert [(each["on_behalf"], each["signed_by"]) for each in after["feedbacks"]] == [(True, "褚样本")]
    assert [each["on_behalf"] for each in answered(world, reaching(world, "in_progress")["id"])["feedbacks"]] == [False]


def test_returning_counts_keeps_the_first_date_and_shows_the_reason(world: World) -> None:
    task = reaching(world, "feedback_submitted", due_on="2098-03-03")
    after = moved(world, "reviewer", task["id"], "return", reason="数据不实", due_on="2098-04-03")
    assert (after["return_count"], after["last_return_reason"]) == (1, "数据不实")
    assert (after["due_on"], after["due_original_on"]) == ("2098-04-03", "2098-03-03")
    assert (after["feedbacks"][0]["state"], after["feedbacks"][0]["judge_reason"]) == ("returned", "数据不实")
    answered(world, task["id"])
    assert refusal(move(world, "reviewer", task["id"], "return", due_on="2020-01-01"))[:2] == (422, "deadline-passed")


def test_closing_accepts_the_answer_and_reopening_counts(world: World) -> None:
    task = reaching(world, "closed")
    assert (task["light"], task["feedbacks"][0]["state"]) == ("blue", "accepted")
    after = moved(world, "director", task["id"], "reopen", reason="群众反映反弹")
    assert (after["reopen_count"], after["closed_at"], after["light"]) == (1, None, "green")
    assert answered(world, task["id"])["feedbacks"][1]["seq"] == 2


def test_filing_away_gives_an_archive_number(world: World) -> None:
    first, second = (reaching(world, "archived")["archive_number"] for _ in range(2))
    assert first.startswith("云督档〔")
    assert first != second


def test_dispatching_takes_a_working_day_ahead(fresh: World) -> None:
    task = reaching(fresh, "draft")
    today = fresh.clock().date().isoformat()
    assert refusal(move(fresh, "reviewer", task["id"], "dispatch", due_on=today)) == (422, "deadline-too-near", "/due_on")
    assert moved(fresh, "reviewer", task["id"], "dispatch", due_on="2098-05-05")["due_on"] == "2098-05-05"


def test_a_proposal_names_its_basis(world: World) -> None:
    task = a_task(world, draft=True)["id"]
    assert refusal(move(world, "reviewer", task, "submit")) == (422, "basis-required", "/basis")


def test_the_approval_is_written_down(world: World) -> None:
    task = reaching(world, "pending_approval")["id"]
    after = moved(world, "approver", task, "approve", instrument="县长签批〔2026〕8号", reason="同意立项")
    assert after["approval_instrument"] == "县长签批〔2026〕8号"
    assert after["timeline"][-1]["note"] == "同意立项"


def test_nobody_approves_what_they_proposed(world: World) -> None:
    path = f"/tasks/{user_id('own-proposal')}"
    draft = {
        "title": "自提事项", "source_type": "document", "source_level": "county", "content": "内容", "focus_area": "clean_county",
        "lead_unit_id": str(TOWN), "due_on": "2098-01-01", "basis": "县政府常务会议", "draft": True,
    }  # fmt: skip
    director = world.as_("director")
    assert director.put(path, json=draft).status_code == 201
    task = path.removeprefix("/tasks/")
    assert moved(world, "director", task, "submit")["moves"] == []
    assert refusal(move(world, "director", task, "approve"))[:2] == (403, "proposer-approves")
    assert refusal(move(world, "director", task, "return"))[:2] == (403, "proposer-approves")
    assert moved(world, "approver", task, "approve")["state"] == "approved"


def test_a_proposers_deputy_does_not_approve_it_either(fresh: World) -> None:
    """代办 makes nobody two people: the deputy of whoever proposed is bound to him, and so is he to his deputy."""
    fresh.hire("leader2", "何样本", Role.APPROVER)
    path = f"/tasks/{uuid4()}"
    draft = {
        "title": "自提事项", "source_type": "document", "source_level": "county", "content": "内容", "focus_area": "clean_county",
        "lead_unit_id": str(TOWN), "due_on": "2098-01-01", "basis": "县政府常务会议", "draft": True,
    }  # fmt: skip
    assert fresh.as_("director").put(path, json=draft).status_code == 201
    task = path.removeprefix("/tasks/")
    moved(fresh, "director", task, "submit")
    delegated(fresh, "director", "approver", "director")
    assert refusal(move(fresh, "approver", task, "approve"))[:2] == (403, "proposer-approves")
    assert moved(fresh, "leader2", task, "approve")["state"] == "approved"


def test_nobody_judges_their_own_unit(world: World) -> None:
    task = a_task(world, lead_unit_id=str(OFFICE))["id"]
    for verb in ("sign", "start"):
        moved(world, "reviewer", task, verb)
    answered(world, task, "reviewer")
    assert refusal(move(world, "director", task, "close"))[:2] == (403, "judge-of-own-task")
    assert refusal(move(world, "reviewer", task, "return"))[:2] == (403, "judge-of-own-task")


def test_an_approved_matter_is_not_edited_nor_one_that_is_over(world: World) -> None:
    def edit(state: str, **changes: Any) -> str:
        task = reaching(world, state)
        names = (
            "title", "source_type", "source_level", "source_ref", "content", "focus_area", "lead_unit_id", "due_on",
        )  # fmt: skip
        draft = {name: task[name] for name in names} | changes
        return slug(world.as_("reviewer").put(f"/tasks/{task['id']}", json=draft, headers={"If-Match": f'"{task["version"]}"'}))

    assert {edit(state) for state in ("pending_approval", "approved")} == {"task-under-approval"}
    assert {edit(state) for state in ("closed", "cancelled", "archived")} == {"task-closed"}
    assert edit("signed", lead_unit_id=str(BUREAU)) == "lead-unit-signed"


def test_with_approval_on_the_office_proposes_and_a_leader_decides(fresh: World) -> None:
    rule(fresh, "task_approval", value=True)
    task = a_task(fresh, source_ref="云办发〔2026〕3号")
    assert (task["state"], task["number"], task["light"]) == ("pending_approval", None, None)
    for unit in ("township", "inspector", "county-leader"):
        assert fresh.as_(unit).get(f"/tasks/{task['id']}").status_code == 404
    assert refusal(move(fresh, "director", task["id"], "approve"))[:2] == (403, "forbidden")
    moved(fresh, "approver", task["id"], "approve")
    assert moved(fresh, "director", task["id"], "dispatch")["number"].startswith("云督办〔")
    held = a_task(fresh, draft=True, basis="县委常委会")
    assert refusal(move(fresh, "reviewer", held["id"], "dispatch"))[:2] == (409, "approval-required")
    without = fresh.as_("reviewer").put(f"/tasks/{user_id('none')}", json=_bare())
    assert refusal(without) == (422, "basis-required", "/basis")


def _bare() -> dict[str, Any]:
    return {
        "title": "无依据", "source_type": "other", "source_level": "county", "content": "内容", "focus_area": "clean_county",
        "lead_unit_id": str(TOWN), "due_on": "2098-01-01",
    }  # fmt: skip


def test_the_ways_of_this_file_lead_to_every_state() -> None:
    assert set(PATH) == {state.value for state in TaskState}
    assert set(WHO) >= {verb for path in PATH.values() for verb in path} - {"answer"}
