"""Tables of the devices room."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class DeviceCode(Base):
    """The one code a person has, as a keyed hash; a new one takes its place."""

    __tablename__ = "device_code"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), unique=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    made_by: Mapped[UUID]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    tries_left: Mapped[int]
    used_at: Mapped[datetime | None]


class DeviceKey(Base):
    """One phone's P-256 key, one person's for good; `x` and `y` as the JWK writes them."""

    __tablename__ = "device_key"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), index=True)
    thumbprint: Mapped[str] = mapped_column(String(64), unique=True)
    x: Mapped[str] = mapped_column(String(43))
    y: Mapped[str] = mapped_column(String(43))
    name: Mapped[str] = mapped_column(String(60))
    admitted_by: Mapped[UUID]
    enrolled_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[UUID | None]
    record_count: Mapped[int] = mapped_column(default=0)
    last_seq: Mapped[int | None] = mapped_column(BigInteger)
