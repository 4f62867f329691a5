"""The tree."""

from uuid import UUID

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class Unit(Base):
    """One node. `lon`/`lat` in WGS-84 degrees; `hats` says whether it organises, is supervised, or both."""

    __tablename__ = "unit"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    node: Mapped[int] = mapped_column(unique=True)
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("unit.id"), index=True)
    path: Mapped[str] = mapped_column(String(200), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    short_name: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(30))
    code12: Mapped[str | None] = mapped_column(String(12))
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    hats: Mapped[list[str]] = mapped_column(JSON)
    contact_phone: Mapped[str | None] = mapped_column(String(30))
