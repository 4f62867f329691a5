"""Every SELECT over accounts; `visible()` keeps inspectors' names from the units (domain.md §3.4 rule 11)."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, Select, bindparam, case, exists, or_, select

from app.access.policy import GRANTS, Permission, Role, Sight, compatible, may, permissions_of, sees
from app.core.actor import Actor
from app.core.clock import legal_date
from app.core.db import Tx
from app.core.problem import NotFound, Unauthorized
from app.core.ready import table
from app.identity.errors import UnknownAccount
from app.identity.models import DeclaredInterest, Delegation, FormerPost, SignIn, User
from app.identity.schemas import DeviceOut, FormerPostBody, InterestBody, Standing
from app.identity.tokens import Claims
from app.units.models import Unit

EPOCHS = 1 << 24
_LENT = table(Delegation)
_USER, _SESSION, _UNIT = table(User).c, table(SignIn).c, table(Unit).c
_WHO = (
    select(_USER.id, _USER.name, _USER.unit_id, _USER.roles, _USER.scopes, _USER.grant_epoch, _UNIT.path)
    .join_from(table(User), table(Unit), _UNIT.id == _USER.unit_id, isouter=True)
)  # fmt: skip
_OPEN = (
    _LENT.c.first_on <= bindparam("today"), _LENT.c.last_on >= bindparam("today"), _LENT.c.ended_at.is_(None),
)  # fmt: skip
_WHO = _WHO.add_columns(exists().where(or_(_LENT.c.deputy_id == _USER.id, _LENT.c.principal_id == _USER.id), *_OPEN).label("bound"))
_IN_FORCE = (
    select(_LENT.c.id, _LENT.c.principal_id, _LENT.c.deputy_id, _LENT.c.roles, _LENT.c.last_on, _USER.roles.label("held"))
    .join_from(_LENT, table(User), _USER.id == _LENT.c.principal_id)
    .where(or_(_LENT.c.deputy_id == bindparam("user_id"), _LENT.c.principal_id == bindparam("user_id")), _USER.active, *_OPEN)
)
_BY_NAME = _WHO.where(_USER.username == bindparam("username"))
_BY_SESSION = (
    _WHO.add_columns(_SESSION.ended_at, _SESSION.expires_at)
    .join(table(SignIn), _SESSION.user_id == _USER.id)
    .where(_SESSION.id == bindparam("session_id"), _USER.id == bindparam("user_id"), _USER.active)
)


def load_actor(tx: Tx, claims: Claims) -> Actor:
    """The actor behind a token as the database knows them now. Raises: Unauthorized if the session has ended."""
    wanted = {"session_id": claims.session_id, "user_id": claims.user_id, "today": legal_date(tx.now)}
    row = tx.session.connection().execute(_BY_SESSION, wanted).one_or_none()
    if row is None or row.ended_at is not None or row.expires_at <= tx.now:
        raise Unauthorized(reason="ended")
    return _actor(tx, row, claims.session_id)


def _actor(tx: Tx, row: Row[*tuple[Any, ...]], session_id: UUID | None) -> Actor:
    roles, lent = frozenset(row.roles), _lent(tx, row) if row.bound else _NOTHING_LENT
    own = permissions_of(roles, frozenset(row.scopes))
    given = [(permission, who) for held, who in lent.roles for permission in permissions_of(held) - own]
    return Actor(
        id=row.id,
        name=row.name,
        unit_id=row.unit_id,
        unit_path=row.path or "",
        roles=roles.union(*(held for held, _ in lent.roles)),
        permissions=own | {permission for permission, _ in given},
        session_id=session_id,
        grant_epoch=row.grant_epoch + lent.epoch,
        lent=tuple(sorted(given)),
        bound_to=lent.bound_to,
    )


class _Lent(NamedTuple):
    """What delegations in force give somebody; the epoch changes when one begins or ends, so that phones read anew."""

    roles: list[tuple[frozenset[str], UUID]]
    bound_to: frozenset[UUID]
    epoch: int


_NOTHING_LENT = _Lent([], frozenset(), 0)


def _lent(tx: Tx, row: Row[*tuple[Any, ...]]) -> _Lent:
    found = in_force(tx, row.id)
    mine = [each for each in found if each.deputy_id == row.id]
    roles = [(frozenset(each.roles) & frozenset(each.held), each.principal_id) for each in mine]
    fitting = [(held, who) for held, who in roles if held and compatible(held | frozenset(row.roles))]
    bound = frozenset({each.principal_id for each in found} | {each.deputy_id for each in found}) - {row.id}
    return _Lent(fitting, bound, sum(each.id.int % EPOCHS + 1 for each in mine) * EPOCHS)


def in_force(tx: Tx, user_id: UUID) -> Sequence[Row[*tuple[Any, ...]]]:
    """The delegations in force that bind a user, as deputy or principal, with the roles the principal holds."""
    return tx.session.connection().execute(_IN_FORCE, {"user_id": user_id, "today": legal_date(tx.now)}).all()


def actor_of(tx: Tx, username: str) -> Actor:
    """The actor an account stands for, outside any session: for the program's own seeding and tests."""
    wanted = {"username": username, "today": legal_date(tx.now)}
    return _actor(tx, tx.session.execute(_BY_NAME, wanted).one(), None)


def everybody(tx: Tx) -> list[Actor]:
    """The actor behind every active account, by username: for the program's own telling."""
    rows = tx.session.execute(_WHO.where(_USER.active).order_by(_USER.username), {"today": legal_date(tx.now)}).all()
    return [_actor(tx, row, None) for row in rows]


def nearest(path: str, people: Iterable[Actor]) -> list[UUID]:
    """Those of some people who are of a unit, or of the nearest above it that has any of them."""
    found = list(people)
    while path.strip("/"):
        if here := [person.id for person in found if person.unit_path == path]:
            return here
        path = path.rstrip("/").rpartition("/")[0] + "/"
    return []


def visible(tx: Tx) -> Select[User]:
    """Accounts the reader may see: the office and the field see all, units their own people only.

    Closed accounts are for those who keep accounts and grant roles.
    """
    keeps = may(tx.actor, Permission.USER_ADMIN) or may(tx.actor, Permission.ROLE_GRANT)
    query = select(User) if keeps else select(User).where(User.active)
    outside = sees(tx.actor, Sight.UNIT) and not (sees(tx.actor, Sight.OFFICE) or sees(tx.actor, Sight.AUTHOR))
    if outside:
        return query.join(Unit, Unit.id == User.unit_id).where(Unit.path.startswith(tx.actor.unit_path))
    return query


def standing(tx: Tx, user_id: UUID) -> Standing:
    """What recusal knows of a person. Raises: NotFound unless it is the reader or they may know."""
    if user_id != tx.actor.id and (not may(tx.actor, Permission.STANDING_READ) or tx.session.get(User, user_id) is None):
        raise NotFound
    posts = select(FormerPost).where(FormerPost.user_id == user_id).order_by(FormerPost.until.desc())
    declared = select(DeclaredInterest).where(DeclaredInterest.user_id == user_id).order_by(DeclaredInterest.declared_at)
    return Standing(
        posts=[FormerPostBody.model_validate(each) for each in tx.session.scalars(posts)],
        interests=[InterestBody.model_validate(each) for each in tx.session.scalars(declared)],
    )


def devices(tx: Tx) -> list[DeviceOut]:
    """Where the reader is signed in, the present device first, then the last used."""
    query = select(SignIn).where(SignIn.user_id == tx.actor.id, SignIn.ended_at.is_(None), SignIn.expires_at > tx.now)
    present = case((SignIn.id == tx.actor.session_id, 0), else_=1)
    rows = tx.session.scalars(query.order_by(present, SignIn.rotated_at.desc(), SignIn.created_at, SignIn.id).limit(200)).all()
    return [
        DeviceOut(
            id=row.id, device_name=row.device_name, created_at=row.created_at, used_at=row.rotated_at,
            current=row.id == tx.actor.session_id,
        )
        for row in rows
    ]  # fmt: skip


def by_username(tx: Tx, username: str) -> User | None:
    """The active account of that name."""
    return tx.session.scalar(select(User).where(User.username == username, User.active))


def person(tx: Tx, user_id: UUID, pointer: str) -> User:
    """The active account of a person, locked; no other system's. Raises: UnknownAccount."""
    user = tx.session.get(User, user_id, with_for_update=True)
    if user is None or not user.active or Role.API_CLIENT in user.roles:
        raise UnknownAccount(pointer=pointer)
    return user


def page(tx: Tx, after_username: str, limit: int, q: str | None = None) -> Sequence[User]:
    """Visible accounts by name, behind a username; narrowed to names and posts that hold `q`."""
    query = visible(tx).where(User.username > after_username).order_by(User.username).limit(limit)
    if q:
        query = query.where(or_(*(column.contains(q, autoescape=True) for column in (User.username, User.name, User.post))))
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


def holding(tx: Tx, permission: Permission) -> Sequence[User]:
    """Active accounts whose own roles grant a permission, by name."""
    roles = [role.value for role in GRANTS[permission]]
    people = tx.session.scalars(select(User).where(User.active).order_by(User.name, User.username)).all()
    return [each for each in people if set(each.roles) & set(roles)]


def holders(tx: Tx, ids: Iterable[UUID], permission: str) -> set[UUID]:
    """Those of the ids that are active accounts whose roles grant a permission."""
    query = select(User.id, User.roles).where(User.id.in_(set(ids)), User.active)
    return {row.id for row in tx.session.execute(query) if permission in permissions_of(frozenset(row.roles))}
