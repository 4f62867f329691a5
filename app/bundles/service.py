"""Asking for a bundle, and letting it be fetched."""

from uuid import UUID

from sqlalchemy import select

from app.access.policy import Permission, require
from app.audit.service import record
from app.bundles import queries, scope
from app.bundles.errors import BundleExpired, BundleIdReused, BundleNotReady, NothingReceived
from app.bundles.models import Bundle
from app.bundles.schemas import BundleDraft
from app.bundles.scope import Scope
from app.bundles.states import FETCHABLE, State
from app.core.db import Tx
from app.core.problem import NotFound
from app.jobs.service import enqueue
from app.reports import queries as reports
from app.reports import receipts
from app.reports.models import Report

MAKE, EXPIRE = "bundle.make", "bundle.expire"


def ask(tx: Tx, draft: BundleDraft) -> tuple[Bundle, bool]:
    """Have a bundle made; says whether that is new. Raises: Forbidden, NotFound, NothingReceived, BundleIdReused."""
    require(tx.actor, Permission.BUNDLE_MAKE)
    report = _seen(tx, draft.report_id)
    held = tx.session.get(Bundle, draft.id)
    if held is not None:
        asked = (held.requester_id, held.report_id, held.finding_id, held.reason)
        if asked != (tx.actor.id, draft.report_id, draft.finding_id, draft.reason):
            raise BundleIdReused(pointer="/id")
        return held, False
    chosen = scope.choose(tx, report, draft.finding_id)
    if not chosen.evidence and receipts.receipt(tx, report, []) is None:
        raise NothingReceived
    row = Bundle(
        id=draft.id, report_id=report.id, finding_id=draft.finding_id, requester_id=tx.actor.id, reason=draft.reason,
        scope=chosen.kept(), state=State.WAITING, requested_at=tx.now,
    )  # fmt: skip
    tx.session.add(row)
    record(tx, "bundle.requested", row, report=str(report.id), finding=str(draft.finding_id or ""), reason=draft.reason)
    enqueue(tx, MAKE, bundle_id=str(row.id))
    return row, True


def _seen(tx: Tx, report_id: UUID) -> Report:
    row = tx.session.scalar(reports.visible(tx).where(Report.id == report_id))
    if row is None:
        raise NotFound
    return row


def fetch(tx: Tx, bundle_id: UUID) -> Bundle:
    """Let it be carried away, and record it. Raises: NotFound, also if part of it is hidden now; BundleNotReady, BundleExpired."""
    row = queries.get(tx, bundle_id)
    if not Scope.load(row.scope).within(scope.choose(tx, _seen(tx, row.report_id), row.finding_id)):
        raise NotFound
    if row.state == State.EXPIRED:
        raise BundleExpired
    if row.state not in FETCHABLE:
        raise BundleNotReady(state=row.state)
    record(tx, "bundle.fetched", row, sha256=row.sha256)
    return row


def expire(tx: Tx, row: Bundle) -> None:
    """Its file is not given out any longer. Twice is once."""
    if row.state == State.MADE:
        row.state = State.EXPIRED
        record(tx, "bundle.expired", row)


def expire_all(tx: Tx) -> list[Bundle]:
    """Expire every bundle that is made, once those just being named have their name; gives those still waiting, locked."""
    lively = select(Bundle).where(Bundle.state.in_([State.WAITING, State.MADE])).order_by(Bundle.id)
    rows = tx.session.scalars(lively.with_for_update()).all()
    for row in rows:
        expire(tx, row)
    tx.session.flush()
    return [row for row in rows if row.state == State.WAITING]
