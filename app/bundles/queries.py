"""Every SELECT over bundles: nobody sees another's, nor his own of a report that is hidden from him now."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from uuid import UUID

from sqlalchemy import Select, false, select

from app.access.policy import Permission, may
from app.bundles.models import Bundle
from app.bundles.states import State
from app.core.db import Tx
from app.core.problem import NotFound
from app.reports import queries as reports
from app.reports.models import Report

MOST = 50


def visible(tx: Tx) -> Select[Bundle]:
    """The reader's own, of reports he may see."""
    if not may(tx.actor, Permission.BUNDLE_MAKE):
        return select(Bundle).where(false())
    seen = reports.visible(tx).with_only_columns(Report.id)
    return select(Bundle).where(Bundle.requester_id == tx.actor.id, Bundle.report_id.in_(seen))


def get(tx: Tx, bundle_id: UUID) -> Bundle:
    """One visible bundle. Raises: NotFound."""
    row = tx.session.scalar(visible(tx).where(Bundle.id == bundle_id))
    if row is None:
        raise NotFound
    return row


def of_report(tx: Tx, report_id: UUID) -> Sequence[Bundle]:
    """The reader's of one report, the newest first."""
    mine = visible(tx).where(Bundle.report_id == report_id).order_by(Bundle.requested_at.desc(), Bundle.id)
    return tx.session.scalars(mine.limit(MOST)).all()


def made(tx: Tx, names: Sequence[str]) -> set[str]:
    """Which of these files are bundles that can be fetched, or are being given their names."""
    by_id = {name.removesuffix(".zip"): name for name in names}
    query = select(Bundle.id).where(Bundle.state.in_([State.MADE, State.WAITING]), Bundle.id.in_(_ids(by_id)))
    return {by_id[str(each)] for each in tx.session.scalars(query)}


def _ids(names: Iterable[str]) -> list[UUID]:
    found = []
    for name in names:
        with suppress(ValueError):
            found.append(UUID(name))
    return found
