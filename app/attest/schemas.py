"""What is signed, on the wire. Every field that is checked elsewhere is text, byte for byte."""

from uuid import UUID

from app.attest.anchors import Kind
from app.core.schema import Instant, Schema


class RotationOut(Schema):
    """What an older key signed of the one that came after it, and its signature in base64."""

    statement: str
    signature: str


class KeyManifestOut(Schema):
    """The manifest as it was signed, and the root key's signature over it in base64 (docs/evidence.md §2)."""

    manifest: str
    signature: str
    rotations: list[RotationOut]


class MomentOut(Schema):
    """A time anchor as it was signed, and the signature in base64 (docs/evidence.md §3); hand both back with what quotes it."""

    statement: str
    signature: str


class ContentReceipt(Schema):
    """That the server holds this content since then, signed (docs/evidence.md §4): a receipt that is silent of the log."""

    id: UUID
    content_sha256: str
    received_at: Instant
    statement: str
    signature: str


class CheckpointOut(Schema):
    """The newest signed state of the log: a C2SP note; `root` in hex."""

    origin: str
    size: int
    root: str
    note: str
    signed_at: Instant


class EntryProofOut(Schema):
    """One entry's place in the log: its own bytes, their leaf hash in hex, and a C2SP tlog-proof."""

    index: int
    entry: str
    leaf: str
    proof: str


class GrowthOut(Schema):
    """That the log of `old` entries is the beginning of the newest checkpoint's: RFC 6962's path, each hash in base64."""

    old: int
    checkpoint: CheckpointOut
    path: list[str]


class AnchorOut(Schema):
    """How far one outside anchor is behind the log, in entries; what went wrong last, and what it holds against this log."""

    name: str
    kind: Kind
    size: int | None
    at: Instant | None
    lag: int
    waiting: int
    late: bool
    trouble: str | None
    contradiction: str | None


class AnchorsOut(Schema):
    """Who outside is shown the log."""

    items: list[AnchorOut]
