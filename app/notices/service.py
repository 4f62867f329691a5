"""Telling, reading, and taking back."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, insert, update

from app.access.policy import Permission, require
from app.audit.service import record
from app.core.db import Tx
from app.core.ready import table
from app.identity import queries as identity
from app.notices import queries
from app.notices.models import Notice

NEW_WORK = "new_work"  # all that is said of what is not yet released
SERVED = "served"  # a paper waits for the unit's signature
RETURNED = "returned"  # the unit's answer came back
RESUMED = "resumed"  # what was taken as done is to be done again
DECIDED = "decided"  # what the unit asked for has been decided


@dataclass(frozen=True, slots=True)
class Message:
    """What is told: about which thing, by which key, filled with what."""

    kind: str
    subject_type: str
    subject_id: UUID
    message: str = NEW_WORK
    params: dict[str, Any] = field(default_factory=dict)


def tell(tx: Tx, told: Iterable[tuple[UUID, Message]]) -> None:
    """Tell users something. Whoever calls has recorded the fact behind it, and that these users may know of it."""
    rows = [
        {"id": uuid4(), "user_id": user, "kind": said.kind, "subject_type": said.subject_type, "subject_id": said.subject_id,
         "message": said.message, "params": said.params, "created_at": tx.now, "read_at": None}
        for user, said in told
    ]  # fmt: skip
    if rows:
        tx.session.connection().execute(insert(table(Notice)), rows)


def about(message: str, thing: str, subject: tuple[str, UUID], number: str | None) -> Message:
    """What is said of a numbered paper: its kind is the message's own."""
    return Message(message, *subject, message, {"thing": thing, "number": number or ""})


def tell_unit(tx: Tx, unit_path: str, needs: Permission, said: Message) -> None:
    """A unit has something to do: those of it who may do that hear so, or those of the nearest above it that has any.

    Whoever calls has let the paper out in this transaction or before: until then nobody hears of it.
    """
    able = (person for person in identity.everybody(tx) if needs in person.permissions)
    tell(tx, ((person, said) for person in identity.nearest(unit_path, able)))


def withdraw(tx: Tx, subject_id: UUID) -> None:
    """What may no longer be seen is no longer spoken of."""
    tx.session.execute(delete(Notice).where(Notice.subject_id == subject_id))


def read(tx: Tx, notice_id: UUID) -> Notice:
    """The reader has read it; again changes nothing. Raises: NotFound."""
    require(tx.actor, Permission.NOTICE_READ)
    row = queries.get(tx, notice_id)
    if row.read_at is None:
        row.read_at = tx.now
        record(tx, "notice.read", row)
    return row


def read_all(tx: Tx) -> None:
    """The reader has read all there is."""
    require(tx.actor, Permission.NOTICE_READ)
    unread = tx.session.scalars(queries.visible(tx).where(Notice.read_at.is_(None)).limit(1)).first()
    if unread is None:
        return
    tx.session.execute(update(Notice).where(Notice.user_id == tx.actor.id, Notice.read_at.is_(None)).values(read_at=tx.now))
    record(tx, "notice.all_read", unread)
