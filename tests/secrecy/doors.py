"""Every address of the API and how to knock on it: a new route without a row fails the build.

The rooms of the main path have their rows here; every other room has a file of its own beside, `doors_<room>.py`, whose
`DOORS` is taken in. A path's ids are named after their kind: `{mission_id}` is `ids.others["mission"]`.
"""

import base64
import json
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID

from tests.making import a_finding, a_manifest, an_evidence
from tests.secrecy.knocking import FIXED, Asks, Ids, Knock, bodies, plain
from tests.world import BUREAU, TOWN, VILLAGE, user_id


def filtered(*more: str) -> Asks:
    """A list, whole and through every filter that could single the case out."""

    def asks(ids: Ids) -> list[dict[str, Any]]:
        given = {
            "limit": 1, "unit_id": str(TOWN), "q": "弃渣场", "report_id": ids.report, "order_id": ids.order, "task_id": ids.task,
            "severity": "serious", "focus_area": "clean_county", "category": "piled_rubbish", "from": "2026-11-19",
            "to": "2026-11-21",
            "light": "green",
        }  # fmt: skip
        return [{}, *({"params": {name: given[name]}} for name in given if name in more)]

    return asks


def _manifest(ids: Ids) -> dict[str, Any]:
    manifest = a_manifest(ids.task, [FIXED])
    line = an_evidence(FIXED, id=ids.evidence)
    return manifest | {"evidence": [line], "findings": [a_finding([ids.evidence], id=ids.finding)]}


def _compared(kind: str, id_: str) -> dict[str, Any]:
    """A comparison of this one copy."""
    return {"kind": kind, "after": str(UUID(int=UUID(id_).int - 1)), "items": [{"id": id_, "version": ""}], "last": False}


def _form(ids: Ids) -> dict[str, Any]:
    report = json.dumps(_manifest(ids) | {"id": ids.report})
    return {"files": [("report", (None, report, "application/json")), ("photo", (ids.evidence, FIXED, "image/jpeg"))]}


def _order(ids: Ids) -> dict[str, Any]:
    asked = {"finding_ids": [ids.finding], "unit_id": str(TOWN), "class": "limited", "requirements": "限期整改"}
    return {"json": {"id": ids.order} | asked}


def _submission(ids: Ids) -> dict[str, Any]:
    words = {"measures": "已整改", "result": "已完成", "truth_statement": True, "signed_by": "褚样本", "evidence": []}
    return {"json": {"id": ids.submission} | words}


def _look(ids: Ids) -> dict[str, Any]:
    line = an_evidence(FIXED, id=ids.evidence)
    found = {"result": "rectified", "note": "已现场核查", "inspected_at": "2026-11-21T02:00:00Z", "evidence": [line]}
    return {"json": {"id": ids.submission} | found}


def _creation(ids: Ids) -> dict[str, Any]:
    said = {"evidence_id": ids.evidence, "report_id": ids.report, "sha256": "0" * 64}
    raw = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in said.items())
    return {"headers": {"Tus-Resumable": "1.0.0", "Upload-Length": "18", "Upload-Metadata": raw}}


TUS = {"Tus-Resumable": "1.0.0"}
APPEND = TUS | {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
TASK = {
    "title": "事项", "source_type": "document", "source_level": "county", "content": "内容", "focus_area": "clean_county",
    "lead_unit_id": str(TOWN), "due_on": "2098-01-01",
}  # fmt: skip
UNIT = {"parent_id": str(TOWN), "name": "下梨坞村", "short_name": "下梨坞村", "kind": "village"}
USER = {"username": "dept", "name": "冯演示", "post": "干部", "unit_id": str(BUREAU)}
FINDING_FILTERS = (
    "limit", "unit_id", "q", "report_id", "order_id", "severity", "focus_area", "category", "from", "to", "light",
)  # fmt: skip

DOORS: dict[tuple[str, str], Asks] = {
    ("POST", "/auth/token"): lambda _: [{"data": {"grant_type": "refresh_token", "refresh_token": "x"}}],
    ("POST", "/auth/revoke"): bodies({"refresh_token": "x"}),
    ("GET", "/calendar/{year}"): plain,
    ("PUT", "/calendar/{year}"): bodies({"source": "通知", "days": []}),
    ("GET", "/dictionary"): plain,
    ("GET", "/evidence/{evidence_id}"): plain,
    ("GET", "/evidence/{evidence_id}/checks"): plain,
    ("GET", "/evidence/{evidence_id}/original"): lambda _: [{}, {"headers": {"Range": "bytes=0-3"}}],
    ("GET", "/evidence/{evidence_id}/preview"): plain,
    ("GET", "/evidence/{evidence_id}/receipt"): plain,
    ("GET", "/evidence/{evidence_id}/thumbnail"): plain,
    ("GET", "/evidence/{evidence_id}/watermarked"): plain,
    ("GET", "/findings"): filtered(*FINDING_FILTERS),
    ("GET", "/findings/{finding_id}"): plain,
    ("POST", "/findings/{finding_id}/moves"): bodies(
        {"verb": "confirm"},
        {"verb": "reject", "reason": "无"},
        {"verb": "close"},
        {"verb": "reopen", "reason": "无"},
        {"verb": "claim"},
    ),
    ("GET", "/findings/{finding_id}/reinspections"): plain,
    ("POST", "/findings/{finding_id}/reinspections"): lambda ids: [_look(ids)],
    ("GET", "/ledgers/findings"): filtered(*FINDING_FILTERS),
    ("GET", "/ledgers/findings.{form}"): filtered("q", "report_id", "order_id"),
    ("GET", "/ledgers/orders"): filtered("limit", "unit_id", "q", "light"),
    ("GET", "/ledgers/orders.{form}"): filtered("q"),
    ("GET", "/ledgers/tasks"): filtered("limit", "q", "focus_area", "light"),
    ("GET", "/ledgers/tasks.{form}"): plain,
    ("GET", "/me"): plain,
    ("GET", "/orders"): filtered("limit", "unit_id", "q", "light"),
    ("POST", "/orders"): lambda ids: [_order(ids)],
    ("POST", "/orders/preview-due"): bodies({"class": "limited"}),
    ("GET", "/orders/{order_id}"): plain,
    ("POST", "/orders/{order_id}/moves"): bodies(
        {"verb": "sign"},
        {"verb": "accept"},
        {"verb": "return", "reason": "无"},
        {"verb": "cancel", "reason": "无"},
        {"verb": "answer"},
        {"verb": "suspend", "reason": "无"},
        {"verb": "lift"},
        {"verb": "revoke", "reason": "无"},
    ),
    ("POST", "/orders/{order_id}/submissions"): lambda ids: [_submission(ids)],
    ("GET", "/reports"): filtered("limit", "task_id", "unit_id", "q", "from", "to"),
    ("POST", "/reports"): lambda ids: [_form(ids)],
    ("GET", "/reports/unconfirmed"): plain,
    ("GET", "/reports/{report_id}"): plain,
    ("PUT", "/reports/{report_id}"): lambda ids: [{"json": _manifest(ids)}],
    ("POST", "/reports/{report_id}/moves"): bodies(
        {"verb": "accept"}, {"verb": "return", "reason": "无"}, {"verb": "void"}, {"verb": "confirm"}
    ),
    ("GET", "/sync"): plain,
    ("GET", "/sync/envelopes"): plain,
    ("POST", "/sync/compare"): lambda ids: [
        {"json": _compared(kind, getattr(ids, kind))} for kind in ("task", "report", "finding", "order")
    ],
    ("POST", "/sync/held"): lambda ids: [
        {"json": {"items": [{"kind": kind, "id": getattr(ids, kind)} for kind in ("task", "report", "finding", "order")]}}
    ],
    ("GET", "/tasks"): filtered("limit", "q", "focus_area", "light"),
    ("GET", "/tasks/{task_id}"): plain,
    ("PUT", "/tasks/{task_id}"): lambda _: [{"json": TASK}, {"json": TASK, "headers": {"If-Match": '"1"'}}],
    ("GET", "/units"): filtered("limit", "q"),
    ("PUT", "/units/{unit_id}"): bodies(UNIT),
    ("OPTIONS", "/uploads"): plain,
    ("POST", "/uploads"): lambda ids: [_creation(ids)],
    ("OPTIONS", "/uploads/{upload_id}"): plain,
    ("HEAD", "/uploads/{upload_id}"): lambda _: [{"headers": TUS}],
    ("PATCH", "/uploads/{upload_id}"): lambda _: [{"headers": APPEND, "content": FIXED}],
    ("DELETE", "/uploads/{upload_id}"): lambda _: [{"headers": TUS}],
    ("GET", "/users"): filtered("limit"),
    ("PUT", "/users/{user_id}"): bodies(USER),  # ruff: ignore[missing-f-string-syntax]  a route
}
SEVERAL: dict[str, tuple[str, ...]] = {"form": ("csv", "xlsx")}  # a place that stands for each of a closed set
for _path in sorted(Path(__file__).parent.glob("doors_*.py")):
    _room = import_module(f"tests.secrecy.{_path.stem}")
    DOORS |= _room.DOORS
    SEVERAL |= getattr(_room, "SEVERAL", {})
FIXED_PLACES = {"name": "limited_days", "year": "2027", "index": "1", "unit_id": str(VILLAGE), "user_id": str(user_id("dept"))}
FIXED_PLACES["install_id"] = "0e4d5b36-5d0c-4f0e-9a53-6f6f0d1f3c01"


def knocks_at(route: tuple[str, str], ids: Ids) -> Iterator[Knock]:
    """Every request of one door for one case."""
    places = {f"{kind}_id": value for kind, value in ids.by_kind().items()} | FIXED_PLACES
    method, path = route
    for at in _filled(path, places):
        for options in DOORS[route](ids):
            yield Knock(method, at, options)


def _filled(path: str, places: dict[str, str]) -> list[str]:
    """The address with its places filled, once for each of a closed set it names."""
    several = next((name for name in SEVERAL if f"{{{name}}}" in path), None)
    return [path.format(**places, **({several: each} if several else {})) for each in (SEVERAL[several] if several else ("",))]


def knocks(ids: Ids) -> Iterator[Knock]:
    """Every request of the table for one case."""
    for route in DOORS:
        yield from knocks_at(route, ids)
