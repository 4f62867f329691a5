"""One tus resource."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class Upload(Base):
    """Bytes arriving for one photograph. `lease` is held by the request that writes, until `lease_until`.

    `asked_at` is when a newer request of the owner's, in another process, asked that holder to let go.
    """

    __tablename__ = "upload"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    evidence_id: Mapped[UUID] = mapped_column(ForeignKey("evidence.id"), index=True)
    owner_id: Mapped[UUID]
    length: Mapped[int] = mapped_column(BigInteger)
    offset: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    metadata_: Mapped[str] = mapped_column("metadata", String(2000))
    lease: Mapped[UUID | None]
    lease_until: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    expires_at: Mapped[datetime] = mapped_column(index=True)
