"""The field's side of a matter on the wire."""

from app.core.schema import Schema
from app.findings.schemas import FindingOut
from app.reports.schemas import ReportSummary


class FieldOut(Schema):
    """What was found on site for a task, the newest first; `site_checked`: an accepted visit since the unit's answer."""

    reports: list[ReportSummary]
    findings: list[FindingOut]
    open_findings: int
    site_checked: bool
