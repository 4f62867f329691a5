"""Manifests that are wrong in one place each."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.bad_input.traces import nothing_changes, refusal
from tests.making import a_finding, a_manifest, a_photo, a_task, an_evidence
from tests.world import OFFICE, World

PHOTO = a_photo(1)
Change = Callable[[dict[str, Any]], None]


def at(*path: str | int, value: Any) -> Change:
    """Set a value deep in the manifest."""

    def change(manifest: dict[str, Any]) -> None:
        place: Any = manifest
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value

    return change


def without(*path: str | int) -> Change:
    """Leave a field out."""

    def change(manifest: dict[str, Any]) -> None:
        place: Any = manifest
        for step in path[:-1]:
            place = place[step]
        del place[path[-1]]

    return change


def twice(name: str) -> Change:
    """The same id twice."""
    return lambda manifest: manifest[name].append(dict(manifest[name][0]))


def many_photos(count: int) -> Change:
    """So many photographs."""
    return lambda manifest: manifest["evidence"].extend(an_evidence(PHOTO) for _ in range(count))


NOBODY = str(UUID(int=9))
INVALID, UNKNOWN = "invalid-request", "unknown-task"
CASES: list[tuple[str, Change, int, str, str]] = [
    ("unknown task", at("task_id", value=NOBODY), 422, "unknown-task", "/task_id"),
    ("unknown unit", at("findings", 0, "responsible_unit_id", value=NOBODY), 422, "unknown-unit",
    "/findings/0/responsible_unit_id"),
    ("unknown site unit", at("site", "unit_id", value=NOBODY), 422, "unknown-unit", "/site/unit_id"),
    ("unit that is no target", at("findings", 0, "responsible_unit_id", value=str(OFFICE)), 422, "unit-not-target",
     "/findings/0/responsible_unit_id"),
    ("unknown area", at("findings", 0, "focus_area", value="moon"), 422, "unknown-category", "/findings/0/focus_area"),
    ("category of another area", at("findings", 0, "category", value="moon"), 422, "unknown-category", "/findings/0/category"),
    ("a size that is not there", at("evidence", 0, "size_bytes", value=0), 422, INVALID, "/evidence/0/size_bytes"),
    ("a negative size", at("evidence", 0, "size_bytes", value=-1), 422, INVALID, "/evidence/0/size_bytes"),
    ("a size over the limit", at("evidence", 0, "size_bytes", value=2**31), 413, "evidence-too-large", "/evidence/0/size_bytes"),
    ("a size beyond all integers", at("evidence", 0, "size_bytes", value=10**40), 422, INVALID, "/evidence/0/size_bytes"),
    ("a short hash", at("evidence", 0, "sha256", value="ab" * 31), 422, INVALID, "/evidence/0/sha256"),
    ("an upper-case hash", at("evidence", 0, "sha256", value="AB" * 32), 422, INVALID, "/evidence/0/sha256"),
    ("an id that is none", at("evidence", 0, "id", value="../../etc/passwd"), 422, INVALID, "/evidence/0/id"),
    ("an endless media type", at("evidence", 0, "media_type", value="a" * 300 + "/jpeg"), 422, INVALID, "/evidence/0/media_type"),
    ("duplicate photographs", twice("evidence"), 422, INVALID, "/evidence/1/id"),
    ("duplicate finding ids", twice("findings"), 422, INVALID, "/findings/1/id"),
    ("a photograph nobody declared", at("findings", 0, "evidence_ids", value=[NOBODY]), 422, INVALID, "/findings/0/evidence_ids/0"),
    ("a finding without photograph", at("findings", 0, "evidence_ids", value=[]), 422, INVALID, "/findings/0/evidence_ids"),
    ("a finding without cause", at("findings", 0, "cause", value="  "), 422, INVALID, "/findings/0/cause"),
    ("a finding without facts", without("findings", 0, "facts"), 422, INVALID, "/findings/0/facts"),
    ("nobody responsible", at("findings", 0, "responsible_persons", value=[]), 422, INVALID, "/findings/0/responsible_persons"),
    ("a person without name or post", at("findings", 0, "responsible_persons", value=[{"kind": "direct"}]), 422, INVALID,
     "/findings/0/responsible_persons/0"),
    ("no finding and no statement", at("findings", value=[]), 422, INVALID, "/no_problem_statement"),
    ("201 photographs", many_photos(200), 422, INVALID, "/evidence"),
    ("51 findings", lambda manifest: manifest["findings"].extend(a_finding([manifest["evidence"][0]["id"]]) for _ in range(50)),
     422, INVALID, "/findings"),
    ("1970", at("evidence", 0, "captured_at", value="1970-01-01T00:00:00Z"), 422, INVALID, "/evidence/0/captured_at"),
    ("2100", at("finished_at", value="2100-01-01T00:00:00Z"), 422, INVALID, "/finished_at"),
    ("a naive time", at("started_at", value="2026-11-20T02:10:00"), 422, INVALID, "/started_at"),
    ("a date for a time", at("started_at", value="2026-11-20"), 422, INVALID, "/started_at"),
    ("no such day", at("started_at", value="2026-02-30T00:00:00Z"), 422, INVALID, "/started_at"),
    ("finished before it started", at("finished_at", value="2026-11-20T01:00:00Z"), 422, INVALID, "/finished_at"),
    ("a latitude off the earth", at("site", "location", value={"lat": 90.1, "lon": 0}), 422, INVALID, "/site/location/lat"),
    ("a fix without its time", without("evidence", 0, "location", "fixed_at"), 422, INVALID, "/evidence/0/location/fixed_at"),
    ("a negative accuracy", at("evidence", 0, "location", "accuracy_m", value=-1), 422, INVALID, "/evidence/0/location/accuracy_m"),
    ("an unknown field", at("released_at", value="2026-11-20T02:10:00Z"), 422, INVALID, "/released_at"),
    ("an unknown field within", at("findings", 0, "state", value="closed"), 422, INVALID, "/findings/0/state"),
    ("a field that is ours to set", at("evidence", 0, "received_at", value="2026-11-20T02:10:00Z"), 422, INVALID,
     "/evidence/0/received_at"),
    ("a NUL", at("findings", 0, "facts", value="垃圾\x00堆"), 422, INVALID, "/findings/0/facts"),
    ("an escape sequence", at("site", "name", value="渠\x1b[2J"), 422, INVALID, "/site/name"),
    ("a text that is too long", at("findings", 0, "facts", value="长" * 4001), 422, INVALID, "/findings/0/facts"),
    ("a text that grows in NFC", at("site", "name", value="\u0958" * 150), 422, INVALID, "/site/name"),
    ("a number for a text", at("summary", value=1), 422, INVALID, "/summary"),
    ("a list for an object", at("site", value=[]), 422, INVALID, "/site"),
    ("null for a list", at("evidence", value=None), 422, INVALID, "/evidence"),
    ("an unknown mission", at("mission_id", value=NOBODY), 422, "unknown-mission", "/mission_id"),
    ("an unknown source", at("evidence", 0, "source", value="gallery"), 422, INVALID, "/evidence/0/source"),
]  # fmt: skip


@pytest.fixture(scope="module")
def task(house: World) -> str:
    """The inspector's task."""
    return str(a_task(house)["id"])


@pytest.mark.parametrize(("change", "status", "slug", "pointer"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_manifest_wrong_in_one_place_is_refused_there(
    house: World, task: str, change: Change, status: int, slug: str, pointer: str
) -> None:
    manifest, client = a_manifest(task, [PHOTO]), house.as_("inspector")
    change(manifest)
    with nothing_changes(house):
        answer = client.put(f"/reports/{uuid4()}", json=manifest)
    assert refusal(answer) == (status, slug, pointer)


def test_ten_thousand_photographs_are_refused_by_name_and_fast(house: World, task: str) -> None:
    line = an_evidence(PHOTO, location=None)
    manifest = a_manifest(task, []) | {"evidence": [line | {"id": str(UUID(int=n))} for n in range(3000)]}
    with nothing_changes(house):
        assert refusal(house.as_("inspector").put(f"/reports/{uuid4()}", json=manifest)) == (422, "invalid-request", "/evidence")
        manifest["evidence"] = [line | {"id": str(UUID(int=n))} for n in range(10_000)]
        answer = house.as_("inspector").put(f"/reports/{uuid4()}", json=manifest)
    assert refusal(answer)[:2] == (413, "body-too-large")


@pytest.mark.parametrize("change", [at("evidence", 0, "location", value=None), without("evidence", 0, "location")])
def test_a_photograph_without_position_is_taken_and_marked(house: World, task: str, change: Change) -> None:
    manifest, report = a_manifest(task, [PHOTO]), str(uuid4())
    change(manifest)
    assert house.as_("inspector").put(f"/reports/{report}", json=manifest).status_code == 201
    assert house.as_("director").get(f"/reports/{report}").json()["flags"] == ["location_missing"]


def test_a_refused_position_is_taken_and_told(house: World, task: str) -> None:
    manifest = a_manifest(task, [PHOTO]) | {"location_refused": True}
    manifest["evidence"][0]["location"] = None
    report = str(uuid4())
    assert house.as_("inspector").put(f"/reports/{report}", json=manifest).status_code == 201
    assert house.as_("director").get(f"/reports/{report}").json()["location_refused"] is True


def test_an_inexact_position_and_a_wrong_clock_are_marked(house: World, task: str) -> None:
    manifest = a_manifest(task, [PHOTO]) | {"device": {"name": "07号机", "clock_skew_ms": 900_000}}
    manifest["evidence"][0]["location"]["accuracy_m"] = 400
    manifest["evidence"][0]["source"] = "picker"
    report = str(uuid4())
    assert house.as_("inspector").put(f"/reports/{report}", json=manifest).status_code == 201
    assert house.as_("director").get(f"/reports/{report}").json()["flags"] == ["accuracy_poor", "clock_skew", "picker"]


@pytest.mark.parametrize(
    "who", ["reviewer", "director", "township", "township-head", "dept", "county-leader", "sysadmin", "auditor"]
)
def test_only_the_field_writes_reports(house: World, task: str, who: str) -> None:
    client = house.as_(who)
    with nothing_changes(house):
        answer = client.put(f"/reports/{uuid4()}", json=a_manifest(task, [PHOTO]))
    assert refusal(answer)[:2] == (403, "forbidden")


def test_an_inspector_the_task_was_not_given_to_cannot_name_it(house: World) -> None:
    task = a_task(house, inspector_ids=[])["id"]
    with nothing_changes(house):
        answer = house.as_("inspector").put(f"/reports/{uuid4()}", json=a_manifest(task, [PHOTO]))
    assert refusal(answer) == (422, "unknown-task", "/task_id")
