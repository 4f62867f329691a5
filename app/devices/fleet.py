"""Phones' states: told by the phone, seen by the office; a row is written over, and goes after a while of silence."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, delete, func, or_, select, tuple_

from app.access.policy import Permission, may, require
from app.core import release
from app.core.clock import legal_date, start_of_day
from app.core.db import Tx
from app.devices import queries
from app.devices.fleet_models import DeviceState
from app.devices.fleet_schemas import Alarm, DeviceStateDraft, DeviceStateOut, DeviceStateTold
from app.identity.models import User

SECOND = timedelta(seconds=1)
Start = Sequence[str] | None
Found = Row[*tuple[Any, ...]]  # a state, its owner's name, and whether each alarm rings


def visible(tx: Tx) -> Select[*tuple[Any, ...]]:
    """Phones of people who work here: row, owner's name, and each alarm this reader may hear. Raises: Forbidden."""
    require(tx.actor, Permission.FLEET_READ)
    return _recent(tx).where(User.active)


def _recent(tx: Tx) -> Select[*tuple[Any, ...]]:
    since = tx.now - timedelta(days=tx.settings.fleet_days)
    columns: list[Any] = [DeviceState, User.name, *conditions(tx).values()]
    rows: Select[*tuple[Any, ...]] = select(*columns).join(User, User.id == DeviceState.user_id)
    return rows.where(DeviceState.contact_at >= since)


def whole(tx: Tx) -> bool:
    """Whether the reader may know what a queue holds: that somebody's fills up tells that a visit is under way."""
    return may(tx.actor, Permission.SEAL_KEEP)


def conditions(tx: Tx) -> dict[Alarm, ColumnElement[bool]]:
    """What each alarm asks of a row, for this reader."""
    settings = tx.settings
    said = {
        Alarm.CLOCK: func.abs(DeviceState.skew_ms) > settings.fleet_skew_s * 1000,
        Alarm.SPACE: DeviceState.free_percent < settings.fleet_free_percent,
        Alarm.VERSION: DeviceState.version_order < release.order(release.VERSION),
    }
    waiting = and_(DeviceState.unsent_count > 0, DeviceState.oldest_at < tx.now - timedelta(hours=settings.fleet_unsent_h))
    return {Alarm.UNSENT: waiting, **said} if whole(tx) else said


def page(tx: Tx, start: Start, limit: int, *, q: str | None, alarm: bool) -> Sequence[Found]:
    """Visible phones by their owners' names, behind a place in that order: nobody is set before another for merit."""
    order = (User.name, DeviceState.user_id, DeviceState.install_id)
    query = visible(tx).order_by(*order).limit(limit)
    if start is not None:
        query = query.where(tuple_(*order) > tuple_(start[0], UUID(start[1]), UUID(start[2])))
    if q:
        query = query.where(or_(*(column.contains(q, autoescape=True) for column in (User.name, DeviceState.name))))
    if alarm:
        query = query.where(or_(*conditions(tx).values()))
    return tx.session.execute(query).all()


def place(found: Found) -> list[str]:
    """Where a row stands in the list's order."""
    row, name = found[:2]
    return [name, str(row.user_id), str(row.install_id)]


def alarmed(tx: Tx) -> int:
    """How many visible phones have an alarm."""
    asked = visible(tx).with_only_columns(func.count(), maintain_column_froms=True).where(or_(*conditions(tx).values()))
    return tx.session.scalar(asked) or 0


def tell(tx: Tx, install_id: UUID, draft: DeviceStateDraft) -> DeviceStateTold:
    """Take down what the actor's phone says; once more is the same row. No deed, and no entry in the log. Raises: Forbidden."""
    require(tx.actor, Permission.REPORT_WRITE)
    tx.session.execute(select(User.id).where(User.id == tx.actor.id).with_for_update())  # two tabs at once are one row
    forget_silent(tx)
    said, row = _said(tx, draft), tx.session.get(DeviceState, (tx.actor.id, install_id))
    if row is None:
        _make_room(tx)
        tx.session.add(DeviceState(user_id=tx.actor.id, install_id=install_id, **said))
    else:
        for name, value in said.items():
            setattr(row, name, value)
    tx.session.flush()
    return _told(tx, install_id)


def _said(tx: Tx, draft: DeviceStateDraft) -> dict[str, Any]:
    oldest = None if draft.oldest_age_s is None else _hour(tx.now - draft.oldest_age_s * SECOND)
    return draft.model_dump(include={"name", "app_version", "unsent_count", "free_percent", "persisted"}) | {
        "version_order": release.order(draft.app_version), "oldest_at": oldest, "contact_at": _hour(tx.now),
        "skew_ms": draft.device_time_ms - round(tx.now.timestamp() * 1000), "key_id": _key(tx, draft.key),
    }  # fmt: skip


def _hour(instant: datetime) -> datetime:
    return instant.replace(minute=0, second=0, microsecond=0)


def _key(tx: Tx, thumbprint: str | None) -> UUID | None:
    """The actor's own key in force; any other claim leaves the phone as one without."""
    key = queries.by_thumbprint(tx, thumbprint) if thumbprint else None
    return key.id if key and key.user_id == tx.actor.id and queries.in_force(key, tx.now) else None


def _told(tx: Tx, install_id: UUID) -> DeviceStateTold:
    own = _recent(tx).where(DeviceState.user_id == tx.actor.id)
    held = tx.session.execute(own.where(DeviceState.install_id == install_id)).one()
    waiting = own.where(DeviceState.install_id != install_id, DeviceState.unsent_count > 0)
    others = tx.session.execute(waiting.order_by(DeviceState.contact_at.desc(), DeviceState.install_id))
    return DeviceStateTold(held=out(tx, held), others=[out(tx, row) for row in others])


def _make_room(tx: Tx) -> None:
    """One person has so many phones; the longest silent gives way, one with nothing unsent first."""
    own = select(DeviceState).where(DeviceState.user_id == tx.actor.id)
    held = tx.session.scalars(own.order_by(DeviceState.unsent_count > 0, DeviceState.contact_at)).all()
    for row in held[: max(0, len(held) + 1 - tx.settings.fleet_per_person)]:
        tx.session.delete(row)


def forget_silent(tx: Tx) -> None:
    """What a phone said goes when it has been silent for long."""
    tx.session.execute(delete(DeviceState).where(DeviceState.contact_at < tx.now - timedelta(days=tx.settings.fleet_days)))


def forget_key(tx: Tx, key_id: UUID) -> None:
    """A phone whose key ended is not looked after any more."""
    tx.session.execute(delete(DeviceState).where(DeviceState.key_id == key_id))


def out(tx: Tx, found: Found) -> DeviceStateOut:
    """A row as the reader may see it."""
    row, name, rung = found[0], found[1], found[2:]
    told = whole(tx) or row.user_id == tx.actor.id
    return DeviceStateOut(
        id=row.install_id, user_id=row.user_id, user_name=name, name=row.name, enrolled=row.key_id is not None,
        app_version=row.app_version, unsent_count=row.unsent_count if told else None, oldest_at=row.oldest_at if told else None,
        skew_ms=row.skew_ms, free_percent=row.free_percent, persisted=row.persisted,
        contact_at=row.contact_at if told else start_of_day(legal_date(row.contact_at)),
        alarms=[alarm for alarm, on in zip(conditions(tx), rung, strict=True) if on],
    )  # fmt: skip
