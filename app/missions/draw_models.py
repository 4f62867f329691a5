"""Tables of the random draw."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class MissionDraw(Base):
    """One draw, as it was locked and what came out. `lists` carries tokens; `secret` the nonce, their key, and the names."""

    __tablename__ = "mission_draw"
    __table_args__ = (Index("ix__mission_draw__mission", "mission_id", "locked_at"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    mission_id: Mapped[UUID] = mapped_column(ForeignKey("mission.id"))
    state: Mapped[str] = mapped_column(String(10))
    content_sha256: Mapped[str] = mapped_column(String(64))
    operator_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    lists: Mapped[dict[str, Any]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))
    commitment: Mapped[str] = mapped_column(String(64))
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    locked_at: Mapped[datetime]
    committed_at: Mapped[datetime | None]
    public_number: Mapped[str | None] = mapped_column(String(60))
    public_source: Mapped[str | None] = mapped_column(String(200))
    drawn_at: Mapped[datetime | None]
    seed: Mapped[str | None] = mapped_column(String(64))
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    witnesses_needed: Mapped[int]
    witnessed_at: Mapped[datetime | None]
    issued_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    cancel_reason: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)


class DrawWitness(Base):
    """Somebody who saw the number go in and the result come out."""

    __tablename__ = "draw_witness"
    draw_id: Mapped[UUID] = mapped_column(ForeignKey("mission_draw.id"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    at: Mapped[datetime]
