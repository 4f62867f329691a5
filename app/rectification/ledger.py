"""Rows of 延期台账 and 回头看台账, from what the reader may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, or_, select, tuple_

from app.access.policy import Sight, sees
from app.core.clock import legal_date
from app.core.db import Tx
from app.findings.models import Finding
from app.identity import queries as identity
from app.rectification import parts, queries
from app.rectification.models import Extension, Order, Reinspection
from app.rectification.part_schemas import ExtensionRow, LookRow
from app.rectification.states import ExtensionState, ReinspectionResult, ReinspectionState
from app.seals import queries as seals
from app.units import queries as units
from app.units.models import Unit


@dataclass(frozen=True, slots=True)
class ExtensionFilter:
    """What the ledger of extensions may be narrowed by."""

    state: ExtensionState | None = None
    unit_id: UUID | None = None
    q: str | None = None


@dataclass(frozen=True, slots=True)
class LookFilter:
    """What the ledger of second looks may be narrowed by."""

    result: ReinspectionResult | None = None
    unit_id: UUID | None = None
    q: str | None = None


def extensions(tx: Tx, wanted: ExtensionFilter, start: Any, limit: int) -> Sequence[Extension]:  # ruff: ignore[any-type]  a cursor's value
    """Requests on visible orders, the newest first; a unit's from when the order came to it."""
    seen = queries.visible(tx).with_only_columns(Order.id)
    query = select(Extension).join(Order, Order.id == Extension.order_id).where(Extension.order_id.in_(seen))
    if not queries.inside(tx) and not sees(tx.actor, Sight.RELEASED):
        query = query.where(or_(Order.assigned_at.is_(None), Extension.filed_at >= Order.assigned_at))
    if wanted.state:
        query = query.where(Extension.state == wanted.state)
    query = _of_unit(query, Order.unit_path, wanted.unit_id)
    if wanted.q:
        texts = (Order.number, Extension.reason)
        query = query.where(or_(*[text.contains(wanted.q, autoescape=True) for text in texts]))
    if start:
        behind = tuple_(datetime.fromisoformat(start[0]), UUID(start[1]))
        query = query.where(tuple_(Extension.filed_at, Extension.id) < behind)
    return tx.session.scalars(query.order_by(Extension.filed_at.desc(), Extension.id.desc()).limit(limit)).all()


def _of_unit(query: Select[Any], path: Any, unit_id: UUID | None) -> Select[Any]:  # ruff: ignore[any-type]  a column
    if unit_id is None:
        return query
    return query.where(path.startswith(select(Unit.path).where(Unit.id == unit_id).scalar_subquery()))


def extension_rows(tx: Tx, rows: Sequence[Extension]) -> list[ExtensionRow]:
    """Requests with their orders."""
    ids = {row.order_id for row in rows}
    orders = {order.id: order for order in tx.session.scalars(select(Order).where(Order.id.in_(ids)))}
    homes, inside = units.by_ids(tx, [order.unit_id for order in orders.values()]), queries.inside(tx)
    return [
        ExtensionRow(
            **parts.extension_out(tx, row, inside=inside).model_dump(),
            order_number=order.number,
            unit_id=order.unit_id,
            unit_name=homes[order.unit_id].name,
        )
        for row in rows
        for order in (orders[row.order_id],)
    ]


def looks(tx: Tx, wanted: LookFilter, start: Any, limit: int) -> Sequence[Reinspection]:  # ruff: ignore[any-type]  a cursor's value
    """Second looks, the newest first: the office's that are open to the reader, leaders' once in effect, no unit's."""
    query = select(Reinspection).join(Finding, Finding.id == Reinspection.finding_id).where(_seen(tx))
    if wanted.result:
        query = query.where(Reinspection.result == wanted.result)
    query = _of_unit(query, Finding.unit_path, wanted.unit_id)
    if wanted.q:
        texts = (Finding.number, Finding.order_number, Finding.facts, Reinspection.note)
        query = query.where(or_(*[text.contains(wanted.q, autoescape=True) for text in texts]))
    if start:
        behind = tuple_(datetime.fromisoformat(start[0]), UUID(start[1]))
        query = query.where(tuple_(Reinspection.received_at, Reinspection.id) < behind)
    return tx.session.scalars(query.order_by(Reinspection.received_at.desc(), Reinspection.id.desc()).limit(limit)).all()


def _seen(tx: Tx) -> Any:  # ruff: ignore[any-type]  a condition
    doors: list[ColumnElement[bool]] = [false()]
    if sees(tx.actor, Sight.OFFICE):
        doors.append(seals.open_to(tx, Reinspection.plan_id))
    if sees(tx.actor, Sight.RELEASED):
        doors.append((Reinspection.state == ReinspectionState.APPLIED) & seals.open_to(tx, Reinspection.plan_id))
    return or_(*doors)


def look_rows(tx: Tx, rows: Sequence[Reinspection]) -> list[LookRow]:
    """Second looks with their findings."""
    ids = {row.finding_id for row in rows}
    found = {row.id: row for row in tx.session.scalars(select(Finding).where(Finding.id.in_(ids)))}
    homes = units.by_ids(tx, [row.responsible_unit_id for row in found.values()])
    names = identity.names(tx, [row.author_id for row in rows]) if queries.inside(tx) else {}
    return [
        LookRow(
            id=row.id, finding_id=row.finding_id, finding_number=finding.number, facts=finding.facts, order_id=finding.order_id,
            order_number=finding.order_number, unit_name=homes[finding.responsible_unit_id].name, result=row.result,
            state=row.state, note=row.note, inspected_on=legal_date(row.inspected_at), planned=row.plan_id is not None,
            author_name=names.get(row.author_id), applied_at=row.applied_at,
            reopened=row.applied_at is not None and row.result != ReinspectionResult.RECTIFIED,
        )
        for row in rows
        for finding in (found[row.finding_id],)
    ]  # fmt: skip
