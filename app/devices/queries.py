"""Every SELECT over device keys."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select

from app.access.policy import Permission, may
from app.core.db import Tx
from app.core.problem import NotFound
from app.devices.models import DeviceCode, DeviceKey
from app.devices.schemas import DeviceKeyOut, DeviceRecords
from app.identity import queries as identity

MOST = 500


def visible(tx: Tx) -> Select[DeviceKey]:
    """The reader's own keys; everybody's for whoever enrols phones."""
    query = select(DeviceKey)
    return query if may(tx.actor, Permission.DEVICE_ENROL) else query.where(DeviceKey.user_id == tx.actor.id)


def listed(tx: Tx) -> Sequence[DeviceKey]:
    """Visible keys, the latest first."""
    return tx.session.scalars(visible(tx).order_by(DeviceKey.enrolled_at.desc(), DeviceKey.id).limit(MOST)).all()


def get(tx: Tx, key_id: UUID) -> DeviceKey:
    """One visible key, locked. Raises: NotFound."""
    row = tx.session.scalar(visible(tx).where(DeviceKey.id == key_id).with_for_update())
    if row is None:
        raise NotFound
    return row


def named(tx: Tx, thumbprints: Iterable[str]) -> dict[str, DeviceKey]:
    """Keys by their thumbprints, whoever's; locked in one order, for what they signed is counted."""
    query = select(DeviceKey).where(DeviceKey.thumbprint.in_(set(thumbprints))).order_by(DeviceKey.id).with_for_update()
    return {row.thumbprint: row for row in tx.session.scalars(query)}


def ids(tx: Tx, thumbprints: Iterable[str]) -> dict[str, UUID]:
    """The ids under which the log speaks of keys, by their thumbprints, whoever's."""
    rows = tx.session.execute(select(DeviceKey.thumbprint, DeviceKey.id).where(DeviceKey.thumbprint.in_(set(thumbprints))))
    return {row.thumbprint: row.id for row in rows}


def by_thumbprint(tx: Tx, thumbprint: str) -> DeviceKey | None:
    """The key of that name, whoever's."""
    return tx.session.scalar(select(DeviceKey).where(DeviceKey.thumbprint == thumbprint))


def code_of(tx: Tx, user_id: UUID) -> DeviceCode | None:
    """The last code a person was given, locked."""
    return tx.session.scalar(select(DeviceCode).where(DeviceCode.user_id == user_id).with_for_update())


def held(tx: Tx, key_id: UUID) -> DeviceKey:
    """One key, whoever's, locked and read anew: until this commits, the log cannot say that it ended."""
    query = select(DeviceKey).where(DeviceKey.id == key_id).with_for_update()
    return tx.session.scalars(query.execution_options(populate_existing=True)).one()


def in_force(key: DeviceKey, at: datetime) -> bool:
    """Whether what a key that is locked signed counts, received then.

    That it was revoked counts in the order of the log, whatever the clocks of two processes say (docs/evidence.md §2).
    """
    return key.revoked_at is None and key.enrolled_at <= at < key.expires_at


def outs(tx: Tx, rows: Sequence[DeviceKey]) -> list[DeviceKeyOut]:
    """Rows as the reader may see them; how much a key signed would tell others of what is sealed."""
    names = identity.names(tx, [row.user_id for row in rows])
    return [_out(tx, row, names[row.user_id]) for row in rows]


def _out(tx: Tx, row: DeviceKey, name: str) -> DeviceKeyOut:
    own = row.user_id == tx.actor.id
    return DeviceKeyOut(
        id=row.id, key=row.thumbprint, user_id=row.user_id, user_name=name, name=row.name, enrolled_at=row.enrolled_at,
        expires_at=row.expires_at, revoked_at=row.revoked_at, moves=[] if row.revoked_at else ["revoke"],
        records=DeviceRecords(count=row.record_count, last_seq=row.last_seq) if own else None,
    )  # fmt: skip
