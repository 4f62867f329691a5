"""An id that comes back: the same content is the same deed; other content is refused, and both are kept."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.audit import queries as audit
from app.reports.models import Report, ReportConflict
from tests.bad_input.traces import held, nothing_changes, refusal
from tests.making import a_finding, a_manifest, a_photo, a_report, a_submission, a_task, an_evidence, an_order, upload
from tests.world import World

PHOTO = a_photo(1)


def contents(world: World, report: str) -> list[str]:
    """The summaries kept under an id, the report's own first."""
    with world.database.reading() as tx:
        own = tx.session.scalars(select(Report).where(Report.id == UUID(report))).all()
        others = tx.session.scalars(select(ReportConflict).where(ReportConflict.report_id == UUID(report))).all()
        return [row.manifest["summary"] for row in (*own, *others)]


@pytest.mark.parametrize("who", ["inspector", "inspector2"])
def test_a_report_id_with_other_content_is_refused_and_both_are_kept(house: World, who: str) -> None:
    task, report = a_task(house)["id"], str(uuid4())
    first = a_manifest(task, [PHOTO], summary="甲")
    assert house.as_("inspector").put(f"/reports/{report}", json=first).status_code == 201
    other = a_manifest(task, [a_photo(2)], summary="乙")
    answers = [house.as_(who).put(f"/reports/{report}", json=other) for _ in range(2)]
    assert [refusal(answer) for answer in answers] == [(409, "report-id-reused", "/id")] * 2
    assert contents(house, report) == ["甲", "乙"]
    assert [row["content_sha256"] for row in house.as_("director").get(f"/reports/{report}").json()["conflicts"]]
    assert house.as_("inspector").put(f"/reports/{report}", json=first).json()["state"] == "incomplete"
    with house.database.reading() as tx:
        assert audit.verify(tx).broken_at is None


def test_another_user_with_the_same_content_is_not_given_the_receipt(house: World) -> None:
    report = a_report(house)
    with house.database.reading() as tx:
        manifest = tx.session.scalars(select(Report).where(Report.id == UUID(report["id"]))).one().manifest
    answer = house.as_("inspector2").put(f"/reports/{report['id']}", json=manifest)
    assert refusal(answer)[:2] == (409, "report-id-reused")
    assert "receipt" not in answer.json()
    assert "content_sha256" not in answer.json()


def test_a_photograph_of_another_report_is_refused(house: World) -> None:
    task = a_task(house)["id"]
    manifest = a_manifest(task, [PHOTO])
    assert house.as_("inspector").put(f"/reports/{uuid4()}", json=manifest).status_code == 201
    again = a_manifest(task, [PHOTO]) | {"evidence": manifest["evidence"]}
    again["findings"] = [a_finding([manifest["evidence"][0]["id"]])]
    with nothing_changes(house):
        answer = house.as_("inspector").put(f"/reports/{uuid4()}", json=again)
    assert refusal(answer) == (409, "evidence-id-reused", "/evidence/0/id")


def test_a_finding_of_another_report_is_refused(house: World) -> None:
    task = a_task(house)["id"]
    first, second = a_manifest(task, [PHOTO]), a_manifest(task, [PHOTO])
    assert house.as_("inspector").put(f"/reports/{uuid4()}", json=first).status_code == 201
    second["findings"][0]["id"] = first["findings"][0]["id"]
    with nothing_changes(house):
        answer = house.as_("inspector").put(f"/reports/{uuid4()}", json=second)
    assert refusal(answer) == (409, "finding-id-reused", "/findings/0/id")


def test_the_same_manifest_sent_eight_times_at_once_is_one_report(house: World) -> None:
    """A phone that lost the answer sends again while the first is still being written."""
    client, report = house.as_("inspector"), str(uuid4())
    manifest = a_manifest(a_task(house)["id"], [PHOTO])
    before = held(house)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: client.put(f"/reports/{report}", json=manifest), range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]
    assert len({answer.text for answer in answers}) == 1
    after = held(house)
    assert {name: after[name] - before[name] for name in ("report", "finding", "evidence", "log_entry")} == {
        "report": 1, "finding": 1, "evidence": 1, "log_entry": 1,
    }  # fmt: skip


def test_the_same_order_sent_four_times_at_once_is_one_order(house: World) -> None:
    report, director = a_report(house), house.as_("director")
    finding = report["findings"][0]
    assert director.post(f"/reports/{report['id']}/moves", json={"verb": "accept"}).status_code == 200
    assert director.post(f"/findings/{finding['id']}/moves", json={"verb": "confirm"}).status_code == 200
    draft = {
        "id": str(uuid4()), "finding_ids": [finding["id"]], "unit_id": finding["responsible_unit_id"], "class": "limited",
        "requirements": "限期整改",
    }  # fmt: skip
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: director.post("/orders", json=draft), range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
    changed = director.post("/orders", json=draft | {"requirements": "别的"})
    assert refusal(changed) == (409, "order-id-reused", "/id")


def test_an_answer_sent_four_times_at_once_is_one_answer(house: World) -> None:
    order, unit, photo = an_order(house), house.as_("township"), a_photo(3)
    draft = a_submission([photo])
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: unit.post(f"/orders/{order['id']}/submissions", json=draft), range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
    assert upload(unit, draft["evidence"][0], photo, submission_id=draft["id"]).status_code == 204
    with nothing_changes(house):
        other = unit.post(f"/orders/{order['id']}/submissions", json=draft | {"result": "别的"})
    assert refusal(other) == (409, "submission-id-reused", "/id")


def test_a_second_look_under_a_used_id_is_refused(house: World) -> None:
    order, unit, eyes = an_order(house), house.as_("township"), house.as_("inspector2")
    finding = order["findings"][0]["id"]
    assert unit.post(f"/orders/{order['id']}/submissions", json=a_submission()).status_code == 201
    line = an_evidence(PHOTO)
    look = {"id": str(uuid4()), "result": "rectified", "note": "已核", "inspected_at": "2026-11-21T02:00:00Z", "evidence": [line]}
    assert [eyes.post(f"/findings/{finding}/reinspections", json=look).status_code for _ in range(2)] == [201, 200]
    with nothing_changes(house):
        other = eyes.post(f"/findings/{finding}/reinspections", json=look | {"note": "别的"})
    assert refusal(other) == (409, "reinspection-id-reused", "/id")
