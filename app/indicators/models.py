"""The waivers: everything else of this room is computed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class DutyWaiver(Base):
    """A duty not owed, or owed in part: whose, for which month or quarter, and why."""

    __tablename__ = "duty_waiver"
    __table_args__ = (Index("ix__duty_waiver__period", "period", "subject_id"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    subject_kind: Mapped[str] = mapped_column(String(10))
    subject_id: Mapped[UUID]
    period: Mapped[str] = mapped_column(String(7))
    ground: Mapped[str] = mapped_column(String(20))
    months_in_post: Mapped[int | None]
    reason: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10))
    granted_by: Mapped[UUID]
    granted_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawal_reason: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)
