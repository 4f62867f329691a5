"""Who must stay out of what concerns a unit (domain.md §4): its people, its former people, kin, and declared interests."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from app.core.clock import legal_date
from app.core.db import Tx
from app.identity.models import DeclaredInterest, FormerPost, User
from app.units.models import Unit
from app.units.schemas import UnitKind

ABOVE_ALL = {UnitKind.COUNTY_COMMITTEE, UnitKind.COUNTY_GOV, UnitKind.OFFICE}  # whose people are not of every unit below them


class Interest(StrEnum):
    """What a person may declare."""

    KIN = "kin"
    INTEREST = "interest"


class Recusal(StrEnum):
    """Why somebody stays out; the first that holds is named."""

    OWN_UNIT = "own_unit"
    FORMER_UNIT = "former_unit"
    KIN = "kin"
    INTEREST = "interest"


def near(path: str, kind: str, target: str) -> bool:
    """Whether whoever is at a unit belongs to the target: it itself, what lies below, and what answers for it above."""
    return path.startswith(target) or (target.startswith(path) and kind not in ABOVE_ALL)


def recused(tx: Tx, users: Iterable[UUID], unit_path: str, years: int) -> dict[UUID, Recusal]:
    """Those of the users who must stay out of a unit's matters, each with the reason; `years` is the rule for former posts."""
    ids = set(users)
    found: dict[UUID, Recusal] = {}
    since = _years_ago(legal_date(tx.now), years)
    own = select(User.id, Unit.path, Unit.kind).join(Unit, Unit.id == User.unit_id).where(User.id.in_(ids))
    former = select(FormerPost.user_id, Unit.path, Unit.kind).join(Unit, Unit.id == FormerPost.unit_id)
    former = former.where(FormerPost.user_id.in_(ids), FormerPost.until >= since)
    for reason, query in ((Recusal.OWN_UNIT, own), (Recusal.FORMER_UNIT, former)):
        for user, path, kind in tx.session.execute(query):
            if near(path, kind, unit_path):
                found.setdefault(user, reason)
    declared = select(DeclaredInterest.user_id, DeclaredInterest.kind, Unit.path, Unit.kind).order_by(DeclaredInterest.kind.desc())
    declared = declared.join(Unit, Unit.id == DeclaredInterest.unit_id).where(DeclaredInterest.user_id.in_(ids))
    for user, interest, path, kind in tx.session.execute(declared):
        if near(path, kind, unit_path):
            found.setdefault(user, Recusal(interest))
    return found


class Kept(NamedTuple):
    """One unit somebody keeps away from; `until` is the last day of a former post."""

    unit_id: UUID
    why: Recusal
    until: date | None


def registered(tx: Tx, user_id: UUID) -> list[Kept]:
    """Every unit the records keep a person away from, lapsed former posts included; not what stands above all."""
    below = Unit.kind.not_in(ABOVE_ALL)
    own = select(User.unit_id).join(Unit, Unit.id == User.unit_id).where(User.id == user_id, below)
    former = select(FormerPost.unit_id, FormerPost.until).join(Unit, Unit.id == FormerPost.unit_id)
    declared = select(DeclaredInterest.unit_id, DeclaredInterest.kind).join(Unit, Unit.id == DeclaredInterest.unit_id)
    posts = tx.session.execute(former.where(FormerPost.user_id == user_id, below).order_by(FormerPost.until, FormerPost.unit_id))
    said = declared.where(DeclaredInterest.user_id == user_id, below).order_by(DeclaredInterest.unit_id, DeclaredInterest.kind)
    return [
        *(Kept(unit, Recusal.OWN_UNIT, None) for unit in tx.session.scalars(own) if unit),
        *(Kept(unit, Recusal.FORMER_UNIT, until) for unit, until in posts),
        *(Kept(unit, Recusal(kind), None) for unit, kind in tx.session.execute(said)),
    ]


def _years_ago(day: date, years: int) -> date:
    return date(day.year - years, day.month, min(day.day, monthrange(day.year - years, day.month)[1]))
