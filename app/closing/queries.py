"""What the field knows of a task."""

from uuid import UUID

from sqlalchemy import func, select

from app.access.policy import Permission, Sight, sees
from app.closing.schemas import FieldOut
from app.core.db import Tx
from app.core.problem import Forbidden
from app.findings import queries as findings
from app.findings.models import Finding
from app.findings.states import State as FindingState
from app.reports import queries as reports
from app.reports.models import Report
from app.reports.states import State as ReportState
from app.tasks.models import Task

SETTLED = frozenset({"closed", "rejected", "merged", "transferred", "revoked"}) & {state.value for state in FindingState}
STANDING = (ReportState.ACCEPTED, ReportState.RELEASED)
MOST_SHOWN = 200


def open_findings(tx: Tx, task_id: UUID) -> int:
    """How many findings of the task's reports are not settled, whoever may see them."""
    query = select(func.count()).select_from(Finding).join(Report, Report.id == Finding.report_id)
    wanted = (Report.task_id == task_id, Report.state != ReportState.VOID, ~Finding.withdrawn, Finding.state.not_in(SETTLED))
    return tx.session.scalar(query.where(*wanted)) or 0


def site_checked(tx: Tx, task: Task) -> bool:
    """Whether somebody went to look after the unit's answer, and the office accepted what they brought."""
    if task.fulfilled_at is None:
        return False
    query = select(Report.id).where(Report.task_id == task.id, Report.state.in_(STANDING), Report.started_at >= task.fulfilled_at)
    return tx.session.scalar(query.limit(1)) is not None


def field_side(tx: Tx, task: Task) -> FieldOut:
    """Reports and findings of a task as far as the reader may see them. Raises: Forbidden for all but the office."""
    if not sees(tx.actor, Sight.OFFICE):
        raise Forbidden(needs=Permission.TASK_JUDGE.value)
    of_task = reports.visible(tx).where(Report.task_id == task.id)
    seen = tx.session.scalars(of_task.order_by(Report.received_at.desc(), Report.id).limit(MOST_SHOWN)).all()
    ids = [report.id for report in seen]
    found = findings.visible(tx).where(Finding.report_id.in_(ids)).order_by(Finding.found_at.desc(), Finding.position)
    rows = tx.session.scalars(found).all()
    looked = [row for row in seen if row.state in STANDING and task.fulfilled_at and row.started_at >= task.fulfilled_at]
    return FieldOut(
        reports=reports.summaries(tx, seen),
        findings=findings.outs(tx, rows),
        open_findings=sum(row.state not in SETTLED for row in rows),
        site_checked=bool(looked),
    )
