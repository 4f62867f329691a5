"""代办: who acts for whom, from when to when; the three administrators stay apart through delegations too."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import or_, select

from app.access.policy import EXCLUSIVE, SIGHT, Permission, Role, Sight, compatible, may, require
from app.audit.service import record
from app.core.clock import legal_date
from app.core.db import Tx
from app.core.problem import Forbidden, NotFound
from app.identity import queries
from app.identity.errors import (
    DelegationDays,
    DelegationIdReused,
    DelegationOver,
    DeputyUnfit,
    RolesIncompatible,
    RolesNotHeld,
)
from app.identity.models import Delegation, User
from app.identity.schemas import DelegationDraft, DelegationOut


def visible(tx: Tx) -> Sequence[Delegation]:
    """The reader's own, or all for whoever grants roles; the latest first."""
    query = select(Delegation).order_by(Delegation.last_on.desc(), Delegation.id)
    if not may(tx.actor, Permission.ROLE_GRANT):
        query = query.where(or_(Delegation.principal_id == tx.actor.id, Delegation.deputy_id == tx.actor.id))
    return tx.session.scalars(query.limit(500)).all()


def put(tx: Tx, delegation_id: UUID, draft: DelegationDraft) -> tuple[Delegation, bool]:
    """Put roles into a deputy's hands; says whether it is new. The same content again gives the same answer.

    Raises: Forbidden, UnknownAccount, DelegationIdReused, RolesNotHeld, RolesIncompatible, DeputyUnfit, DelegationDays.
    """
    _require_may(tx, draft.principal_id)
    held = tx.session.get(Delegation, delegation_id)
    if held is not None:
        if held.content_sha256 != draft.content_sha256():
            raise DelegationIdReused
        return held, False
    principal, deputy = queries.person(tx, draft.principal_id, "/principal_id"), queries.person(tx, draft.deputy_id, "/deputy_id")
    _check(tx, draft, principal, deputy)
    row = Delegation(
        id=delegation_id, content_sha256=draft.content_sha256(), principal_id=principal.id, deputy_id=deputy.id,
        roles=[role.value for role in dict.fromkeys(draft.roles)], first_on=draft.first_on, last_on=draft.last_on,
        reason=draft.reason, made_by=tx.actor.id, made_at=tx.now, ended_at=None, ended_by=None,
    )  # fmt: skip
    tx.session.add(row)
    record(tx, "delegation.made", row, principal=str(principal.id), deputy=str(deputy.id), roles=row.roles, reason=row.reason)
    return row, True


def _require_may(tx: Tx, principal_id: UUID) -> None:
    """One's own roles by one's own right; anybody's for whoever grants roles. Raises: Forbidden."""
    if may(tx.actor, Permission.ROLE_GRANT):
        return
    require(tx.actor, Permission.DELEGATE)
    if principal_id != tx.actor.id or any(lent == Permission.DELEGATE for lent, _ in tx.actor.lent):
        raise Forbidden(needs=Permission.ROLE_GRANT.value)


def _check(tx: Tx, draft: DelegationDraft, principal: User, deputy: User) -> None:
    if principal.id == deputy.id:
        raise DeputyUnfit(pointer="/deputy_id")
    if draft.last_on < max(draft.first_on, legal_date(tx.now)):
        raise DelegationDays(pointer="/last_on")
    if not set(draft.roles) <= {Role(role) for role in principal.roles}:
        raise RolesNotHeld(pointer="/roles")
    if any(SIGHT.get(role) is Sight.UNIT for role in draft.roles) and deputy.unit_id != principal.unit_id:
        raise DeputyUnfit(pointer="/deputy_id")
    if set(draft.roles) & EXCLUSIVE:
        raise RolesIncompatible(pointer="/roles", roles=sorted(set(draft.roles) & EXCLUSIVE))
    require_compatible(tx, deputy.id, frozenset(draft.roles) | {Role(role) for role in deputy.roles})


def require_compatible(tx: Tx, user_id: UUID, roles: frozenset[Role]) -> None:
    """Whether one person may hold these roles beside what is delegated to them, now or to come. Raises: RolesIncompatible."""
    today = legal_date(tx.now)
    lent = select(Delegation.roles).where(
        Delegation.deputy_id == user_id, Delegation.last_on >= today, Delegation.ended_at.is_(None)
    )
    everything = frozenset(roles) | {Role(role) for held in tx.session.scalars(lent) for role in held}
    if not compatible(everything):
        raise RolesIncompatible(pointer="/roles", roles=sorted(EXCLUSIVE & everything))


def end(tx: Tx, delegation_id: UUID, reason: str | None) -> Delegation:
    """The roles are the principal's alone again. Raises: NotFound, Forbidden, DelegationOver."""
    row = tx.session.get(Delegation, delegation_id, with_for_update=True)
    own = row is not None and tx.actor.id in {row.principal_id, row.deputy_id}
    if row is None or not (own or may(tx.actor, Permission.ROLE_GRANT)):
        raise NotFound
    _require_may(tx, row.principal_id)
    if row.ended_at or row.last_on < legal_date(tx.now):
        raise DelegationOver
    row.ended_at, row.ended_by = tx.now, tx.actor.id
    record(tx, "delegation.ended", row, reason=reason)
    return row


def outs(tx: Tx, rows: Sequence[Delegation]) -> list[DelegationOut]:
    """Rows as those concerned read them."""
    today = legal_date(tx.now)
    names = queries.names(tx, [each for row in rows for each in (row.principal_id, row.deputy_id)])
    grants = may(tx.actor, Permission.ROLE_GRANT)
    told = []
    for row in rows:
        over = row.ended_at is not None or row.last_on < today
        mine = row.principal_id == tx.actor.id and may(tx.actor, Permission.DELEGATE)
        values = {name: getattr(row, name) for name in DelegationOut.model_fields if hasattr(row, name)}
        told.append(
            DelegationOut(
                **values,
                principal_name=names[row.principal_id],
                deputy_name=names[row.deputy_id],
                in_force=not over and row.first_on <= today,
                moves=["end"] if not over and (grants or mine) else [],
            )
        )
    return told
