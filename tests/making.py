"""Makers: only what a test cares about is named, the rest is plausible."""

import base64
import hashlib
import io
import os
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx2
from PIL import Image

from tests.world import TOWN, World, user_id

CAPTURED = "2026-11-20T02:20:00Z"


def a_photo(seed: int = 0, size: tuple[int, int] = (320, 240)) -> bytes:
    """A small JPEG, different for every seed."""
    out = io.BytesIO()
    Image.new("RGB", size, (seed * 37 % 256, seed * 91 % 256, 120)).save(
        out, "JPEG", comment=seed.to_bytes(8, "big") + os.urandom(8)
    )
    return out.getvalue()


def a_task(world: World, **changes: Any) -> dict[str, Any]:
    """A task led by the town, given to both inspectors; the created task."""
    draft = {
        "title": "公路沿线和村组清运", "source_type": "document", "source_level": "county", "content": "落实全域无垃圾行动。",
        "focus_area": "clean_county", "lead_unit_id": str(TOWN),
        "due_on": (datetime.now(UTC) + timedelta(days=40)).date().isoformat(),
        "inspector_ids": [str(user_id("inspector")), str(user_id("inspector2")), str(user_id("other-system"))],
        "sites": [{"name": "下梨坞村2组排洪渠", "unit_id": str(TOWN), "location": {"lat": 40.1101, "lon": 102.1101}}],
    } | changes  # fmt: skip
    answer = world.as_("reviewer").put(f"/tasks/{uuid4()}", json=draft)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def an_evidence(photo: bytes, **changes: Any) -> dict[str, Any]:
    """A manifest line for a photograph."""
    return {
        "id": str(uuid4()), "sha256": hashlib.sha256(photo).hexdigest(), "size_bytes": len(photo), "media_type": "image/jpeg",
        "captured_at": CAPTURED, "source": "camera", "label": "wide",
        "location": {"lat": 40.1102, "lon": 102.1102, "accuracy_m": 6, "fixed_at": CAPTURED, "source": "gps"},
    } | changes  # fmt: skip


def a_finding(evidence_ids: list[str], **changes: Any) -> dict[str, Any]:
    """A finding as the inspector records it."""
    return {
        "id": str(uuid4()), "focus_area": "clean_county", "category": "piled_rubbish", "severity": "general",
        "facts": "鹿鸣镇下梨坞村2组排洪渠内积存生活垃圾约3立方米，现场无人清理", "cause": "保洁员9月起空缺，村级巡查无记录",
        "suggestion": "3日内清运，补齐保洁员并明确包片干部", "responsible_unit_id": str(TOWN),
        "responsible_persons": [{"post": "包村干部", "kind": "direct"}], "evidence_ids": evidence_ids,
    } | changes  # fmt: skip


def a_manifest(task_id: str, photos: list[bytes], **changes: Any) -> dict[str, Any]:
    """A manifest with one finding over all photographs, or a statement when there are none."""
    evidence = [an_evidence(photo) for photo in photos]
    findings = [a_finding([line["id"] for line in evidence])] if evidence else []
    return {
        "task_id": task_id,
        "site": {"name": "下梨坞村2组排洪渠", "unit_id": str(TOWN), "location": {"lat": 40.1101, "lon": 102.1101}},
        "started_at": "2026-11-20T02:10:00Z", "finished_at": "2026-11-20T02:40:00Z", "summary": "排洪渠内垃圾积存。",
        "no_problem_statement": None if findings else "现场整洁，未发现问题", "evidence": evidence, "findings": findings,
        "device": {"name": "07号机", "app_version": "0.1.0", "clock_skew_ms": 400},
    } | changes  # fmt: skip


def tus_headers(line: dict[str, Any], **owner: str) -> dict[str, str]:
    """Headers of a creation for a manifest line."""
    values = {"evidence_id": line["id"], "sha256": line["sha256"]} | owner
    metadata = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in values.items())
    return {"Tus-Resumable": "1.0.0", "Upload-Length": str(line["size_bytes"]), "Upload-Metadata": metadata}


def upload(client: httpx2.Client, line: dict[str, Any], photo: bytes, **owner: str) -> httpx2.Response:
    """Send a photograph by tus, creation and one PATCH; the PATCH's answer."""
    created = client.post("/uploads", headers=tus_headers(line, **owner))
    assert created.status_code == 201, created.text
    place = created.headers["location"].removeprefix("/api/v1")
    return client.patch(
        place,
        headers={"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"},
        content=photo,
    )


def a_report(world: World, photos: int = 2, author: str = "inspector", **changes: Any) -> dict[str, Any]:
    """A complete submitted report; the full report as the office reads it."""
    pictures = [a_photo(n) for n in range(photos)]
    task = changes.pop("task_id", None) or a_task(world)["id"]
    manifest = a_manifest(task, pictures, **changes)
    report_id, client = str(uuid4()), world.as_(author)
    answer = client.put(f"/reports/{report_id}", json=manifest)
    assert answer.status_code == 201, answer.text
    for line, picture in zip(manifest["evidence"], pictures, strict=True):
        assert upload(client, line, picture, report_id=report_id).status_code == 204
    read: dict[str, Any] = world.as_("director").get(f"/reports/{report_id}").json()
    return read


def an_order(world: World, **changes: Any) -> dict[str, Any]:
    """An order on the one confirmed finding of a fresh report; the order as the office reads it."""
    severity = changes.pop("severity", "general")
    report = a_report(world)
    director = world.as_("director")
    assert director.post(f"/reports/{report['id']}/moves", json={"verb": "accept"}).status_code == 200
    finding = report["findings"][0]["id"]
    decided = director.post(f"/findings/{finding}/moves", json={"verb": "confirm", "severity": severity, "reason": "经会商"})
    assert decided.status_code == 200, decided.text
    draft = {
        "id": str(uuid4()), "finding_ids": [finding], "unit_id": str(TOWN), "class": "limited",
        "requirements": "限期清运并补齐保洁员。",
    } | changes  # fmt: skip
    answer = director.post("/orders", json=draft)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def check_masks(world: World, evidence_ids: list[str]) -> None:
    """A reviewer looks at these photographs and vouches for what is covered."""
    reviewer, items = world.as_("reviewer"), []
    for each in evidence_ids:
        assert reviewer.get(f"/evidence/{each}/preview").status_code == 200
        items.append({"evidence_id": each, "version": reviewer.get(f"/evidence/{each}/mask").json()["version"]})
    answer = reviewer.post("/evidence/masks/checks", json={"items": items})
    assert answer.status_code == 200, answer.text


def a_submission(photos: list[bytes] | None = None, **changes: Any) -> dict[str, Any]:
    """The unit's answer."""
    return {
        "id": str(uuid4()), "measures": "已组织清运", "result": "垃圾已清运完毕，保洁员到岗", "truth_statement": True,
        "signed_by": "褚样本", "evidence": [an_evidence(photo) for photo in photos or []],
    } | changes  # fmt: skip
