"""Tables of the task room."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class Task(Base):
    """One matter. Deadline columns as `calendar.lights` reads them.

    `dispatched_at` is set while units may know of it; `milestone_due_on` is the first open milestone's day;
    `due_original_on` is the first deadline once it has been moved.
    """

    __tablename__ = "task"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    state: Mapped[str] = mapped_column(String(20), index=True)
    title: Mapped[str] = mapped_column(String(200))
    source_type: Mapped[str] = mapped_column(String(30))
    source_level: Mapped[str] = mapped_column(String(20))
    source_ref: Mapped[str | None] = mapped_column(String(200))
    basis: Mapped[str | None] = mapped_column(String(200))
    instruction: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    campaign: Mapped[str | None] = mapped_column(String(60), index=True)
    campaign_from: Mapped[date | None] = mapped_column(Date)
    campaign_to: Mapped[date | None] = mapped_column(Date)
    content: Mapped[str] = mapped_column(Text)
    focus_area: Mapped[str] = mapped_column(String(40))
    priority: Mapped[str] = mapped_column(String(20))
    authority_side: Mapped[str] = mapped_column(String(20))
    mode: Mapped[str] = mapped_column(String(20))
    lead_unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    sites: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    targets: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    responsible_persons: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    plan: Mapped[str | None] = mapped_column(Text)
    report_cadence: Mapped[str] = mapped_column(String(12))
    next_report_on: Mapped[date | None] = mapped_column(Date)
    milestone_due_on: Mapped[date | None] = mapped_column(Date)
    proposer_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    proposing_unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"), index=True)
    approval_instrument: Mapped[str | None] = mapped_column(String(200))
    made_sha256: Mapped[str | None] = mapped_column(String(64))
    due_on: Mapped[date] = mapped_column(Date)
    due_at: Mapped[datetime]
    due_original_on: Mapped[date | None] = mapped_column(Date)
    yellow_on: Mapped[date] = mapped_column(Date)
    due_provisional: Mapped[bool]
    dispatched_at: Mapped[datetime | None]
    signed_at: Mapped[datetime | None]
    signer_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    auto_signed: Mapped[bool] = mapped_column(default=False)
    objection: Mapped[str | None] = mapped_column(Text)
    objected_at: Mapped[datetime | None]
    suspended_from: Mapped[str | None] = mapped_column(String(20))
    suspended_on: Mapped[date | None] = mapped_column(Date)
    return_count: Mapped[int] = mapped_column(default=0)
    reopen_count: Mapped[int] = mapped_column(default=0)
    last_return_reason: Mapped[str | None] = mapped_column(Text)
    fulfilled_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    archived_at: Mapped[datetime | None]
    archive_number: Mapped[str | None] = mapped_column(String(40), unique=True)
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


class TaskMilestone(Base):
    """One step on the way, due on a day of legal time."""

    __tablename__ = "task_milestone"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    task_id: Mapped[UUID] = mapped_column(ForeignKey("task.id"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    due_on: Mapped[date] = mapped_column(Date)
    done_on: Mapped[date | None] = mapped_column(Date)
    note: Mapped[str | None] = mapped_column(Text)


class TaskProgress(Base):
    """One progress report of the lead unit; kept as it was said."""

    __tablename__ = "task_progress"
    __table_args__ = (Index("ix__task_progress__task", "task_id", "received_at"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    task_id: Mapped[UUID] = mapped_column(ForeignKey("task.id"))
    author_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    content_sha256: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    figures: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    on_behalf: Mapped[bool]
    received_at: Mapped[datetime]


class TaskFeedback(Base):
    """One signed answer of the lead unit to the whole matter."""

    __tablename__ = "task_feedback"
    __table_args__ = (Index("ix__task_feedback__task", "task_id", "seq"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    task_id: Mapped[UUID] = mapped_column(ForeignKey("task.id"))
    seq: Mapped[int]
    author_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    content_sha256: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(Text)
    figures: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    signed_by: Mapped[str] = mapped_column(String(60))
    on_behalf: Mapped[bool]
    received_at: Mapped[datetime]
    judged_at: Mapped[datetime | None]
    judge_reason: Mapped[str | None] = mapped_column(Text)
