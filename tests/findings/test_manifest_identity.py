"""What clients hashed before the manifest learnt new fields has the same identity today."""

from typing import Any
from uuid import UUID, uuid4

from app.reports.schemas import Manifest, ReportSubmission
from tests.findings.making import read
from tests.making import a_finding, a_manifest, a_photo, a_task, an_evidence
from tests.world import World

LINE = an_evidence(b"picture", id="0f0e0d0c-0b0a-4908-8706-050403020100", sha256="5" * 64)
FINDING = a_finding([LINE["id"]], id="00112233-4455-4677-8899-aabbccddeeff")
KNOWN = "31823610d9ecbe1902fde6ddd9beb392df205409ce10a60a01beb4f0a6c831dc"  # as the release before this one computed it


def manifest(**changes: Any) -> dict[str, Any]:
    """Always the same manifest."""
    task = "10112233-4455-4677-8899-aabbccddeeff"
    return a_manifest(task, [], evidence=[LINE], findings=[FINDING | changes], no_problem_statement=None)


def test_a_manifest_without_the_new_fields_keeps_its_hash() -> None:
    assert Manifest.model_validate(manifest()).content_sha256() == KNOWN
    whole = ReportSubmission.model_validate(manifest() | {"id": str(UUID(int=1, version=4))})
    assert whole.manifest().content_sha256() == KNOWN


def test_the_defaults_written_out_are_the_same_content() -> None:
    plain = {"public_interest": False, "topic_tags": [], "deviation_tags": [], "cause_level": None, "related_party": None}
    assert Manifest.model_validate(manifest(**plain)).content_sha256() == KNOWN


def test_what_is_said_in_them_is_other_content() -> None:
    said = {Manifest.model_validate(manifest(**each)).content_sha256() for each in (
        {"public_interest": True}, {"topic_tags": ["hot"]}, {"deviation_tags": ["altered"]}, {"cause_level": "last_mile"},
        {"related_party": "某公司"}, {"gb30428_code": "0102"}, {"occurred_at": "2026-11-20T00:00:00Z"}, {"assistance_given": "助"},
    )}  # fmt: skip
    assert len(said) == 8
    assert KNOWN not in said


def test_what_the_inspector_said_is_on_the_finding(world: World) -> None:
    photo, report = a_photo(1), str(uuid4())
    line = an_evidence(photo)
    said = {
        "public_interest": True, "topic_tags": ["hot"], "deviation_tags": ["discounted", "selective"],
        "cause_level": "mid_blockage",
        "related_party": "某合作社", "gb30428_code": "0102", "occurred_at": "2026-11-19T16:00:00Z", "assistance_given": "代为联系",
    }  # fmt: skip
    sent = a_manifest(a_task(world)["id"], [], evidence=[line], findings=[a_finding([line["id"]], **said)])
    body = sent | {"no_problem_statement": None}
    first = world.as_("inspector").put(f"/reports/{report}", json=body)
    assert (first.status_code, world.as_("inspector").put(f"/reports/{report}", json=body).status_code) == (201, 200)
    marks = read(world, sent["findings"][0]["id"])["inside"]["marks"]
    assert {name: marks[name] for name in said} == said
