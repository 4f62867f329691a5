"""What was changed: the history is the table."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, Date, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class RuleChange(Base):
    """One change of one rule; it counts from the beginning of `effective_on`, legal time."""

    __tablename__ = "rule_change"
    __table_args__ = (Index("ix__rule_change__name", "name", "effective_on", "changed_at"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str] = mapped_column(String(60))
    held: Mapped[list[Any]] = mapped_column("value", JSON)  # a list of one: SQLite would make a bare number its own
    effective_on: Mapped[date] = mapped_column(Date)
    document: Mapped[str | None] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(Text)
    changed_by: Mapped[UUID]
    changed_at: Mapped[datetime]

    @property
    def value(self) -> Any:  # ruff: ignore[any-type]  what the rule's field takes
        """The value it sets."""
        return self.held[0]
