"""What the finding room answers beyond the main path."""

from typing import Any

from tests.making import an_evidence
from tests.secrecy.knocking import FIXED, Asks, Ids, bodies, plain


def _supplement(ids: Ids) -> list[dict[str, Any]]:
    return [{"json": {"id": ids.submission, "text": "补充", "evidence": [an_evidence(FIXED, id=ids.evidence)]}}]


DOORS: dict[tuple[str, str], Asks] = {
    ("POST", "/findings/{finding_id}/moves"): bodies(
        {"verb": "confirm"}, {"verb": "reject", "reason": "无"}, {"verb": "close"}, {"verb": "reopen", "reason": "无"},
        {"verb": "claim"}, {"verb": "ask", "reason": "无"}, {"verb": "waive"}, {"verb": "merge"},
        {"verb": "settle", "reason": "无"},
        {"verb": "propose", "reason": "无"}, {"verb": "transfer", "receiver": "县监委", "reason": "无"},
    ),
    ("PUT", "/findings/{finding_id}/marks"): lambda _: [{"json": {}, "headers": {"If-Match": '"1"'}}, {"json": {}}],
    ("GET", "/findings/{finding_id}/neighbours"): plain,
    ("POST", "/findings/{finding_id}/supplements"): _supplement,
}  # fmt: skip
