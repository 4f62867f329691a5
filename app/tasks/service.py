"""Setting up and changing tasks."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import delete, select

from app.access.policy import Permission, may, require
from app.audit.service import record
from app.calendar import queries as calendar
from app.calendar.lights import Due, due
from app.core.clock import end_of_day, legal_date
from app.core.db import Tx
from app.core.problem import Forbidden, NotFound, PreconditionRequired, StaleVersion
from app.core.register import next_number
from app.dictionary.categories import require_focus_area
from app.identity import queries as identity
from app.notices import service as notices
from app.rulebook import queries as rulebook
from app.tasks import guards, queries, rules, scheduling
from app.tasks.errors import (
    BasisRequired,
    DeadlinePassed,
    LeadUnitSigned,
    MilestoneIdReused,
    NotOrganiser,
    TaskClosed,
    TaskIdReused,
    TaskUnderApproval,
    UnknownPerson,
)
from app.tasks.models import Task, TaskInspector, TaskMilestone, TaskUnit
from app.tasks.schemas import MilestoneDraft, SplitDraft, Target, TaskDraft
from app.tasks.states import FIXED, OVER, TaskState
from app.units import queries as units
from app.units.schemas import Hat

APART = {"assist_unit_ids", "inspector_ids", "lead_unit_id", "due_on", "campaign", "milestones", "targets", "draft"}
UNSIGNED = frozenset({TaskState.DRAFT, TaskState.DISPATCHED})


def put(tx: Tx, task_id: UUID, draft: TaskDraft, expected: int | None) -> tuple[Task, bool]:
    """Create a task, or change it on the version read; says whether it is new. A department proposes by `split`, and changes here.

    Raises: Forbidden, NotFound, NotOrganiser, UnknownUnit, UnknownPerson, UnknownCategory, DeadlinePassed, BasisRequired,
    StaleVersion, PreconditionRequired, TaskClosed, TaskUnderApproval, LeadUnitSigned, MilestoneIdReused.
    """
    _require_writer(tx)
    _check(tx, draft)
    task = tx.session.get(Task, task_id, with_for_update=True)
    if task is None and may(tx.actor, Permission.TASK_WRITE):
        return _create(tx, task_id, draft), True
    if task is None:
        raise NotFound
    _require_own(tx, task)
    _require_open(task, draft, expected)
    cadence = rules.cadence(task.priority, task.report_cadence)
    _write(task, draft)
    if task.state == TaskState.IN_PROGRESS and rules.cadence(task.priority, task.report_cadence) != cadence:
        plan_report(tx, task)
    if draft.due_on != task.due_on:
        set_due(tx, task, draft.due_on)
    _link(tx, task, draft)
    task.version += 1
    record(tx, "task.changed", task, title=task.title)
    return task, False


def split(tx: Tx, draft: SplitDraft) -> tuple[list[Task], bool]:
    """Set up every matter of one source, in one transaction; says whether any is new. What is there already is answered again.

    A department's matters are kept under ids of its own making and its unit's, so that no id tells what others hold.
    Raises: as `put`, and TaskIdReused.
    """
    _require_writer(tx)
    made, created = [], False
    for position, (asked, each) in enumerate(draft.drafts()):
        task_id = _kept_under(tx, asked)
        held = tx.session.get(Task, task_id)
        if held is None:
            _check(tx, each, f"/items/{position}")
            held, created = _create(tx, task_id, each), True
        elif held.made_sha256 != each.content_sha256():
            raise TaskIdReused(pointer=f"/items/{position}/id")
        else:
            _require_own(tx, held)
        made.append(held)
    return made, created


def _kept_under(tx: Tx, asked: UUID) -> UUID:
    unit = tx.actor.unit_id
    return asked if may(tx.actor, Permission.TASK_WRITE) or unit is None else uuid5(unit, str(asked))


def _require_writer(tx: Tx) -> None:
    if may(tx.actor, Permission.TASK_WRITE):
        return
    require(tx.actor, Permission.TASK_PROPOSE)
    if tx.actor.unit_id is None or Hat.ORGANISER not in units.get(tx, tx.actor.unit_id).hats:
        raise NotOrganiser


def _require_own(tx: Tx, task: Task) -> None:
    """A department changes its own drafts, nothing else."""
    if may(tx.actor, Permission.TASK_WRITE):
        return
    queries.get(tx, task.id)
    if not guards.own_draft(tx, task):
        raise Forbidden(needs=Permission.TASK_WRITE.value)


def _require_open(task: Task, draft: TaskDraft, expected: int | None) -> None:
    if task.state in OVER:
        raise TaskClosed
    if task.state in FIXED:
        raise TaskUnderApproval
    if expected is None:
        raise PreconditionRequired(pointer="/headers/If-Match", version=task.version)
    if expected != task.version:
        raise StaleVersion(pointer="/headers/If-Match", version=task.version)
    if draft.lead_unit_id != task.lead_unit_id and task.state not in UNSIGNED:
        raise LeadUnitSigned(pointer="/lead_unit_id")


def _create(tx: Tx, task_id: UUID, draft: TaskDraft) -> Task:
    """The office's matter is dispatched at once, unless it is kept back or a leader is to approve it."""
    task = Task(
        id=task_id, state=TaskState.DRAFT, created_at=tx.now, version=1, auto_signed=False, proposer_id=tx.actor.id,
        proposing_unit_id=None if may(tx.actor, Permission.TASK_WRITE) else tx.actor.unit_id, responsible_persons=[],
        made_sha256=draft.content_sha256(), lead_unit_id=draft.lead_unit_id, targets=[], return_count=0, reopen_count=0,
    )  # fmt: skip
    _write(task, draft)
    set_due(tx, task, draft.due_on)
    tx.session.add(task)
    tx.session.flush()
    _link(tx, task, draft)
    if draft.draft or task.proposing_unit_id is not None:
        record(tx, "task.drafted", task, title=task.title)
    elif rulebook.load(tx).task_approval:
        require_basis(task)
        task.state = TaskState.PENDING_APPROVAL
        record(tx, "task.submit", task, title=task.title)
    else:
        dispatch(tx, task)
    return task


def require_basis(task: Task) -> None:
    """Raises: BasisRequired."""
    if not (task.source_ref or task.basis or task.instruction):
        raise BasisRequired(pointer="/basis")


def dispatch(tx: Tx, task: Task, reason: str | None = None) -> None:
    """交办: from now on the units know of it, by its number."""
    task.number = task.number or next_number(tx, tx.settings.task_prefix)
    task.state, task.dispatched_at = TaskState.DISPATCHED, tx.now
    record(tx, "task.dispatched", task, title=task.title, number=task.number, reason=reason)
    tell_unit(tx, task, Permission.TASK_SIGN, notices.SERVED)
    scheduling.auto_sign(tx, task)


def tell_unit(tx: Tx, task: Task, needs: Permission, message: str, thing: str = "task") -> None:
    """The lead unit hears what there is to do about the matter, or about what it said of it."""
    lead = units.get(tx, task.lead_unit_id)
    notices.tell_unit(tx, lead.path, needs, notices.about(message, thing, ("task", task.id), task.number))


def _write(task: Task, draft: TaskDraft) -> None:
    for name, value in draft.model_dump(mode="json", exclude=APART).items():
        setattr(task, name, value)
    task.lead_unit_id = draft.lead_unit_id
    campaign = draft.campaign
    task.campaign = campaign.name if campaign else None
    task.campaign_from, task.campaign_to = (campaign.starts_on, campaign.ends_on) if campaign else (None, None)
    held = {each["name"]: each for each in task.targets}
    task.targets = [_target(each, held.get(each.name)) for each in draft.targets]


def _target(drawn: Target, held: dict[str, Any] | None) -> dict[str, Any]:
    """An indicator keeps the figures reported on it unless the draft brings some of its own."""
    said = drawn.model_dump(mode="json")
    return said | {"actual": held["actual"], "as_of": held["as_of"]} if held and drawn.actual is None else said


def set_due(tx: Tx, task: Task, last: date) -> None:
    """Set the last day; the first one stays written. Raises: DeadlinePassed."""
    today = legal_date(tx.now)
    if last < today:
        raise DeadlinePassed(pointer="/due_on", due_on=last.isoformat())
    if task.due_on is not None and task.dispatched_at is not None:
        task.due_original_on = task.due_original_on or task.due_on
    _apply_due(task, computed_due(tx, today, last))


def computed_due(tx: Tx, start: date, last: date) -> Due:
    """The whole deadline of something set on `start`."""
    book = rulebook.load(tx)
    return due(calendar.load(tx), start, last, yellow_min=book.yellow_min_days, yellow_share=book.yellow_share)


def shift_due(tx: Tx, task: Task, days: int) -> None:
    """Move the deadline by working days in which the clock stood still."""
    book, was = calendar.load(tx), task.due_on
    task.due_original_on = task.due_original_on or was
    task.due_on, task.yellow_on = book.add(was, days), book.add(task.yellow_on, days)
    task.due_at, task.due_provisional = end_of_day(task.due_on), not book.knows(legal_date(tx.now), task.due_on)
    record(tx, "task.clock_moved", task, days=days, due_on=task.due_on.isoformat(), was=was.isoformat())


def plan_report(tx: Tx, task: Task) -> None:
    """When the next progress report is due."""
    every = rules.cadence(task.priority, task.report_cadence)
    task.next_report_on = rules.next_report(calendar.load(tx), every, legal_date(tx.now))


def _apply_due(task: Task, computed: Due) -> None:
    task.due_on, task.due_at, task.yellow_on = computed.due_on, computed.due_at, computed.yellow_on
    task.due_provisional = computed.provisional


def recompute_provisional(tx: Tx) -> None:
    """After a calendar import: the day stays, but whether it is certain and when it turns yellow is computed anew."""
    for task in tx.session.scalars(select(Task).where(Task.due_provisional, Task.closed_at.is_(None)).with_for_update()).all():
        computed = computed_due(tx, legal_date(task.created_at), task.due_on)
        if (computed.yellow_on, computed.provisional) != (task.yellow_on, task.due_provisional):
            task.yellow_on, task.due_provisional = computed.yellow_on, computed.provisional
            task.version += 1
            record(tx, "task.due_recomputed", task, provisional=computed.provisional)


def _link(tx: Tx, task: Task, draft: TaskDraft) -> None:
    tx.session.execute(delete(TaskUnit).where(TaskUnit.task_id == task.id))
    tx.session.execute(delete(TaskInspector).where(TaskInspector.task_id == task.id))
    tx.session.add_all(TaskUnit(task_id=task.id, unit_id=each) for each in dict.fromkeys(draft.assist_unit_ids))
    tx.session.add_all(TaskInspector(task_id=task.id, user_id=each) for each in dict.fromkeys(draft.inspector_ids))
    _plan(tx, task, draft.milestones)


def _plan(tx: Tx, task: Task, wanted: Iterable[MilestoneDraft]) -> None:
    """The milestones as drawn up; one that stays keeps its day of being done."""
    held = {each.id: each for each in queries.milestones(tx, task.id)}
    for position, drawn in enumerate(wanted):
        row = held.pop(drawn.id, None)
        if row is None:
            if tx.session.get(TaskMilestone, drawn.id) is not None:
                raise MilestoneIdReused(pointer=f"/milestones/{position}/id")
            row = TaskMilestone(id=drawn.id, task_id=task.id)
            tx.session.add(row)
        row.position, row.name, row.due_on = position, drawn.name, drawn.due_on
    for row in held.values():
        tx.session.delete(row)
    tx.session.flush()
    note_milestones(tx, task)


def note_milestones(tx: Tx, task: Task) -> None:
    """Keep the first open milestone's day beside the task, where its light looks."""
    task.milestone_due_on = rules.earliest_open((each.due_on, each.done_on) for each in queries.milestones(tx, task.id))


def _check(tx: Tx, draft: TaskDraft, at: str = "") -> None:
    require_focus_area(draft.focus_area, f"{at}/focus_area")
    units.get(tx, draft.lead_unit_id, f"{at}/lead_unit_id")
    for position, unit_id in enumerate(draft.assist_unit_ids):
        units.get(tx, unit_id, f"{at}/assist_unit_ids/{position}")
    for position, site in enumerate(draft.sites):
        if site.unit_id:
            units.get(tx, site.unit_id, f"{at}/sites/{position}/unit_id")
    known = identity.existing(tx, draft.inspector_ids)
    for position, person in enumerate(draft.inspector_ids):
        if person not in known:
            raise UnknownPerson(pointer=f"{at}/inspector_ids/{position}", user_id=str(person))
