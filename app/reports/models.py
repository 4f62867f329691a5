"""Tables of the report room."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class Report(Base):
    """One visit's report. `manifest` is the validated manifest of the newest revision, as `content_sha256` binds it.

    `confirm_needed` was decided when the report became complete; another content is confirmed anew.
    """

    __tablename__ = "report"
    __table_args__ = (Index("ix__report__state", "state", "received_at"), Index("ix__report__author", "author_id", "received_at"))
    id: Mapped[UUID] = mapped_column(primary_key=True)
    task_id: Mapped[UUID] = mapped_column(ForeignKey("task.id"), index=True)
    mission_id: Mapped[UUID | None] = mapped_column(index=True)
    author_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    state: Mapped[str] = mapped_column(String(12))
    site_name: Mapped[str] = mapped_column(String(200))
    site_unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"), index=True)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime]
    summary: Mapped[str] = mapped_column(Text)
    worst_severity: Mapped[str | None] = mapped_column(String(10))
    finding_count: Mapped[int]
    evidence_count: Mapped[int]
    location_refused: Mapped[bool]
    manifest: Mapped[dict[str, Any]] = mapped_column(JSON)
    content_sha256: Mapped[str] = mapped_column(String(64))
    revision: Mapped[int] = mapped_column(default=1)
    received_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    confirm_needed: Mapped[bool] = mapped_column(default=False)
    confirmed_by: Mapped[UUID | None]
    confirmed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class ReportRevision(Base):
    """An earlier content of a returned report, kept as it was."""

    __tablename__ = "report_revision"
    report_id: Mapped[UUID] = mapped_column(ForeignKey("report.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content_sha256: Mapped[str] = mapped_column(String(64))
    manifest: Mapped[dict[str, Any]] = mapped_column(JSON)
    received_at: Mapped[datetime]


class ReportConflict(Base):
    """Other content that came under a used id: refused, and kept."""

    __tablename__ = "report_conflict"
    __table_args__ = (Index("ix__report_conflict__report", "report_id", "content_sha256"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    report_id: Mapped[UUID]
    actor_id: Mapped[UUID]
    content_sha256: Mapped[str] = mapped_column(String(64))
    manifest: Mapped[dict[str, Any]] = mapped_column(JSON)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    received_at: Mapped[datetime]
