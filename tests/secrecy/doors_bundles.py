"""The addresses of evidence bundles."""

from typing import Any

from tests.secrecy.knocking import Asks, Ids, plain


def _asked(ids: Ids) -> list[dict[str, Any]]:
    draft = {"id": ids.others["step"], "report_id": ids.report, "reason": "来函调取"}
    return [{"json": draft}, {"json": draft | {"finding_id": ids.finding}}]


DOORS: dict[tuple[str, str], Asks] = {
    ("POST", "/bundles"): _asked,
    ("GET", "/bundles"): lambda ids: [{"params": {"report_id": ids.report}}],
    ("GET", "/bundles/{bundle_id}"): plain,
    ("GET", "/bundles/{bundle_id}/file"): plain,
}
