"""The example's table."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class Example(Base):
    """One good example; `mission_id` is the seal of the report it came from."""

    __tablename__ = "example"
    __table_args__ = (Index("ix__example__opened", "opened_at", "id"), Index("ix__example__unit_path", "unit_path"))
    id: Mapped[UUID] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(12), index=True)
    origin: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(String(200))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    unit_path: Mapped[str] = mapped_column(String(200))
    focus_area: Mapped[str] = mapped_column(String(40))
    facts: Mapped[str] = mapped_column(Text)
    replicable_points: Mapped[str] = mapped_column(Text)
    report_id: Mapped[UUID | None] = mapped_column(index=True)
    mission_id: Mapped[UUID | None] = mapped_column(index=True)
    nominator_id: Mapped[UUID]
    opened_at: Mapped[datetime]
    verified_at: Mapped[datetime | None]
    verifier_id: Mapped[UUID | None]
    seen_on: Mapped[date | None] = mapped_column(Date)
    seen: Mapped[str | None] = mapped_column(Text)
    approved_at: Mapped[datetime | None]
    promoted_at: Mapped[datetime | None]
    channel: Mapped[str | None] = mapped_column(String(200))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)
