"""Every SELECT over telegrams, all starting from `visible()`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, tuple_

from app.access.policy import Permission, Sight, may, sees
from app.audit import queries as audit
from app.core.db import Tx
from app.core.machine import open_moves
from app.core.problem import NotFound
from app.identity import queries as identity
from app.rectification import queries as orders
from app.rectification.models import Order
from app.rectification.schemas import OrderDraft
from app.seals import queries as seals
from app.telegrams.models import Telegram, TelegramRecipient, TelegramSeal
from app.telegrams.schemas import CarriedOrder, Recipient, TelegramOut, TelegramStep, TelegramSummary
from app.telegrams.states import MOVES, OUT, TelegramState, TelegramVerb
from app.units import queries as units
from app.units.models import Unit


def inside(tx: Tx) -> bool:
    """Whether the reader reads drafts, names and all receipts: the office."""
    return sees(tx.actor, Sight.OFFICE)


def visible(tx: Tx) -> Select[Telegram]:
    """The office what is out, and drafts that carry nothing sealed from it; leaders what is out; units what is sent to them."""
    actor, query = tx.actor, select(Telegram)
    out_ = Telegram.state.in_(OUT)
    doors: list[ColumnElement[bool]] = [false()]
    if sees(actor, Sight.OFFICE):
        kept = exists().where(TelegramSeal.telegram_id == Telegram.id, ~seals.open_to(tx, TelegramSeal.seal_id))
        doors += [out_, ~kept]
    if sees(actor, Sight.RELEASED):
        doors.append(out_)
    if sees(actor, Sight.UNIT) and actor.unit_path:
        doors.append(and_(out_, exists().where(TelegramRecipient.telegram_id == Telegram.id, _own(tx))))
    return query.where(or_(*doors))


def _own(tx: Tx) -> ColumnElement[bool]:
    return TelegramRecipient.unit_path.startswith(tx.actor.unit_path)


def get(tx: Tx, telegram_id: UUID, *, lock: bool = False) -> Telegram:
    """One visible telegram. Raises: NotFound."""
    query = visible(tx).where(Telegram.id == telegram_id)
    row = tx.session.scalar(query.with_for_update() if lock else query)
    if row is None:
        raise NotFound
    return row


def page(tx: Tx, state: TelegramState | None, q: str | None, start: Any, limit: int) -> Sequence[Telegram]:  # ruff: ignore[any-type]
    """Visible telegrams, the newest draft first."""
    query = visible(tx).order_by(Telegram.drafted_at.desc(), Telegram.id.desc()).limit(limit)
    if state:
        query = query.where(Telegram.state == state)
    if q:
        query = query.where(or_(Telegram.title.contains(q, autoescape=True), Telegram.number.contains(q, autoescape=True)))
    if start:
        query = query.where(tuple_(Telegram.drafted_at, Telegram.id) < tuple_(datetime.fromisoformat(start[0]), UUID(start[1])))
    return tx.session.scalars(query).all()


def is_draft(row: Telegram) -> bool:
    """Whether its words may still be changed."""
    return row.state == TelegramState.DRAFT


def recipients(tx: Tx, telegram_ids: Sequence[UUID]) -> dict[UUID, list[TelegramRecipient]]:
    """Whom telegrams go to, main addressees first."""
    query = select(TelegramRecipient).where(TelegramRecipient.telegram_id.in_(telegram_ids))
    found: dict[UUID, list[TelegramRecipient]] = {}
    for row in tx.session.scalars(query.order_by(TelegramRecipient.main.desc(), TelegramRecipient.position)):
        found.setdefault(row.telegram_id, []).append(row)
    return found


def own_recipients(tx: Tx, rows: Sequence[TelegramRecipient]) -> list[TelegramRecipient]:
    """Those the actor may sign for."""
    path = tx.actor.unit_path
    return [row for row in rows if path and row.unit_path.startswith(path)] if sees(tx.actor, Sight.UNIT) else []


def summaries(tx: Tx, rows: Sequence[Telegram]) -> list[TelegramSummary]:
    """Rows as lists show them."""
    return [TelegramSummary(**values) for values in _values(tx, rows)]


def _values(tx: Tx, rows: Sequence[Telegram]) -> list[dict[str, Any]]:
    within, ids = inside(tx), [row.id for row in rows]
    sent = recipients(tx, ids)
    correcting = visible(tx).with_only_columns(Telegram.corrects_id, Telegram.id).where(Telegram.corrects_id.in_(ids))
    later = {row[0]: row[1] for row in tx.session.execute(correcting.where(Telegram.state.in_(OUT)))}
    return [_summary(tx, row, sent.get(row.id, []), later.get(row.id), within=within) for row in rows]


def _summary(tx: Tx, row: Telegram, sent: list[TelegramRecipient], later: UUID | None, *, within: bool) -> dict[str, Any]:
    own = own_recipients(tx, sent)
    signed = [each.received_at for each in own if each.received_at]
    waiting = any(each.received_at is None for each in own)
    return {name: getattr(row, name) for name in TelegramSummary.model_fields if hasattr(row, name)} | {
        "office_name": tx.settings.office_name,
        "drafted_at": row.drafted_at if within else None,
        "recipient_count": len(sent) if within else None,
        "received_count": sum(each.received_at is not None for each in sent) if within else None,
        "received_at": max(signed) if signed and not waiting else None,
        "corrected_by_id": later,
        "moves": [
            TelegramVerb(verb)
            for verb in open_moves(MOVES, tx.actor, row.state)
            if (verb != TelegramVerb.RECEIVE or waiting) and (verb not in _BY_ANOTHER or row.drafter_id != tx.actor.id)
        ],
    }


_BY_ANOTHER = frozenset({TelegramVerb.COUNTERSIGN, TelegramVerb.SIGN})


def out(tx: Tx, row: Telegram) -> TelegramOut:
    """A whole telegram as the reader may see it."""
    within, sent = inside(tx), recipients(tx, [row.id]).get(row.id, [])
    people = [row.drafter_id, row.countersigned_by, row.signed_by]
    names = identity.names(tx, people) if within else {}
    return TelegramOut(
        **_values(tx, [row])[0],
        editable=is_draft(row) and may(tx.actor, Permission.TELEGRAM_DRAFT),
        body=row.body,
        contact=row.contact,
        recipients=_recipients(tx, sent, within=within),
        orders=[OrderDraft.model_validate(each) for each in row.orders] if within else [],
        order_ids=[UUID(each) for each in row.order_ids] if within else [],
        carried=_carried(tx, row),
        drafter_name=names.get(row.drafter_id),
        countersigner_name=names.get(row.countersigned_by) if row.countersigned_by else None,
        signer_name=names.get(row.signed_by) if row.signed_by else None,
        timeline=_timeline(tx, row.id) if within else [],
    )


def _recipients(tx: Tx, sent: list[TelegramRecipient], *, within: bool) -> list[Recipient]:
    homes = units.by_ids(tx, [row.unit_id for row in sent])
    own = {row.unit_id for row in own_recipients(tx, sent)}
    names = identity.names(tx, [row.receiver_id for row in sent if within or row.unit_id in own])
    return [
        Recipient(
            unit_id=row.unit_id, unit_name=homes[row.unit_id].name, main=row.main,
            received_at=row.received_at if within or row.unit_id in own else None,
            receiver_name=names.get(row.receiver_id) if row.receiver_id else None,
        )
        for row in sent
    ]  # fmt: skip


def _carried(tx: Tx, row: Telegram) -> list[CarriedOrder]:
    ids = [UUID(each) for each in row.order_ids]
    if not ids:
        return []
    query = orders.visible(tx).where(Order.id.in_(ids)).join(Unit, Unit.id == Order.unit_id).add_columns(Unit.name)
    found = tx.session.execute(query.order_by(Order.number)).all()
    return [
        CarriedOrder(id=order.id, number=order.number, unit_name=name, kind=order.kind, due_on=order.due_on)
        for order, name in found
    ]


def _timeline(tx: Tx, object_id: UUID) -> list[TelegramStep]:
    entries = audit.story(tx, object_id)
    names = identity.names(tx, [entry.actor_id for entry in entries])
    return [
        TelegramStep(
            at=entry.at, action=entry.action, actor_name=names.get(entry.actor_id),
            note=orjson.loads(entry.payload).get("reason") if entry.payload else None,
        )
        for entry in entries
    ]  # fmt: skip
