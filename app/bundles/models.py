"""The table of bundles."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class Bundle(Base):
    """One bundle somebody asked for. `scope` is what he might see of the case then; `sha256` is that of `bundle.json`."""

    __tablename__ = "bundle"
    __table_args__ = (Index("ix__bundle__requester", "requester_id", "report_id", "requested_at"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    report_id: Mapped[UUID] = mapped_column(ForeignKey("report.id"))
    finding_id: Mapped[UUID | None] = mapped_column(ForeignKey("finding.id"))
    requester_id: Mapped[UUID]
    reason: Mapped[str] = mapped_column(Text)
    scope: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(10))
    failure: Mapped[str | None] = mapped_column(String(10))
    requested_at: Mapped[datetime]
    made_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    size_bytes: Mapped[int | None] = mapped_column(BigInteger)
    sha256: Mapped[str | None] = mapped_column(String(64))
