"""Tables of the mission room. Every word that would betray a mission is in a `secret`, sealed by `sealing.py`."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import JSON, Date, ForeignKey, Index, LargeBinary, String, false
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class Mission(Base):
    """One activity. It has a `seal` of its own id: whole for covert and mixed ones, broken from birth for open ones."""

    __tablename__ = "mission"
    __table_args__ = (Index("ix__mission__state", "state", "period_from"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    state: Mapped[str] = mapped_column(String(12))
    method: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(20))
    scope: Mapped[str] = mapped_column(String(20))
    mode: Mapped[str] = mapped_column(String(20))
    depth: Mapped[str] = mapped_column(String(10))
    cadence: Mapped[str] = mapped_column(String(10))
    submethods: Mapped[list[str]] = mapped_column(JSON)
    focus_areas: Mapped[list[str]] = mapped_column(JSON)
    authority_basis: Mapped[str] = mapped_column(String(20))
    authority_side: Mapped[str] = mapped_column(String(20))
    basis_from: Mapped[date | None] = mapped_column(Date)
    basis_to: Mapped[date | None] = mapped_column(Date)
    joint: Mapped[bool]
    leader_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    led_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    led_by_present_on: Mapped[date | None] = mapped_column(Date)
    led_by_confirmed_by: Mapped[UUID | None]
    reviewer_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    period_from: Mapped[date] = mapped_column(Date)
    period_to: Mapped[date] = mapped_column(Date)
    no_notice: Mapped[bool]
    no_fixed_route: Mapped[bool]
    no_escort: Mapped[bool]
    draw_required: Mapped[bool | None]
    drawn_at: Mapped[datetime | None]
    created_by: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), index=True)
    created_at: Mapped[datetime]
    submitted_by: Mapped[UUID | None]
    submitted_at: Mapped[datetime | None]
    approved_by: Mapped[UUID | None]
    approved_at: Mapped[datetime | None]
    instrument: Mapped[str | None] = mapped_column(String(200))
    oral_by: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    oral_at: Mapped[datetime | None]
    written_due_on: Mapped[date | None] = mapped_column(Date)
    deployed_at: Mapped[datetime | None]
    fieldwork_started_at: Mapped[datetime | None]
    fieldwork_ended_at: Mapped[datetime | None]
    concluded_at: Mapped[datetime | None]
    archived_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    leak_suspected_at: Mapped[datetime | None]
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    version: Mapped[int] = mapped_column(default=1)


class MissionUnit(Base):
    """A unit that organises, or one that is looked at."""

    __tablename__ = "mission_unit"
    mission_id: Mapped[UUID] = mapped_column(ForeignKey("mission.id"), primary_key=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), primary_key=True, index=True)
    part: Mapped[str] = mapped_column(String(10), primary_key=True)


class MissionMember(Base):
    """Somebody of the team, its leader included; what was signed, and whether an interest was declared."""

    __tablename__ = "mission_member"
    mission_id: Mapped[UUID] = mapped_column(ForeignKey("mission.id"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"), primary_key=True, index=True)
    committed_at: Mapped[datetime | None]
    recused: Mapped[bool] = mapped_column(default=False)
    recusal_note: Mapped[bytes | None] = mapped_column(LargeBinary)


class MissionTask(Base):
    """A matter the mission follows up."""

    __tablename__ = "mission_task"
    mission_id: Mapped[UUID] = mapped_column(ForeignKey("mission.id"), primary_key=True)
    task_id: Mapped[UUID] = mapped_column(ForeignKey("task.id"), primary_key=True, index=True)


class MissionSite(Base):
    """A place to look at; its name, address and location are sealed until it is opened in the field."""

    __tablename__ = "mission_site"
    __table_args__ = (Index("ix__mission_site__mission", "mission_id", "seq"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    mission_id: Mapped[UUID] = mapped_column(ForeignKey("mission.id"))
    seq: Mapped[int]
    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"))
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    opens_after: Mapped[str] = mapped_column(String(10))
    opens_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    opened_by: Mapped[UUID | None]
    opened_device_at: Mapped[datetime | None]
    opened_lat: Mapped[float | None]
    opened_lon: Mapped[float | None]
    opened_accuracy_m: Mapped[float | None]
    opened_offline: Mapped[bool] = mapped_column(default=False, server_default=false())
    done_at: Mapped[datetime | None]
    done_by: Mapped[UUID | None]


class MissionMilestone(Base):
    """A step of a long mission and its day."""

    __tablename__ = "mission_milestone"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    mission_id: Mapped[UUID] = mapped_column(ForeignKey("mission.id"), index=True)
    name: Mapped[bytes] = mapped_column(LargeBinary)
    due_on: Mapped[date] = mapped_column(Date, index=True)
    done_on: Mapped[date | None] = mapped_column(Date)


class MissionPlan(Base):
    """One version of the plan: the approved one, and each wider one asked for afterwards (条例 Art. 15)."""

    __tablename__ = "mission_plan"
    __table_args__ = (Index("ix__mission_plan__mission", "mission_id", "seq"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    mission_id: Mapped[UUID] = mapped_column(ForeignKey("mission.id"))
    seq: Mapped[int]
    state: Mapped[str] = mapped_column(String(10))
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    asked_by: Mapped[UUID]
    asked_at: Mapped[datetime]
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]


class MissionRead(Base):
    """Somebody read a sealed mission."""

    __tablename__ = "mission_read"
    __table_args__ = (Index("ix__mission_read__mission", "mission_id", "at"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    mission_id: Mapped[UUID] = mapped_column(ForeignKey("mission.id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime]
