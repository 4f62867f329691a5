"""Tables of the coordination room."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class Coordination(Base):
    """One matter beyond a single department's power. Deadline columns as `calendar.lights` reads them."""

    __tablename__ = "coordination_item"
    __table_args__ = (Index("ix__coordination_item__state", "state", "raised_at"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    finding_id: Mapped[UUID] = mapped_column(ForeignKey("finding.id"), index=True)
    mission_id: Mapped[UUID | None]
    content_sha256: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(Text)
    coordinator: Mapped[str] = mapped_column(String(60))
    raised_by: Mapped[UUID]
    raised_at: Mapped[datetime]
    meeting_at: Mapped[datetime | None]
    meeting_place: Mapped[str | None] = mapped_column(String(200))
    decision: Mapped[str | None] = mapped_column(Text)
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    progress: Mapped[str | None] = mapped_column(Text)
    result: Mapped[str | None] = mapped_column(Text)
    due_on: Mapped[date | None] = mapped_column(Date)
    due_at: Mapped[datetime | None]
    yellow_on: Mapped[date | None] = mapped_column(Date)
    due_provisional: Mapped[bool] = mapped_column(default=False)
    auto_signed: Mapped[bool] = mapped_column(default=False)
    fulfilled_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class CoordinationParty(Base):
    """A unit that takes part."""

    __tablename__ = "coordination_party"
    coordination_id: Mapped[UUID] = mapped_column(ForeignKey("coordination_item.id"), primary_key=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), primary_key=True, index=True)


class Difficulty(Base):
    """What a unit asks help with. `released_at` is when units may see it: at once for their own words."""

    __tablename__ = "difficulty"
    __table_args__ = (Index("ix__difficulty__state", "state", "noted_at"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(10))
    report_id: Mapped[UUID | None] = mapped_column(ForeignKey("report.id"), index=True)
    mission_id: Mapped[UUID | None]
    author_id: Mapped[UUID]
    content_sha256: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(12))
    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    noted_at: Mapped[datetime]
    released_at: Mapped[datetime | None]
    helper_unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"), index=True)
    request: Mapped[str | None] = mapped_column(Text)
    result: Mapped[str | None] = mapped_column(Text)
    replied_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
