"""What has been done about a deadline."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class DeadlineAct(Base):
    """One act of one obligation for one due date: the unique key is what makes it happen once."""

    __tablename__ = "deadline_act"
    __table_args__ = (UniqueConstraint("kind", "obligation_id", "act", "due_at"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[str] = mapped_column(String(20))
    obligation_id: Mapped[UUID]
    act: Mapped[str] = mapped_column(String(20))
    due_at: Mapped[datetime]  # the deadline it is about
    act_at: Mapped[datetime]  # when the act was due
    done_at: Mapped[datetime]
