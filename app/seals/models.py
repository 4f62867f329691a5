"""A seal, its list, and the units it keeps out."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class Seal(Base):
    """One sealed mission, by the mission's id; `broken_at` once the office may know."""

    __tablename__ = "seal"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    sealed_at: Mapped[datetime]
    broken_at: Mapped[datetime | None]


class SealReader(Base):
    """Somebody on the list, and as what."""

    __tablename__ = "seal_reader"
    __table_args__ = (Index("ix__seal_reader__user", "user_id", "seal_id"),)
    seal_id: Mapped[UUID] = mapped_column(ForeignKey("seal.id"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    standing: Mapped[str] = mapped_column(String(20), primary_key=True)
    named_at: Mapped[datetime]


class SealTarget(Base):
    """A visited unit: whoever acts for it or for what lies above or below it is kept out."""

    __tablename__ = "seal_target"
    seal_id: Mapped[UUID] = mapped_column(ForeignKey("seal.id"), primary_key=True)
    unit_path: Mapped[str] = mapped_column(String(200), primary_key=True)
