"""What phones say of themselves."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class DeviceState(Base):
    """One phone of one person as it last reported: one row, written over; nothing is kept of what it said before.

    `install_id` is made by the phone with its storage, and dies with it. Times are whole hours, and the free space whole percents:
    the office looks after phones with them, and can follow nobody.
    """

    __tablename__ = "device_state"
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    install_id: Mapped[UUID] = mapped_column(primary_key=True)
    key_id: Mapped[UUID | None] = mapped_column(ForeignKey("device_key.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    app_version: Mapped[str] = mapped_column(String(11))
    version_order: Mapped[int] = mapped_column(BigInteger)
    unsent_count: Mapped[int]
    oldest_at: Mapped[datetime | None]
    skew_ms: Mapped[int] = mapped_column(BigInteger)
    free_percent: Mapped[int | None]
    persisted: Mapped[bool]
    contact_at: Mapped[datetime] = mapped_column(index=True)
