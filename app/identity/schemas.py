"""What crosses the wire about people."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.access.policy import Role
from app.core.schema import Instant, Schema, ShortLine


class TokenOut(Schema):
    """RFC 6749 §5.1. `refresh_token` is null for API clients."""

    access_token: str
    token_type: Literal["Bearer"]
    expires_in: int
    refresh_token: str | None
    scope: str


class RevokeBody(Schema):
    """The refresh token of the session to end."""

    refresh_token: Annotated[str, Field(max_length=200)]


class MyUnit(Schema):
    """The reader's own unit."""

    id: UUID
    name: str
    short_name: str
    kind: str


class Me(Schema):
    """Who is signed in and what they may do."""

    id: UUID
    username: str
    name: str
    post: str | None
    roles: list[Role]
    permissions: list[str]
    unit: MyUnit | None
    office_name: str
    server_time: Instant


class UserDraft(Schema):
    """An account as an administrator enters it; `password` only when it is to be set."""

    username: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{1,59}$")]
    name: ShortLine
    post: ShortLine | None = None
    unit_id: UUID
    roles: Annotated[list[Role], Field(min_length=1, max_length=8)]
    password: Annotated[str, Field(min_length=10, max_length=200)] | None = None
    active: bool = True


class UserOut(Schema):
    """An account as colleagues see it."""

    id: UUID
    username: str
    name: str
    post: str | None
    unit_id: UUID | None
    roles: list[Role]
