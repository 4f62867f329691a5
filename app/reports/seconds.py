"""Reports that wait for the word of a second member of the team 第二人确认, where the office asks for it."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.sql import false

from app.access.policy import Permission, may
from app.core.db import Tx
from app.missions.models import MissionMember
from app.reports.models import Report
from app.reports.states import Second, State
from app.rulebook import queries as rulebook
from app.seals import queries as seals


def confirmable(tx: Tx) -> Select[Report]:
    """Reports of the reader's own team that wait for a second member's word; read by nobody else than `visible` for it."""
    actor, query = tx.actor, select(Report)
    if not may(actor, Permission.REPORT_CONFIRM):
        return query.where(false())
    mine = select(MissionMember.mission_id).where(MissionMember.user_id == actor.id, MissionMember.recused.is_(False))
    waits = (Report.state == State.SUBMITTED, Report.confirm_needed, Report.confirmed_at.is_(None), Report.author_id != actor.id)
    return query.where(*waits, Report.mission_id.in_(mine), seals.open_to(tx, Report.mission_id))


def unconfirmed(tx: Tx) -> Sequence[Report]:
    """What waits for the reader's word, the oldest first; nothing while the rule is off."""
    if not rulebook.load(tx).second_inspector_confirms:
        return []
    return tx.session.scalars(confirmable(tx).order_by(Report.submitted_at, Report.id).limit(200)).all()


def awaits_reader(tx: Tx, report: Report) -> bool:
    """Whether the reader's word is what a report waits for."""
    asked = of(tx, report) == Second.AWAITED
    return asked and tx.session.scalar(confirmable(tx).where(Report.id == report.id).with_only_columns(Report.id)) is not None


def of(tx: Tx, row: Report) -> Second:
    """Where the second member's word stands; awaited only while the office asks for it."""
    if not row.confirm_needed:
        return Second.NONE
    if row.confirmed_at is not None:
        return Second.CONFIRMED
    return Second.AWAITED if rulebook.load(tx).second_inspector_confirms else Second.NONE
