"""tus core: HEAD and PATCH, every wrong offset, every right byte."""

import base64
import hashlib

import pytest

from tests.uploads.tus import PHOTO, Tus, slug
from tests.world import World

UNKNOWN = "/uploads/00000000-0000-4000-8000-000000000000"


def test_a_fresh_upload_stands_at_zero(tus: Tus, place) -> None:
    answer = tus.head(place)
    told = (answer.status_code, answer.headers["upload-offset"], answer.headers["upload-length"], answer.content)
    assert told == (200, "0", "10240", b"")
    assert (answer.headers["cache-control"], answer.headers["tus-resumable"]) == ("no-store", "1.0.0")
    assert answer.headers["upload-expires"].endswith("GMT")


@pytest.mark.parametrize("method", ["HEAD", "PATCH", "DELETE"])
def test_an_unknown_upload_is_not_found(tus: Tus, method) -> None:
    headers = {"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    answer = tus.client.request(method, UNKNOWN, headers=headers)
    assert (answer.status_code, answer.headers["tus-resumable"]) == (404, "1.0.0")


@pytest.mark.parametrize("method", ["HEAD", "PATCH", "DELETE"])
def test_another_users_upload_is_not_found(tus: Tus, another: Tus, place, method) -> None:
    headers = {"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    assert another.client.request(method, place, headers=headers, content=b"").status_code == 404
    assert tus.offset(place) == 0


@pytest.mark.parametrize("method", ["HEAD", "PATCH", "DELETE"])
def test_nobody_known_is_refused(world: World, place, method) -> None:
    headers = {"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    with world.client() as anybody:
        assert anybody.request(method, place, headers=headers).status_code == 401


@pytest.mark.parametrize("step", [1_000, 5_120, 10_239, 10_240])
def test_pieces_of_any_size_make_the_photograph(tus: Tus, declared, place, step) -> None:
    for start in range(0, len(PHOTO), step):
        answer = tus.patch(place, start, PHOTO[start : start + step])
        assert (answer.status_code, answer.headers["upload-offset"]) == (204, str(min(start + step, 10_240)))
        assert answer.content == b""
    assert tus.original(declared) == PHOTO


def test_a_photograph_may_come_byte_by_byte(tus: Tus, declaring) -> None:
    declared = declaring(b"tiny photo")
    place = tus.open(declared)
    offsets = [tus.patch(place, n, declared.photo[n : n + 1]).headers["upload-offset"] for n in range(10)]
    assert offsets == ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]
    assert tus.original(declared) == b"tiny photo"


@pytest.mark.parametrize("offset", [0, 4_999, 5_001, 10_240, 10_241, 999_999_999_999_999])
def test_another_offset_is_refused_and_the_right_one_told(tus: Tus, declared, place, offset) -> None:
    tus.patch(place, 0, PHOTO[:5_000])
    answer = tus.patch(place, offset, PHOTO[5_000:])
    assert (answer.status_code, slug(answer), answer.json()["offset"]) == (409, "offset-conflict", 5_000)
    assert tus.offset(place) == 5_000
    tus.finish(place, declared)


@pytest.mark.parametrize("offset", [None, "", "-1", "0.5", "zero", "0x0", "9" * 16])
def test_an_offset_that_is_no_count_of_bytes_is_malformed(tus: Tus, place, offset) -> None:
    answer = tus.patch(place, 0, PHOTO, upload_offset=offset)
    assert (answer.status_code, slug(answer), answer.json()["pointer"]) == (400, "malformed-header", "/headers/Upload-Offset")
    assert tus.offset(place) == 0


@pytest.mark.parametrize("kind", [None, "", "application/octet-stream", "application/json", "image/jpeg", "multipart/form-data"])
def test_another_content_type_is_refused(tus: Tus, place, kind) -> None:
    answer = tus.patch(place, 0, PHOTO, content_type=kind)
    assert (answer.status_code, slug(answer)) == (415, "wrong-content-type")
    assert tus.offset(place) == 0


@pytest.mark.parametrize("kind", ["Application/Offset+Octet-Stream", "application/offset+octet-stream; charset=utf-8"])
def test_the_content_type_is_read_as_http_reads_it(tus: Tus, place, kind) -> None:
    assert tus.patch(place, 0, PHOTO, content_type=kind).status_code == 204


def test_an_empty_body_changes_nothing(tus: Tus, place) -> None:
    tus.patch(place, 0, PHOTO[:100])
    answer = tus.patch(place, 100, b"")
    assert (answer.status_code, answer.headers["upload-offset"]) == (204, "100")


@pytest.mark.parametrize("surplus", [1, 3_000_000])
@pytest.mark.parametrize("start", [0, 5_000])
def test_more_than_announced_is_refused_and_the_offset_stands(tus: Tus, declared, place, start, surplus) -> None:
    tus.patch(place, 0, PHOTO[:start])
    answer = tus.patch(place, start, PHOTO[start:] + bytes(surplus))
    assert (answer.status_code, slug(answer), answer.json()["limit"]) == (413, "upload-too-large", 10_240)
    assert tus.offset(place) == start
    tus.finish(place, declared)


def test_a_body_of_unannounced_length_is_taken(tus: Tus, declared, place) -> None:
    answer = tus.patch(place, 0, iter([PHOTO[:1], PHOTO[1:4_000], b"", PHOTO[4_000:]]))
    assert (answer.status_code, answer.headers["upload-offset"]) == (204, "10240")
    assert tus.original(declared) == PHOTO


def test_a_body_of_unannounced_length_is_cut_off_at_the_end_of_the_upload(tus: Tus, declared, place) -> None:
    assert tus.patch(place, 0, iter([PHOTO, b"!"])).status_code == 413
    tus.finish(place, declared)


def test_a_completed_upload_takes_an_empty_body_and_nothing_else(tus: Tus, declared, place) -> None:
    tus.patch(place, 0, PHOTO)
    again, more = tus.patch(place, 10_240, b""), tus.patch(place, 0, PHOTO)
    assert (again.status_code, again.headers["upload-offset"]) == (204, "10240")
    assert (more.status_code, more.json()["offset"]) == (409, 10_240)
    assert "upload-expires" not in tus.head(place).headers
    assert tus.original(declared) == PHOTO


def test_bytes_after_the_end_of_a_completed_upload_are_not_taken(tus: Tus, declared, place) -> None:
    tus.patch(place, 0, PHOTO)
    assert tus.patch(place, 10_240, b"more").status_code == 413
    assert tus.original(declared) == PHOTO


def test_other_bytes_than_declared_are_thrown_away_as_a_whole(tus: Tus, declared, place) -> None:
    tus.patch(place, 0, PHOTO[:5_000])
    answer = tus.patch(place, 5_000, bytes(5_240))
    assert (answer.status_code, slug(answer), answer.json()["declared"]) == (460, "checksum-mismatch", declared.line["sha256"])
    assert tus.offset(place) == 0
    assert tus.client.get(f"/evidence/{declared.line['id']}").json()["state"] == "declared"
    tus.finish(place, declared)


def _promise(algorithm: str, content: bytes) -> str:
    return f"{algorithm} {base64.b64encode(hashlib.new(algorithm, content).digest()).decode()}"


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
@pytest.mark.parametrize("end", [1, 5_000, 10_240])
def test_a_body_with_the_right_checksum_is_taken(tus: Tus, declared, place, algorithm, end) -> None:
    answer = tus.patch(place, 0, PHOTO[:end], upload_checksum=_promise(algorithm, PHOTO[:end]))
    assert (answer.status_code, answer.headers["upload-offset"]) == (204, str(end))
    tus.finish(place, declared)


@pytest.mark.parametrize("promise", [_promise("sha1", b"other"), _promise("sha256", b"other"), "sha1 AAAA", "sha256"])
@pytest.mark.parametrize("end", [7_000, 10_240])
def test_a_body_with_the_wrong_checksum_is_thrown_away(tus: Tus, declared, place, promise, end) -> None:
    tus.patch(place, 0, PHOTO[:3_000])
    answer = tus.patch(place, 3_000, PHOTO[3_000:end], upload_checksum=promise)
    assert (answer.status_code, slug(answer)) == (460, "checksum-mismatch")
    assert tus.offset(place) == 3_000
    tus.finish(place, declared)


def test_of_a_large_body_with_the_wrong_checksum_nothing_stays_on_the_disk(tus: Tus, declaring) -> None:
    """Most of it was written before its end was seen."""
    declared = declaring(bytes(range(251)) * 12_000)
    place = tus.open(declared)
    assert tus.patch(place, 0, bytes(2_900_000), upload_checksum=_promise("sha1", b"other")).status_code == 460
    tus.finish(place, declared)


@pytest.mark.parametrize(
    ("promise", "refusal"),
    [
        ("md5 XrY7u+Ae7tCTyyK7j1rNww==", "checksum-unsupported"),
        ("crc32 AAAAAA==", "checksum-unsupported"),
        ("", "checksum-unsupported"),
        ("sha1 not-base64!", "malformed-header"),
        ("sha256 AAA", "malformed-header"),
    ],
)
def test_a_checksum_that_cannot_be_read_is_refused_before_a_byte_is_taken(tus: Tus, place, promise, refusal) -> None:
    answer = tus.patch(place, 0, PHOTO, upload_checksum=promise)
    assert (answer.status_code, slug(answer)) == (400, refusal)
    assert tus.offset(place) == 0


@pytest.mark.parametrize("verb", ["PATCH", "HEAD", "DELETE"])
def test_a_client_behind_a_proxy_that_knows_only_post_is_served(tus: Tus, place, verb) -> None:
    headers = {
        "Tus-Resumable": "1.0.0", "X-HTTP-Method-Override": verb, "Upload-Offset": "0",
        "Content-Type": "application/offset+octet-stream",
    }  # fmt: skip
    answer = tus.client.post(place, headers=headers, content=PHOTO[:100] if verb == "PATCH" else b"")
    assert answer.status_code == {"PATCH": 204, "HEAD": 200, "DELETE": 204}[verb]
    assert tus.head(place).headers.get("upload-offset") == {"PATCH": "100", "HEAD": "0", "DELETE": None}[verb]


@pytest.mark.parametrize("verb", [None, "POST", "PUT", "patch"])
def test_an_upload_cannot_be_posted_to_otherwise(tus: Tus, place, verb) -> None:
    headers = {"Tus-Resumable": "1.0.0"} | ({"X-HTTP-Method-Override": verb} if verb else {})
    answer = tus.client.post(place, headers=headers)
    assert (answer.status_code, slug(answer)) == (405, "method-not-allowed")
