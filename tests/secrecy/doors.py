"""Every address of the API and how to knock on it: a new route without a row here fails the build."""

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, fields
from typing import Any
from uuid import UUID, uuid4

import httpx2

from tests.making import a_finding, a_manifest, an_evidence
from tests.world import BUREAU, TOWN, VILLAGE, user_id

FIXED = b"the same few bytes"


@dataclass(frozen=True)
class Ids:
    """One case's things; what a reader may not see, or what nobody ever made."""

    report: str
    finding: str
    evidence: str
    upload: str
    task: str
    order: str
    submission: str

    @staticmethod
    def of_nothing() -> "Ids":
        """Ids nobody ever used."""
        return Ids(**{each.name: str(uuid4()) for each in fields(Ids)})

    def masked(self, text: str) -> str:
        """A text in which these ids, however written, read `<its kind>`."""
        for name, value in asdict(self).items():
            for written in (value, UUID(value).hex, value[:8].upper()):
                text = text.replace(written, f"<{name}>")
        return text


@dataclass(frozen=True)
class Knock:
    """One request."""

    method: str
    path: str
    options: dict[str, Any] = field(default_factory=dict)

    def on(self, client: httpx2.Client) -> httpx2.Response:
        """Send it."""
        return client.request(self.method, self.path, **self.options)


Asks = Callable[[Ids], list[dict[str, Any]]]


def plain(_: Ids) -> list[dict[str, Any]]:
    """Nothing but the address."""
    return [{}]


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


def bodies(*verbs: dict[str, Any]) -> Asks:
    """JSON bodies."""
    return lambda _: [{"json": verb} for verb in verbs]


def _manifest(ids: Ids) -> dict[str, Any]:
    manifest = a_manifest(ids.task, [FIXED])
    line = an_evidence(FIXED, id=ids.evidence)
    return manifest | {"evidence": [line], "findings": [a_finding([ids.evidence], id=ids.finding)]}


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
USER = {"username": "dept", "name": "冯演示", "post": "干部", "unit_id": str(BUREAU), "roles": ["department"]}
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
    ),
    ("POST", "/orders/{order_id}/submissions"): lambda ids: [_submission(ids)],
    ("GET", "/reports"): filtered("limit", "task_id", "unit_id", "q", "from", "to"),
    ("POST", "/reports"): lambda ids: [_form(ids)],
    ("GET", "/reports/{report_id}"): plain,
    ("PUT", "/reports/{report_id}"): lambda ids: [{"json": _manifest(ids)}],
    ("POST", "/reports/{report_id}/moves"): bodies({"verb": "accept"}, {"verb": "return", "reason": "无"}, {"verb": "void"}),
    ("GET", "/rules"): plain,
    ("PUT", "/rules/{name}"): bodies({"value": 4, "reason": "无"}),
    ("GET", "/rules/{name}/history"): plain,
    ("GET", "/sync"): plain,
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
FIXED_PLACES = {"name": "limited_days", "year": "2027", "unit_id": str(VILLAGE), "user_id": str(user_id("dept"))}


def knocks(ids: Ids) -> Iterator[Knock]:
    """Every request of the table for one case."""
    places = {f"{name}_id": value for name, value in asdict(ids).items()}
    for (method, path), asks in DOORS.items():
        for form in ("csv", "xlsx") if "{form}" in path else ("",):
            at = path.format(**places, **FIXED_PLACES, form=form)
            for options in asks(ids):
                yield Knock(method, at, options)
