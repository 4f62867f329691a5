"""Every SELECT over notices, all starting from `visible()`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select, tuple_

from app.core.clock import wire
from app.core.db import Tx
from app.core.problem import Blank, NotFound, messages
from app.notices.models import Notice
from app.notices.schemas import NoticeOut

_PLACE = (Notice.created_at, Notice.subject_id, Notice.message, Notice.id)


def visible(tx: Tx) -> Select[Notice]:
    """The reader's own."""
    return select(Notice).where(Notice.user_id == tx.actor.id)


def get(tx: Tx, notice_id: UUID) -> Notice:
    """One of the reader's own. Raises: NotFound."""
    row = tx.session.scalar(visible(tx).where(Notice.id == notice_id).with_for_update())
    if row is None:
        raise NotFound
    return row


def page(tx: Tx, start: Any, limit: int, *, unread: bool) -> Sequence[Notice]:  # ruff: ignore[any-type]  a cursor's value
    """The reader's notices, the newest first; those of one instant by what they are about, for their own ids tell nothing."""
    query = visible(tx).order_by(*(each.desc() for each in _PLACE)).limit(limit)
    if unread:
        query = query.where(Notice.read_at.is_(None))
    if start:
        at, subject, message, last = start
        query = query.where(tuple_(*_PLACE) < tuple_(datetime.fromisoformat(at), UUID(subject), message, UUID(last)))
    return tx.session.scalars(query).all()


def place(row: Notice) -> list[str]:
    """Where a notice stands in the list, for a cursor."""
    return [wire(row.created_at), row.subject_id.hex, row.message, row.id.hex]


def unread(tx: Tx) -> int:
    """How many the reader has not read."""
    query = select(func.count()).select_from(Notice).where(Notice.user_id == tx.actor.id, Notice.read_at.is_(None))
    return tx.session.scalar(query) or 0


def out(row: Notice, locale: str) -> NoticeOut:
    """A notice in words; a thing named in `params` is called by its label."""
    words = messages(locale)
    thing = words["labels"]["notice_thing"].get(row.params.get("thing"), "")
    own = {name: getattr(row, name) for name in NoticeOut.model_fields if name != "text"}
    return NoticeOut(**own, text=words["notices"][row.message].format_map(Blank(row.params | {"thing": thing})))
