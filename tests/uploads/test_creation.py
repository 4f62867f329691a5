"""tus creation and creation-with-upload: what may be opened, and what is refused."""

import base64
from uuid import uuid4

import pytest

from tests.making import tus_headers
from tests.uploads.tus import PHOTO, Tus, changed, declare, slug
from tests.world import World

HALF, WHOLE = 5_120, 10_240


def test_the_server_says_what_it_speaks(world: World) -> None:
    with world.client() as anybody:
        answer = anybody.options("/uploads")
    assert answer.status_code == 204
    told = {name: answer.headers[name] for name in answer.headers if name.startswith("tus-")}
    assert told == {
        "tus-resumable": "1.0.0", "tus-version": "1.0.0", "tus-max-size": "67108864", "tus-checksum-algorithm": "sha1,sha256",
        "tus-extension": "creation,creation-with-upload,checksum,expiration,termination",
    }  # fmt: skip


def test_an_upload_is_opened_at_zero(tus: Tus, declared) -> None:
    answer = tus.create(declared)
    assert (answer.status_code, answer.headers["upload-offset"], answer.content) == (201, "0", b"")
    assert answer.headers["location"].startswith("/api/v1/uploads/")
    assert answer.headers["upload-expires"].endswith("GMT")
    assert (answer.headers["tus-resumable"], answer.headers["cache-control"]) == ("1.0.0", "no-store")


@pytest.mark.parametrize("method", ["POST", "HEAD", "PATCH", "DELETE"])
@pytest.mark.parametrize("version", [None, "", "0.2.2", "1.0", "1.0.1", "2.0.0"])
def test_another_version_is_refused_and_the_right_one_named(tus: Tus, declared, place, method, version) -> None:
    headers = changed(declared.headers | {"Upload-Offset": "0"}, {"tus_resumable": version})
    answer = tus.client.request(method, "/uploads" if method == "POST" else place, headers=headers)
    assert (answer.status_code, answer.headers["tus-version"]) == (412, "1.0.0")
    assert tus.offset(place) == 0


@pytest.mark.parametrize("length", [None, "", "-1", "+5", "1.5", "1e4", "0x10", "ten", "10240, 10240", "9" * 16, "9" * 400])
def test_a_length_that_is_no_count_of_bytes_is_malformed(tus: Tus, declared, length) -> None:
    answer = tus.create(declared, upload_length=length)
    assert (answer.status_code, slug(answer)) == (400, "malformed-header")
    assert answer.json()["pointer"] == "/headers/Upload-Length"


def test_a_deferred_length_is_not_offered(tus: Tus, declared) -> None:
    answer = tus.create(declared, upload_length=None, upload_defer_length="1")
    assert (answer.status_code, slug(answer)) == (400, "malformed-header")


@pytest.mark.parametrize("length", ["0", "1", "10239", "10241"])
def test_another_length_than_declared_is_refused(tus: Tus, declared, length) -> None:
    answer = tus.create(declared, upload_length=length)
    assert (answer.status_code, slug(answer), answer.json()["declared"]) == (422, "evidence-mismatch", 10_240)


@pytest.mark.parametrize("length", [str(64 * 1024 * 1024 + 1), "999999999999999"])
def test_more_than_the_largest_photograph_is_refused(tus: Tus, declared, length) -> None:
    answer = tus.create(declared, upload_length=length)
    assert (answer.status_code, slug(answer), answer.json()["limit"]) == (413, "upload-too-large", 67_108_864)


def _encoded(**values: str) -> str:
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in values.items())


GARBAGE = {
    "none at all": None,
    "empty": "",
    "commas": ",,,",
    "no evidence id": _encoded(report_id=str(uuid4())),
    "an evidence id that is none": _encoded(evidence_id="42"),
    "an empty evidence id": "evidence_id",
    "not base64": "evidence_id !!!!",
    "base64 without its padding": "evidence_id YWJjZA",
    "base64 of something not UTF-8": "evidence_id /////w==",
    "base64url": "evidence_id _-__",
    "an owner that is none": _encoded(evidence_id=str(uuid4()), report_id="../../etc"),
    "too long": _encoded(evidence_id=str(uuid4()), padding="x" * 2000),
}


@pytest.mark.parametrize("metadata", GARBAGE.values(), ids=GARBAGE)
def test_metadata_that_says_nothing_readable_is_malformed(tus: Tus, declared, metadata) -> None:
    answer = tus.create(declared, upload_metadata=metadata)
    assert (answer.status_code, slug(answer)) == (400, "malformed-header")
    assert answer.json()["pointer"] == "/headers/Upload-Metadata"


def test_other_metadata_is_kept_and_given_back(tus: Tus, declared) -> None:
    metadata = declared.headers["Upload-Metadata"] + ",filename aW1nLmpwZw==,is_confidential"
    made = tus.create(declared, upload_metadata=metadata)
    assert made.status_code == 201
    seen = tus.head(made.headers["location"].removeprefix("/api/v1"))
    assert (seen.headers["upload-metadata"], seen.headers["upload-length"]) == (metadata, "10240")


def test_a_photograph_no_manifest_names_is_refused(tus: Tus, declared) -> None:
    stranger = declared.line | {"id": str(uuid4())}
    answer = tus.client.post("/uploads", headers=tus_headers(stranger, report_id=declared.report_id))
    assert (answer.status_code, slug(answer)) == (409, "evidence-not-declared")


def test_another_users_photograph_is_refused_as_if_it_were_not_declared(another: Tus, declared) -> None:
    answer = another.create(declared)
    assert (answer.status_code, slug(answer)) == (409, "evidence-not-declared")


def test_a_photograph_of_another_report_is_refused(tus: Tus, declared) -> None:
    answer = tus.client.post("/uploads", headers=tus_headers(declared.line, report_id=str(uuid4())))
    assert (answer.status_code, slug(answer)) == (409, "evidence-not-declared")


def test_another_hash_than_declared_is_refused(tus: Tus, declared) -> None:
    answer = tus.client.post("/uploads", headers=tus_headers(declared.line | {"sha256": "0" * 64}, report_id=declared.report_id))
    assert (answer.status_code, slug(answer), answer.json()["field"]) == (422, "evidence-mismatch", "sha256")


@pytest.mark.parametrize(("username", "status"), [("auditor", 403), ("sysadmin", 403), ("county-leader", 403), (None, 401)])
def test_who_sends_nothing_opens_nothing(world: World, declared, username, status) -> None:
    client = world.as_(username) if username else world.client()
    assert client.post("/uploads", headers=declared.headers).status_code == status
    if username is None:
        client.close()


@pytest.mark.parametrize(("sent", "offset"), [(0, "0"), (1, "1"), (HALF, "5120"), (WHOLE - 1, "10239")])
def test_a_body_may_come_along(tus: Tus, declared, sent, offset) -> None:
    answer = tus.create(declared, PHOTO[:sent])
    assert (answer.status_code, answer.headers["upload-offset"]) == (201, offset)
    tus.finish(answer.headers["location"].removeprefix("/api/v1"), declared)


def test_a_whole_body_completes_the_report_at_once(tus: Tus, declared) -> None:
    answer = tus.create(declared, PHOTO)
    assert (answer.status_code, answer.headers["upload-offset"], answer.headers["mingcha-report-state"]) == (
        201,
        "10240",
        "submitted",
    )
    assert "upload-expires" not in answer.headers
    assert tus.original(declared) == PHOTO


def test_a_body_longer_than_announced_is_refused_and_nothing_of_it_counts(tus: Tus, declared) -> None:
    answer = tus.create(declared, PHOTO + b"!")
    assert (answer.status_code, slug(answer)) == (413, "upload-too-large")
    assert tus.client.get(f"/evidence/{declared.line['id']}").json()["state"] == "declared"


def test_a_body_of_another_type_is_refused(tus: Tus, declared) -> None:
    answer = tus.create(declared, PHOTO, content_type="image/jpeg")
    assert (answer.status_code, slug(answer)) == (415, "wrong-content-type")


def test_a_body_with_the_wrong_checksum_is_refused(tus: Tus, declared) -> None:
    answer = tus.create(declared, PHOTO, upload_checksum=f"sha1 {base64.b64encode(bytes(20)).decode()}")
    assert (answer.status_code, slug(answer)) == (460, "checksum-mismatch")


def test_a_photograph_received_before_has_nothing_left_to_send(tus: Tus, declared) -> None:
    tus.create(declared, PHOTO)
    again = tus.create(declared)
    assert (again.status_code, again.headers["upload-offset"]) == (201, "10240")
    seen = tus.head(again.headers["location"].removeprefix("/api/v1"))
    assert (seen.status_code, seen.headers["upload-offset"]) == (200, "10240")


def test_the_last_of_several_completes_the_report(tus: Tus, declaring) -> None:
    first = declaring(PHOTO, b"second" * 100)
    answer = tus.create(first, PHOTO)
    assert answer.headers["mingcha-report-state"] == "incomplete"


def test_two_reports_may_name_the_same_bytes(tus: Tus, task_id) -> None:
    one, two = declare(tus.client, task_id, b"same" * 50), declare(tus.client, task_id, b"same" * 50)
    assert [tus.create(each, each.photo).headers["mingcha-report-state"] for each in (one, two)] == ["submitted", "submitted"]
    assert tus.original(one) == tus.original(two) == b"same" * 50
