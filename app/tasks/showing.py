"""Rows as their reader may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select

from app.access.policy import Sight, sees
from app.audit import queries as audit
from app.audit.models import LogEntry
from app.calendar import queries as calendar
from app.calendar.lights import days_left
from app.core.clock import legal_date
from app.core.db import Tx
from app.identity import queries as identity
from app.tasks import guards, lamps, rules
from app.tasks.models import Task, TaskFeedback, TaskInspector, TaskMilestone, TaskProgress, TaskUnit
from app.tasks.schemas import Campaign
from app.tasks.states import TaskState
from app.tasks.views import (
    FeedbackOut,
    MilestoneOut,
    Objection,
    ProgressOut,
    TaskFull,
    TaskInspectorOut,
    TaskOut,
    TaskSiteOut,
    TaskStep,
)
from app.units import queries as units
from app.units.models import Unit

UNTOLD = frozenset({"task.changed", "task.due_recomputed"})  # who is sent where is among the changes: no unit reads of them


def inside(tx: Tx) -> bool:
    """Whether the reader is of the office, the county's leaders or the field: they read sites, inspectors and names."""
    return not sees(tx.actor, Sight.UNIT) or sees(tx.actor, Sight.OFFICE) or sees(tx.actor, Sight.AUTHOR)


@dataclass(frozen=True, slots=True)
class _Known:
    """Everything rows need, gathered once for many."""

    inside: bool
    leads: dict[UUID, Unit]
    assisting: dict[UUID, list[UUID]]
    inspecting: dict[UUID, list[UUID]]
    milestones: dict[UUID, list[TaskMilestone]]
    names: dict[UUID, str]


def outs(tx: Tx, rows: Sequence[Task]) -> list[TaskOut]:
    """Rows as the reader may see them; sites and inspectors are kept from units."""
    known = _known(tx, rows)
    return [TaskOut(**_shown(tx, row, known)) for row in rows]


def _known(tx: Tx, rows: Sequence[Task]) -> _Known:
    ids = [row.id for row in rows]
    inspecting = _pairs(tx, TaskInspector.task_id, TaskInspector.user_id, ids) if inside(tx) else {}
    steps: dict[UUID, list[TaskMilestone]] = {}
    wanted = select(TaskMilestone).where(TaskMilestone.task_id.in_(ids)).order_by(TaskMilestone.position)
    for each in tx.session.scalars(wanted):
        steps.setdefault(each.task_id, []).append(each)
    return _Known(
        inside=inside(tx),
        leads=units.by_ids(tx, [row.lead_unit_id for row in rows]),
        assisting=_pairs(tx, TaskUnit.task_id, TaskUnit.unit_id, ids),
        inspecting=inspecting,
        milestones=steps,
        names=identity.names(tx, [each for group in inspecting.values() for each in group]),
    )


def _pairs(tx: Tx, left: Any, right: Any, ids: list[UUID]) -> dict[UUID, list[UUID]]:  # ruff: ignore[any-type]  two columns
    found: dict[UUID, list[UUID]] = {}
    for one, other in tx.session.execute(select(left, right).where(left.in_(ids)).order_by(right)):
        found.setdefault(one, []).append(other)
    return found


def _shown(tx: Tx, row: Task, known: _Known) -> dict[str, Any]:
    book, lead = calendar.load(tx), known.leads[row.lead_unit_id]
    people = known.inspecting.get(row.id, [])
    own_draft = row.state == TaskState.DRAFT and _own_proposal(tx, row)
    resting = row.state == TaskState.SUSPENDED or lamps.clockless(row)
    values = {name: getattr(row, name) for name in TaskOut.model_fields if hasattr(row, name)}
    return values | {
        "campaign": Campaign(name=row.campaign, starts_on=row.campaign_from, ends_on=row.campaign_to) if row.campaign else None,
        "lead_unit_name": lead.name,
        "assist_unit_ids": known.assisting.get(row.id, []),
        "inspector_ids": people,
        "inspectors": [TaskInspectorOut(id=each, name=known.names[each]) for each in people],
        "sites": [TaskSiteOut.model_validate(site) for site in row.sites] if known.inside or own_draft else [],
        "milestones": [_milestone(tx, each) for each in known.milestones.get(row.id, [])],
        "cadence_in_force": rules.cadence(row.priority, row.report_cadence),
        "approval_instrument": row.approval_instrument if known.inside else None,
        "due_original_on": row.due_original_on or row.due_on,
        "light": lamps.lamp(tx, row),
        "days_left": None if resting else days_left(book, tx.now, row),
        "objection": Objection(reason=row.objection, at=row.objected_at) if row.objection and row.objected_at else None,
        "objection_until": guards.objection_until(tx, row),
        "leads": guards.leads(tx, lead.path) and not sees(tx.actor, Sight.OFFICE),
        "reporting": guards.reports(tx, row, lead.path),
        "moves": guards.open_verbs(tx, row, lead.path),
    }


def _milestone(tx: Tx, row: TaskMilestone) -> MilestoneOut:
    today = legal_date(tx.now)
    late = calendar.load(tx).between(row.due_on, today) if row.done_on is None and row.due_on < today else 0
    values = {name: getattr(row, name) for name in MilestoneOut.model_fields if hasattr(row, name)}
    return MilestoneOut(**values, late_days=max(late, 0))


def full(tx: Tx, row: Task) -> TaskFull:
    """A whole matter."""
    said = tx.session.scalars(select(TaskProgress).where(TaskProgress.task_id == row.id).order_by(TaskProgress.received_at)).all()
    answers = tx.session.scalars(select(TaskFeedback).where(TaskFeedback.task_id == row.id).order_by(TaskFeedback.seq)).all()
    told = _told(tx, row)
    names = identity.names(
        tx, [*(each.author_id for each in said), *(each.author_id for each in answers), *(entry.actor_id for entry in told)]
    )
    if not inside(tx):
        names = identity.visible_names(tx, names)
    return TaskFull(
        **_shown(tx, row, _known(tx, [row])),
        editable=guards.editable(tx, row),
        progress=[progress_out(each, names) for each in said],
        feedbacks=[feedback_out(each, names) for each in answers],
        timeline=[_step(entry, names) for entry in told],
    )


def _told(tx: Tx, row: Task) -> list[LogEntry]:
    """The matter's story; what the office did before it was dispatched, and whom it sends, is not told to units."""
    entries = list(audit.story(tx, row.id))
    if inside(tx):
        return entries
    began = max((n for n, entry in enumerate(entries) if entry.action == "task.dispatched"), default=len(entries))
    begins = 0 if _own_proposal(tx, row) else began
    return [entry for entry in entries[begins:] if entry.action not in UNTOLD]


def _own_proposal(tx: Tx, row: Task) -> bool:
    return row.proposing_unit_id is not None and row.proposing_unit_id == tx.actor.unit_id


def _step(entry: LogEntry, names: dict[UUID, str]) -> TaskStep:
    note: str | None = orjson.loads(entry.payload).get("reason") if entry.payload else None
    return TaskStep(at=entry.at, action=entry.action, actor_name=names.get(entry.actor_id), note=note)


def progress_out(row: TaskProgress, names: dict[UUID, str]) -> ProgressOut:
    """A progress report."""
    values = {name: getattr(row, name) for name in ProgressOut.model_fields if hasattr(row, name)}
    return ProgressOut(**values, author_name=names.get(row.author_id))


def feedback_out(row: TaskFeedback, names: dict[UUID, str]) -> FeedbackOut:
    """An answer."""
    values = {name: getattr(row, name) for name in FeedbackOut.model_fields if hasattr(row, name)}
    return FeedbackOut(**values, author_name=names.get(row.author_id))
