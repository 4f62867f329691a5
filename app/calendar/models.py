"""Days that differ from the plain week, with their source."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import Date, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class CalendarDay(Base):
    """A holiday or a make-up working day."""

    __tablename__ = "calendar_day"
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str | None] = mapped_column(String(40))


class CalendarYear(Base):
    """A year whose arrangement is known, and where it came from; every import is an edition of its own."""

    __tablename__ = "calendar_year"
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    source: Mapped[str] = mapped_column(String(100))
    imported_at: Mapped[datetime]
    edition: Mapped[UUID] = mapped_column(default=uuid4)
