"""Tables of the review room. Deadline columns as `calendar.lights` reads them."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class Review(Base):
    """One application. `due_on` is the last day to decide, `yellow_on` the day the warning begins, `accept_by` the form's."""

    __tablename__ = "review"
    __table_args__ = (
        Index("ix__review__unit_path", "unit_path"),
        Index("ix__review__made", "made_at", "id"),
        Index("ix__review__state", "state", "due_at"),
    )
    auto_signed: ClassVar[bool] = False
    id: Mapped[UUID] = mapped_column(primary_key=True)
    conclusion_id: Mapped[UUID] = mapped_column(ForeignKey("conclusion.id"), index=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    unit_path: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(15))
    grounds: Mapped[str] = mapped_column(Text)
    author_id: Mapped[UUID]
    made_at: Mapped[datetime]
    filer_id: Mapped[UUID | None]
    filed_at: Mapped[datetime | None]
    accept_by: Mapped[date | None] = mapped_column(Date)
    examiner_id: Mapped[UUID | None]
    accepted_at: Mapped[datetime | None]
    form_reason: Mapped[str | None] = mapped_column(Text)
    due_on: Mapped[date | None] = mapped_column(Date)
    due_at: Mapped[datetime | None]
    yellow_on: Mapped[date | None] = mapped_column(Date)
    due_provisional: Mapped[bool] = mapped_column(default=False)
    decision: Mapped[str | None] = mapped_column(String(10))
    decision_number: Mapped[str | None] = mapped_column(String(40), unique=True)
    decision_reason: Mapped[str | None] = mapped_column(Text)
    changes: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    meeting_record: Mapped[str | None] = mapped_column(String(200))
    decider_id: Mapped[UUID | None]
    fulfilled_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    received_at: Mapped[datetime | None]
    receiver_id: Mapped[UUID | None]
    receiver: Mapped[str | None] = mapped_column(String(60))
    receipt_proof: Mapped[str | None] = mapped_column(String(200))
    stayed_at: Mapped[datetime | None]
    stay_reason: Mapped[str | None] = mapped_column(Text)
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class ReviewHandler(Base):
    """Somebody named to handle a review, and what they advise."""

    __tablename__ = "review_handler"
    review_id: Mapped[UUID] = mapped_column(ForeignKey("review.id"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), primary_key=True, index=True)
    named_at: Mapped[datetime]
    advice: Mapped[str | None] = mapped_column(Text)
    advised_at: Mapped[datetime | None]
