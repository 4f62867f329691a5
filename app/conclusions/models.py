"""The conclusion's tables."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class Conclusion(Base):
    """What a mission found of one unit. `stated` is each finding as it was told at issue; `apply_by` is known from receipt on."""

    __tablename__ = "conclusion"
    __table_args__ = (
        UniqueConstraint("mission_id", "unit_id"),
        Index("ix__conclusion__unit_path", "unit_path"),
        Index("ix__conclusion__made", "made_at", "id"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    mission_id: Mapped[UUID | None]
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    unit_path: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(Text)
    stated: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))
    author_id: Mapped[UUID]
    made_at: Mapped[datetime]
    signer_id: Mapped[UUID | None]
    signed_at: Mapped[datetime | None]
    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    issuer_id: Mapped[UUID | None]
    issued_at: Mapped[datetime | None]
    received_at: Mapped[datetime | None]
    receiver_id: Mapped[UUID | None]
    receiver: Mapped[str | None] = mapped_column(String(60))
    receipt_proof: Mapped[str | None] = mapped_column(String(200))
    apply_by: Mapped[date | None] = mapped_column(Date)
    apply_by_provisional: Mapped[bool] = mapped_column(default=False)
    final_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class ConclusionFinding(Base):
    """A finding a conclusion states; each in one conclusion."""

    __tablename__ = "conclusion_finding"
    finding_id: Mapped[UUID] = mapped_column(ForeignKey("finding.id"), primary_key=True)
    conclusion_id: Mapped[UUID] = mapped_column(ForeignKey("conclusion.id"), index=True)
    position: Mapped[int]
