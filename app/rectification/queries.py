"""Every SELECT over orders, submissions and re-inspections, all starting from `visible()`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, or_, select, tuple_

from app.access.policy import Permission, Sight, may, sees
from app.calendar import queries as calendar
from app.calendar.lights import Light, days_left, light, shines
from app.core.clock import legal_date
from app.core.db import Tx
from app.core.machine import open_moves
from app.core.problem import NotFound
from app.evidence import queries as evidence
from app.evidence.models import Evidence
from app.findings import queries as findings
from app.findings.models import Finding
from app.findings.schemas import FindingOut
from app.findings.states import Severity
from app.findings.states import State as FindingState
from app.identity import queries as identity
from app.rectification import parts
from app.rectification.chronicle import timeline
from app.rectification.models import LookMember, Order, PlannedLook, Reinspection, Submission
from app.rectification.schemas import OrderOut, OrderSummary, ReinspectionOut, SubmissionOut
from app.rectification.states import (
    LOOKABLE,
    MOVES,
    SPOKEN,
    SUBMISSION_MOVES,
    LookState,
    State,
    SubmissionState,
    SubmissionVerb,
    Verb,
)
from app.rulebook import queries as rulebook
from app.seals import queries as seals
from app.units import queries as units
from app.units.models import Unit


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """What a list may be narrowed by."""

    state: State | None = None
    light: Light | None = None
    unit_id: UUID | None = None
    q: str | None = None


def visible(tx: Tx) -> Select[Order]:
    """The office sees all; leaders what stands; inspectors those of their findings; units their own and those below.

    An order taken back is absent again for those it was let out to.
    """
    actor, query = tx.actor, select(Order)
    if sees(actor, Sight.OFFICE):
        return query
    doors: list[ColumnElement[bool]] = [false()]
    stands = Order.state != State.CANCELLED
    if sees(actor, Sight.RELEASED):
        doors.append(stands)
    if sees(actor, Sight.AUTHOR):
        doors.append(exists().where(Finding.order_id == Order.id, Finding.author_id == actor.id))
    if sees(actor, Sight.UNIT) and actor.unit_path:
        doors.append(and_(stands, Order.unit_path.startswith(actor.unit_path)))
    return query.where(or_(*doors))


def get(tx: Tx, order_id: UUID, *, lock: bool = False) -> Order:
    """One visible order. Raises: NotFound."""
    query = visible(tx).where(Order.id == order_id)
    row = tx.session.scalar(query.with_for_update() if lock else query)
    if row is None:
        raise NotFound
    return row


def page(tx: Tx, wanted: OrderFilter, start: Any, limit: int) -> Sequence[Order]:  # ruff: ignore[any-type]  a cursor's value
    """Visible orders, the newest first."""
    query = narrowed(tx, wanted).limit(limit)
    if start:
        query = query.where(tuple_(Order.issued_at, Order.id) < tuple_(datetime.fromisoformat(start[0]), UUID(start[1])))
    return tx.session.scalars(query).all()


def narrowed(tx: Tx, wanted: OrderFilter) -> Select[Order]:
    """A list's filters applied, the newest first."""
    query = visible(tx).order_by(Order.issued_at.desc(), Order.id.desc())
    if wanted.state:
        query = query.where(Order.state == wanted.state)
    if wanted.light:
        query = query.where(shines(tx.now, Order, wanted.light, rulebook.lateness(tx)), Order.state != State.CANCELLED)
    if wanted.unit_id:
        path = select(Unit.path).where(Unit.id == wanted.unit_id).scalar_subquery()
        query = query.where(Order.unit_path.startswith(path))
    if wanted.q:
        facts = exists().where(Finding.order_id == Order.id, Finding.facts.contains(wanted.q, autoescape=True))
        query = query.where(or_(Order.number.contains(wanted.q, autoescape=True), facts))
    return query


def answer_to_judge(tx: Tx, order_id: UUID) -> Submission | None:
    """The newest complete answer; while there is none, the newest that waits for photographs."""
    open_ = Submission.state.in_([SubmissionState.SUBMITTED, SubmissionState.INCOMPLETE])
    whole_first = case((Submission.state == SubmissionState.SUBMITTED, 0), else_=1)
    query = select(Submission).where(Submission.order_id == order_id, open_)
    return tx.session.scalar(query.order_by(whole_first, Submission.seq.desc()).limit(1))


def next_seq(tx: Tx, order_id: UUID) -> int:
    """The number the next answer takes."""
    return (tx.session.scalar(select(func.max(Submission.seq)).where(Submission.order_id == order_id)) or 0) + 1


def reinspections(tx: Tx, finding_ids: Iterable[UUID]) -> Sequence[Reinspection]:
    """The second looks at findings the caller has seen, oldest first, but for those of a plan sealed from the reader."""
    query = select(Reinspection).where(Reinspection.finding_id.in_(list(finding_ids)), seals.open_to(tx, Reinspection.plan_id))
    return tx.session.scalars(query.order_by(Reinspection.received_at)).all()


_ON_TEAM = (LookState.SEALED_PLAN, LookState.DONE, LookState.REDO, LookState.CONFIRMED)


def look_of_team(tx: Tx, finding_id: UUID) -> PlannedLook | None:
    """The planned second look at a finding that the actor is named for, until it has taken effect."""
    named = select(LookMember.plan_id).where(LookMember.finding_id == finding_id, LookMember.user_id == tx.actor.id)
    query = select(PlannedLook).where(PlannedLook.finding_id == finding_id, PlannedLook.plan_id.in_(named))
    return tx.session.scalar(query.where(PlannedLook.state.in_(_ON_TEAM)).with_for_update())


def known_hashes(tx: Tx, finding: Finding) -> set[str]:
    """Hashes of every photograph the finding has had so far: as found, in answers, at second looks."""
    answers = select(Submission.id).where(Submission.order_id == finding.order_id)
    looks = select(Reinspection.id).where(Reinspection.finding_id == finding.id)
    own = Evidence.id.in_([UUID(each) for each in finding.evidence_ids])
    query = select(Evidence.sha256).where(or_(own, Evidence.owner_id.in_(answers), Evidence.owner_id.in_(looks)))
    return set(tx.session.scalars(query))


def review_started(tx: Tx, order: Order, answer: Submission) -> bool:
    """Whether anybody has begun on an answer: a second look since it came, or a finding verified already."""
    carried = findings.of_orders(tx, [order.id])
    if any(finding.state == FindingState.VERIFIED for finding in carried):
        return True
    since = select(Reinspection.id).where(
        Reinspection.finding_id.in_([finding.id for finding in carried]), Reinspection.received_at >= answer.received_at
    )
    return tx.session.scalar(since.limit(1)) is not None


def inside(tx: Tx) -> bool:
    """Whether the reader is of the office or the field: they read names, reasons and second looks."""
    return sees(tx.actor, Sight.OFFICE) or (sees(tx.actor, Sight.AUTHOR) and not sees(tx.actor, Sight.UNIT))


def summaries(tx: Tx, rows: Sequence[Order]) -> list[OrderSummary]:
    """Rows as lists show them."""
    return [OrderSummary(**each) for each in _shown(tx, rows)]


def _shown(tx: Tx, rows: Sequence[Order]) -> list[dict[str, Any]]:
    grouped: dict[UUID, list[FindingOut]] = {}
    for finding in findings.outs(tx, findings.of_orders(tx, [row.id for row in rows])):
        grouped.setdefault(finding.order_id or finding.id, []).append(finding)
    homes = units.by_ids(tx, [row.unit_id for row in rows])
    names = identity.names(tx, [each for row in rows for each in (row.issuer_id, row.signer_id)])
    return [_summary(tx, row, grouped.get(row.id, []), homes[row.unit_id].name, names) for row in rows]


def _summary(tx: Tx, row: Order, carried: list[FindingOut], unit: str, names: dict[UUID, str]) -> dict[str, Any]:
    calendar_ = calendar.load(tx)
    cancelled = row.state == State.CANCELLED
    left = None if cancelled else days_left(calendar_, tx.now, row)
    runs = row.closed_at is None and not cancelled and row.suspended_at is None
    overdue = runs and tx.now > row.due_at
    values = {name: getattr(row, name) for name in OrderSummary.model_fields if hasattr(row, name)}
    return values | {
        "kind": row.kind,
        "unit_name": unit,
        "office_name": tx.settings.office_name,
        "issuer_name": names.get(row.issuer_id) if inside(tx) else None,
        "signer_name": names.get(row.signer_id) if row.signer_id else None,
        "light": None if cancelled else light(tx.now, row, rulebook.lateness(tx)),
        "days_left": left,
        "overdue_days": max(1, calendar_.between(row.due_on, legal_date(tx.now))) if overdue else 0,
        "findings": carried,
        "moves": _moves(tx, row, carried),
    }


def _moves(tx: Tx, row: Order, carried: Sequence[FindingOut]) -> list[Verb]:
    open_ = [Verb(verb) for verb in open_moves(MOVES, tx.actor, row.state) if verb in {*SPOKEN, Verb.ANSWER}]
    if row.state == State.ISSUED and may(tx.actor, Permission.ORDER_ANSWER):
        open_.append(Verb.ANSWER)  # whoever answers an order unsigned signs it by that
    serious = any(finding.severity == Severity.SERIOUS for finding in carried)
    barred = serious and not may(tx.actor, Permission.ORDER_JUDGE_SERIOUS)
    if parts.of_own_unit(tx, row.unit_path):
        return [verb for verb in open_ if verb not in {Verb.ACCEPT, Verb.RETURN}]
    return [verb for verb in open_ if verb != Verb.ACCEPT or not barred]


def out(tx: Tx, row: Order) -> OrderOut:
    """A whole order as the reader may see it."""
    shown, within = _shown(tx, [row])[0], inside(tx)
    answers = select(Submission).where(Submission.order_id == row.id).order_by(Submission.seq)
    if not within and row.assigned_at:
        answers = answers.where(Submission.received_at >= row.assigned_at)
    looks = reinspections(tx, [finding.id for finding in shown["findings"]]) if within else []
    looks_for = may(tx.actor, Permission.REINSPECTION_PLAN)
    return OrderOut(
        **shown,
        submissions=[submission_out(tx, answer) for answer in tx.session.scalars(answers).all()],
        reinspections=[reinspection_out(tx, look) for look in looks],
        objections=parts.objections(tx, row, inside=within),
        extensions=parts.extensions(tx, row, inside=within),
        extensions_left=parts.extensions_left(tx, row.id),
        milestones=parts.milestones(tx, row),
        progress=parts.progress(tx, row, inside=within),
        asks=parts.asks(tx, row),
        lookable=[each.id for each in shown["findings"] if each.state in LOOKABLE] if looks_for else [],
        timeline=timeline(tx, row, shown["findings"], inside=within),
    )


def submission_out(tx: Tx, row: Submission) -> SubmissionOut:
    """An answer with its photographs."""
    photos = evidence.of_owner(tx, row.id)
    values = {name: getattr(row, name) for name in SubmissionOut.model_fields if hasattr(row, name)}
    entered = identity.names(tx, [row.author_id]).get(row.author_id) if row.on_behalf_of and inside(tx) else None
    moves = [SubmissionVerb(verb) for verb in open_moves(SUBMISSION_MOVES, tx.actor, row.state)]
    return SubmissionOut(
        **values,
        entered_by_name=entered,
        missing=evidence.missing(photos),
        evidence=_photos(tx, photos),
        moves=[verb for verb in moves if verb == SubmissionVerb.WITHDRAW],
    )


def reinspection_out(tx: Tx, row: Reinspection) -> ReinspectionOut:
    """A second look with its photographs."""
    photos = evidence.of_owner(tx, row.id)
    values = {name: getattr(row, name) for name in ReinspectionOut.model_fields if hasattr(row, name)}
    author = identity.names(tx, [row.author_id]).get(row.author_id) if inside(tx) else None
    return ReinspectionOut(
        **values,
        planned=row.plan_id is not None,
        author_name=author,
        missing=evidence.missing(photos),
        evidence=_photos(tx, photos),
    )


def _photos(tx: Tx, rows: Sequence[Evidence]) -> list[Any]:
    return evidence.outs(tx, rows)
