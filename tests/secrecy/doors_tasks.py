"""The task room's addresses, and the closing's."""

from typing import Any

from tests.secrecy.knocking import Asks, Ids, bodies, plain
from tests.world import OTHER_TOWN, TOWN

MATTER = {
    "title": "事项", "content": "内容", "focus_area": "clean_county", "lead_unit_id": str(TOWN), "due_on": "2098-01-01",
}  # fmt: skip


PROPOSAL = "6f0c0d8e-7d0b-4b86-9a51-3f1f5f3c7a01"  # the answer is about an id made of this one; that it tells nothing: tests/tasks


def _split(_: Ids) -> list[dict[str, Any]]:
    items = [MATTER | {"id": PROPOSAL}]
    return [{"json": {"source_type": "document", "source_level": "county", "source_ref": "云办发〔2026〕3号", "items": items}}]


def _said(ids: Ids) -> list[dict[str, Any]]:
    return [{"json": {"id": ids.submission, "text": "进展", "truth_statement": True}}]


def _answered(ids: Ids) -> list[dict[str, Any]]:
    return [{"json": {"id": ids.submission, "text": "办理情况", "truth_statement": True, "signed_by": "褚样本"}}]


DOORS: dict[tuple[str, str], Asks] = {
    ("GET", "/tasks/tally"): lambda _: [{}, {"params": {"light": "green"}}, {"params": {"unit_id": str(TOWN)}}],
    ("GET", "/tasks/campaigns"): plain,
    ("POST", "/tasks/split"): _split,
    ("POST", "/tasks/{task_id}/progress"): _said,
    ("POST", "/tasks/{task_id}/feedbacks"): _answered,
    ("PUT", "/tasks/{task_id}/milestones/{milestone_id}"): bodies({"done_on": "2026-11-20"}),
    ("GET", "/tasks/{task_id}/field"): plain,
    ("POST", "/tasks/{task_id}/moves"): bodies(
        *({"verb": verb} for verb in ("submit", "approve", "dispatch", "sign", "start", "close", "resume", "archive", "answer")),
        *({"verb": verb, "reason": "无"} for verb in ("return", "object", "overrule", "reopen", "suspend", "cancel")),
        {"verb": "reassign", "reason": "无", "lead_unit_id": str(OTHER_TOWN)},
    ),
}
