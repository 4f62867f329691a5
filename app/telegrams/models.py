"""Tables of the telegram room."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class Telegram(Base):
    """One document. `orders` are drafts issued with it; `order_ids` what it refers to, and after issue what it issued."""

    __tablename__ = "telegram"
    __table_args__ = (Index("ix__telegram__drafted", "drafted_at", "id"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    content_sha256: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(15), index=True)
    urgency: Mapped[str] = mapped_column(String(10))
    classification: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    contact: Mapped[str | None] = mapped_column(String(200))
    corrects_id: Mapped[UUID | None] = mapped_column(index=True)
    orders: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    order_ids: Mapped[list[str]] = mapped_column(JSON)
    drafter_id: Mapped[UUID]
    drafted_at: Mapped[datetime]
    countersigned_by: Mapped[UUID | None]
    countersigned_at: Mapped[datetime | None]
    signed_by: Mapped[UUID | None]
    signed_at: Mapped[datetime | None]
    issued_at: Mapped[datetime | None]
    archived_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class TelegramRecipient(Base):
    """A unit it goes to, main 主送 or copy 抄送, and who signed for it there."""

    __tablename__ = "telegram_recipient"
    telegram_id: Mapped[UUID] = mapped_column(ForeignKey("telegram.id"), primary_key=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    unit_path: Mapped[str] = mapped_column(String(200), index=True)
    main: Mapped[bool]
    position: Mapped[int]
    received_at: Mapped[datetime | None]
    receiver_id: Mapped[UUID | None]


class TelegramSeal(Base):
    """A sealed mission whose findings the draft carries: whoever may not know of it does not see the draft."""

    __tablename__ = "telegram_seal"
    telegram_id: Mapped[UUID] = mapped_column(ForeignKey("telegram.id"), primary_key=True)
    seal_id: Mapped[UUID] = mapped_column(primary_key=True)
