"""The order's story, from issue to closing, out of the log: names and the office's own reasons are kept from units."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select

from app.audit import queries as audit
from app.audit.models import LogEntry
from app.core.db import Tx
from app.findings.schemas import FindingOut
from app.identity import queries as identity
from app.rectification.models import Extension, Objection, Order, ProgressEntry, Submission
from app.rectification.schemas import Step

PARTS = (Submission, Objection, Extension, ProgressEntry)  # what touches its order when it changes
_PARTS = {
    "objection.filed", "objection.refuse", "objection.withdraw", "extension.filed", "extension.grant", "extension.refuse",
    "extension.withdraw", "extension.escalate", "submission.withdraw", "submission.late", "progress.entered",
}  # fmt: skip
_FINDINGS = {"finding.reinspected", "finding.fake_rectification", "finding.close", "finding.reopen", "finding.look_assigned"}
OUTSIDE = _PARTS | {
    "order.issued", "order.signed", "order.auto_signed", "order.answered", "order.answered_on_paper", "order.accept",
    "order.return", "order.resume", "order.closed", "order.reassign", "order.suspend", "order.lift", "order.due_recomputed",
    "order.milestones", "finding.close",
}  # fmt: skip


def timeline(tx: Tx, row: Order, carried: Sequence[FindingOut], *, inside: bool) -> list[Step]:
    """Every step that the reader may know of; a unit's story of an order begins when it came to it."""
    numbers = {finding.id: finding.number for finding in carried}
    ids = [row.id, *numbers, *(each for table in PARTS for each in tx.session.scalars(_of(table, row)))]
    entries = [entry for entry in audit.stories(tx, ids) if _told(entry, row, inside=inside)]
    names = identity.names(tx, [entry.actor_id for entry in entries])
    own = set(names) if inside else _own_people(tx, row)
    return [_step(entry, names.get(entry.actor_id) if entry.actor_id in own else None, numbers, inside=inside) for entry in entries]


def _of(table: Any, row: Order) -> Any:  # ruff: ignore[any-type]  a mapped class, and its query
    return select(table.id).where(table.order_id == row.id)


def _told(entry: LogEntry, row: Order, *, inside: bool) -> bool:
    if inside:
        return entry.action in _PARTS | _FINDINGS or entry.object_type == Order.__tablename__
    return entry.action in OUTSIDE and (not row.assigned_at or entry.at >= row.assigned_at or entry.action == "order.issued")


def _step(entry: LogEntry, name: str | None, numbers: dict[UUID, str | None], *, inside: bool) -> Step:
    said: dict[str, Any] = orjson.loads(entry.payload) if entry.payload else {}
    reason = said.get("reason") if inside or not entry.action.startswith("finding.") else None
    due = said.get("due_on")
    return Step(
        at=entry.at, action=entry.action, actor_name=name, note=reason, due_on=date.fromisoformat(due) if due else None,
        unit_name=said.get("unit_name"), result=said.get("result") if inside else None, finding_number=numbers.get(entry.object_id),
    )  # fmt: skip


def _own_people(tx: Tx, row: Order) -> set[UUID]:
    """Whom a unit reads by name: itself, and its own who signed or wrote since the order came to it."""
    found = {person for person in (row.signer_id, tx.actor.id) if person}
    for table, at in ((Objection, Objection.filed_at), (Extension, Extension.filed_at)):
        query = select(table.author_id).where(table.order_id == row.id)
        found |= set(tx.session.scalars(query.where(at >= row.assigned_at) if row.assigned_at else query))
    return found
