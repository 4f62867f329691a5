"""The table of the masks."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class Mask(Base):
    """What is covered on a photograph's copies; `shapes_sha256` names the copies made with it."""

    __tablename__ = "evidence_mask"
    evidence_id: Mapped[UUID] = mapped_column(ForeignKey("evidence.id"), primary_key=True)
    state: Mapped[str] = mapped_column(String(10))
    shapes: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    shapes_sha256: Mapped[str] = mapped_column(String(64))
    saved_at: Mapped[datetime | None]
    saver_id: Mapped[UUID | None]
    checked_at: Mapped[datetime | None]
    checker_id: Mapped[UUID | None]
    version: Mapped[int]
