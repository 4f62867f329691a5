"""What waits for a leader: coordination items to be decided, and instructions 批示 that are not done yet."""

from sqlalchemy import or_

from app.coordination import queries as coordination
from app.coordination.models import Coordination
from app.coordination.states import CoordinationState
from app.core.clock import legal_date
from app.indicators.figures import Entry, Sides
from app.indicators.history import Scope
from app.indicators.states import Kind
from app.tasks import queries as tasks
from app.tasks.models import Task
from app.tasks.states import SourceType, TaskState

UNDECIDED = frozenset({CoordinationState.RAISED, CoordinationState.SCHEDULED})
NOT_BEGUN = frozenset({TaskState.DRAFT, TaskState.PENDING_APPROVAL, TaskState.APPROVED})
DONE = frozenset({TaskState.CLOSED, TaskState.ARCHIVED})


def to_decide(scope: Scope) -> Sides:
    """Coordination items no decision has been made on, among those that stand."""
    query = coordination.visible(scope.tx).where(Coordination.raised_at <= scope.as_of)
    query = query.where(or_(Coordination.closed_at.is_(None), Coordination.closed_at > scope.as_of))
    sides = Sides([], [])
    for row in scope.tx.session.scalars(query.order_by(Coordination.raised_at, Coordination.id)):
        entry = Entry(Kind.COORDINATION, row.id, legal_date(row.meeting_at or row.raised_at), note=row.state)
        sides.bottom.append(entry)
        if not scope.by_then(row.decided_at):
            sides.top.append(entry)
    return sides


def instructions(scope: Scope) -> Sides:
    """Matters a leader's instruction began, dispatched, and of them those not closed; by leader where one is known by account."""
    query = tasks.visible(scope.tx).where(
        Task.dispatched_at <= scope.as_of, Task.state.not_in([*NOT_BEGUN, TaskState.CANCELLED]),
        or_(Task.source_type == SourceType.LEADER_INSTRUCTION, Task.instruction.is_not(None)),
    )  # fmt: skip
    sides = Sides([], [])
    for row in scope.tx.session.scalars(query.order_by(Task.dispatched_at, Task.id)):
        by = (row.instruction or {}).get("leader_id")
        groups = frozenset({f"unit:{row.lead_unit_id}", *([f"person:{by}"] if by else [])})
        entry = Entry(Kind.TASK, row.id, legal_date(row.due_at), groups, note=row.state)
        sides.bottom.append(entry)
        if row.state not in DONE or not scope.by_then(row.closed_at):
            sides.top.append(entry)
    return sides
