"""What stands in the way of a verb: asked by the verb itself and by the buttons, so that they cannot disagree."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from sqlalchemy import select

from app.access.policy import Permission, may
from app.calendar import queries as calendar
from app.core.actor import same_person
from app.core.clock import legal_date
from app.core.db import Tx
from app.core.machine import IllegalMove, Move
from app.core.machine import follow as follow_arrow
from app.core.problem import Forbidden, Problem
from app.rulebook import queries as rulebook
from app.tasks.errors import (
    ApprovalRequired,
    JudgeOfOwnTask,
    MajorNeedsApprover,
    NoObjection,
    NotLeadUnit,
    ObjectionLate,
    ObjectionOpen,
    OtherSide,
    ProposerApproves,
)
from app.tasks.models import Task
from app.tasks.states import FIXED, MOVES, WORKED_ON, Priority, TaskState, TaskVerb
from app.units import queries as units
from app.units.models import Unit

P, S, V = Permission, TaskState, TaskVerb
OF_THE_UNIT = frozenset({P.TASK_SIGN, P.TASK_ANSWER})


def lead_path(tx: Tx, unit_id: UUID) -> str:
    """Where the lead unit stands in the tree."""
    return tx.session.scalar(select(Unit.path).where(Unit.id == unit_id)) or ""


def leads(tx: Tx, path: str) -> bool:
    """Whether the reader belongs to the lead unit, or to one above it."""
    return bool(tx.actor.unit_path) and path.startswith(tx.actor.unit_path)


def acting(tx: Tx, task: Task) -> bool:
    """Whether the actor answers for the lead unit; False when the office enters it on behalf. Raises: Forbidden, NotLeadUnit."""
    if may(tx.actor, P.TASK_ANSWER) and leads(tx, lead_path(tx, task.lead_unit_id)):
        return True
    if may(tx.actor, P.TASK_BEHALF):
        return False
    raise NotLeadUnit if may(tx.actor, P.TASK_ANSWER) else Forbidden(needs=P.TASK_ANSWER.value)


def reports(tx: Tx, task: Task, path: str) -> bool:
    """Whether the actor may report progress on it now: of the lead unit, or the office on its behalf."""
    speaks = may(tx.actor, P.TASK_BEHALF) or (may(tx.actor, P.TASK_ANSWER) and leads(tx, path))
    return speaks and task.state in WORKED_ON


def follow(tx: Tx, task: Task, verb: TaskVerb) -> Move:
    """The arrow this actor follows now. Raises: Forbidden, IllegalMove, and whatever stands in the way."""
    follow_arrow(MOVES, tx.actor, task.state, verb)
    path = lead_path(tx, task.lead_unit_id)
    refusals: list[Problem] = []
    for move in _arrows(tx, task, verb):
        refusal = _refusal(tx, task, move, path)
        if refusal is None:
            return move
        refusals.append(refusal)
    raise refusals[0]


def open_verbs(tx: Tx, task: Task, path: str) -> list[TaskVerb]:
    """The verbs this actor could use now: what the screens show as buttons."""
    free = (move.verb for move in _arrows(tx, task) if _refusal(tx, task, move, path) is None)
    return [TaskVerb(verb) for verb in dict.fromkeys(free)]


def _arrows(tx: Tx, task: Task, verb: TaskVerb | None = None) -> Iterator[Move]:
    for move in MOVES:
        if move.source == task.state and verb in {None, move.verb} and move.needs in tx.actor.permissions:
            yield move


def own_draft(tx: Tx, task: Task) -> bool:
    """Whether it is still a draft that the actor's own unit proposed."""
    return task.proposing_unit_id == tx.actor.unit_id and task.state == S.DRAFT


def editable(tx: Tx, task: Task) -> bool:
    """Whether the actor may change it: the office what no leader decides on and is not over, a department its own drafts."""
    if task.state in FIXED:
        return False
    return may(tx.actor, P.TASK_WRITE) or (may(tx.actor, P.TASK_PROPOSE) and own_draft(tx, task))


def objection_until(tx: Tx, task: Task) -> date | None:
    """The last day the lead unit may say that the matter is not its own."""
    if task.dispatched_at is None:
        return None
    return calendar.load(tx).add(legal_date(task.dispatched_at), rulebook.load(tx).task_objection_days)


def _refusal(tx: Tx, task: Task, move: Move, path: str) -> Problem | None:
    if move.needs in OF_THE_UNIT and not leads(tx, path):
        return NotLeadUnit()
    if move.needs == P.TASK_PROPOSE and task.proposing_unit_id != tx.actor.unit_id:
        return Forbidden(needs=P.TASK_PROPOSE.value)
    if move.source == S.DRAFT and move.verb == V.DISPATCH:
        asked = rulebook.load(tx).task_approval or task.proposing_unit_id is not None
        return ApprovalRequired() if asked else None
    if move.source in _OFFICE_DECIDES and move.verb in {V.APPROVE, V.RETURN, V.CLOSE}:
        return _OFFICE_DECIDES[TaskState(move.source)](tx, task, move, path)
    if move.verb == V.RESUME and move.target != task.suspended_from:
        return IllegalMove(pointer="/verb", machine=move.machine, state=task.state, verb=move.verb)
    return _objection(tx, task, move)


def _decision(tx: Tx, task: Task, move: Move, _path: str) -> Problem | None:
    """A leader decides where the rules ask for one, else the director; never the proposer."""
    if same_person(tx.actor, task.proposer_id):
        return ProposerApproves()
    if move.needs == P.TASK_APPROVE and units.off_side(tx, tx.actor.unit_path, task.authority_side):
        return OtherSide()
    if move.needs == P.TASK_DISPATCH and rulebook.load(tx).task_approval:
        return Forbidden(needs=P.TASK_APPROVE.value)
    return None


def _judgement(tx: Tx, task: Task, move: Move, path: str) -> Problem | None:
    if tx.actor.unit_path.startswith(path):
        return JudgeOfOwnTask()
    major = task.priority == Priority.MAJOR
    if move.needs == P.TASK_CLOSE and major:
        return MajorNeedsApprover()
    if move.needs == P.TASK_CLOSE_MAJOR and not major:
        return Forbidden(needs=P.TASK_CLOSE.value)
    return None


_OFFICE_DECIDES = {S.PENDING_APPROVAL: _decision, S.FEEDBACK_SUBMITTED: _judgement}


def _objection(tx: Tx, task: Task, move: Move) -> Problem | None:
    if move.verb == V.OBJECT:
        if task.objected_at is not None:
            return ObjectionOpen()
        last = objection_until(tx, task)
        return ObjectionLate(last=last.isoformat()) if last and legal_date(tx.now) > last else None
    if move.verb in {V.OVERRULE, V.REASSIGN} and task.objected_at is None:
        return NoObjection()
    return None
