"""Carrying out: praise and criticism, the interview after its notice, handing over and what came of it."""

from app.core.clock import legal_date
from app.core.db import Tx
from app.core.register import next_number
from app.identity import queries as identity
from app.results import queries
from app.results.errors import GroundNotReleased, InTheFuture, PartRequired, TwoStaffNeeded
from app.results.models import Action
from app.results.schemas import ActionMove
from app.results.service import require_firm
from app.results.states import Kind
from app.tasks.errors import UnknownPerson

INTERVIEW_STAFF = 2


def require_released(tx: Tx, row: Action) -> None:
    """A result shall not tell a unit of a finding before it was fed back to it, nor of one a review has revoked.

    Raises: GroundNotReleased, GroundMissing, GroundNotFirm.
    """
    for each in queries.finding_grounds(tx, row):
        if each.released_at is None:
            raise GroundNotReleased(ground_id=str(each.id))
    require_firm(tx, row)


def notify(tx: Tx, row: Action, asked: ActionMove) -> None:
    """约谈通知书: numbered, and shown to the unit. Raises: PartRequired, GroundNotReleased."""
    if asked.notice is None:
        raise PartRequired(pointer="/notice")
    require_released(tx, row)
    row.notice = asked.notice.model_dump(mode="json")
    row.number = next_number(tx, tx.settings.interview_prefix)
    row.released_at = tx.now


def execute(tx: Tx, row: Action, asked: ActionMove) -> None:
    """Write down how it was carried out; the unit sees it from now on.

    Raises: PartRequired, InTheFuture, TwoStaffNeeded, UnknownPerson, GroundNotReleased.
    """
    done = asked.execution
    if done is None:
        raise PartRequired(pointer="/execution")
    if done.happened_on > legal_date(tx.now):
        raise InTheFuture(pointer="/execution/happened_on")
    known = identity.existing(tx, done.staff_ids)
    for position, person in enumerate(done.staff_ids):
        if person not in known:
            raise UnknownPerson(pointer=f"/execution/staff_ids/{position}", user_id=str(person))
    if row.kind == Kind.INTERVIEW:
        if len(set(done.staff_ids)) < INTERVIEW_STAFF:
            raise TwoStaffNeeded(pointer="/execution/staff_ids", least=INTERVIEW_STAFF)
        if not done.attendees:
            raise PartRequired(pointer="/execution/attendees")
    require_released(tx, row)
    row.execution = done.model_dump(mode="json")
    row.number = row.number or next_number(tx, tx.settings.result_prefix)
    row.released_at = row.released_at or tx.now


def hand_over(tx: Tx, row: Action, asked: ActionMove) -> None:
    """To the discipline office or another competent organ; sealed from now on (条例 Art. 21, 23).

    Raises: PartRequired, GroundMissing, GroundNotFirm.
    """
    if not asked.receiver:
        raise PartRequired(pointer="/receiver")
    require_firm(tx, row)
    row.handed_to, row.handed_at = asked.receiver, tx.now


def receive(_tx: Tx, row: Action, asked: ActionMove) -> None:
    """The receiver confirms, by its receipt. Raises: PartRequired."""
    if not asked.receipt:
        raise PartRequired(pointer="/receipt")
    row.receipt = asked.receipt


def record_outcome(tx: Tx, row: Action, asked: ActionMove) -> None:
    """The receiver reports back what it decided. Raises: PartRequired, InTheFuture."""
    if asked.outcome is None:
        raise PartRequired(pointer="/outcome")
    if asked.outcome.on > legal_date(tx.now):
        raise InTheFuture(pointer="/outcome/on")
    row.outcome, row.outcome_on = asked.outcome.text, asked.outcome.on
    row.closed_at = tx.now
