"""Accounts and their sessions."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import JSON, Date, ForeignKey, Index, String, Text
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


class FormerPost(Base):
    """A unit a person used to belong to, until a day: recusal covers it for some years (domain.md §4)."""

    __tablename__ = "former_post"
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    until: Mapped[date] = mapped_column(Date, primary_key=True)


class DeclaredInterest(Base):
    """A unit a person has declared kin or an interest in; withdrawn by deleting it, the log keeps both."""

    __tablename__ = "declared_interest"
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    declared_at: Mapped[datetime]


class Delegation(Base):
    """代办: the principal's roles in a deputy's hands, both days included, in legal time."""

    __tablename__ = "delegation"
    __table_args__ = (
        Index("ix__delegation__deputy", "deputy_id", "last_on"),
        Index("ix__delegation__principal", "principal_id", "last_on"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    content_sha256: Mapped[str] = mapped_column(String(64))
    principal_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    deputy_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    roles: Mapped[list[str]] = mapped_column(JSON)
    first_on: Mapped[date] = mapped_column(Date)
    last_on: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(Text)
    made_by: Mapped[UUID]
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None]
