"""A matter is closed when what was found is settled, and a major one after a look on site; the field beside the unit's words."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from app.findings.models import Finding
from app.reports.models import Report
from app.seals.models import Seal
from tests.bad_input.traces import refusal
from tests.making import a_report
from tests.tasks.hands import answered, move, moved, reaching
from tests.world import World


def field(world: World, task: str, who: str = "director") -> Any:
    """The field's side of a task."""
    return world.as_(who).get(f"/tasks/{task}/field").json()


def accepted(world: World, task: str, **changes: Any) -> dict[str, Any]:
    """An accepted report on a task."""
    report = a_report(world, 1, task_id=task, **changes)
    answer = world.as_("reviewer").post(f"/reports/{report['id']}/moves", json={"verb": "accept"})
    assert answer.status_code == 200, answer.text
    return report


def decide(world: World, finding: str, verb: str, **more: Any) -> None:
    """The director's decision on a finding."""
    answer = world.as_("director").post(f"/findings/{finding}/moves", json={"verb": verb} | more)
    assert answer.status_code == 200, answer.text


def test_an_open_finding_keeps_its_task_open(world: World) -> None:
    task = reaching(world, "feedback_submitted")["id"]
    report = a_report(world, 1, task_id=task)
    finding = report["findings"][0]["id"]
    refused = move(world, "director", task, "close")
    assert refusal(refused)[:2] == (409, "task-findings-open")
    assert refused.json()["count"] == 1
    assert world.as_("reviewer").post(f"/reports/{report['id']}/moves", json={"verb": "accept"}).status_code == 200
    decide(world, finding, "confirm")
    assert refusal(move(world, "director", task, "close"))[:2] == (409, "task-findings-open")
    decide(world, finding, "reject", reason="经核实不成立")
    assert moved(world, "director", task, "close", reason="办结")["state"] == "closed"


def test_a_void_report_keeps_nothing_open(world: World) -> None:
    task = reaching(world, "feedback_submitted")["id"]
    report = a_report(world, 1, task_id=task)
    void = world.as_("director").post(f"/reports/{report['id']}/moves", json={"verb": "void", "reason": "地点有误"})
    assert void.status_code == 200, void.text
    assert moved(world, "director", task, "close")["state"] == "closed"


def at(moment: datetime) -> dict[str, str]:
    """A visit of half an hour."""
    end = moment + timedelta(minutes=30)
    return {"started_at": moment.isoformat(), "finished_at": end.isoformat()}


def test_a_major_matter_is_closed_by_the_leader_after_a_look_on_site(world: World) -> None:
    task = reaching(world, "in_progress", priority="major")["id"]
    clean: dict[str, Any] = {"findings": [], "no_problem_statement": "现场整洁"}
    accepted(world, task, **at(datetime.now(UTC) - timedelta(days=1)), **clean)
    answered(world, task)
    assert refusal(move(world, "director", task, "close"))[:2] == (403, "major-needs-approver")
    assert world.as_("director").get(f"/tasks/{task}").json()["moves"] == ["return"]
    assert refusal(move(world, "approver", task, "close"))[:2] == (409, "task-site-check-needed")
    assert field(world, task)["site_checked"] is False
    late = a_report(world, 1, task_id=task, **at(datetime.now(UTC) + timedelta(minutes=1)), **clean)
    assert refusal(move(world, "approver", task, "close"))[:2] == (409, "task-site-check-needed")  # not accepted yet
    assert world.as_("reviewer").post(f"/reports/{late['id']}/moves", json={"verb": "accept"}).status_code == 200
    assert field(world, task, "approver")["site_checked"] is True
    assert moved(world, "approver", task, "close")["state"] == "closed"


def test_the_field_s_side_is_the_office_s(world: World) -> None:
    task = reaching(world, "in_progress")["id"]
    report = accepted(world, task)
    seen = field(world, task)
    assert [each["id"] for each in seen["reports"]] == [report["id"]]
    assert [each["id"] for each in seen["findings"]] == [report["findings"][0]["id"]]
    assert seen["open_findings"] == 1
    for who in ("township", "inspector", "county-leader"):
        assert refusal(world.as_(who).get(f"/tasks/{task}/field"))[:2] == (403, "forbidden")
    assert world.as_("other-township").get(f"/tasks/{task}/field").status_code == 404


def test_what_is_sealed_from_the_reader_is_not_there_and_still_keeps_the_task_open(world: World) -> None:
    task = reaching(world, "feedback_submitted")["id"]
    report = a_report(world, 1, task_id=task)
    with world.database.transaction() as tx:
        seal = Seal(id=uuid4(), sealed_at=datetime.now(UTC))
        tx.session.add(seal)
        tx.session.flush()
        tx.session.get_one(Report, UUID(report["id"])).mission_id = seal.id
        tx.session.get_one(Finding, UUID(report["findings"][0]["id"])).mission_id = seal.id
    empty = {"reports": [], "findings": [], "open_findings": 0, "site_checked": False}
    assert field(world, task, "reviewer") == empty
    assert field(world, task)["open_findings"] == 1
    assert refusal(move(world, "director", task, "close"))[:2] == (409, "task-findings-open")
