"""Who must stay out of what concerns a unit (domain.md §4): its people, its former people, kin, and declared interests."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select

from app.core.clock import legal_date
from app.core.db import Tx
from app.identity.models import DeclaredInterest, FormerPost, User
from app.units.models import Unit
from app.units.schemas import UnitKind

_ABOVE_ALL = {UnitKind.COUNTY_COMMITTEE, UnitKind.COUNTY_GOV, UnitKind.OFFICE}  # whose people are not of every unit below them


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
    return path.startswith(target) or (target.startswith(path) and kind not in _ABOVE_ALL)


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


def _years_ago(day: date, years: int) -> date:
    return date(day.year - years, day.month, min(day.day, monthrange(day.year - years, day.month)[1]))
