"""Every SELECT over plans of second looks, starting from `visible()`; and what an inspector has to look at again."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, false, select, tuple_

from app.access.policy import Sight, sees
from app.calendar.rules import DAY
from app.core.actor import SYSTEM_ID
from app.core.clock import legal_date, start_of_day
from app.core.db import Tx
from app.core.machine import open_moves
from app.core.problem import NotFound
from app.core.schema import Point
from app.evidence.models import Evidence
from app.findings.models import Finding
from app.findings.states import State as FindingState
from app.identity import queries as identity
from app.rectification import queries
from app.rectification.look_schemas import DueLook, LookOut, Named, PlanOut, PlanSummary
from app.rectification.models import LookMember, LookPlan, Order, PlannedLook, Reinspection, Submission
from app.rectification.states import LOOK_MOVES, OPEN_LOOK, LookState, LookVerb
from app.seals import queries as seals
from app.units import queries as units

OF_PLAN = (LookVerb.SEAL, LookVerb.DROP)
OF_LOOK = (LookVerb.CONFIRM, LookVerb.REDO, LookVerb.APPLY)


def visible(tx: Tx) -> Select[LookPlan]:
    """Whoever of the office is on a plan's list; a plan is sealed from its proposal until its last look has taken effect."""
    if not sees(tx.actor, Sight.OFFICE):
        return select(LookPlan).where(false())
    return select(LookPlan).where(seals.open_to(tx, LookPlan.id))


def get(tx: Tx, plan_id: UUID, *, lock: bool = False) -> LookPlan:
    """One visible plan. Raises: NotFound."""
    query = visible(tx).where(LookPlan.id == plan_id)
    row = tx.session.scalar(query.with_for_update() if lock else query)
    if row is None:
        raise NotFound
    return row


def page(tx: Tx, start: Any, limit: int) -> Sequence[LookPlan]:  # ruff: ignore[any-type]  a cursor's value
    """Visible plans, the newest first."""
    query = visible(tx).order_by(LookPlan.proposed_at.desc(), LookPlan.id.desc()).limit(limit)
    if start:
        behind = tuple_(datetime.fromisoformat(start[0]), UUID(start[1]))
        query = query.where(tuple_(LookPlan.proposed_at, LookPlan.id) < behind)
    return tx.session.scalars(query).all()


def closed_between(tx: Tx, first: date, last: date) -> Sequence[Finding]:
    """Findings closed in the window that no plan has taken since, as far as whoever asks may know: the system knows of all.

    A finding that a plan sealed from him has taken is drawn again; the director, who knows both, drops one.
    """
    since = [
        PlannedLook.finding_id == Finding.id, PlannedLook.state != LookState.DROPPED, LookPlan.proposed_at >= Finding.closed_at,
    ]  # fmt: skip
    if tx.actor.id != SYSTEM_ID:
        since.append(seals.open_to(tx, LookPlan.id))
    taken = exists().where(PlannedLook.plan_id == LookPlan.id, *since)
    closed = (Finding.closed_at >= start_of_day(first), Finding.closed_at < start_of_day(last + DAY))
    query = select(Finding).where(Finding.state == FindingState.CLOSED, ~Finding.withdrawn, *closed, ~taken)
    return tx.session.scalars(query.order_by(Finding.id)).all()


def looks(tx: Tx, plan_id: UUID) -> Sequence[PlannedLook]:
    """A plan's looks."""
    return tx.session.scalars(select(PlannedLook).where(PlannedLook.plan_id == plan_id).order_by(PlannedLook.finding_id)).all()


def state_of(plan: LookPlan, carried: Sequence[PlannedLook]) -> LookState:
    """Where a whole plan stands."""
    if plan.dropped_at:
        return LookState.DROPPED
    if not plan.sealed_at:
        return LookState.PROPOSED
    done = all(look.state == LookState.APPLIED for look in carried)
    return LookState.APPLIED if done else LookState.SEALED_PLAN


def summary(tx: Tx, plan: LookPlan) -> PlanSummary:
    """A plan as lists show it."""
    return PlanSummary(**_summary(tx, plan, looks(tx, plan.id)))


def _summary(tx: Tx, plan: LookPlan, carried: Sequence[PlannedLook]) -> dict[str, Any]:
    values = {name: getattr(plan, name) for name in PlanSummary.model_fields if hasattr(plan, name)}
    state = state_of(plan, carried)
    return values | {
        "state": state,
        "proposer_name": identity.names(tx, [plan.proposer_id]).get(plan.proposer_id),
        "candidate_count": len(plan.candidates),
        "look_count": len(carried),
        "open_count": sum(look.state not in {LookState.APPLIED, LookState.DROPPED} for look in carried),
        "moves": [LookVerb(verb) for verb in open_moves(LOOK_MOVES, tx.actor, state) if verb in OF_PLAN],
    }


def out(tx: Tx, plan: LookPlan) -> PlanOut:
    """A whole plan."""
    carried = looks(tx, plan.id)
    return PlanOut(
        **_summary(tx, plan, carried),
        seed=plan.seed,
        seed_sha256=plan.seed_sha256,
        candidates=[UUID(each) for each in plan.candidates],
        candidates_sha256=plan.candidates_sha256,
        inspectors=named(tx, (UUID(each) for each in plan.inspector_ids)),
        reviewers=named(tx, (UUID(each) for each in plan.reviewer_ids)),
        drop_reason=plan.drop_reason,
        looks=_looks(tx, carried),
    )


def named(tx: Tx, ids: Iterable[UUID]) -> list[Named]:
    """People in the order they were named."""
    wanted = list(ids)
    names = identity.names(tx, wanted)
    return [Named(id=each, name=names[each]) for each in wanted if each in names]


def _looks(tx: Tx, carried: Sequence[PlannedLook]) -> list[LookOut]:
    ids = [look.finding_id for look in carried]
    found = {row.id: row for row in tx.session.scalars(select(Finding).where(Finding.id.in_(ids)))}
    homes = units.by_ids(tx, [row.responsible_unit_id for row in found.values()])
    done = [look.reinspection_id for look in carried if look.reinspection_id]
    seen = {row.id: row for row in tx.session.scalars(select(Reinspection).where(Reinspection.id.in_(done)))}
    return [
        LookOut(
            finding_id=look.finding_id, finding_number=row.number, facts=row.facts, severity=row.severity,
            unit_name=homes[row.responsible_unit_id].name, order_id=row.order_id, order_number=row.order_number,
            closed_at=row.closed_at, state=look.state, chosen=look.chosen, opinion=look.opinion, judged_at=look.judged_at,
            applied_at=look.applied_at,
            reinspection=queries.reinspection_out(tx, seen[look.reinspection_id]) if look.reinspection_id in seen else None,
            moves=[LookVerb(verb) for verb in open_moves(LOOK_MOVES, tx.actor, look.state) if verb in OF_LOOK],
        )
        for look in carried
        for row in (found[look.finding_id],)
    ]  # fmt: skip


def asked(tx: Tx, finding_id: UUID) -> list[Named]:
    """Who is asked for a quick look at a finding and has not taken it."""
    query = select(LookMember).where(
        LookMember.finding_id == finding_id, LookMember.plan_id.is_(None), LookMember.done_at.is_(None)
    )
    return named(tx, (row.user_id for row in tx.session.scalars(query.order_by(LookMember.named_at, LookMember.user_id))))


def due(tx: Tx) -> list[DueLook]:
    """What the actor is named to look at again, the oldest first."""
    query = (
        select(LookMember, Finding, PlannedLook)
        .join(Finding, Finding.id == LookMember.finding_id)
        .outerjoin(PlannedLook, (PlannedLook.plan_id == LookMember.plan_id) & (PlannedLook.finding_id == LookMember.finding_id))
        .where(LookMember.user_id == tx.actor.id, LookMember.done_at.is_(None), Finding.unit_path.is_not(None))
        .where(LookMember.plan_id.is_(None) | PlannedLook.state.in_(OPEN_LOOK))
        .order_by(LookMember.named_at, LookMember.id)
    )
    return [_due(tx, member, finding, look) for member, finding, look in tx.session.execute(query)]


def answer_of(tx: Tx, order_id: UUID | None) -> Submission | None:
    """The newest complete answer to an order."""
    query = select(Submission).where(Submission.order_id == order_id, Submission.submitted_at.is_not(None))
    return tx.session.scalar(query.order_by(Submission.seq.desc()).limit(1))


def photographs(tx: Tx, answer: Submission | None) -> list[UUID]:
    """An answer's photographs."""
    if answer is None:
        return []
    return list(tx.session.scalars(select(Evidence.id).where(Evidence.owner_id == answer.id).order_by(Evidence.position)))


def _due(tx: Tx, member: LookMember, row: Finding, look: PlannedLook | None) -> DueLook:
    answer = answer_of(tx, row.order_id)
    order = tx.session.get(Order, row.order_id) if row.order_id else None
    return DueLook(
        finding_id=row.id, finding_number=row.number, order_number=row.order_number, facts=row.facts, focus_area=row.focus_area,
        category=row.category, severity=row.severity, site_name=row.site_name,
        unit_name=units.get(tx, row.responsible_unit_id).name,
        location=Point(lat=row.lat, lon=row.lon) if row.lat is not None and row.lon is not None else None,
        found_on=legal_date(row.found_at), requirements=order.requirements if order else None,
        answer=answer.result if answer else None, before_ids=[UUID(each) for each in row.evidence_ids],
        answer_ids=photographs(tx, answer), planned=look is not None, closed=row.closed_at is not None, named_at=member.named_at,
        redo_reason=look.opinion if look and look.state == LookState.REDO else None,
    )  # fmt: skip
