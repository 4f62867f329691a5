"""HTTP for roles, delegations, and what recusal has to know."""

from uuid import UUID

from app.access.policy import Permission, require
from app.core.http import Answer, Reading, Router, Writing, made, problems, tags
from app.core.problem import Forbidden, NotFound
from app.core.schema import Schema
from app.identity import delegations, queries, service
from app.identity.errors import (
    DelegationDays,
    DelegationIdReused,
    DelegationOver,
    DeputyUnfit,
    OwnAccount,
    RolesIncompatible,
    RolesNotHeld,
    UnknownAccount,
)
from app.identity.schemas import (
    DelegationDraft,
    DelegationMove,
    DelegationOut,
    DeviceMove,
    DeviceOut,
    FormerPosts,
    Interests,
    RolesDraft,
    Standing,
    UserOut,
)
from app.units.errors import UnknownUnit

router = Router(tags=tags("identity"))


class Delegations(Schema):
    """The reader's delegations, or all for whoever grants roles."""

    items: list[DelegationOut]


class Devices(Schema):
    """Where the reader is signed in, the last used first."""

    items: list[DeviceOut]


@router.put("/users/{user_id}/roles", responses=problems(Forbidden, NotFound, OwnAccount, RolesIncompatible))
def grant_roles(user_id: UUID, draft: RolesDraft, tx: Writing) -> UserOut:
    """Let an account hold exactly these roles."""
    return UserOut.model_validate(service.grant(tx, user_id, draft))


@router.get("/users/{user_id}/standing", responses=problems(NotFound))
def read_standing(user_id: UUID, tx: Reading) -> Standing:
    """Former posts and declared interests: one's own, or anybody's for director and administrators."""
    return queries.standing(tx, user_id)


@router.put("/users/{user_id}/former-posts", responses=problems(Forbidden, NotFound, UnknownUnit))
def put_former_posts(user_id: UUID, draft: FormerPosts, tx: Writing) -> Standing:
    """Enter where somebody used to belong; a change of unit enters itself."""
    service.put_former_posts(tx, user_id, draft)
    tx.session.flush()
    return queries.standing(tx, user_id)


@router.put("/me/interests", responses=problems(Forbidden, UnknownUnit))
def put_interests(draft: Interests, tx: Writing) -> Standing:
    """Declare kin or an interest in units: recusal keeps the reader out of their matters."""
    service.put_interests(tx, draft)
    tx.session.flush()
    return queries.standing(tx, tx.actor.id)


@router.get("/me/devices")
def list_devices(tx: Reading) -> Devices:
    """Where the reader is signed in."""
    return Devices(items=queries.devices(tx))


@router.post("/me/devices/{device_id}/moves", responses=problems(NotFound))
def move_device(device_id: UUID, move: DeviceMove, tx: Writing) -> Devices:  # ruff: ignore[unused-function-argument]  one verb
    """Sign one of the reader's own devices out."""
    service.end_device(tx, device_id)
    tx.session.flush()
    return Devices(items=queries.devices(tx))


@router.get("/delegations", responses=problems(Forbidden))
def list_delegations(tx: Reading) -> Delegations:
    """Who acts for whom, the latest first."""
    require(tx.actor, Permission.USER_READ)
    return Delegations(items=delegations.outs(tx, delegations.visible(tx)))


@router.put(
    "/delegations/{delegation_id}",
    responses=made(DelegationOut)
    | problems(Forbidden, UnknownAccount, DelegationIdReused, RolesNotHeld, RolesIncompatible, DeputyUnfit, DelegationDays),
)
def put_delegation(delegation_id: UUID, draft: DelegationDraft, tx: Writing) -> Answer[DelegationOut]:
    """Put roles into a deputy's hands from one day to another."""
    row, created = delegations.put(tx, delegation_id, draft)
    return Answer(delegations.outs(tx, [row])[0], 201 if created else 200)


@router.post("/delegations/{delegation_id}/moves", responses=problems(NotFound, Forbidden, DelegationOver))
def move_delegation(delegation_id: UUID, move: DelegationMove, tx: Writing) -> DelegationOut:
    """End a delegation before its last day."""
    return delegations.outs(tx, [delegations.end(tx, delegation_id, move.reason)])[0]
