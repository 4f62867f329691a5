"""Tables of the rectification room."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class Order(Base):
    """The demand on one unit. Deadline columns as `calendar.lights` reads them."""

    __tablename__ = "rectification_order"
    __table_args__ = (
        Index("ix__rectification_order__unit_path", "unit_path"),
        Index("ix__rectification_order__issued", "issued_at", "id"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    content_sha256: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(12), index=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    unit_path: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(12))
    requirements: Mapped[str] = mapped_column(Text)
    evidence_requirement: Mapped[str] = mapped_column(String(12))
    necessity_reason: Mapped[str | None] = mapped_column(Text)
    issuer_id: Mapped[UUID]
    issued_at: Mapped[datetime]
    due_on: Mapped[date] = mapped_column(Date)
    due_at: Mapped[datetime]
    due_original_on: Mapped[date] = mapped_column(Date)
    due_provisional: Mapped[bool]
    due_computed: Mapped[bool]
    yellow_on: Mapped[date] = mapped_column(Date)
    signed_at: Mapped[datetime | None]
    signer_id: Mapped[UUID | None]
    auto_signed: Mapped[bool] = mapped_column(default=False)
    return_count: Mapped[int] = mapped_column(default=0)
    last_return_reason: Mapped[str | None] = mapped_column(Text)
    fulfilled_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class Submission(Base):
    """The unit's signed answer."""

    __tablename__ = "submission"
    __table_args__ = (UniqueConstraint("order_id", "seq"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("rectification_order.id"))
    seq: Mapped[int]
    author_id: Mapped[UUID]
    content_sha256: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(12))
    measures: Mapped[str] = mapped_column(Text)
    result: Mapped[str] = mapped_column(Text)
    long_term_mechanism: Mapped[str | None] = mapped_column(Text)
    truth_statement: Mapped[bool]
    signed_by: Mapped[str] = mapped_column(String(60))
    channel: Mapped[str] = mapped_column(String(12))
    received_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    judged_at: Mapped[datetime | None]
    judge_reason: Mapped[str | None] = mapped_column(Text)


class Reinspection(Base):
    """A second look, by other eyes."""

    __tablename__ = "reinspection"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    finding_id: Mapped[UUID] = mapped_column(ForeignKey("finding.id"), index=True)
    author_id: Mapped[UUID]
    content_sha256: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(12))
    result: Mapped[str] = mapped_column(String(15))
    note: Mapped[str] = mapped_column(Text)
    inspected_at: Mapped[datetime]
    location: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    received_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]
