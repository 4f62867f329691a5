"""Signing in, refreshing, signing out, keeping accounts."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select

from app.access.policy import Permission, Role, permissions_of, require
from app.audit.service import record
from app.core.actor import same_person
from app.core.clock import legal_date
from app.core.db import Tx
from app.core.problem import NotFound
from app.identity import delegations, queries
from app.identity.errors import GrantRefused, OwnAccount, SessionEnded, SignInRefused, StolenGrant
from app.identity.models import DeclaredInterest, FormerPost, SignIn, User
from app.identity.passwords import hashed, matches
from app.identity.schemas import FormerPosts, Interests, RolesDraft, TokenOut, UserDraft
from app.identity.tokens import Claims, Keys, access_token, read_refresh_token, refresh_token
from app.units import queries as units


def check_password(tx: Tx, username: str, password: str, *, client: bool) -> User:
    """The account a name and password belong to. Raises: SignInRefused, after the same work either way."""
    user = queries.by_username(tx, username)
    is_client = user is not None and Role.API_CLIENT in user.roles
    stored = user.password_hash if user and is_client == client else None
    if not matches(password, stored) or user is None:
        raise SignInRefused
    return user


def sign_in(tx: Tx, keys: Keys, user: User, device_name: str | None) -> TokenOut:
    """Open a session. API clients get an access token only."""
    client = Role.API_CLIENT in user.roles
    lives = timedelta(seconds=tx.settings.access_token_s) if client else timedelta(days=tx.settings.refresh_token_days)
    session = SignIn(
        user_id=user.id, device_name=device_name, generation=1, rotated_at=tx.now, created_at=tx.now, expires_at=tx.now + lives
    )
    tx.session.add(session)
    tx.session.flush()
    record(tx, "session.opened", session, user=str(user.id))
    return _tokens(tx, keys, user, session)


def refresh(tx: Tx, keys: Keys, token: str) -> TokenOut:
    """Rotate. The immediate predecessor within the grace time gets the same successor.

    Raises: GrantRefused, SessionEnded, StolenGrant.
    """
    session_id, generation = read_refresh_token(keys, token)
    session = tx.session.scalar(select(SignIn).where(SignIn.id == session_id).with_for_update())
    user = tx.session.get(User, session.user_id) if session else None
    if session is None or user is None or session.expires_at <= tx.now:
        raise GrantRefused
    if session.ended_at or not user.active:
        raise SessionEnded
    if generation == session.generation:
        session.generation += 1
        session.rotated_at = tx.now
    elif not _just_rotated(tx, session, generation):
        session.ended_at = tx.now
        record(tx, "session.stolen", session)
        raise StolenGrant
    return _tokens(tx, keys, user, session)


def _just_rotated(tx: Tx, session: SignIn, generation: int) -> bool:
    grace = timedelta(seconds=tx.settings.refresh_grace_s)
    return generation == session.generation - 1 and tx.now - session.rotated_at <= grace


def end(tx: Tx, keys: Keys, token: str) -> None:
    """Sign out; an unknown token is already signed out."""
    try:
        session_id, _ = read_refresh_token(keys, token)
    except GrantRefused:
        return
    session = tx.session.get(SignIn, session_id)
    if session and session.ended_at is None:
        session.ended_at = tx.now
        record(tx, "session.ended", session)


def end_device(tx: Tx, session_id: UUID) -> None:
    """Sign one of the actor's own devices out: a lost phone can do nothing from its next request on. Raises: NotFound."""
    session = tx.session.get(SignIn, session_id, with_for_update=True)
    if session is None or session.user_id != tx.actor.id or session.ended_at is not None:
        raise NotFound
    session.ended_at = tx.now
    record(tx, "session.ended", session)


def _tokens(tx: Tx, keys: Keys, user: User, session: SignIn) -> TokenOut:
    granted = permissions_of(frozenset(user.roles), frozenset(user.scopes))
    client = Role.API_CLIENT in user.roles
    return TokenOut(
        access_token=access_token(keys, Claims(user.id, session.id), tx.now, tx.settings.access_token_s),
        token_type="Bearer",  # ruff: ignore[hardcoded-password-func-arg]  the word of RFC 6750
        expires_in=tx.settings.access_token_s,
        refresh_token=None if client else refresh_token(keys, session.id, session.generation),
        scope=" ".join(sorted(granted)),
    )


def put_user(tx: Tx, user_id: UUID, draft: UserDraft) -> tuple[User, bool]:
    """Create or change an account, roles apart; says whether it is new. A new one may do nothing until roles are granted.

    Raises: Forbidden, UnknownUnit, UsernameTaken.
    """
    require(tx.actor, Permission.USER_ADMIN)
    units.get(tx, draft.unit_id, "/unit_id")
    held = tx.session.get(User, user_id)
    return write_user(tx, user_id, draft, [Role(role) for role in held.roles] if held else [])


def write_user(tx: Tx, user_id: UUID, draft: UserDraft, roles: Sequence[Role], scopes: tuple[str, ...] = ()) -> tuple[User, bool]:
    """The writing behind `put_user`, and the program's own way to make its first accounts."""
    values = draft.model_dump(mode="json", exclude={"password", "unit_id"})
    values |= {"unit_id": draft.unit_id, "roles": [role.value for role in roles]}
    user = tx.session.get(User, user_id)
    if user is None:
        secret = hashed(draft.password) if draft.password else "!"
        user = User(id=user_id, created_at=tx.now, password_hash=secret, grant_epoch=1, scopes=list(scopes), **values)
        tx.session.add(user)
        record(tx, "user.created", user, username=user.username, roles=user.roles)
        return user, True
    if (user.roles, user.unit_id, user.active) != (values["roles"], values["unit_id"], values["active"]):
        user.grant_epoch += 1
    if user.unit_id is not None and user.unit_id != draft.unit_id:
        tx.session.merge(FormerPost(user_id=user.id, unit_id=user.unit_id, until=legal_date(tx.now)))
    for name, value in values.items():
        setattr(user, name, value)
    if draft.password:
        user.password_hash = hashed(draft.password)
    record(tx, "user.changed", user, username=user.username, roles=user.roles)
    return user, False


def grant(tx: Tx, user_id: UUID, draft: RolesDraft) -> User:
    """Let an account hold exactly these roles. Raises: Forbidden, NotFound, OwnAccount, RolesIncompatible."""
    require(tx.actor, Permission.ROLE_GRANT)
    user = tx.session.get(User, user_id, with_for_update=True)
    if user is None:
        raise NotFound
    if same_person(tx.actor, user_id):
        raise OwnAccount
    delegations.require_compatible(tx, user_id, frozenset(draft.roles))
    before, user.roles = user.roles, [role.value for role in dict.fromkeys(draft.roles)]
    user.grant_epoch += 1
    record(tx, "user.granted", user, before=before, roles=user.roles, reason=draft.reason)
    return user


def put_former_posts(tx: Tx, user_id: UUID, draft: FormerPosts) -> None:
    """Replace a person's former posts. Raises: Forbidden, NotFound, UnknownUnit."""
    require(tx.actor, Permission.USER_ADMIN)
    user = tx.session.get(User, user_id)
    if user is None:
        raise NotFound
    for position, post in enumerate(draft.posts):
        units.get(tx, post.unit_id, f"/posts/{position}/unit_id")
    tx.session.execute(delete(FormerPost).where(FormerPost.user_id == user_id))
    wanted = {(post.unit_id, post.until) for post in draft.posts}
    tx.session.add_all(FormerPost(user_id=user_id, unit_id=unit, until=until) for unit, until in wanted)
    record(tx, "user.posts", user, posts=len(wanted))


def put_interests(tx: Tx, draft: Interests) -> None:
    """Replace what the actor has declared. Raises: Forbidden, UnknownUnit."""
    require(tx.actor, Permission.USER_READ)
    for position, each in enumerate(draft.interests):
        units.get(tx, each.unit_id, f"/interests/{position}/unit_id")
    tx.session.execute(delete(DeclaredInterest).where(DeclaredInterest.user_id == tx.actor.id))
    wanted = {(each.unit_id, each.kind.value) for each in draft.interests}
    tx.session.add_all(DeclaredInterest(user_id=tx.actor.id, unit_id=unit, kind=kind, declared_at=tx.now) for unit, kind in wanted)
    record(tx, "user.declared", tx.session.get_one(User, tx.actor.id), interests=len(wanted))
