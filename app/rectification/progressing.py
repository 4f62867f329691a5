"""Long orders 长期整改: the unit's milestones, and its word each month."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete

from app.access.policy import Permission, require
from app.audit.service import record
from app.core.clock import legal_date
from app.core.db import Tx
from app.findings import queries as findings
from app.rectification import parts, queries
from app.rectification.errors import MilestoneDone, NotLongOrder, ProgressIdReused, UnknownMilestone
from app.rectification.issuing import ensure_signed
from app.rectification.models import Milestone, Order, ProgressEntry
from app.rectification.part_schemas import MilestonePlan, ProgressDraft
from app.rectification.states import ANSWERABLE, OrderClass


def _order(tx: Tx, order_id: UUID) -> Order:
    order = queries.get(tx, order_id, lock=True)
    require(tx.actor, Permission.ORDER_PROGRESS)
    return order


def _require_running(order: Order) -> None:
    if order.kind != OrderClass.LONG or order.state not in ANSWERABLE:
        raise NotLongOrder(state=order.state)


def note_first(tx: Tx, order: Order) -> None:
    """Let order and findings know their first milestone not reached: late, it colours their light (`calendar.lights`)."""
    tx.session.flush()
    ahead = parts.milestone_rows(order.id).where(Milestone.done_at.is_(None))
    order.milestone_due_on = tx.session.scalar(ahead.with_only_columns(Milestone.due_on).limit(1))
    for finding in findings.of_orders(tx, [order.id]):
        finding.milestone_due_on = order.milestone_due_on


def forget(tx: Tx, order: Order) -> None:
    """Another unit plans its own steps."""
    tx.session.execute(delete(Milestone).where(Milestone.order_id == order.id))
    note_first(tx, order)


def plan(tx: Tx, order_id: UUID, wanted: MilestonePlan) -> Order:
    """Let these be the milestones still ahead; those reached stay.

    Raises: NotFound, Forbidden, NotLongOrder, MilestoneDone, ProgressIdReused.
    """
    order = _order(tx, order_id)
    _require_running(order)
    held = {row.id: row for row in tx.session.scalars(parts.milestone_rows(order.id))}
    for position, draft in enumerate(wanted.items):
        row = held.pop(draft.id, None)
        if row is None:
            if tx.session.get(Milestone, draft.id) is not None:
                raise ProgressIdReused(pointer=f"/items/{position}/id")
            tx.session.add(Milestone(order_id=order.id, done_at=None, **draft.model_dump()))
        elif row.done_at is not None:
            raise MilestoneDone(pointer=f"/items/{position}/id")
        else:
            row.name, row.due_on = draft.name, draft.due_on
    for row in held.values():
        if row.done_at is None:
            tx.session.delete(row)
    ensure_signed(tx, order, tx.actor.id)
    note_first(tx, order)
    order.version += 1
    record(tx, "order.milestones", order, items=[draft.model_dump(mode="json") for draft in wanted.items])
    return order


def enter(tx: Tx, order_id: UUID, draft: ProgressDraft) -> tuple[ProgressEntry, bool]:
    """The month's progress, and which milestones were reached; says whether it is new.

    Raises: NotFound, Forbidden, NotLongOrder, UnknownMilestone, ProgressIdReused.
    """
    order = _order(tx, order_id)
    held = tx.session.get(ProgressEntry, draft.id)
    if held is not None:
        if (held.order_id, held.content_sha256) != (order.id, draft.content_sha256()):
            raise ProgressIdReused(pointer="/id")
        return held, False
    _require_running(order)
    reached = _reached(tx, order, draft.done)
    ensure_signed(tx, order, tx.actor.id)
    for milestone in reached:
        milestone.done_at = tx.now
    note_first(tx, order)
    row = ProgressEntry(
        id=draft.id, order_id=order.id, author_id=tx.actor.id, content_sha256=draft.content_sha256(), text=draft.text,
        month=f"{legal_date(tx.now):%Y-%m}", done=[str(each) for each in draft.done], entered_at=tx.now,
    )  # fmt: skip
    tx.session.add(row)
    order.version += 1
    record(tx, "progress.entered", row, order=str(order.id), reason=draft.text)
    return row, True


def _reached(tx: Tx, order: Order, ids: Sequence[UUID]) -> list[Milestone]:
    ahead = {row.id: row for row in tx.session.scalars(parts.milestone_rows(order.id)) if row.done_at is None}
    for position, each in enumerate(ids):
        if each not in ahead:
            raise UnknownMilestone(pointer=f"/done/{position}")
    return [ahead[each] for each in ids]
