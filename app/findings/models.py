"""The finding's tables. Deadline columns come from its order, as `calendar.lights` reads them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class Finding(Base):
    """One fault. `unit_path` is empty until an order releases it."""

    __tablename__ = "finding"
    __table_args__ = (
        Index("ix__finding__report", "report_id", "position"),
        Index("ix__finding__unit_path", "unit_path"),
        Index("ix__finding__found", "found_at", "id"),
        Index("ix__finding__state", "state", "found_at"),
        Index("ix__finding__category", "category", "lat"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    report_id: Mapped[UUID]
    mission_id: Mapped[UUID | None] = mapped_column(index=True)
    author_id: Mapped[UUID] = mapped_column(index=True)
    position: Mapped[int]
    state: Mapped[str] = mapped_column(String(12))
    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    focus_area: Mapped[str] = mapped_column(String(40))
    category: Mapped[str] = mapped_column(String(40))
    facts: Mapped[str] = mapped_column(Text)
    cause: Mapped[str] = mapped_column(Text)
    suggestion: Mapped[str] = mapped_column(Text)
    severity: Mapped[str] = mapped_column(String(10))
    severity_reported: Mapped[str] = mapped_column(String(10))
    responsible_unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    responsible_persons: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    evidence_ids: Mapped[list[str]] = mapped_column(JSON)
    on_the_spot_fixed: Mapped[bool]
    site_name: Mapped[str] = mapped_column(String(200))
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    found_at: Mapped[datetime]
    occurred_at: Mapped[datetime | None]
    public_interest: Mapped[bool] = mapped_column(default=False)
    negative_example: Mapped[bool] = mapped_column(default=False)
    topic_tags: Mapped[list[str]] = mapped_column(JSON, default=list)
    deviation_tags: Mapped[list[str]] = mapped_column(JSON, default=list)
    cause_level: Mapped[str | None] = mapped_column(String(20))
    related_party: Mapped[str | None] = mapped_column(String(200))
    gb30428_code: Mapped[str | None] = mapped_column(String(20))
    assistance_given: Mapped[str | None] = mapped_column(Text)
    question: Mapped[str | None] = mapped_column(Text)
    asked_by: Mapped[UUID | None]
    proposal: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    duplicate_of: Mapped[UUID | None]
    relapse_of: Mapped[UUID | None]
    transfer: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    downgrade_log: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    appeal_decision_no: Mapped[str | None] = mapped_column(String(60))
    decision_reason: Mapped[str | None] = mapped_column(Text)
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    order_id: Mapped[UUID | None] = mapped_column(index=True)
    order_number: Mapped[str | None] = mapped_column(String(40))
    unit_path: Mapped[str | None] = mapped_column(String(200))
    released_at: Mapped[datetime | None]
    due_on: Mapped[date | None] = mapped_column(Date)
    due_at: Mapped[datetime | None]
    yellow_on: Mapped[date | None] = mapped_column(Date)
    milestone_due_on: Mapped[date | None] = mapped_column(Date)
    due_provisional: Mapped[bool] = mapped_column(default=False)
    auto_signed: Mapped[bool] = mapped_column(default=False)
    suspended_at: Mapped[datetime | None]
    fulfilled_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    return_count: Mapped[int] = mapped_column(default=0)
    reopen_count: Mapped[int] = mapped_column(default=0)
    withdrawn: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)


class Supplement(Base):
    """What the author added when the office asked for more; the originals stay. `submitted_at` once its photographs are here."""

    __tablename__ = "finding_supplement"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    finding_id: Mapped[UUID] = mapped_column(ForeignKey("finding.id"), index=True)
    author_id: Mapped[UUID]
    content_sha256: Mapped[str] = mapped_column(String(64))
    question: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
