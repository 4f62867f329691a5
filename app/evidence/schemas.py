"""Evidence on the wire."""

from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from app.core.schema import FieldInstant, Grown, Instant, Point, Schema, Sha256
from app.evidence.mask_schemas import MaskOut
from app.evidence.states import Rendition


class Source(StrEnum):
    """Where the bytes came from; a browser cannot prove origin, so the reviewer is told (domain.md §3.1)."""

    CAMERA = "camera"
    PICKER = "picker"
    IMPORT = "import"


class FixSource(StrEnum):
    """Where a position came from."""

    GPS = "gps"
    NETWORK = "network"
    EXIF = "exif"
    MANUAL = "manual"


class Label(StrEnum):
    """远景、中景、特写."""

    WIDE = "wide"
    MEDIUM = "medium"
    CLOSE = "close"
    OTHER = "other"


class Harm(StrEnum):
    """What became of an original."""

    CHANGED = "changed"
    MISSING = "missing"


class OwnerKind(StrEnum):
    """What a photograph belongs to."""

    REPORT = "report"
    SUBMISSION = "submission"
    REINSPECTION = "reinspection"
    SUPPLEMENT = "supplement"


class EvidenceState(StrEnum):
    """Declared by a manifest, or received and verified."""

    DECLARED = "declared"
    RECEIVED = "received"


class Decode(StrEnum):
    """Whether the picture can be shown; evidence it is either way."""

    PENDING = "pending"
    OK = "ok"
    UNDECODABLE = "undecodable"


class Outcome(StrEnum):
    """What a check says: never a verdict."""

    PASS = "pass"  # ruff: ignore[hardcoded-password-string]  an outcome
    WARN = "warn"
    UNKNOWN = "unknown"


class Fix(Point):
    """A position as the device measured it: WGS-84 degrees, accuracy in metres."""

    accuracy_m: Annotated[float, Field(ge=0, le=1_000_000)]
    fixed_at: FieldInstant
    source: FixSource = FixSource.GPS


Signature = Annotated[str, Field(pattern=r"^[A-Za-z0-9+/]{86}==$", description="64 bytes in base64")]


def _storable(text: str) -> str:
    """Nothing else is changed or refused of what was signed; PostgreSQL's text knows no NUL."""
    if "\0" in text:
        raise PydanticCustomError("control_characters", "control characters")
    return text


Statement = Annotated[str, Field(max_length=64 * 1024, description="canonical JSON, as it was signed"), AfterValidator(_storable)]


class Grade(StrEnum):
    """How far a photograph is bound to the phone that took it."""

    SIGNED = "signed"
    UNSIGNED = "unsigned"  # no capture record: other systems, paper, a phone without a key
    BROKEN = "broken"


class Flaw(StrEnum):
    """Why a capture record does not hold."""

    JSON = "json"
    KEY_UNKNOWN = "key_unknown"
    KEY_OTHER = "key_other"
    SIGNATURE = "signature"
    OTHER = "other"
    KEY_OVER = "key_over"
    ANCHOR_MISSING = "anchor_missing"
    ANCHOR_FORGED = "anchor_forged"
    ANCHOR_OTHER = "anchor_other"
    ANCHOR_LATE = "anchor_late"


class CaptureAnchor(Schema):
    """The time anchor a record quotes, as the server gave it out."""

    statement: Statement
    signature: Signature


class Capture(Schema):
    """What the phone signed when it took the photograph (docs/evidence.md §3), kept as it comes, whether it holds or not."""

    record: Statement
    signature: Signature
    anchor: CaptureAnchor | None = None


class EvidenceDraft(Grown):
    """One line of a manifest."""

    LATER: ClassVar[frozenset[str]] = frozenset({"capture"})

    id: UUID
    sha256: Sha256
    size_bytes: Annotated[int, Field(ge=1, le=2**40)]
    media_type: Annotated[str, Field(pattern=r"^[a-z]+/[a-zA-Z0-9.+-]{1,50}$", max_length=60)]
    captured_at: FieldInstant
    location: Fix | None = None
    source: Source
    label: Label | None = None
    capture: Capture | None = None


class ExifPlace(Point):
    """Where EXIF says the picture was taken; altitude in metres."""

    altitude: float | None


class Exif(Schema):
    """What the bytes say of themselves; null where they say nothing readable."""

    captured_at: str | None
    location: ExifPlace | None
    orientation: int | None
    camera: str | None
    software: str | None
    processing: str | None
    creator_tool: str | None


class Basis(StrEnum):
    """How much an observation is worth: 可证 by arithmetic anybody can repeat, 自述 by phone or file, 线索 to look into."""

    PROVEN = "proven"
    CLAIMED = "claimed"
    HINT = "hint"


class Check(Schema):
    """One observation for the reviewer, with its number where there is one.

    `reason` tells apart why an outcome is what it is; `more` holds what else the words speak of.
    """

    code: str
    basis: Basis
    outcome: Outcome
    reason: str | None
    note: str
    value: str | None
    more: dict[str, str]


class Kinship(StrEnum):
    """How another photograph is like this one."""

    SAME_BYTES = "same_bytes"
    NEAR = "near"
    MIRRORED = "mirrored"


class Reading(StrEnum):
    """What the likeness may mean; never a verdict."""

    OLD_PICTURE = "old_picture"  # an answer shows what was photographed before it
    OTHER_PLACE = "other_place"
    SAME_PLACE = "same_place"  # perhaps a relapse
    UNPLACED = "unplaced"


class Related(Schema):
    """Another photograph the reader may see, in another case, that is like this one: `distance` of 64 bits, `gap_s` older.

    `apart_m` lies between where the two say they were taken, null where one says nothing.
    """

    evidence_id: UUID
    kind: Kinship
    reading: Reading
    distance: int
    similarity: int = Field(description="per cent of the 64 bits that agree")
    captured_at: Instant
    gap_s: int
    apart_m: float | None
    owner_kind: OwnerKind
    owner_id: UUID | None


class Checks(Schema):
    """All observations about one photograph."""

    items: list[Check]
    related: list[Related]


class EvidenceOut(Schema):
    """One photograph as the reader may see it.

    `exif`, `checks`, `related`, `grade`, `sm3` (null until a job has read the original again), and the id of the report or second
    look it belongs to are for the office and the author. `rendition` says which copy this reader is given; `mask` is for whoever
    covers what may not be seen.
    """

    id: UUID
    owner_kind: OwnerKind
    owner_id: UUID | None
    state: EvidenceState
    sha256: str
    sm3: str | None
    size_bytes: int
    media_type: str
    source: Source
    label: Label | None
    captured_at: Instant
    location: Fix | None
    received_at: Instant | None
    decode: Decode
    decode_note: str | None
    width: int | None
    height: int | None
    exif: Exif | None
    checks: list[Check]
    related: list[Related]
    sha256_verified: bool
    grade: Grade | None
    grade_reason: Flaw | None
    rendition: Rendition
    mask: MaskOut | None


class EvidenceReceipt(Schema):
    """What the server says it holds, and says so in a signed statement (docs/evidence.md §4; the signature in base64).

    `log_index` is null for units and leaders, and no part of their statement: a jump of the number would show activity.
    """

    id: UUID
    sha256: str
    size_bytes: int
    received_at: Instant
    log_index: int | None
    statement: str
    signature: str
