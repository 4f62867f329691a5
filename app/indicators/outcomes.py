"""Figures over findings: put right, opened again, falsely reported, lowered, overturned."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_

from app.access.policy import Sight, sees
from app.calendar.rules import DAY
from app.core.clock import legal_date, start_of_day
from app.findings import queries as findings
from app.findings.models import Finding
from app.findings.states import RANK, Severity, State, Verb
from app.indicators.figures import Entry, Sides
from app.indicators.history import Fact, Scope, stories
from app.indicators.states import Kind
from app.rectification import queries as rectification
from app.rectification.models import Reinspection
from app.rectification.states import ReinspectionResult, ReinspectionState

GONE = frozenset({"merged", "revoked", "void", "withdrawn"})  # leave both sides of every figure
OPENED_AGAIN = frozenset({Verb.REOPEN.value, Verb.RELAPSE.value})
AMEND = "amend"  # a review's, which leaves the finding where it stands
OVERTURNED = frozenset({Verb.REVOKE.value, AMEND})
DECIDED = frozenset({Verb.CONFIRM.value, Verb.REJECT.value, AMEND})
NOT_TRUE = frozenset({ReinspectionResult.FAKE, ReinspectionResult.NOT_RECTIFIED})


def _rows(scope: Scope, *narrowed: ColumnElement[bool]) -> list[Finding]:
    query = findings.visible(scope.tx).where(*narrowed).order_by(Finding.found_at, Finding.id)
    return list(scope.tx.session.scalars(query))


def _between(scope: Scope, column: Any) -> ColumnElement[bool]:  # ruff: ignore[any-type]  a column of instants
    first, last = start_of_day(scope.period.first), start_of_day(scope.period.last + DAY)
    span: ColumnElement[bool] = (column >= first) & (column < last) & (column <= scope.as_of)
    return span


def _standing(scope: Scope, rows: list[Finding]) -> tuple[list[Finding], dict[UUID, str]]:
    states = scope.states("finding", {row.id: row.state for row in rows})
    return [row for row in rows if states[row.id] not in GONE], states


def _entry(row: Finding, on: Any, *more: str, note: str | None = None) -> Entry:  # ruff: ignore[any-type]  an instant
    groups = frozenset({f"unit:{row.responsible_unit_id}", f"area:{row.focus_area}", *more})
    return Entry(Kind.FINDING, row.id, legal_date(on), groups, note=note)


def released(scope: Scope) -> Sides:
    """Findings let out to units in the period."""
    rows, _ = _standing(scope, _rows(scope, _between(scope, Finding.released_at)))
    entries = [_entry(row, row.released_at) for row in rows]
    return Sides(entries, entries)


def rectified(scope: Scope) -> Sides:
    """整改完成率: of the findings released in the period those closed by then."""
    rows, states = _standing(scope, _rows(scope, _between(scope, Finding.released_at)))
    return Sides(
        [_entry(row, row.released_at) for row in rows if states[row.id] == State.CLOSED],
        [_entry(row, row.released_at) for row in rows],
    )


def closed(scope: Scope) -> Sides:
    """Findings closed 销号 in the period, and not open again by then."""
    rows, states = _standing(scope, _rows(scope, _between(scope, Finding.closed_at)))
    entries = [_entry(row, row.closed_at) for row in rows if states[row.id] == State.CLOSED]
    return Sides(entries, entries)


def reopen_rate(scope: Scope) -> Sides:
    """反弹率: of the findings closed in the period those opened again within the window; provisional until it has passed."""
    window = timedelta(days=scope.rules.reopen_window_days)
    rows, _ = _standing(scope, _rows(scope, or_(_between(scope, Finding.closed_at), Finding.reopen_count > 0)))
    told = stories(scope.tx, [row.id for row in rows if row.reopen_count], scope.as_of)
    sides = Sides([], [])
    for row in rows:
        facts = told.get(row.id, [])
        ends = [fact.at for fact in facts if fact.verb == Verb.CLOSE] or ([row.closed_at] if row.closed_at else [])
        first = next((at for at in ends if scope.within(at)), None)
        if first is None:
            continue
        entry = _entry(row, first)
        sides.bottom.append(entry)
        if any(first < fact.at <= first + window for fact in facts if fact.verb in OPENED_AGAIN):
            sides.top.append(entry)
        elif first + window > scope.as_of:
            sides.provisional = True
    return sides


def false_rectification(scope: Scope) -> Sides:
    """虚假整改率: second looks that found it not done, among those completed; units do not read second looks."""
    sides = Sides([], [])
    if not (rectification.inside(scope.tx) or sees(scope.tx.actor, Sight.RELEASED)):
        return sides
    seen = findings.visible(scope.tx).join(Reinspection, Reinspection.finding_id == Finding.id).add_columns(Reinspection)
    query = seen.where(Reinspection.state == ReinspectionState.APPLIED, _between(scope, Reinspection.applied_at))
    for row, look in scope.tx.session.execute(query.order_by(Reinspection.applied_at, Reinspection.id)):
        if row.state in GONE or look.applied_at is None:
            continue
        groups = frozenset({f"unit:{row.responsible_unit_id}", f"area:{row.focus_area}"})
        entry = Entry(Kind.REINSPECTION, look.id, legal_date(look.applied_at), groups, note=look.result)
        sides.bottom.append(entry)
        if look.result in NOT_TRUE:
            sides.top.append(entry)
    return sides


def downgrade(scope: Scope) -> Sides:
    """降格率: findings rejected or lowered among those submitted, by who decided and by unit; for the office alone."""
    sides = Sides([], [])
    if not sees(scope.tx.actor, Sight.OFFICE):
        return sides
    rows, states = _standing(scope, _rows(scope, _between(scope, Finding.found_at)))
    told = stories(scope.tx, [row.id for row in rows], scope.as_of)
    for row in rows:
        decisions = [fact for fact in told.get(row.id, []) if fact.verb in DECIDED]
        by = tuple(f"person:{fact.actor_id}" for fact in decisions if fact.verb != AMEND)[-1:]
        lowered = states[row.id] == State.REJECTED or _lowered(row, decisions)
        entry = _entry(row, row.found_at, *by, note=row.decision_reason if lowered else None)
        sides.bottom.append(entry)
        if lowered:
            sides.top.append(entry)
    return sides


def _lowered(row: Finding, decisions: list[Fact]) -> bool:
    if not decisions:
        return False
    severity = decisions[-1].details.get("severity") or row.severity
    return RANK[Severity(severity)] < RANK[Severity(row.severity_reported)]


def precision(scope: Scope) -> Sides:
    """问题准确率: of the findings released in the period those no appeal has overturned."""
    rows = _rows(scope, _between(scope, Finding.released_at))
    told = stories(scope.tx, [row.id for row in rows], scope.as_of)
    kept = [row for row in rows if not any(fact.verb in OVERTURNED for fact in told.get(row.id, []))]
    return Sides([_entry(row, row.released_at) for row in kept], [_entry(row, row.released_at) for row in rows])
