"""Tables of the task room."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class Task(Base):
    """One matter. Deadline columns as `calendar.lights` reads them."""

    __tablename__ = "task"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    state: Mapped[str] = mapped_column(String(20), index=True)
    title: Mapped[str] = mapped_column(String(200))
    source_type: Mapped[str] = mapped_column(String(30))
    source_level: Mapped[str] = mapped_column(String(20))
    source_ref: Mapped[str | None] = mapped_column(String(200))
    content: Mapped[str] = mapped_column(Text)
    focus_area: Mapped[str] = mapped_column(String(40))
    priority: Mapped[str] = mapped_column(String(20))
    authority_side: Mapped[str] = mapped_column(String(20))
    mode: Mapped[str] = mapped_column(String(20))
    lead_unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    sites: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    due_on: Mapped[date] = mapped_column(Date)
    due_at: Mapped[datetime]
    yellow_on: Mapped[date] = mapped_column(Date)
    due_provisional: Mapped[bool]
    auto_signed: Mapped[bool] = mapped_column(default=False)
    fulfilled_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class TaskUnit(Base):
    """An assisting unit."""

    __tablename__ = "task_unit"
    task_id: Mapped[UUID] = mapped_column(ForeignKey("task.id"), primary_key=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), primary_key=True)


class TaskInspector(Base):
    """Who is sent to look."""

    __tablename__ = "task_inspector"
    task_id: Mapped[UUID] = mapped_column(ForeignKey("task.id"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), primary_key=True, index=True)
