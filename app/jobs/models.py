"""The queue."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import JSON, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class Job(Base):
    """One piece of background work. `slot` makes a schedule's run unique; `dead_at` sets it aside."""

    __tablename__ = "job"
    __table_args__ = (UniqueConstraint("kind", "slot"), Index("ix__job__due", "dead_at", "run_at"))
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[str] = mapped_column(String(60))
    slot: Mapped[str | None] = mapped_column(String(80))
    payload: Mapped[dict[str, str]] = mapped_column(JSON)
    run_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(String(500))
    dead_at: Mapped[datetime | None]
