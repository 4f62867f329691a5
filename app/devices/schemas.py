"""Device keys on the wire."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.core.schema import Instant, Line, Schema, ShortLine
from app.devices.codes import ALPHABET, LENGTH

Code = Annotated[str, Field(pattern=f"^[{ALPHABET}]{{{LENGTH}}}$")]
Signature = Annotated[str, Field(pattern=r"^[A-Za-z0-9+/]{86}==$")]
Coordinate = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43}$")]


class DeviceCodeDraft(Schema):
    """Whose phone is to be enrolled; the person stands before whoever asks."""

    user_id: UUID


class DeviceCodeOut(Schema):
    """The code, told this once; it takes the place of one given before."""

    code: str
    expires_at: Instant
    user_id: UUID


class DeviceJwk(Schema):
    """A P-256 public key (RFC 7517)."""

    crv: Literal["P-256"]
    kty: Literal["EC"]
    x: Coordinate
    y: Coordinate


class DeviceKeyDraft(Schema):
    """A phone's new key, the code the person was given, and the key's signature over the enrolment (docs/evidence.md §2)."""

    code: Code
    jwk: DeviceJwk
    name: ShortLine
    signature: Signature


class DeviceKeyMove(Schema):
    """The one verb on a key."""

    verb: Literal["revoke"]
    reason: Line


class DeviceRecords(Schema):
    """What the server has of a key's capture records: how many, and the highest number."""

    count: int
    last_seq: int | None


class DeviceKeyOut(Schema):
    """An enrolled key; `key` is its RFC 7638 thumbprint in hex. `records` is told to its owner only."""

    id: UUID
    key: str
    user_id: UUID
    user_name: str
    name: str
    enrolled_at: Instant
    expires_at: Instant
    revoked_at: Instant | None
    records: DeviceRecords | None
    moves: list[Literal["revoke"]]


class DeviceKeys(Schema):
    """Keys, the latest first."""

    items: list[DeviceKeyOut]
