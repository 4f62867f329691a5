"""Business numbers 编号, given from a register at release: 云督交〔2026〕12号, no leading zero, brackets U+3014/3015."""

from sqlalchemy import String, select, update
from sqlalchemy.dialects import postgresql, sqlite
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


def next_place(tx: Tx, heading: str) -> int:
    """The next place of a count that knows no year: its row stays locked until the commit, so that places are in commit order."""
    held = (Register.heading == heading, Register.year == 0)
    step = update(Register).where(*held).values(last=Register.last + 1).returning(Register.last)
    place = tx.session.scalar(step)
    if place is None:
        make = sqlite.insert if tx.settings.database.startswith("sqlite") else postgresql.insert
        tx.session.execute(make(Register).values(heading=heading, year=0, last=0).on_conflict_do_nothing())
        place = tx.session.scalars(step).one()
    return place
