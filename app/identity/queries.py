"""Every SELECT over accounts; `visible()` keeps inspectors' names from the units (domain.md §3.4 rule 11)."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select

from app.access.policy import Sight, permissions_of, sees
from app.core.actor import Actor
from app.core.db import Tx
from app.core.problem import Unauthorized
from app.identity.models import SignIn, User
from app.identity.tokens import Claims
from app.units.models import Unit


def load_actor(tx: Tx, claims: Claims) -> Actor:
    """The actor behind a token as the database knows them now. Raises: Unauthorized if the session has ended."""
    row = tx.session.execute(
        select(
            User.id,
            User.name,
            User.unit_id,
            User.roles,
            User.scopes,
            User.grant_epoch,
            Unit.path,
            SignIn.ended_at,
            SignIn.expires_at,
        )
        .join(SignIn, SignIn.user_id == User.id)
        .join(Unit, Unit.id == User.unit_id, isouter=True)
        .where(SignIn.id == claims.session_id, User.id == claims.user_id, User.active)
    ).one_or_none()
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
    row = tx.session.execute(
        select(User.id, User.name, User.unit_id, User.roles, User.scopes, User.grant_epoch, Unit.path)
        .join(Unit, Unit.id == User.unit_id, isouter=True)
        .where(User.username == username)
    ).one()
    return _actor(row, None)


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


def existing(tx: Tx, ids: Iterable[UUID]) -> set[UUID]:
    """Those of the ids that are accounts."""
    return set(tx.session.scalars(select(User.id).where(User.id.in_(set(ids)))))
