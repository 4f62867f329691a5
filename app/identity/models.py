"""Accounts and their sessions."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class User(Base):
    """A person's account, or an API client (`scopes` then says what it may do)."""

    __tablename__ = "user_account"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    post: Mapped[str | None] = mapped_column(String(60))
    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"), index=True)
    roles: Mapped[list[str]] = mapped_column(JSON)
    scopes: Mapped[list[str]] = mapped_column(JSON, default=list)
    password_hash: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True)
    grant_epoch: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]


class SignIn(Base):
    """One session: a user on a device. `generation` counts refreshes."""

    __tablename__ = "sign_in"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), index=True)
    device_name: Mapped[str | None] = mapped_column(String(100))
    generation: Mapped[int] = mapped_column(default=1)
    rotated_at: Mapped[datetime]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
