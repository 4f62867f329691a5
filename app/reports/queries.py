"""Every SELECT over reports, all starting from `visible()`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select, tuple_
from sqlalchemy.sql import false

from app.access.policy import Permission, Sight, may, sees
from app.audit import queries as audit
from app.audit.models import LogEntry
from app.calendar.rules import DAY
from app.core.clock import start_of_day
from app.core.db import Tx
from app.core.machine import open_moves
from app.core.problem import NotFound
from app.core.ready import by_id, per_actor
from app.core.schema import Point
from app.evidence import queries as evidence
from app.evidence import renditions
from app.evidence.checks import flags
from app.evidence.models import Evidence
from app.evidence.schemas import EvidenceState
from app.findings import queries as findings
from app.findings.schemas import FindingOut
from app.findings.states import REVIEW
from app.identity import queries as identity
from app.reports import receipts, seconds
from app.reports.models import Report, ReportConflict, ReportRevision
from app.reports.schemas import (
    Author,
    Conflict,
    DifficultyOut,
    Flag,
    PositiveOut,
    ReportOut,
    ReportReceived,
    ReportSummary,
    Revision,
    SiteOut,
    Step,
)
from app.reports.states import DECIDABLE, MOVES, State, Verb
from app.seals import queries as seals
from app.tasks import queries as tasks
from app.tasks.models import Task
from app.units.models import Unit

_LOCKED = by_id(Report)


@dataclass(frozen=True, slots=True)
class ReportFilter:
    """What a list may be narrowed by; days in legal time, both included."""

    states: tuple[State, ...] = ()
    task_id: UUID | None = None
    unit_id: UUID | None = None
    first: date | None = None
    last: date | None = None
    q: str | None = None


def visible(tx: Tx) -> Select[Report]:
    """The office sees what is not sealed from it, authors their own, a leader his team's; nobody else any, ever.

    Units see released findings.
    """
    actor, query = tx.actor, select(Report)
    doors: list[ColumnElement[bool]] = [false()]
    if sees(actor, Sight.OFFICE):
        doors.append(seals.open_to(tx, Report.mission_id))
    if sees(actor, Sight.AUTHOR):
        doors.append(Report.author_id == actor.id)
    if may(actor, Permission.REPORT_TEAM):
        doors.append(seals.led(tx, Report.mission_id))
    return query.where(or_(*doors))


def get(tx: Tx, report_id: UUID, *, lock: bool = False) -> Report:
    """One visible report, or one that waits for the reader's word. Raises: NotFound."""
    for query in (visible(tx), seconds.confirmable(tx)):
        found = query.where(Report.id == report_id)
        row = tx.session.scalar(found.with_for_update() if lock else found)
        if row is not None:
            return row
    raise NotFound


def locked(tx: Tx, report_id: UUID) -> Report | None:
    """The row whoever may see it, for the verbs that write it."""
    return tx.session.scalar(_LOCKED, {"id": report_id})


def page(tx: Tx, wanted: ReportFilter, start: Any, limit: int) -> Sequence[Report]:  # ruff: ignore[any-type]  a cursor's value
    """Visible reports, the newest first."""
    query = visible(tx).order_by(Report.received_at.desc(), Report.id.desc()).limit(limit)
    if wanted.states:
        query = query.where(Report.state.in_(wanted.states))
    if wanted.task_id:
        query = query.where(Report.task_id == wanted.task_id)
    if wanted.unit_id:
        path = select(Unit.path).where(Unit.id == wanted.unit_id).scalar_subquery()
        query = query.where(Report.site_unit_id.in_(select(Unit.id).where(Unit.path.startswith(path))))
    if wanted.first:
        query = query.where(Report.started_at >= start_of_day(wanted.first))
    if wanted.last:
        query = query.where(Report.started_at < start_of_day(wanted.last + DAY))
    if wanted.q:
        query = query.where(
            or_(Report.site_name.contains(wanted.q, autoescape=True), Report.summary.contains(wanted.q, autoescape=True))
        )
    if start:
        query = query.where(tuple_(Report.received_at, Report.id) < tuple_(datetime.fromisoformat(start[0]), UUID(start[1])))
    return tx.session.scalars(query).all()


def tally(tx: Tx) -> dict[str, int]:
    """How many visible reports stand in each state."""
    query = visible(tx).with_only_columns(Report.state, func.count()).group_by(Report.state)
    found = {row[0]: row[1] for row in tx.session.execute(query)}
    return {state.value: found.get(state.value, 0) for state in State}


@per_actor
def _nameable(tx: Tx) -> Select[Any]:
    return tasks.visible(tx).with_only_columns(Task.id).where(Task.id == bindparam("task_id"))


def may_name(tx: Tx, task_id: UUID) -> bool:
    """Whether a report of this actor may belong to the task."""
    return tx.session.scalar(_nameable(tx), {"task_id": task_id}) is not None


def photos(tx: Tx, report: Report) -> list[Evidence]:
    """The photographs the newest revision names; earlier ones stay, but are not awaited any more."""
    wanted = {each["id"] for each in report.manifest["evidence"]}
    return [photo for photo in evidence.of_owner(tx, report.id) if str(photo.id) in wanted]


def awaits(tx: Tx, report: Report) -> bool:
    """Whether a photograph of the newest revision has not arrived."""
    wanted = {each["id"] for each in report.manifest["evidence"]}
    return any(str(each) in wanted for each in evidence.still_declared(tx, report.id))


def received(tx: Tx, report: Report, awaited: Sequence[Evidence]) -> ReportReceived:
    """The answer to a manifest as things stand."""
    return ReportReceived(
        id=report.id,
        state=State(report.state),
        missing=evidence.missing(awaited),
        content_sha256=report.content_sha256,
        receipt=receipts.receipt(tx, report, awaited),
    )


def summaries(tx: Tx, rows: Sequence[Report]) -> list[ReportSummary]:
    """Rows as lists show them."""
    taken: dict[UUID, list[Evidence]] = {}
    for each in evidence.of_owners(tx, [row.id for row in rows]):
        taken.setdefault(each.owner_id, []).append(each)
    waiting = renditions.waiting_of(tx, [row.id for row in rows])
    names = identity.names(tx, [row.author_id for row in rows])
    titles = _titles(tx, {row.task_id for row in rows})
    reasons = _reasons(tx, [row.id for row in rows if row.state == State.RETURNED])
    alike = evidence.alike(tx, [photo for photos in taken.values() for photo in photos])
    return [
        ReportSummary(
            **_marked(_summary(tx, row, taken.get(row.id, []), names, titles, reasons), alike), masks_waiting=waiting[row.id]
        )
        for row in rows
    ]


def _marked(told: dict[str, Any], alike: set[UUID]) -> dict[str, Any]:
    """With the mark of a report of which a photograph is like one of another case."""
    return told | {"flags": [*told["flags"], *([Flag.SIMILAR] if told["id"] in alike else [])]}


def _summary(
    tx: Tx, row: Report, taken: Sequence[Evidence], names: dict[UUID, str], titles: dict[UUID, str], reasons: dict[UUID, str]
) -> dict[str, Any]:
    site = row.manifest["site"]
    shown = [name for name in ReportSummary.model_fields if hasattr(row, name)]
    return {name: getattr(row, name) for name in shown} | {
        "task_title": titles[row.task_id],
        "site": SiteOut(name=site["name"], unit_id=row.site_unit_id, address=site["address"], location=_point(site["location"])),
        "author": Author(id=row.author_id, name=names[row.author_id]),
        "missing_count": sum(photo.state != EvidenceState.RECEIVED for photo in taken),
        "cover_evidence_id": next((photo.id for photo in taken if photo.state == EvidenceState.RECEIVED), None),
        "return_reason": reasons.get(row.id),
        "second": seconds.of(tx, row),
        "flags": _flags(tx, row, taken),
        "resumable": row.state == State.RETURNED and row.author_id == tx.actor.id and may(tx.actor, Permission.REPORT_WRITE),
    }


def _point(claimed: dict[str, Any] | None) -> Point | None:
    return Point(lat=claimed["lat"], lon=claimed["lon"]) if claimed else None


def _flags(tx: Tx, row: Report, taken: Iterable[Evidence]) -> list[Flag]:
    marks: set[str] = set()
    for photo in taken:
        marks |= flags(photo, tx.settings)
    skew = (row.manifest["device"] or {}).get("clock_skew_ms")
    if skew is not None and abs(skew) > tx.settings.clock_skew_flag_s * 1000:
        marks.add(Flag.CLOCK_SKEW)
    return [flag for flag in Flag if flag in marks]


def _titles(tx: Tx, ids: Iterable[UUID]) -> dict[UUID, str]:
    return {row.id: row.title for row in tx.session.execute(select(Task.id, Task.title).where(Task.id.in_(set(ids))))}


def _reasons(tx: Tx, ids: Sequence[UUID]) -> dict[UUID, str]:
    if not ids:
        return {}
    query = select(LogEntry).where(LogEntry.object_id.in_(ids), LogEntry.action == "report.return").order_by(LogEntry.idx)
    return {entry.object_id: note for entry in tx.session.scalars(query) if (note := _note(entry))}


def _note(entry: LogEntry) -> str | None:
    return orjson.loads(entry.payload).get("reason") if entry.payload else None


def out(tx: Tx, row: Report) -> ReportOut:
    """A whole report as the reader may see it."""
    shown = evidence.of_owner(tx, row.id)
    names = identity.names(tx, [row.author_id])
    reasons = _reasons(tx, [row.id]) if row.state == State.RETURNED else {}
    manifest, authors = row.manifest, identity.names(tx, [row.confirmed_by] if row.confirmed_by else [])
    return ReportOut(
        **_marked(_summary(tx, row, shown, names, _titles(tx, {row.task_id}), reasons), evidence.alike(tx, shown)),
        masks_waiting=renditions.waiting_of(tx, [row.id])[row.id],
        no_problem_statement=manifest["no_problem_statement"],
        location_refused=row.location_refused,
        device=manifest["device"],
        evidence=evidence.outs(tx, shown),
        findings=_findings(tx, row),
        positives=[PositiveOut.model_validate(each) for each in manifest["positives"]],
        difficulties=[DifficultyOut.model_validate(each) for each in manifest["difficulties"]],
        confirmed_by=Author(id=row.confirmed_by, name=authors[row.confirmed_by]) if row.confirmed_by else None,
        confirmed_at=row.confirmed_at,
        revisions=_revisions(tx, row),
        conflicts=_conflicts(tx, row),
        receipt=receipts.receipt(tx, row, photos(tx, row)),
        timeline=_timeline(tx, row),
        moves=_offered(tx, row),
    )


def _findings(tx: Tx, row: Report) -> list[FindingOut]:
    """What it brought; before it is accepted nobody reviews them."""
    told = findings.outs(tx, findings.of_report(tx, row.id))
    if row.state in DECIDABLE:
        return told
    return [each.model_copy(update={"moves": [verb for verb in each.moves if verb not in REVIEW]}) for each in told]


def _offered(tx: Tx, row: Report) -> list[Verb]:
    verbs = [Verb(verb) for verb in open_moves(MOVES, tx.actor, row.state)]
    return [verb for verb in verbs if verb != Verb.CONFIRM or seconds.awaits_reader(tx, row)]


def _revisions(tx: Tx, row: Report) -> list[Revision]:
    query = select(ReportRevision).where(ReportRevision.report_id == row.id).order_by(ReportRevision.seq)
    earlier = [Revision.model_validate(each) for each in tx.session.scalars(query)]
    return [*earlier, Revision(seq=row.revision, received_at=row.received_at, content_sha256=row.content_sha256)]


def _conflicts(tx: Tx, row: Report) -> list[Conflict]:
    query = select(ReportConflict).where(ReportConflict.report_id == row.id).order_by(ReportConflict.received_at)
    return [Conflict.model_validate(each) for each in tx.session.scalars(query)]


def _timeline(tx: Tx, row: Report) -> list[Step]:
    entries = audit.story(tx, row.id)
    names = identity.names(tx, [entry.actor_id for entry in entries])
    return [Step(at=entry.at, action=entry.action, actor_name=names.get(entry.actor_id), note=_note(entry)) for entry in entries]
