"""Photographs that are not, and real ones with all their faults: stored and receipted as bytes, only a view may fail."""

import base64
import hashlib
import io
import os
import zlib
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from PIL import Image

from app.access.policy import Role
from tests.bad_input.test_multipart import a_form, report_part
from tests.bad_input.traces import nothing_changes, refusal
from tests.making import a_finding, a_manifest, a_photo, a_task, an_evidence, tus_headers, upload
from tests.world import OFFICE, Template, World, user_id

OFFSET = "application/offset+octet-stream"
REAL = Path(os.environ.get("MINGCHA_PHOTOS", Path(__file__).parents[3] / "shared" / "photos"))


def a_png(width: int, height: int) -> bytes:
    """A PNG that claims so many pixels and holds none."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = chunk(b"IHDR", width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\0\0\0")
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 999)) + chunk(b"IEND", b"")


def a_large_photo(width: int, height: int) -> bytes:
    """A picture of so many pixels, small as a file."""
    out = io.BytesIO()
    Image.new("L", (width, height), 90).save(out, "JPEG", quality=30)
    return out.getvalue()


def taken(world: World, photos: list[bytes]) -> tuple[str, list[dict[str, Any]]]:
    """A report of these bytes, each sent in one tus request; its evidence as the office reads it."""
    author, report = world.as_("inspector"), str(uuid4())
    lines = [an_evidence(photo) for photo in photos]
    made = a_manifest(a_task(world)["id"], [], evidence=lines, findings=[a_finding([lines[0]["id"]])], no_problem_statement=None)
    assert author.put(f"/reports/{report}", json=made).status_code == 201
    for line, photo in zip(lines, photos, strict=True):
        headers = tus_headers(line, report_id=report) | {"Content-Type": OFFSET}
        assert author.post("/uploads", headers=headers, content=photo).status_code == 201
    world.work()
    return report, world.as_("director").get(f"/reports/{report}").json()["evidence"]


BROKEN = {
    "a text": (b"not a picture at all", "不支持的图像格式"),
    "one byte": (b"\xff", "不支持的图像格式"),
    "a PDF": (b"%PDF-1.7\n1 0 obj\n", "不支持的图像格式"),
    "an SVG with a script": (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "不支持的图像格式"),
    "a page": (b"<!doctype html><script>alert(1)</script>", "不支持的图像格式"),
    "a claim of 2.5 gigapixels": (a_png(50_000, 50_000), "像素过多"),
    "70 megapixels": (a_large_photo(10_000, 7_000), "像素过多"),
}


@pytest.fixture(scope="module")
def broken(house: World) -> dict[str, dict[str, Any]]:
    """All of them in one report, after the worker has looked at them."""
    report, rows = taken(house, [content for content, _ in BROKEN.values()])
    assert house.as_("director").get(f"/reports/{report}").json()["state"] == "submitted"
    return dict(zip(BROKEN, rows, strict=True))


@pytest.mark.parametrize("name", list(BROKEN))
def test_what_cannot_be_shown_is_still_evidence(house: World, broken: dict[str, dict[str, Any]], name: str) -> None:
    content, note = BROKEN[name]
    row, director = broken[name], house.as_("director")
    assert (row["state"], row["decode"], row["decode_note"]) == ("received", "undecodable", note)
    original = director.get(f"/evidence/{row['id']}/original")
    assert original.content == content
    assert original.headers["content-type"] == "application/octet-stream"
    assert original.headers["content-disposition"].startswith("attachment;")
    assert original.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in original.headers["content-security-policy"]
    for view in ("preview", "thumbnail", "watermarked"):
        assert refusal(director.get(f"/evidence/{row['id']}/{view}"))[:2] == (404, "evidence-undecodable")
    assert director.get(f"/evidence/{row['id']}/receipt").json()["sha256"] == hashlib.sha256(content).hexdigest()


def test_sixty_megapixels_are_shown(house: World) -> None:
    _, rows = taken(house, [a_large_photo(8944, 6708)])
    assert (rows[0]["decode"], rows[0]["width"], rows[0]["height"]) == ("ok", 8944, 6708)
    with Image.open(io.BytesIO(house.as_("director").get(f"/evidence/{rows[0]['id']}/preview").content)) as preview:
        assert max(preview.size) == 1600


def test_a_view_is_made_on_the_spot_when_nobody_has_looked_yet(house: World) -> None:
    author, report, photo = house.as_("inspector"), str(uuid4()), a_photo(3)
    manifest = a_manifest(a_task(house)["id"], [photo])
    author.put(f"/reports/{report}", json=manifest)
    evidence = manifest["evidence"][0]
    early = house.as_("director").get(f"/evidence/{evidence['id']}/preview")
    assert refusal(early)[:2] == (409, "evidence-not-received")
    assert upload(author, evidence, photo, report_id=report).status_code == 204
    view = house.as_("director").get(f"/evidence/{evidence['id']}/preview")
    assert (view.status_code, view.headers["content-type"], view.headers["cache-control"]) == (
        200,
        "image/webp",
        "private, no-store",
    )
    assert "last-modified" not in view.headers
    stamped = house.as_("director").get(f"/evidence/{evidence['id']}/watermarked")
    assert (stamped.status_code, stamped.headers["content-type"]) == (200, "image/jpeg")
    assert (stamped.headers["cache-control"], stamped.headers["x-content-type-options"]) == ("private, no-store", "nosniff")
    assert house.as_("director").get(f"/evidence/{evidence['id']}").json()["decode"] == "ok"


def a_creation(line: dict[str, Any], **changes: str) -> dict[str, str]:
    """Headers of a creation whose metadata says something else."""
    values = {"evidence_id": line["id"], "sha256": line["sha256"]} | changes
    raw = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in values.items())
    return {"Tus-Resumable": "1.0.0", "Upload-Length": str(line["size_bytes"]), "Upload-Metadata": raw}


def test_photographs_nobody_declared_are_refused(house: World) -> None:
    photo, author = a_photo(4), house.as_("inspector")
    line = an_evidence(photo)
    manifest = a_manifest(a_task(house)["id"], [photo])
    assert author.put(f"/reports/{uuid4()}", json=manifest).status_code == 201
    declared, stranger = manifest["evidence"][0], house.as_("inspector2")
    with nothing_changes(house):
        answers = [
            author.post("/uploads", headers=a_creation(line)),
            author.post("/uploads", headers=a_creation(declared, report_id=str(uuid4()))),
            stranger.post("/uploads", headers=a_creation(declared)),
        ]
    assert [refusal(answer) for answer in answers] == [(409, "evidence-not-declared", "/headers/Upload-Metadata")] * 3


def test_another_hash_or_size_than_declared_is_refused_before_a_byte_is_sent(house: World) -> None:
    photo, author = a_photo(5), house.as_("inspector")
    manifest = a_manifest(a_task(house)["id"], [photo])
    assert author.put(f"/reports/{uuid4()}", json=manifest).status_code == 201
    line = manifest["evidence"][0]
    with nothing_changes(house):
        wrong_hash = author.post("/uploads", headers=a_creation(line, sha256="0" * 64))
        wrong_size = author.post("/uploads", headers=a_creation(line) | {"Upload-Length": str(len(photo) + 1)})
        empty = author.post("/uploads", headers=a_creation(line) | {"Upload-Length": "0"})
    assert refusal(wrong_hash) == (422, "evidence-mismatch", "/headers/Upload-Metadata")
    assert [refusal(answer) for answer in (wrong_size, empty)] == [(422, "evidence-mismatch", "/headers/Upload-Length")] * 2


def test_other_bytes_of_the_same_size_are_thrown_away_and_the_right_ones_still_taken(house: World) -> None:
    photo, author, report = a_photo(6), house.as_("inspector"), str(uuid4())
    manifest = a_manifest(a_task(house)["id"], [photo])
    assert author.put(f"/reports/{report}", json=manifest).status_code == 201
    line = manifest["evidence"][0]
    assert refusal(upload(author, line, photo[:-1] + b"\0", report_id=report))[:2] == (460, "checksum-mismatch")
    assert author.get(f"/reports/{report}").json()["evidence"][0]["state"] == "declared"
    assert upload(author, line, photo, report_id=report).headers["mingcha-report-state"] == "submitted"
    assert house.as_("director").get(f"/evidence/{line['id']}/original").content == photo


@pytest.mark.parametrize(("change", "expected"), [({"active": False}, 401), ({"roles": ["county_leader"]}, 403)])
def test_rights_taken_away_between_two_chunks_end_the_upload(
    template: Template, engine: str, change: dict[str, object], expected: int
) -> None:
    with template.world(engine) as world:
        photo, author, report = a_photo(7), world.as_("inspector"), str(uuid4())
        manifest = a_manifest(a_task(world)["id"], [photo])
        author.put(f"/reports/{report}", json=manifest)
        place = author.post("/uploads", headers=tus_headers(manifest["evidence"][0], report_id=report)).headers["location"]
        at = {"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Content-Type": OFFSET}
        half = author.patch(place.removeprefix("/api/v1"), headers=at, content=photo[:100])
        assert (half.status_code, half.headers["upload-offset"]) == (204, "100")
        if "active" in change:
            draft = {"username": "inspector", "name": "王示例", "unit_id": str(OFFICE)} | change
            assert world.as_("sysadmin").put(f"/users/{user_id('inspector')}", json=draft).status_code == 200
        else:
            world.appoint("inspector", Role.COUNTY_LEADER)
        late = author.patch(place.removeprefix("/api/v1"), headers=at | {"Upload-Offset": "100"}, content=photo[100:])
        assert late.status_code == expected
        assert world.as_("director").get(f"/reports/{report}").json()["state"] == "incomplete"


def real_photos() -> list[Path]:
    """Every photograph beside the repository; without them, generated ones."""
    return sorted(path for path in REAL.glob("*/*") if path.is_file()) if REAL.is_dir() else []


def views_of(world: World, rows: list[dict[str, Any]]) -> dict[str, set[tuple[int, str]]]:
    """What each view answers."""
    director = world.as_("director")
    told: dict[str, set[tuple[int, str]]] = {}
    for row in rows:
        for view in ("preview", "thumbnail"):
            told.setdefault(row["decode"], set()).add(outcome(director.get(f"/evidence/{row['id']}/{view}")))
    for row in rows[::6]:
        told[row["decode"]].add(outcome(director.get(f"/evidence/{row['id']}/watermarked")))
    return told


def outcome(answer: httpx2.Response) -> tuple[int, str]:
    """Status, and kind or slug."""
    kind = answer.headers["content-type"]
    return answer.status_code, kind if answer.status_code == 200 else answer.json()["type"]


def test_real_photographs_are_all_taken_by_tus(template: Template) -> None:
    contents = [path.read_bytes() for path in real_photos()] or [a_photo(n) for n in range(9)]
    with template.world("sqlite") as world:
        report, rows = taken(world, contents)
        check(world, report, rows, contents)


def test_real_photographs_are_all_taken_in_one_request(template: Template) -> None:
    contents = [path.read_bytes() for path in real_photos()] or [a_photo(n) for n in range(9)]
    with template.world("postgresql") as world:
        lines = [an_evidence(content) for content in contents]
        manifest = a_manifest(a_task(world)["id"], [], evidence=lines, no_problem_statement="试") | {"id": str(uuid4())}
        form = a_form(
            [report_part(manifest), *[("photo", line["id"], content) for line, content in zip(lines, contents, strict=True)]]
        )
        sent = world.as_("other-system").post(
            "/reports", content=form, headers={"Content-Type": "multipart/form-data; boundary=zz"}
        )
        assert sent.status_code == 201, sent.text
        kept(world, manifest["id"], contents)


def kept(world: World, report: str, contents: list[bytes]) -> None:
    """Every byte, under the hash it has."""
    read = world.as_("director").get(f"/reports/{report}").json()
    assert read["state"] == "submitted"
    assert [row["sha256"] for row in read["evidence"]] == [hashlib.sha256(content).hexdigest() for content in contents]


def check(world: World, report: str, rows: list[dict[str, Any]], contents: list[bytes]) -> None:
    """Every byte kept; every picture either shown or refused by name."""
    kept(world, report, contents)
    assert {row["decode"] for row in rows} <= {"ok", "undecodable"}
    shown = {(200, "image/webp"), (200, "image/jpeg")}
    told = views_of(world, rows)
    assert told.pop("ok") <= shown
    assert told.pop("undecodable", set()) <= {(404, "/problems/evidence-undecodable")}
    assert told == {}
