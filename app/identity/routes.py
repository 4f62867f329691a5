"""HTTP for sign-in, the reader's own account, and accounts."""

from typing import Annotated
from uuid import UUID

from fastapi import Form, Query, Request, Response

from app.access.policy import Permission, require
from app.core.db import Tx
from app.core.http import Answer, Reading, Router, Writing, house, made, problems, tags
from app.core.listing import Listing, listing
from app.core.paging import InvalidCursor, Page
from app.core.problem import Forbidden, InvalidRequest
from app.core.schema import Needle, fits
from app.identity import queries, service
from app.identity.errors import (
    GrantRefused,
    SessionEnded,
    SignInRefused,
    StolenGrant,
    TooManySignIns,
    UnsupportedGrant,
    UsernameTaken,
)
from app.identity.models import User
from app.identity.schemas import ActingFor, Me, MyUnit, RevokeBody, TokenOut, UserDraft, UserOut
from app.units import queries as units
from app.units.errors import UnknownUnit

auth = Router(prefix="/auth", tags=tags("auth"))
router = Router(tags=tags("identity"))
Field_ = Annotated[str, Form(max_length=200)]
Name = Annotated[Needle, Form(max_length=200)]  # reaches the database; secrets are taken as they are
NAMES = {
    "password": ("username", "password"),
    "client_credentials": ("client_id", "client_secret"),
    "refresh_token": ("refresh_token",),
}


@auth.post(
    "/token",
    response_model=TokenOut,
    responses=problems(SignInRefused, GrantRefused, SessionEnded, StolenGrant, UnsupportedGrant, TooManySignIns, InvalidRequest),
)
def token(  # ruff: ignore[too-many-arguments]  the fields of RFC 6749
    request: Request,
    grant_type: Field_,
    username: Name = "",
    password: Field_ = "",
    client_id: Name = "",
    client_secret: Field_ = "",
    refresh_token: Field_ = "",
    device_name: Annotated[Needle, Form(max_length=100), fits(100)] = "",
) -> Response:
    """Sign in, refresh, or sign in as an API client (OAuth2 form)."""
    given = {"username": username, "password": password, "client_id": client_id, "client_secret": client_secret}
    given["refresh_token"] = refresh_token
    if grant_type not in NAMES:
        raise UnsupportedGrant(pointer="/grant_type", grant_type=grant_type)
    for name in NAMES[grant_type]:
        if not given[name]:
            raise InvalidRequest(pointer=f"/{name}", errors=[{"pointer": f"/{name}", "type": "missing"}])
    first, second = (*NAMES[grant_type], "")[:2]
    if grant_type == "refresh_token":
        out = _refresh(request, refresh_token)
    else:
        client = grant_type == "client_credentials"
        out = _sign_in(request, given[first], given[second], device_name=device_name, client=client)
    return Response(out.model_dump_json(), headers={"Cache-Control": "no-store"}, media_type="application/json")


def _refresh(request: Request, given: str) -> TokenOut:
    with house(request).database.transaction() as tx:
        return service.refresh(tx, request.app.state.keys, given)


def _sign_in(request: Request, name: str, secret: str, *, device_name: str, client: bool) -> TokenOut:
    """The password is checked in a reading transaction: a quarter of a second of argon2 must not hold the writer."""
    address = request.client.host if request.client else ""
    limit = request.app.state.sign_in_limit
    limit.require(name, address)
    try:
        with house(request).database.reading() as tx:
            user_id = service.check_password(tx, name, secret, client=client).id
    except SignInRefused:
        limit.failed(name, address)
        raise
    with house(request).database.transaction() as tx:
        user = tx.session.get(User, user_id)
        if user is None or not user.active:
            raise SignInRefused
        return service.sign_in(tx, request.app.state.keys, user, device_name or None)


@auth.post("/revoke", status_code=204)
def revoke(body: RevokeBody, request: Request) -> Response:
    """Sign out. The refresh token is the proof; an unknown one is already signed out."""
    with house(request).database.transaction() as tx:
        service.end(tx, request.app.state.keys, body.refresh_token)
    return Response(status_code=204)


@router.get("/me")
def me(tx: Reading) -> Me:
    """Who is signed in, what they may do, and the server's time."""
    user = tx.session.get_one(User, tx.actor.id)
    unit = units.by_ids(tx, [tx.actor.unit_id] if tx.actor.unit_id else []).get(tx.actor.unit_id or tx.actor.id)
    return Me(
        id=user.id,
        username=user.username,
        name=user.name,
        post=user.post,
        roles=user.roles,
        permissions=sorted(tx.actor.permissions),
        acting_for=_acting_for(tx),
        unit=MyUnit.model_validate(unit) if unit else None,
        office_name=tx.settings.office_name,
        server_time=tx.now,
    )


def _acting_for(tx: Tx) -> list[ActingFor]:
    rows = [each for each in queries.in_force(tx, tx.actor.id) if each.deputy_id == tx.actor.id] if tx.actor.bound_to else []
    names = queries.names(tx, [each.principal_id for each in rows])
    return [
        ActingFor(principal_id=row.principal_id, principal_name=names[row.principal_id], roles=row.roles, last_on=row.last_on)
        for row in rows
    ]


@router.get("/users", responses=problems(InvalidCursor, Forbidden))
def list_users(tx: Reading, page: Listing, q: Annotated[Needle | None, Query(max_length=60)] = None) -> Page[UserOut]:
    """Accounts the reader may see."""
    require(tx.actor, Permission.USER_READ)
    cursor = listing(tx, page, "users")
    rows = queries.page(tx, cursor.start or "", cursor.limit + 1, q)
    return cursor.page(rows, UserOut.model_validate, lambda user: user.username)


@router.put("/users/{user_id}", responses=made(UserOut) | problems(Forbidden, UnknownUnit, UsernameTaken))
def put_user(user_id: UUID, draft: UserDraft, tx: Writing) -> Answer[UserOut]:
    """Create or change an account; its roles are granted apart."""
    user, created = service.put_user(tx, user_id, draft)
    return Answer(UserOut.model_validate(user), 201 if created else 200)
