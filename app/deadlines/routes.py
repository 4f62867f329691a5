"""HTTP for the ladder of a deadline."""

from uuid import UUID

from app.core.http import Reading, Router, problems, tags
from app.core.problem import NotFound
from app.deadlines import queries
from app.deadlines.schemas import Ladder
from app.deadlines.states import Act, Kind
from app.rectification import queries as rectification
from app.tasks import queries as tasks

router = Router(tags=tags("deadlines"))


@router.get("/orders/{order_id}/ladder", responses=problems(NotFound))
def read_order_ladder(order_id: UUID, tx: Reading) -> Ladder:
    """Reminders and escalations of an order, done and ahead; proposals are the office's own."""
    order = rectification.get(tx, order_id)
    if rectification.inside(tx):
        return queries.ladder(tx, Kind.ORDER, order.id, order.due_on)
    return queries.ladder(tx, Kind.ORDER, order.id, order.due_on, hidden=(Act.INTERVIEW,), since=order.assigned_at)


@router.get("/tasks/{task_id}/ladder", responses=problems(NotFound))
def read_task_ladder(task_id: UUID, tx: Reading) -> Ladder:
    """Reminders and escalations of a matter, done and ahead; proposals are the office's own."""
    task = tasks.get(tx, task_id)
    hidden = () if rectification.inside(tx) else (Act.INTERVIEW,)
    return queries.ladder(tx, Kind.TASK, task.id, task.due_on, hidden=hidden)
