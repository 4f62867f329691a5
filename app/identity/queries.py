"""Every SELECT over accounts; `visible()` keeps inspectors' names from the units (domain.md §3.4 rule 11)."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, bindparam, select

from app.access.policy import Sight, permissions_of, sees
from app.core.actor import Actor
from app.core.db import Tx
from app.core.problem import Unauthorized
from app.core.ready import table
from app.identity.models import SignIn, User
from app.identity.tokens import Claims
from app.units.models import Unit

_USER, _SESSION, _UNIT = table(User).c, table(SignIn).c, table(Unit).c
_WHO = (
    select(_USER.id, _USER.name, _USER.unit_id, _USER.roles, _USER.scopes, _USER.grant_epoch, _UNIT.path)
    .join_from(table(User), table(Unit), _UNIT.id == _USER.unit_id, isouter=True)
)  # fmt: skip
_BY_NAME = _WHO.where(_USER.username == bindparam("username"))
_BY_SESSION = (
    _WHO.add_columns(_SESSION.ended_at, _SESSION.expires_at)
    .join(table(SignIn), _SESSION.user_id == _USER.id)
    .where(_SESSION.id == bindparam("session_id"), _USER.id == bindparam("user_id"), _USER.active)
)


def load_actor(tx: Tx, claims: Claims) -> Actor:
    """The actor behind a token as the database knows them now. Raises: Unauthorized if the session has ended."""
    wanted = {"session_id": claims.session_id, "user_id": claims.user_id}
    row = tx.session.connection().execute(_BY_SESSION, wanted).one_or_none()
    if row is None or row.ended_at is not None or row.expires_at <= tx.now:
        raise Unauthorized(reason="ended")
    return _actor(row, claims.session_id)


def _actor(row: Row[*tuple[Any, ...]], session_id: UUID | None) -> Actor:
    roles = frozenset(row.roles)
    return Actor(
        id=row.id,
        name=row.name,
        unit_id=row.unit_id,
        unit_path=row.path or "",
        roles=roles,
        permissions=permissions_of(roles, frozenset(row.scopes)),
        session_id=session_id,
        grant_epoch=row.grant_epoch,
    )


def actor_of(tx: Tx, username: str) -> Actor:
    """The actor an account stands for, outside any session: for the program's own seeding and tests."""
    return _actor(tx.session.execute(_BY_NAME, {"username": username}).one(), None)


def visible(tx: Tx) -> Select[User]:
    """Accounts the reader may see: the office and the field see all, units their own people only."""
    query = select(User).where(User.active)
    outside = sees(tx.actor, Sight.UNIT) and not (sees(tx.actor, Sight.OFFICE) or sees(tx.actor, Sight.AUTHOR))
    if outside:
        return query.join(Unit, Unit.id == User.unit_id).where(Unit.path.startswith(tx.actor.unit_path))
    return query


def by_username(tx: Tx, username: str) -> User | None:
    """The active account of that name."""
    return tx.session.scalar(select(User).where(User.username == username, User.active))


def page(tx: Tx, after_username: str, limit: int) -> Sequence[User]:
    """Visible accounts by name, behind a username."""
    query = visible(tx).where(User.username > after_username).order_by(User.username).limit(limit)
    return tx.session.scalars(query).all()


def names(tx: Tx, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Display names, whatever the reader may see: callers decide whether to show them."""
    wanted = {each for each in ids if each is not None}
    if not wanted:
        return {}
    return {row.id: row.name for row in tx.session.execute(select(User.id, User.name).where(User.id.in_(wanted)))}


def visible_names(tx: Tx, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Display names of those accounts the reader may see."""
    return {user.id: user.name for user in tx.session.scalars(visible(tx).where(User.id.in_(set(ids))))}


def existing(tx: Tx, ids: Iterable[UUID]) -> set[UUID]:
    """Those of the ids that are accounts."""
    return set(tx.session.scalars(select(User.id).where(User.id.in_(set(ids)))))
