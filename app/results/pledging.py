"""Public pledges 公开表态承诺, and how a result ends."""

from app.core.clock import legal_date
from app.core.db import Tx
from app.core.problem import NotFound
from app.findings.errors import ReasonRequired
from app.results.errors import PartRequired, UnitTask
from app.results.models import Action
from app.results.schemas import ActionMove
from app.results.states import PLEDGING, PledgeState
from app.tasks import queries as tasks
from app.tasks.errors import DeadlinePassed
from app.units import queries as units


def pledge(tx: Tx, row: Action, asked: ActionMove) -> None:
    """The unit's own word, or as the office heard it. Raises: PartRequired, DeadlinePassed."""
    said = asked.pledge
    if said is None:
        raise PartRequired(pointer="/pledge")
    if said.due_on < legal_date(tx.now):
        raise DeadlinePassed(pointer="/pledge/due_on", due_on=said.due_on.isoformat())
    row.pledge_person, row.pledge_text, row.pledge_due_on = said.person, said.text, said.due_on
    row.pledge_state = PledgeState.OPEN


def keep(tx: Tx, row: Action, asked: ActionMove) -> None:
    """Kept, and how one knows. Raises: ReasonRequired."""
    if not asked.reason:
        raise ReasonRequired(pointer="/reason")
    row.pledge_state, row.closed_at = PledgeState.KEPT, tx.now


def turn_into_task(tx: Tx, row: Action, asked: ActionMove) -> None:
    """Not kept: a task of the same unit follows it from here. Raises: PartRequired, UnitTask."""
    if asked.task_id is None:
        raise PartRequired(pointer="/task_id")
    try:
        task = tasks.get(tx, asked.task_id)
    except NotFound:
        raise UnitTask(pointer="/task_id") from None
    lead = units.get(tx, task.lead_unit_id)
    if not lead.path.startswith(row.unit_path):
        raise UnitTask(pointer="/task_id")
    row.pledge_state, row.pledge_task_id, row.closed_at = PledgeState.TASK, task.id, tx.now


def close(tx: Tx, row: Action, asked: ActionMove) -> None:
    """The end of what needs no pledge; where one was to be expected, say why there is none. Raises: ReasonRequired."""
    if row.kind in PLEDGING and not asked.reason:
        raise ReasonRequired(pointer="/reason")
    row.closed_at = tx.now
