"""Tables of the result room."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class Action(Base):
    """One result, from suggestion to its end. `released_at` once the unit may know of it."""

    __tablename__ = "result_action"
    __table_args__ = (
        Index("ix__result_action__opened", "opened_at", "id"),
        Index("ix__result_action__unit_path", "unit_path"),
        Index("ix__result_action__state", "state", "kind"),
        Index("ix__result_action__slot", "slot", "state"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(20))
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    unit_path: Mapped[str] = mapped_column(String(200))
    person_name: Mapped[str | None] = mapped_column(String(60))
    person_post: Mapped[str | None] = mapped_column(String(60))
    proposal: Mapped[str] = mapped_column(Text)
    because: Mapped[str | None] = mapped_column(Text)
    slot: Mapped[str | None] = mapped_column(String(64))
    opened_at: Mapped[datetime]
    author_id: Mapped[UUID | None]
    proposed_at: Mapped[datetime | None]
    proposer_id: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    decider_id: Mapped[UUID | None]
    decision_reason: Mapped[str | None] = mapped_column(Text)
    instrument: Mapped[str | None] = mapped_column(String(200))
    released_at: Mapped[datetime | None] = mapped_column(index=True)
    notice: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    execution: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    handed_to: Mapped[str | None] = mapped_column(String(200))
    handed_at: Mapped[datetime | None]
    receipt: Mapped[str | None] = mapped_column(String(200))
    outcome: Mapped[str | None] = mapped_column(Text)
    outcome_on: Mapped[date | None] = mapped_column(Date)
    package: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    package_sha256: Mapped[str | None] = mapped_column(String(64))
    masker_id: Mapped[UUID | None]
    checker_id: Mapped[UUID | None]
    sent_at: Mapped[datetime | None]
    programme: Mapped[str | None] = mapped_column(String(200))
    column: Mapped[str | None] = mapped_column("air_column", String(10))
    aired_on: Mapped[date | None] = mapped_column(Date)
    pledge_person: Mapped[str | None] = mapped_column(String(60))
    pledge_text: Mapped[str | None] = mapped_column(Text)
    pledge_due_on: Mapped[date | None] = mapped_column(Date, index=True)
    pledge_state: Mapped[str | None] = mapped_column(String(10))
    pledge_task_id: Mapped[UUID | None]
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class Ground(Base):
    """A finding or an example a result rests on."""

    __tablename__ = "result_ground"
    action_id: Mapped[UUID] = mapped_column(ForeignKey("result_action.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    ground_id: Mapped[UUID] = mapped_column(primary_key=True, index=True)
    position: Mapped[int]
