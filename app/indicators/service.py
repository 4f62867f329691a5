"""Waiving a duty, and taking a waiver back."""

from uuid import UUID

from sqlalchemy import select

from app.access.policy import Permission, permissions_of, require
from app.audit.service import record
from app.core.db import Tx
from app.core.machine import follow
from app.core.problem import NotFound, ReasonRequired
from app.identity.models import User
from app.indicators.errors import AlreadyWaived, NoSuchDuty, WaiverIdReused
from app.indicators.models import DutyWaiver
from app.indicators.schemas import WaiverDraft, WaiverMove
from app.indicators.states import MOVES, State, SubjectKind, WaiverGround
from app.units.models import Unit
from app.units.schemas import Hat, UnitKind


def waive(tx: Tx, waiver_id: UUID, draft: WaiverDraft) -> tuple[DutyWaiver, bool]:
    """Waive one duty of one period; says whether the waiver is new. The same content again changes nothing.

    Raises: Forbidden, NoSuchDuty, AlreadyWaived, WaiverIdReused.
    """
    require(tx.actor, Permission.DUTY_WAIVE)
    values = draft.model_dump()
    held = tx.session.get(DutyWaiver, waiver_id)
    if held is not None:
        if any(getattr(held, name) != value for name, value in values.items()):
            raise WaiverIdReused(pointer="/id")
        return held, False
    _require_owed(tx, draft)
    standing = select(DutyWaiver.id).where(
        DutyWaiver.subject_id == draft.subject_id, DutyWaiver.period == draft.period, DutyWaiver.state == State.GRANTED
    )  # fmt: skip
    if tx.session.scalar(standing) is not None:
        raise AlreadyWaived
    row = DutyWaiver(id=waiver_id, state=State.GRANTED, granted_by=tx.actor.id, granted_at=tx.now, version=1, **values)
    tx.session.add(row)
    record(tx, "waiver.granted", row, of=str(row.subject_id), period=row.period, ground=row.ground, reason=row.reason)
    return row, True


def _require_owed(tx: Tx, draft: WaiverDraft) -> None:
    """Departments owe by the month, leaders by the quarter; part of a quarter is a leader's."""
    monthly = "Q" not in draft.period
    if (draft.subject_kind == SubjectKind.UNIT) != monthly or (monthly and draft.ground == WaiverGround.PART_QUARTER):
        raise NoSuchDuty(pointer="/period")
    if draft.subject_kind == SubjectKind.UNIT:
        unit = tx.session.get(Unit, draft.subject_id)
        owes = unit is not None and unit.kind == UnitKind.DEPARTMENT and Hat.ORGANISER in unit.hats
    else:
        user = tx.session.get(User, draft.subject_id)
        owes = user is not None and Permission.DUTY_LEAD in permissions_of(frozenset(user.roles))
    if not owes:
        raise NoSuchDuty(pointer="/subject_id")


def move(tx: Tx, waiver_id: UUID, asked: WaiverMove) -> DutyWaiver:
    """Take a waiver back: the duty is owed again. Raises: NotFound, Forbidden, IllegalMove, ReasonRequired."""
    require(tx.actor, Permission.DUTY_WAIVE)
    row = tx.session.get(DutyWaiver, waiver_id, with_for_update=True)
    if row is None:
        raise NotFound
    target = follow(MOVES, tx.actor, row.state, asked.verb)
    if not asked.reason:
        raise ReasonRequired(pointer="/reason")
    row.state, row.withdrawn_at, row.withdrawal_reason = target, tx.now, asked.reason
    row.version += 1
    record(tx, f"waiver.{asked.verb}", row, reason=asked.reason)
    return row
