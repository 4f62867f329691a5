"""HTTP for tasks; the verbs' own address is in the closing room, which knows what became of the findings."""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, Query

from app.audit.service import extend
from app.calendar.lights import Light
from app.core.clock import wire
from app.core.http import Answer, Reading, Router, Writing, again, expected_version, made, problems, tags
from app.core.listing import Listing, listing
from app.core.machine import IllegalMove
from app.core.paging import InvalidCursor, Page
from app.core.problem import Forbidden, NotFound, PreconditionRequired, StaleVersion
from app.core.schema import Needle
from app.dictionary.errors import UnknownCategory
from app.tasks import answering, queries, service
from app.tasks.errors import (
    BasisRequired,
    DeadlinePassed,
    DoneInFuture,
    FeedbackIdReused,
    LeadUnitSigned,
    MilestoneIdReused,
    NotLeadUnit,
    NotOrganiser,
    ProgressIdReused,
    TaskClosed,
    TaskIdReused,
    TaskNotWorkedOn,
    TaskUnderApproval,
    UnknownPerson,
    UnknownTarget,
)
from app.tasks.queries import TaskFilter
from app.tasks.schemas import FeedbackDraft, MilestoneDone, ProgressDraft, SplitDraft, TaskDraft
from app.tasks.states import Priority, TaskState
from app.tasks.views import CampaignList, SplitOut, TaskFull, TaskOut, TaskTally
from app.units.errors import UnknownUnit

router = Router(prefix="/tasks", tags=tags("tasks"))
SETTING_UP = (
    Forbidden, NotOrganiser, UnknownUnit, UnknownPerson, UnknownCategory, DeadlinePassed, BasisRequired, MilestoneIdReused,
)  # fmt: skip


async def whose(
    campaign: Annotated[Needle | None, Query(max_length=60)] = None, priority: Priority | None = None, unit_id: UUID | None = None
) -> TaskFilter:
    """Tasks by campaign, priority, and the lead unit's branch of the tree."""
    return TaskFilter(campaign=campaign, priority=priority, unit_id=unit_id)


async def task_filter(
    more: Annotated[TaskFilter, Depends(whose)],
    state: Annotated[list[TaskState] | None, Query()] = None,
    focus_area: Annotated[Needle | None, Query(max_length=40)] = None,
    light: Light | None = None,
    q: Annotated[Needle | None, Query(max_length=60)] = None,
) -> TaskFilter:
    """And by states, area, light and words."""
    return replace(more, states=frozenset(state or ()), focus_area=focus_area, light=light, q=q)


TaskWanted = Annotated[TaskFilter, Depends(task_filter)]


@router.get("", responses=problems(InvalidCursor))
def list_tasks(tx: Reading, page: Listing, wanted: TaskWanted) -> Page[TaskOut]:
    """Tasks the reader may see, the nearest deadline first."""
    cursor = listing(tx, page, "tasks")
    rows = queries.page(tx, wanted, cursor.start, cursor.limit + 1)
    shown = cursor.page(rows, lambda row: row, lambda row: [wire(row.due_at), row.id.hex])
    return Page(items=queries.outs(tx, shown.items), next_cursor=shown.next_cursor)


@router.get("/tally")
def tally_tasks(tx: Reading, wanted: TaskWanted) -> TaskTally:
    """How many of them stand in each state."""
    return TaskTally(counts=queries.tally(tx, wanted))


@router.get("/campaigns")
def list_campaigns(tx: Reading) -> CampaignList:
    """The campaigns in use."""
    return queries.campaigns(tx)


@router.post("/split", status_code=201, responses=again(SplitOut) | problems(*SETTING_UP, TaskIdReused))
def split_source(draft: SplitDraft, tx: Writing) -> Answer[SplitOut]:
    """Split a document or a meeting into matters, all in one act; the same again gives the same answer."""
    tasks, created = service.split(tx, draft)
    tx.session.flush()
    return Answer(SplitOut(items=queries.outs(tx, tasks)), 201 if created else 200)


@router.get("/{task_id}", responses=problems(NotFound))
def read_task(task_id: UUID, tx: Reading) -> TaskFull:
    """One task with its progress, answers and story."""
    return queries.full(tx, queries.get(tx, task_id))


@router.put(
    "/{task_id}",
    responses=made(TaskOut)
    | problems(*SETTING_UP, NotFound, StaleVersion, PreconditionRequired, TaskClosed, TaskUnderApproval, LeadUnitSigned),
)
def put_task(task_id: UUID, draft: TaskDraft, tx: Writing, if_match: Annotated[str | None, Header()] = None) -> Answer[TaskOut]:
    """Set up a task and dispatch it, or change it on the version read (`If-Match`)."""
    task, created = service.put(tx, task_id, draft, expected_version(if_match))
    tx.session.flush()
    return Answer(queries.out(tx, task), 201 if created else 200)


@router.post(
    "/{task_id}/progress",
    status_code=201,
    responses=again(TaskFull) | problems(NotFound, Forbidden, NotLeadUnit, TaskNotWorkedOn, UnknownTarget, ProgressIdReused),
)
def report_progress(task_id: UUID, draft: ProgressDraft, tx: Writing) -> Answer[TaskFull]:
    """Report progress on a task; the same again gives the same answer."""
    _, created = answering.report_progress(tx, task_id, draft)
    return _told(tx, task_id, created=created)


@router.post(
    "/{task_id}/feedbacks",
    status_code=201,
    responses=again(TaskFull) | problems(NotFound, Forbidden, IllegalMove, NotLeadUnit, UnknownTarget, FeedbackIdReused),
)
def answer_task(task_id: UUID, draft: FeedbackDraft, tx: Writing) -> Answer[TaskFull]:
    """Answer a task 办理反馈, signed by the principal; the same again gives the same answer."""
    _, created = answering.answer(tx, task_id, draft)
    return _told(tx, task_id, created=created)


@router.put(
    "/{task_id}/milestones/{milestone_id}", responses=problems(NotFound, Forbidden, NotLeadUnit, TaskNotWorkedOn, DoneInFuture)
)
def reach_milestone(task_id: UUID, milestone_id: UUID, draft: MilestoneDone, tx: Writing) -> TaskFull:
    """Say that a milestone has been reached, or take that back."""
    answering.reach(tx, task_id, milestone_id, draft)
    return _told(tx, task_id, created=False).body


def _told(tx: Writing, task_id: UUID, *, created: bool) -> Answer[TaskFull]:
    extend(tx)  # so that the story told has this step too
    return Answer(queries.full(tx, queries.get(tx, task_id)), 201 if created else 200)
