"""What crosses the wire about people."""

import hashlib
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.access.policy import Role
from app.core.schema import Day, Instant, Line, OptionalLine, Schema, ShortLine
from app.identity.recusal import Interest


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


class ActingFor(Schema):
    """Somebody whose roles the reader holds by a delegation in force."""

    principal_id: UUID
    principal_name: str
    roles: list[Role]
    last_on: date


class Me(Schema):
    """Who is signed in and what they may do; `roles` are the reader's own, `permissions` include those delegated."""

    id: UUID
    username: str
    name: str
    post: str | None
    roles: list[Role]
    permissions: list[str]
    acting_for: list[ActingFor]
    unit: MyUnit | None
    office_name: str
    server_time: Instant


class DeviceOut(Schema):
    """A device the reader is signed in on; `current` is the one that asks."""

    id: UUID
    device_name: str | None
    created_at: Instant
    used_at: Instant
    current: bool


class DeviceMove(Schema):
    """The one verb on a device: it is signed out, wherever it is."""

    verb: Literal["end"]


class UserDraft(Schema):
    """An account as the system administrator enters it, without roles; `password` only when it is to be set."""

    username: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{1,59}$")]
    name: ShortLine
    post: ShortLine | None = None
    unit_id: UUID
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
    active: bool


class RolesDraft(Schema):
    """All roles an account is to hold."""

    roles: Annotated[list[Role], Field(max_length=8)]
    reason: OptionalLine | None = None


class DelegationDraft(Schema):
    """代办: a principal's roles in a deputy's hands, both days included, in legal time."""

    principal_id: UUID
    deputy_id: UUID
    roles: Annotated[list[Role], Field(min_length=1, max_length=8)]
    first_on: Day
    last_on: Day
    reason: Line

    def content_sha256(self) -> str:
        """The identity of the content."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


class DelegationMove(Schema):
    """The one verb on a delegation."""

    verb: Literal["end"]
    reason: OptionalLine | None = None


class DelegationOut(Schema):
    """A delegation; in force when it is not ended and today lies within."""

    id: UUID
    principal_id: UUID
    principal_name: str
    deputy_id: UUID
    deputy_name: str
    roles: list[Role]
    first_on: date
    last_on: date
    reason: str
    made_at: Instant
    ended_at: Instant | None
    in_force: bool
    moves: list[Literal["end"]]


class FormerPostBody(Schema):
    """A unit somebody used to belong to."""

    unit_id: UUID
    until: Day


class FormerPosts(Schema):
    """Every former post; replaces what was held."""

    posts: Annotated[list[FormerPostBody], Field(max_length=40)]


class InterestBody(Schema):
    """A unit somebody declares kin or an interest in."""

    unit_id: UUID
    kind: Interest


class Interests(Schema):
    """Every declared interest; replaces what was declared."""

    interests: Annotated[list[InterestBody], Field(max_length=40)]


class Standing(Schema):
    """What recusal knows of a person."""

    posts: list[FormerPostBody]
    interests: list[InterestBody]
