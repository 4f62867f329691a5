"""What of the log was shown to whom outside."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class LogPublication(Base):
    """One checkpoint on its way to one anchor; `answer` is what the anchor gave for it, checked before it is kept."""

    __tablename__ = "log_publication"
    __table_args__ = (Index("ix__log_publication__due", "anchor", "state", "size"),)
    size: Mapped[int] = mapped_column(BigInteger, ForeignKey("log_checkpoint.size"), primary_key=True, autoincrement=False)
    anchor: Mapped[str] = mapped_column(String(120), primary_key=True)
    state: Mapped[str] = mapped_column(String(10))
    attempts: Mapped[int]
    due_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    answer: Mapped[bytes | None] = mapped_column(LargeBinary)


class LogAnchor(Base):
    """What is known of one anchor: the largest tree it says it saw, and what went wrong or speaks against this log."""

    __tablename__ = "log_anchor"
    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    seen_size: Mapped[int] = mapped_column(BigInteger)
    contradiction: Mapped[str | None] = mapped_column(String(300))
    trouble: Mapped[str | None] = mapped_column(String(300))
