"""Business numbers 编号, given from a register at release: 云督交〔2026〕12号, no leading zero, brackets U+3014/3015."""

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import legal_date
from app.core.db import Base, Tx


class Register(Base):
    """The last number given under a heading in a year of legal time."""

    __tablename__ = "number_register"
    heading: Mapped[str] = mapped_column(String(20), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


def next_number(tx: Tx, heading: str) -> str:
    """The next number under a heading, gap-free: the register's row is locked until the commit."""
    year = legal_date(tx.now).year
    row = tx.session.scalar(select(Register).where(Register.heading == heading, Register.year == year).with_for_update())
    if row is None:
        row = Register(heading=heading, year=year, last=0)
        tx.session.add(row)
    row.last += 1
    tx.session.flush()
    return f"{heading}〔{year}〕{row.last}号"
