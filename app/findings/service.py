"""The verbs on findings; rooms above cause the system's own moves through here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.access.policy import Permission, require
from app.audit.service import record
from app.calendar.lights import Due
from app.core.clock import wire
from app.core.db import Tx
from app.core.machine import drive, follow
from app.core.schema import Point
from app.dictionary.categories import require_category
from app.findings import neighbours
from app.findings.errors import CloserOfOwnUnit, FindingIdReused, NothingToReopen, ReasonRequired
from app.findings.models import Finding
from app.findings.schemas import FindingDecision, FindingDraft
from app.findings.states import MOVES, Severity, State, Verb
from app.units import queries as units
from app.units.errors import UnitNotTarget
from app.units.schemas import Hat


@dataclass(frozen=True, slots=True)
class Visit:
    """What a report knows of all its findings."""

    report_id: UUID
    site_name: str
    place: Point | None
    found_at: datetime
    mission_id: UUID | None = None


def check_drafts(tx: Tx, drafts: Sequence[FindingDraft]) -> None:
    """Raises: UnknownCategory, UnknownUnit, UnitNotTarget, naming the field."""
    for position, draft in enumerate(drafts):
        pointer = f"/findings/{position}"
        require_category(draft.focus_area, draft.category, pointer)
        unit = units.get(tx, draft.responsible_unit_id, f"{pointer}/responsible_unit_id")
        if Hat.TARGET not in unit.hats:
            raise UnitNotTarget(pointer=f"{pointer}/responsible_unit_id", unit=unit.name)


def put_on_record(tx: Tx, visit: Visit, drafts: Sequence[FindingDraft]) -> None:
    """Take a report's findings into the books; a new revision of the report replaces what was undecided.

    Raises: UnknownCategory, UnknownUnit, UnitNotTarget, FindingIdReused.
    """
    check_drafts(tx, drafts)
    ids = [draft.id for draft in drafts]
    held = {row.id: row for row in tx.session.scalars(select(Finding).where(Finding.id.in_(ids)))} if ids else {}
    for position, draft in enumerate(drafts):
        row = held.get(draft.id)
        if row is None:
            values = _values(visit, draft, position) | {"relapse_of": neighbours.relapse(tx, visit.place, draft.category)}
            tx.session.add(Finding(id=draft.id, state=State.SUBMITTED, author_id=tx.actor.id, **values))
        elif row.report_id != visit.report_id:
            raise FindingIdReused(pointer=f"/findings/{position}/id")
        else:
            for name, value in _values(visit, draft, position).items():
                setattr(row, name, value)
            row.withdrawn = False
            row.version += 1


def withdraw_missing(tx: Tx, report_id: UUID, kept: set[UUID]) -> None:
    """Findings a revision no longer names are withdrawn, not deleted."""
    for row in tx.session.scalars(select(Finding).where(Finding.report_id == report_id, Finding.state == State.SUBMITTED)):
        row.withdrawn = row.id not in kept


def _values(visit: Visit, draft: FindingDraft, position: int) -> dict[str, Any]:
    place = visit.place
    return draft.model_dump(mode="json", exclude={"id", "responsible_unit_id", *draft.LATER}) | {
        **{name: getattr(draft, name) for name in draft.LATER},
        "responsible_unit_id": draft.responsible_unit_id,
        "report_id": visit.report_id,
        "mission_id": visit.mission_id,
        "position": position,
        "severity_reported": draft.severity,
        "site_name": visit.site_name,
        "lat": place and place.lat,
        "lon": place and place.lon,
        "found_at": visit.found_at,
    }


def close(tx: Tx, finding: Finding, reason: str | None) -> None:
    """销号. Raises: Forbidden, IllegalMove, CloserOfOwnUnit."""
    target = follow(MOVES, tx.actor, finding.state, Verb.CLOSE)
    if finding.unit_path and tx.actor.unit_path.startswith(finding.unit_path):
        raise CloserOfOwnUnit
    finding.closed_at = tx.now
    finding.fulfilled_at = finding.fulfilled_at or tx.now
    move(tx, finding, target, Verb.CLOSE, reason=reason)


def reopen(tx: Tx, finding: Finding, reason: str | None) -> None:
    """重启. Raises: Forbidden, IllegalMove, NothingToReopen, ReasonRequired."""
    target = follow(MOVES, tx.actor, finding.state, Verb.REOPEN)
    if finding.order_id is None:
        raise NothingToReopen
    if not reason:
        raise ReasonRequired(pointer="/reason")
    _open_again(finding)
    move(tx, finding, target, Verb.REOPEN, reason=reason)


def _open_again(finding: Finding) -> None:
    finding.closed_at = finding.fulfilled_at = None
    finding.reopen_count += 1


@dataclass(frozen=True, slots=True)
class Release:
    """What an order gives a finding."""

    order_id: UUID
    order_number: str
    number: str
    unit_path: str
    due: Due


def release(tx: Tx, finding: Finding, given: Release) -> None:
    """Let a confirmed finding out to a unit: number, order, deadline. Raises: Forbidden, IllegalMove."""
    require(tx.actor, Permission.ORDER_ISSUE)
    target = follow(MOVES, tx.actor, finding.state, Verb.RELEASE)
    finding.order_id, finding.order_number, finding.number = given.order_id, given.order_number, given.number
    finding.unit_path, finding.released_at = given.unit_path, tx.now
    set_due(finding, given.due)
    move(tx, finding, target, Verb.RELEASE, number=given.number, order=str(given.order_id))


def set_due(finding: Finding, due: Due) -> None:
    """Follow the order's deadline."""
    finding.due_on, finding.due_at, finding.yellow_on = due.due_on, due.due_at, due.yellow_on
    finding.due_provisional = due.provisional


def step(tx: Tx, finding: Finding, verb: Verb, **details: Any) -> None:  # ruff: ignore[any-type]  whatever JSON carries
    """A move of the system's own, caused by a verb on the order or a re-inspection. Raises: IllegalMove."""
    target = drive(MOVES, finding.state, verb)
    if verb == Verb.FAIL:
        finding.return_count += 1
    if verb == Verb.RELAPSE:
        _open_again(finding)
    if verb == Verb.RECALL:
        finding.order_id = finding.order_number = finding.unit_path = finding.released_at = None
        finding.due_on = finding.due_at = finding.yellow_on = finding.milestone_due_on = None
        finding.due_provisional = finding.auto_signed = False
        finding.suspended_at = None
    move(tx, finding, target, verb, **details)


@dataclass(frozen=True, slots=True)
class Appeal:
    """A decided appeal 复核决定: its number, the reason written in it, and who decided; the unit's receipt lets it take effect."""

    decision_no: str
    reason: str
    decided_by: UUID


def revoke(tx: Tx, finding: Finding, appeal: Appeal) -> None:
    """撤销: an appeal found the fault not proven; it leaves both sides of every figure. Raises: IllegalMove."""
    target = drive(MOVES, finding.state, Verb.REVOKE)
    log_downgrade(tx, finding, Verb.REVOKE, None, appeal.reason, appeal.decided_by)
    finding.appeal_decision_no = appeal.decision_no
    finding.closed_at = finding.fulfilled_at = None
    finding.due_on = finding.due_at = finding.yellow_on = finding.milestone_due_on = None
    finding.due_provisional = finding.auto_signed = False
    finding.suspended_at = None
    move(tx, finding, target, Verb.REVOKE, reason=appeal.reason, decision_no=appeal.decision_no)


def amend(tx: Tx, finding: Finding, decision: FindingDecision, appeal: Appeal) -> None:
    """变更: an appeal set a released finding right; it stays where it stands.

    Raises: IllegalMove where it could not be revoked either; UnknownCategory, UnknownUnit, UnitNotTarget.
    """
    drive(MOVES, finding.state, Verb.REVOKE)
    if decision.severity and decision.severity != finding.severity:
        log_downgrade(tx, finding, "amend", decision.severity, appeal.reason, appeal.decided_by)
    set_right(tx, finding, decision)
    finding.appeal_decision_no = appeal.decision_no
    finding.version += 1
    record(tx, "finding.amended", finding, reason=appeal.reason, decision_no=appeal.decision_no, severity=finding.severity)


def log_downgrade(tx: Tx, finding: Finding, verb: str, severity: Severity | None, reason: str, by: UUID | None = None) -> None:
    """A change of degree, or a fall, into the list the author reads (domain.md §1 rows 46 and 48)."""
    entry = {
        "verb": verb, "severity_from": finding.severity, "severity_to": severity, "reason": reason, "by": str(by or tx.actor.id),
        "at": wire(tx.now),
    }  # fmt: skip
    finding.downgrade_log = [*(finding.downgrade_log or []), entry]


def set_right(tx: Tx, finding: Finding, decision: FindingDecision) -> None:
    """The record as the office sees it; the inspector's own words stay in the report's manifest.

    Raises: UnknownCategory, UnknownUnit, UnitNotTarget.
    """
    finding.severity = decision.severity or finding.severity
    finding.facts = decision.facts or finding.facts
    if decision.focus_area or decision.category:
        area, category = decision.focus_area or finding.focus_area, decision.category or finding.category
        require_category(area, category, "")
        finding.focus_area, finding.category = area, category
    if decision.responsible_unit_id:
        unit = units.get(tx, decision.responsible_unit_id, "/responsible_unit_id")
        if Hat.TARGET not in unit.hats:
            raise UnitNotTarget(pointer="/responsible_unit_id", unit=unit.name)
        finding.responsible_unit_id = unit.id


def move(tx: Tx, finding: Finding, target: str, verb: str, **details: Any) -> None:  # ruff: ignore[any-type]
    """Stand there now, and say so in the log."""
    finding.state = target
    finding.version += 1
    record(tx, f"finding.{verb}", finding, **details)
