"""HTTP for tasks."""

from typing import Annotated
from uuid import UUID

from fastapi import Header, Query

from app.calendar.lights import Light
from app.core.clock import wire
from app.core.http import Answer, Reading, Router, Writing, expected_version, made, problems, tags
from app.core.listing import Listing, listing
from app.core.paging import InvalidCursor, Page
from app.core.problem import Forbidden, NotFound, PreconditionRequired, StaleVersion
from app.core.schema import Needle
from app.dictionary.errors import UnknownCategory
from app.tasks import queries, service
from app.tasks.errors import DeadlinePassed, TaskClosed, UnknownPerson
from app.tasks.schemas import TaskDraft, TaskOut
from app.tasks.states import TaskState
from app.units.errors import UnknownUnit

router = Router(prefix="/tasks", tags=tags("tasks"))


@router.get("", responses=problems(InvalidCursor))
def list_tasks(
    tx: Reading,
    page: Listing,
    state: TaskState | None = None,
    focus_area: Annotated[Needle | None, Query(max_length=40)] = None,
    light: Light | None = None,
    q: Annotated[Needle | None, Query(max_length=60)] = None,
) -> Page[TaskOut]:
    """Tasks the reader may see, the nearest deadline first."""
    cursor = listing(tx, page, "tasks")
    rows = queries.page(tx, queries.TaskFilter(state, focus_area, light, q), cursor.start, cursor.limit + 1)
    shown = cursor.page(rows, lambda row: row, lambda row: [wire(row.due_at), row.id.hex])
    return Page(items=queries.outs(tx, shown.items), next_cursor=shown.next_cursor)


@router.get("/{task_id}", responses=problems(NotFound))
def read_task(task_id: UUID, tx: Reading) -> TaskOut:
    """One task."""
    return queries.out(tx, queries.get(tx, task_id))


@router.put(
    "/{task_id}",
    responses=made(TaskOut)
    | problems(
        Forbidden, UnknownUnit, UnknownPerson, UnknownCategory, DeadlinePassed, StaleVersion, PreconditionRequired, TaskClosed
    ),
)
def put_task(task_id: UUID, draft: TaskDraft, tx: Writing, if_match: Annotated[str | None, Header()] = None) -> Answer[TaskOut]:
    """Set up a task, or change it on the version read (`If-Match`)."""
    task, created = service.put(tx, task_id, draft, expected_version(if_match))
    tx.session.flush()
    return Answer(queries.out(tx, task), 201 if created else 200)
