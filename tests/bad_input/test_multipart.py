"""One-request reports that are not: nothing of them stays."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from tests.bad_input.traces import held, nothing_changes, refusal
from tests.making import a_manifest, a_photo, a_task
from tests.world import World

ONE, TWO = a_photo(1), a_photo(2)
Part = tuple[str, str | None, bytes]  # name, filename, content


@pytest.fixture(scope="module")
def task(house: World) -> str:
    """The task the other system reports on; it is signed in before anything is counted."""
    house.as_("other-system")
    return str(a_task(house)["id"])


def a_form(parts: list[Part], boundary: str = "zz") -> bytes:
    """A multipart body, as written by hand."""
    body = b""
    for name, filename, content in parts:
        named = f'; filename="{filename}"' if filename is not None else ""
        body += f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'.encode() + content + b"\r\n"
    return body + f"--{boundary}--\r\n".encode()


def a_report_of(task: str, **changes: Any) -> tuple[dict[str, Any], list[Part]]:
    """A good form of two photographs: its manifest, and its photo parts."""
    manifest = a_manifest(task, [ONE, TWO]) | {"id": str(uuid4())} | changes
    return manifest, [("photo", line["id"], photo) for line, photo in zip(manifest["evidence"], (ONE, TWO), strict=True)]


def report_part(manifest: dict[str, Any]) -> Part:
    """The JSON part."""
    return "report", None, json.dumps(manifest).encode()


def send(world: World, body: bytes | Iterator[bytes], kind: str = "multipart/form-data; boundary=zz") -> httpx2.Response:
    """Send it as another system."""
    return world.as_("other-system").post("/reports", content=body, headers={"Content-Type": kind})


def test_a_good_form_is_a_report_at_once(house: World, task: str) -> None:
    manifest, photos = a_report_of(task)
    answer = send(house, a_form([report_part(manifest), *photos]))
    assert (answer.status_code, answer.json()["state"], answer.json()["missing"]) == (201, "submitted", [])
    assert [line["sha256"] for line in answer.json()["receipt"]["evidence"]] == [hashlib.sha256(p).hexdigest() for p in (ONE, TWO)]
    with nothing_changes(house):
        again = send(house, a_form([report_part(manifest), *photos]))
    assert (again.status_code, again.json()) == (200, answer.json())


def test_the_order_of_the_parts_is_the_senders(house: World, task: str) -> None:
    manifest, photos = a_report_of(task)
    assert send(house, a_form([*reversed(photos), report_part(manifest)])).status_code == 201


def test_the_bytes_may_come_one_by_one(house: World, task: str) -> None:
    manifest, photos = a_report_of(task)
    body = a_form([report_part(manifest), *photos])
    assert send(house, (body[at : at + 7] for at in range(0, len(body), 7))).status_code == 201


STRANGER = str(uuid4())


def wrong(task: str) -> dict[str, tuple[list[Part], tuple[int, str]]]:
    """Forms wrong in one place, and what they are told."""
    manifest, photos = a_report_of(task)
    report = report_part(manifest)
    other = a_manifest(task, [ONE, TWO]) | {"id": str(uuid4())}
    size = other | {"evidence": [other["evidence"][0] | {"size_bytes": len(ONE) + 1}, other["evidence"][1]]}
    named = [("photo", line["id"], photo) for line, photo in zip(other["evidence"], (ONE, TWO), strict=True)]
    return {
        "no report": (photos, (422, "part-missing")),
        "no parts": ([], (422, "part-missing")),
        "a photograph missing": ([report, photos[0]], (422, "part-missing")),
        "a photograph too many": ([report, *photos, ("photo", STRANGER, ONE)], (422, "part-unexpected")),
        "a photograph twice": ([report, photos[0], *photos], (422, "part-unexpected")),
        "a second report": ([report, report, *photos], (422, "part-unexpected")),
        "an unknown part": ([report, ("file", "a.jpg", ONE), *photos], (422, "part-unexpected")),
        "a photograph named like a file": ([report, ("photo", "../../DSC1.jpg", ONE), photos[1]], (422, "part-unexpected")),
        "a photograph without name": ([report, ("photo", None, ONE), photos[1]], (422, "part-unexpected")),
        "photographs exchanged": ([report, ("photo", photos[1][1], ONE), ("photo", photos[0][1], TWO)], (422, "hash-mismatch")),
        "one byte flipped": ([report, (photos[0][0], photos[0][1], ONE[:-1] + b"\0"), photos[1]], (422, "hash-mismatch")),
        "one byte short": ([report, (photos[0][0], photos[0][1], ONE[:-1]), photos[1]], (422, "size-mismatch")),
        "one byte more": ([report, (photos[0][0], photos[0][1], ONE + b"\0"), photos[1]], (422, "size-mismatch")),
        "an empty photograph": ([report, (photos[0][0], photos[0][1], b""), photos[1]], (422, "size-mismatch")),
        "a wrong size declared": ([report_part(size), *named], (422, "size-mismatch")),
        "half a manifest": ([("report", None, report[2][:300]), *photos], (422, "invalid-request")),
        "a manifest with NaN": ([("report", None, report[2].replace(b"40.1101", b"NaN")), *photos], (422, "invalid-request")),
        "a manifest with a NUL": ([report_part(manifest | {"summary": "\0"}), *photos], (422, "invalid-request")),
        "a manifest with a surrogate": ([("report", None, b'{"summary": "\\ud800"}')], (422, "invalid-request")),
        "a deep manifest": ([("report", None, b"[" * 100_000)], (422, "invalid-request")),
        "a manifest without id": (
            [report_part({k: v for k, v in manifest.items() if k != "id"}), *photos],
            (422, "invalid-request"),
        ),
        "a manifest that is too large": ([("report", None, b" " * 1_000_001)], (413, "body-too-large")),
        "an unknown task": ([report_part(manifest | {"task_id": STRANGER}), *photos], (422, "unknown-task")),
    }


@pytest.mark.parametrize("name", list(wrong("00000000-0000-4000-8000-000000000001")))
def test_a_form_wrong_in_one_place_leaves_nothing(house: World, task: str, name: str) -> None:
    parts, expected = wrong(task)[name]
    before = held(house)
    answer = send(house, a_form(parts))
    assert refusal(answer)[:2] == expected
    after = held(house)
    assert {key: value for key, value in after.items() if key != "originals"} == {
        k: v for k, v in before.items() if k != "originals"
    }


@pytest.mark.parametrize(
    ("body", "kind", "expected"),
    [
        (b"", "multipart/form-data; boundary=zz", (422, "part-missing")),
        (b"x", "multipart/form-data", (400, "malformed-multipart")),
        (b"x", "multipart/form-data; boundary=", (400, "malformed-multipart")),
        (b"x", "multipart/form-data; boundary=" + "z" * 300, (400, "malformed-multipart")),
        (b"nothing like a form", "multipart/form-data; boundary=zz", (400, "malformed-multipart")),
        (b"--zz\r\nno header\r\n\r\n", "multipart/form-data; boundary=zz", (400, "malformed-multipart")),
        (b"--zz\r\n" + b"X-Long: " + b"a" * 9000 + b"\r\n\r\n", "multipart/form-data; boundary=zz", (400, "malformed-multipart")),
        (b"--zz\r\n\r\nbody\r\n--zz--", "multipart/form-data; boundary=zz", (422, "part-unexpected")),
        (b"{}", "application/json", (415, "unsupported-media-type")),
        (b"{}", "", (415, "unsupported-media-type")),
        (b"a=1", "application/x-www-form-urlencoded", (415, "unsupported-media-type")),
    ],
)
def test_a_body_that_is_no_form_is_refused(house: World, task: str, body: bytes, kind: str, expected: tuple[int, str]) -> None:
    assert task
    with nothing_changes(house):
        answer = send(house, body, kind)
    assert refusal(answer)[:2] == expected


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_form_cut_short_leaves_nothing(house: World, task: str, share: float) -> None:
    manifest, photos = a_report_of(task)
    body = a_form([report_part(manifest), *photos])
    with nothing_changes(house):
        answer = send(house, body[: int(len(body) * share)])
    assert refusal(answer)[0] in {400, 422}


def test_ten_thousand_parts_are_refused_at_the_first_too_many(house: World, task: str) -> None:
    with nothing_changes(house):
        answer = send(house, a_form([("photo", str(uuid4()), b"x") for _ in range(10_000)]))
    assert refusal(answer)[:2] == (422, "part-unexpected")
    assert task not in answer.text


def test_a_form_of_a_used_id_is_refused_and_both_are_kept(house: World, task: str) -> None:
    manifest, photos = a_report_of(task)
    assert send(house, a_form([report_part(manifest), *photos])).status_code == 201
    before = held(house)["report_conflict"]
    other = manifest | {"summary": "别的"}
    assert refusal(send(house, a_form([report_part(other), *photos]))) == (409, "report-id-reused", "/id")
    assert held(house)["report_conflict"] == before + 1


def test_a_unit_cannot_even_begin_a_form(house: World, task: str) -> None:
    manifest, photos = a_report_of(task)
    unit = house.as_("township")
    with nothing_changes(house):
        answer = unit.post(
            "/reports",
            content=a_form([report_part(manifest), *photos]),
            headers={"Content-Type": "multipart/form-data; boundary=zz"},
        )
    assert refusal(answer)[:2] == (403, "forbidden")
