"""HTTP for plans of second looks, for asking somebody to look, and for an inspector's list."""

from uuid import UUID

from app.access.policy import Permission, require
from app.core.clock import wire
from app.core.http import Answer, Reading, Router, Writing, made, problems, tags
from app.core.listing import Listing, listing
from app.core.machine import IllegalMove
from app.core.paging import InvalidCursor, Page
from app.core.problem import Forbidden, NotFound
from app.findings import queries as findings
from app.findings.errors import OwnReport, ReasonRequired
from app.rectification import planning, plans
from app.rectification.errors import DueTooFar, NothingToLookAt, NotReinspectable, PlanIdReused, SameEyes, UnknownInspector
from app.rectification.look_schemas import (
    DueLooks,
    LookMove,
    PlanDraft,
    PlanMove,
    PlanOut,
    PlanSummary,
    Reinspectors,
    ReinspectorsDraft,
)
from app.tasks.errors import DeadlinePassed

router = Router(tags=tags("reinspections"))


@router.get("/reinspections/due", responses=problems(Forbidden))
def list_due(tx: Reading) -> DueLooks:
    """What the reader is named to look at again."""
    require(tx.actor, Permission.FINDING_REINSPECT)
    return DueLooks(items=plans.due(tx))


@router.get("/findings/{finding_id}/reinspectors", responses=problems(NotFound, Forbidden))
def list_reinspectors(finding_id: UUID, tx: Reading) -> Reinspectors:
    """Who is asked to look at a finding again."""
    finding = findings.get(tx, finding_id)
    require(tx.actor, Permission.REINSPECTION_PLAN)
    return Reinspectors(items=plans.asked(tx, finding.id))


@router.put("/findings/{finding_id}/reinspectors", responses=problems(NotFound, Forbidden, NotReinspectable, UnknownInspector))
def ask_inspectors(finding_id: UUID, draft: ReinspectorsDraft, tx: Writing) -> Reinspectors:
    """Ask inspectors for a quick second look."""
    finding = planning.ask_inspectors(tx, finding_id, draft)
    tx.session.flush()
    return Reinspectors(items=plans.asked(tx, finding.id))


@router.get("/reinspection-plans", responses=problems(Forbidden, InvalidCursor))
def list_plans(tx: Reading, page: Listing) -> Page[PlanSummary]:
    """Plans whose list the reader is on, the newest first."""
    require(tx.actor, Permission.REINSPECTION_PLAN)
    cursor = listing(tx, page, "reinspection-plans")
    shown = cursor.page(
        plans.page(tx, cursor.start, cursor.limit + 1), lambda row: row, lambda row: [wire(row.proposed_at), row.id.hex]
    )
    return Page(items=[plans.summary(tx, row) for row in shown.items], next_cursor=shown.next_cursor)


@router.get("/reinspection-plans/{plan_id}", responses=problems(NotFound))
def read_plan(plan_id: UUID, tx: Reading) -> PlanOut:
    """One plan with its sample, its list and its second looks."""
    return plans.out(tx, plans.get(tx, plan_id))


@router.put("/reinspection-plans/{plan_id}", responses=made(PlanOut) | problems(Forbidden, NothingToLookAt, PlanIdReused))
def propose_plan(plan_id: UUID, draft: PlanDraft, tx: Writing) -> Answer[PlanOut]:
    """Propose a plan; the sample is drawn at once, and the same id never draws twice."""
    plan, created = planning.propose(tx, plan_id, draft)
    tx.session.flush()
    return Answer(plans.out(tx, plan), 201 if created else 200)


@router.post(
    "/reinspection-plans/{plan_id}/moves",
    responses=problems(NotFound, Forbidden, IllegalMove, ReasonRequired, UnknownInspector, SameEyes),
)
def move_plan(plan_id: UUID, asked: PlanMove, tx: Writing) -> PlanOut:
    """Seal a plan with its team, or drop it."""
    plan = planning.move(tx, plan_id, asked)
    tx.session.flush()
    return plans.out(tx, plan)


@router.post(
    "/reinspection-plans/{plan_id}/findings/{finding_id}/moves",
    responses=problems(NotFound, Forbidden, IllegalMove, OwnReport, ReasonRequired, DeadlinePassed, DueTooFar),
)
def move_look(plan_id: UUID, finding_id: UUID, asked: LookMove, tx: Writing) -> PlanOut:
    """Confirm a planned second look, send it back, or let it take effect."""
    plan = planning.judge(tx, plan_id, finding_id, asked)
    tx.session.flush()
    return plans.out(tx, plan)
