"""The main job through REST alone: task, report, receipt, review, order, answer, return, acceptance, closing."""

import hashlib
from uuid import uuid4

from tests.making import a_manifest, a_photo, a_submission, a_task, upload
from tests.world import TOWN, World


def test_a_finding_goes_from_an_unannounced_visit_to_closed(world: World) -> None:
    inspector, director, unit = world.as_("inspector"), world.as_("director"), world.as_("township")
    photos = [a_photo(1), a_photo(2), a_photo(3)]
    manifest, report_id = a_manifest(a_task(world)["id"], photos), str(uuid4())

    first = inspector.put(f"/reports/{report_id}", json=manifest)
    assert (first.status_code, first.json()["state"]) == (201, "incomplete")
    assert first.json()["missing"] == [line["id"] for line in manifest["evidence"]]
    assert first.json()["receipt"] is None
    early = director.post(f"/reports/{report_id}/moves", json={"verb": "accept"})
    assert (early.status_code, early.json()["type"]) == (409, "/problems/report-incomplete")
    assert early.json()["missing"] == [line["id"] for line in manifest["evidence"]]

    states = [
        upload(inspector, line, photo, report_id=report_id).headers["mingcha-report-state"]
        for line, photo in zip(manifest["evidence"], photos, strict=True)
    ]
    assert states == ["incomplete", "incomplete", "submitted"]

    again = inspector.put(f"/reports/{report_id}", json=manifest)
    receipt = again.json()["receipt"]
    assert (again.status_code, again.json()["state"], again.json()["missing"]) == (200, "submitted", [])
    assert [line["sha256"] for line in receipt["evidence"]] == [hashlib.sha256(photo).hexdigest() for photo in photos]
    assert receipt["log_index"] > max(line["log_index"] for line in receipt["evidence"])
    for line, photo in zip(manifest["evidence"], photos, strict=True):
        assert director.get(f"/evidence/{line['id']}/original").content == photo

    assert unit.get("/orders").json()["items"] == []
    assert director.post(f"/reports/{report_id}/moves", json={"verb": "accept"}).json()["state"] == "accepted"
    finding = manifest["findings"][0]["id"]
    assert director.post(f"/findings/{finding}/moves", json={"verb": "confirm"}).json()["state"] == "confirmed"
    order_id = str(uuid4())
    issued = director.post(
        "/orders",
        json={
            "id": order_id, "finding_ids": [finding], "unit_id": str(TOWN), "class": "immediate", "requirements": "3日内清运",
            "evidence_requirement": "photo", "necessity_reason": "须比对整改前后现状",
        },
    )  # fmt: skip
    assert issued.status_code == 201, issued.text
    assert issued.json()["number"].startswith("云督交〔")
    assert director.get(f"/reports/{report_id}").json()["state"] == "released"

    seen = unit.get(f"/orders/{order_id}").json()
    assert seen["findings"][0]["facts"] == manifest["findings"][0]["facts"]
    assert (seen["issuer_name"], seen["findings"][0]["author_name"], seen["findings"][0]["report_id"]) == (None, None, None)
    assert unit.post(f"/orders/{order_id}/moves", json={"verb": "sign"}).json()["state"] == "signed"

    bare = unit.post(f"/orders/{order_id}/submissions", json=a_submission())
    assert (bare.status_code, bare.json()["type"], bare.json()["pointer"]) == (422, "/problems/photos-required", "/evidence")
    old = a_photo(8)
    _answer(unit, order_id, old)
    returned = director.post(f"/orders/{order_id}/moves", json={"verb": "return", "reason": "照片不是同一地点，请重拍"})
    assert (returned.json()["state"], returned.json()["return_count"]) == ("answering", 1)
    assert unit.get(f"/orders/{order_id}").json()["last_return_reason"] == "照片不是同一地点，请重拍"

    after = a_photo(9)
    answered = _answer(unit, order_id, after)
    assert unit.get(f"/orders/{order_id}").json()["state"] == "submitted"
    assert director.get(f"/evidence/{answered['evidence'][0]['id']}/original").content == after
    accepted = director.post(f"/orders/{order_id}/moves", json={"verb": "accept"})
    assert (accepted.json()["state"], accepted.json()["findings"][0]["state"]) == ("accepted", "verified")
    closed = director.post(f"/findings/{finding}/moves", json={"verb": "close"})
    assert (closed.json()["state"], closed.json()["light"], closed.json()["closed_late"]) == ("closed", "blue", False)
    final = director.get(f"/orders/{order_id}").json()
    assert (final["state"], final["light"]) == ("closed", "blue")
    ledger = director.get("/ledgers/findings", params={"state": "closed"}).json()
    assert [row["id"] for row in ledger["items"]] == [finding]
    assert ledger["counts"] == {"green": 0, "yellow": 0, "red": 0, "blue": 1, "grey": 0}


def _answer(unit, order_id: str, photo: bytes) -> dict:
    draft = a_submission([photo])
    sent = unit.post(f"/orders/{order_id}/submissions", json=draft)
    assert (sent.status_code, sent.json()["state"]) == (201, "incomplete"), sent.text
    done = upload(unit, draft["evidence"][0], photo, submission_id=draft["id"])
    assert (done.status_code, done.headers["mingcha-report-state"]) == (204, "submitted")
    return draft
