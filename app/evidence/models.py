"""Tables of the evidence room."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base

_UNREAD = text("state = 'received' AND sm3 IS NULL")


class Evidence(Base):
    """One declared photograph. Claimed place and time are the device's; `exif` is what the bytes say.

    `capture_*` are kept as they came, byte for byte; `device_key_id` and `capture_seq` only of a record its key really signed.
    `sm3` is computed by a job, after the bytes were found to be those of `sha256`; `harm` says what was found instead.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        Index("ix__evidence__owner", "owner_id", "position"),
        Index("ix__evidence__sha256", "sha256"),
        Index("ix__evidence__device", "device_key_id", "capture_seq"),
        Index("ix__evidence__unread", "sha256", sqlite_where=_UNREAD, postgresql_where=_UNREAD),
        Index("ix__evidence__author", "author_id", "captured_at"),
        Index("ix__evidence__place", "lat", "lon"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_kind: Mapped[str] = mapped_column(String(20))
    owner_id: Mapped[UUID]
    seal_id: Mapped[UUID | None] = mapped_column(index=True)
    author_id: Mapped[UUID]
    position: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    sm3: Mapped[str | None] = mapped_column(String(64))
    harm: Mapped[str | None] = mapped_column(String(10))
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str] = mapped_column(String(60))
    source: Mapped[str] = mapped_column(String(10))
    label: Mapped[str | None] = mapped_column(String(10))
    captured_at: Mapped[datetime]
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    accuracy_m: Mapped[float | None]
    fixed_at: Mapped[datetime | None]
    fix_source: Mapped[str | None] = mapped_column(String(10))
    site_lat: Mapped[float | None]
    site_lon: Mapped[float | None]
    clock_skew_ms: Mapped[int | None] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(String(10))
    received_at: Mapped[datetime | None]
    decode: Mapped[str] = mapped_column(String(12))
    decode_note: Mapped[str | None] = mapped_column(String(200))
    width: Mapped[int | None]
    height: Mapped[int | None]
    exif: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    capture_record: Mapped[str | None] = mapped_column(Text)
    capture_signature: Mapped[str | None] = mapped_column(String(88))
    capture_anchor: Mapped[str | None] = mapped_column(Text)
    capture_anchor_signature: Mapped[str | None] = mapped_column(String(88))
    device_key_id: Mapped[UUID | None]
    capture_seq: Mapped[int | None] = mapped_column(BigInteger)
    grade: Mapped[str] = mapped_column(String(10), server_default="unsigned")
    grade_reason: Mapped[str | None] = mapped_column(String(30))


class EvidencePicture(Base):
    """What was derived from one picture's bytes, however many photographs it was sent as, by which `recipe`.

    `place` counts in the order of commits, anew when the recipe is new. `prints`: whole, mirrored, parts, 40 bytes each.
    """

    __tablename__ = "evidence_picture"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    place: Mapped[int] = mapped_column(BigInteger, unique=True)
    recipe: Mapped[int]
    prints: Mapped[bytes] = mapped_column(LargeBinary)
    periodic: Mapped[float | None]


class EvidenceLikeness(Base):
    """Two pictures that look alike, written both ways; photographs are joined to it by their bytes. Bits of 64 and of 256."""

    __tablename__ = "evidence_likeness"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    other_sha256: Mapped[str] = mapped_column(String(64), primary_key=True, index=True)
    distance: Mapped[int]
    fine: Mapped[int]
    mirrored: Mapped[bool]


class EvidenceRelease(Base):
    """One photograph let out to one unit and what lies below it."""

    __tablename__ = "evidence_release"
    evidence_id: Mapped[UUID] = mapped_column(ForeignKey("evidence.id"), primary_key=True)
    unit_path: Mapped[str] = mapped_column(String(200), primary_key=True)


class EvidenceAssignment(Base):
    """One photograph's original let be read by one person, for the matter they were assigned."""

    __tablename__ = "evidence_assignment"
    evidence_id: Mapped[UUID] = mapped_column(ForeignKey("evidence.id"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(primary_key=True, index=True)
    matter_id: Mapped[UUID] = mapped_column(primary_key=True, index=True)


class EvidenceReader(Base):
    """One photograph shown to one person of the field, who shall look at its place again."""

    __tablename__ = "evidence_reader"
    evidence_id: Mapped[UUID] = mapped_column(ForeignKey("evidence.id"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(primary_key=True)
