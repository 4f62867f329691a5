"""Tables of the rectification room."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import end_of_day
from app.core.db import Base


class Order(Base):
    """The demand on one unit. Deadline columns as `calendar.lights` reads them."""

    __tablename__ = "rectification_order"
    __table_args__ = (
        Index("ix__rectification_order__unit_path", "unit_path"),
        Index("ix__rectification_order__issued", "issued_at", "id"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    content_sha256: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(12), index=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    unit_path: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(12))
    requirements: Mapped[str] = mapped_column(Text)
    evidence_requirement: Mapped[str] = mapped_column(String(12))
    necessity_reason: Mapped[str | None] = mapped_column(Text)
    issuer_id: Mapped[UUID]
    issued_at: Mapped[datetime]
    due_on: Mapped[date] = mapped_column(Date)
    due_at: Mapped[datetime]
    due_original_on: Mapped[date] = mapped_column(Date)
    due_provisional: Mapped[bool]
    due_computed: Mapped[bool]
    yellow_on: Mapped[date] = mapped_column(Date)
    milestone_due_on: Mapped[date | None] = mapped_column(Date)  # the first day due of what was planned and not reached
    signed_at: Mapped[datetime | None]
    signer_id: Mapped[UUID | None]
    auto_signed: Mapped[bool] = mapped_column(default=False)
    return_count: Mapped[int] = mapped_column(default=0)
    last_return_reason: Mapped[str | None] = mapped_column(Text)
    assigned_at: Mapped[datetime | None]  # when it came to the present unit, if not with the issue
    clock_from: Mapped[datetime | None]  # when the time to sign for it began, if not with the issue
    suspended_at: Mapped[datetime | None]
    suspended_from: Mapped[str | None] = mapped_column(String(12))
    suspended_why: Mapped[str | None] = mapped_column(Text)
    suspended_days: Mapped[int] = mapped_column(default=0)  # working days its clock stood still before the first deadline
    fulfilled_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class Submission(Base):
    """The unit's signed answer."""

    __tablename__ = "submission"
    __table_args__ = (UniqueConstraint("order_id", "seq"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("rectification_order.id"))
    seq: Mapped[int]
    author_id: Mapped[UUID]
    content_sha256: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(12))
    measures: Mapped[str] = mapped_column(Text)
    result: Mapped[str] = mapped_column(Text)
    long_term_mechanism: Mapped[str | None] = mapped_column(Text)
    truth_statement: Mapped[bool]
    signed_by: Mapped[str] = mapped_column(String(60))
    channel: Mapped[str] = mapped_column(String(12))
    received_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    judged_at: Mapped[datetime | None]
    judge_reason: Mapped[str | None] = mapped_column(Text)
    on_behalf_of: Mapped[UUID | None]  # the unit whose paper the office entered
    paper_received_on: Mapped[date | None] = mapped_column(Date)  # the day that paper came, as the office says

    @property
    def filed_at(self) -> datetime | None:
        """When the answer counts as given: a paper on the day it came, not when somebody typed it in."""
        if self.submitted_at is None or self.paper_received_on is None:
            return self.submitted_at
        return min(end_of_day(self.paper_received_on), self.submitted_at)


class Objection(Base):
    """A unit says that the order is not its own; what the director made of it."""

    __tablename__ = "order_objection"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("rectification_order.id"), index=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    unit_path: Mapped[str] = mapped_column(String(200))
    author_id: Mapped[UUID]
    content_sha256: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(Text)
    suggested_unit_id: Mapped[UUID | None]
    filed_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decider_id: Mapped[UUID | None]
    decision_reason: Mapped[str | None] = mapped_column(Text)
    new_unit_id: Mapped[UUID | None]


class Extension(Base):
    """A request for more time 延期; `added_days` are working days beyond the deadline it was filed against."""

    __tablename__ = "order_extension"
    __table_args__ = (Index("ix__order_extension__filed", "filed_at", "id"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("rectification_order.id"), index=True)
    author_id: Mapped[UUID]
    content_sha256: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(Text)
    progress: Mapped[str] = mapped_column(Text)
    signed_by: Mapped[str] = mapped_column(String(60))
    new_due_on: Mapped[date] = mapped_column(Date)
    due_before_on: Mapped[date] = mapped_column(Date)
    added_days: Mapped[int]
    late: Mapped[bool]
    filed_at: Mapped[datetime]
    escalate_on: Mapped[date] = mapped_column(Date)
    escalated_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decider_id: Mapped[UUID | None]
    decision_reason: Mapped[str | None] = mapped_column(Text)
    granted_due_on: Mapped[date | None] = mapped_column(Date)


class Milestone(Base):
    """A step of a long order, planned by its unit."""

    __tablename__ = "order_milestone"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("rectification_order.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    due_on: Mapped[date] = mapped_column(Date)
    done_at: Mapped[datetime | None]


class ProgressEntry(Base):
    """What a unit says of a long order's month."""

    __tablename__ = "order_progress"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("rectification_order.id"), index=True)
    author_id: Mapped[UUID]
    content_sha256: Mapped[str] = mapped_column(String(64))
    month: Mapped[str] = mapped_column(String(7))
    text: Mapped[str] = mapped_column(Text)
    done: Mapped[list[str]] = mapped_column(JSON)
    entered_at: Mapped[datetime]


class Reinspection(Base):
    """A second look, by other eyes."""

    __tablename__ = "reinspection"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    finding_id: Mapped[UUID] = mapped_column(ForeignKey("finding.id"), index=True)
    author_id: Mapped[UUID]
    content_sha256: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(12))
    result: Mapped[str] = mapped_column(String(15))
    note: Mapped[str] = mapped_column(Text)
    inspected_at: Mapped[datetime]
    location: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    received_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]
    plan_id: Mapped[UUID | None] = mapped_column(index=True)  # its plan, which is also its seal


class LookPlan(Base):
    """A plan of second looks, sealed under its own id; `seed` and `candidates` make the sample replayable."""

    __tablename__ = "reinspection_plan"
    __table_args__ = (Index("ix__reinspection_plan__proposed", "proposed_at", "id"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    proposer_id: Mapped[UUID]
    proposed_at: Mapped[datetime]
    closed_from: Mapped[date] = mapped_column(Date)
    closed_to: Mapped[date] = mapped_column(Date)
    share: Mapped[float]
    seed: Mapped[str] = mapped_column(String(64))
    seed_sha256: Mapped[str] = mapped_column(String(64))
    candidates: Mapped[list[str]] = mapped_column(JSON)
    candidates_sha256: Mapped[str] = mapped_column(String(64))
    note: Mapped[str | None] = mapped_column(Text)
    inspector_ids: Mapped[list[str]] = mapped_column(JSON)
    reviewer_ids: Mapped[list[str]] = mapped_column(JSON)
    sealed_at: Mapped[datetime | None]
    dropped_at: Mapped[datetime | None]
    drop_reason: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)


class PlannedLook(Base):
    """One finding of a plan."""

    __tablename__ = "planned_look"
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("reinspection_plan.id"), primary_key=True)
    finding_id: Mapped[UUID] = mapped_column(ForeignKey("finding.id"), primary_key=True, index=True)
    state: Mapped[str] = mapped_column(String(12))
    chosen: Mapped[str] = mapped_column(String(10))
    reinspection_id: Mapped[UUID | None]
    opinion: Mapped[str | None] = mapped_column(Text)
    judged_at: Mapped[datetime | None]
    applied_at: Mapped[datetime | None]


class LookMember(Base):
    """Who shall look at a finding again: by a plan, or asked for a quick look (no plan)."""

    __tablename__ = "look_member"
    __table_args__ = (Index("ix__look_member__user", "user_id", "done_at"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    finding_id: Mapped[UUID] = mapped_column(ForeignKey("finding.id"), index=True)
    user_id: Mapped[UUID]
    plan_id: Mapped[UUID | None]
    named_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
