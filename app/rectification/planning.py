"""Planned second looks 回头看: the sample, its seal and its team, the reviewer's judgement and the director's last word."""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import delete, select

from app.access.policy import Permission, require
from app.audit.service import record
from app.core.actor import same_person
from app.core.clock import legal_date
from app.core.db import Tx
from app.core.machine import IllegalMove, follow
from app.core.problem import NotFound
from app.evidence import service as evidence
from app.findings import queries as findings
from app.findings.errors import OwnReport, ReasonRequired
from app.findings.models import Finding
from app.findings.states import Severity
from app.identity import queries as identity
from app.rectification import looking, plans, rules
from app.rectification.errors import NothingToLookAt, NotReinspectable, PlanIdReused, SameEyes, UnknownInspector
from app.rectification.look_schemas import LookMove, PlanDraft, PlanMove, ReinspectorsDraft
from app.rectification.models import LookMember, LookPlan, PlannedLook, Reinspection
from app.rectification.states import LOOK_MOVES, LOOKABLE, Chosen, LookState, LookVerb, ReinspectionState
from app.rulebook import queries as rulebook
from app.seals import service as seals


def propose(tx: Tx, plan_id: UUID, draft: PlanDraft) -> tuple[LookPlan, bool]:
    """Draw the sample of what was closed in the window; says whether the plan is new. The same id never draws twice.

    Raises: Forbidden, NothingToLookAt, PlanIdReused.
    """
    require(tx.actor, Permission.REINSPECTION_PLAN)
    held = tx.session.get(LookPlan, plan_id)
    if held is not None:
        if (held.proposer_id, held.note) != (tx.actor.id, draft.note):
            raise PlanIdReused(pointer="/plan_id")
        return held, False
    plan = _draw(tx, plan_id, draft.note)
    if plan is None:
        raise NothingToLookAt
    seals.name_readers(tx, plan.id, "planner", [tx.actor.id])
    return plan, True


def propose_monthly(tx: Tx) -> None:
    """The system's own proposal, for whom the office names; nothing when there is nothing to look at."""
    _draw(tx, UUID(bytes=secrets.token_bytes(16), version=4), None)


def _draw(tx: Tx, plan_id: UUID, note: str | None) -> LookPlan | None:
    """Everything serious, every negative example, and a share of all drawn from the rest.

    The seed's hash is on record before the sample.
    """
    book = rulebook.load(tx)
    first, last = rules.window(book, legal_date(tx.now))
    seed = secrets.token_hex(32)
    closed = plans.closed_between(tx, first, last)
    if not closed:
        return None
    plan = LookPlan(
        id=plan_id, proposer_id=tx.actor.id, proposed_at=tx.now, closed_from=first, closed_to=last, share=book.reinspection_share,
        seed=seed, seed_sha256=hashlib.sha256(seed.encode()).hexdigest(), note=note, inspector_ids=[], reviewer_ids=[],
        candidates=[], candidates_sha256="", version=1,
    )  # fmt: skip
    record(tx, "reinspection_plan.committed", plan, seed_sha256=plan.seed_sha256)
    plan.candidates = [str(row.id) for row in closed]
    plan.candidates_sha256 = hashlib.sha256("\n".join(plan.candidates).encode()).hexdigest()
    tx.session.add(plan)
    seals.seal(tx, plan.id)
    chosen = _chosen(plan, closed)
    tx.session.add_all(
        PlannedLook(plan_id=plan.id, finding_id=row.id, state=LookState.PROPOSED, chosen=chosen[row.id])
        for row in closed
        if row.id in chosen
    )
    seals.keep_out(tx, plan.id, [row.unit_path for row in closed if row.id in chosen and row.unit_path])
    drawn = sorted(str(each) for each in chosen)
    record(tx, "reinspection_plan.proposed", plan, candidates_sha256=plan.candidates_sha256, sample=drawn)
    return plan


def _chosen(plan: LookPlan, closed: Sequence[Finding]) -> dict[UUID, Chosen]:
    chosen = {row.id: Chosen.NEGATIVE for row in closed if row.negative_example}
    chosen |= {row.id: Chosen.SERIOUS for row in closed if row.severity == Severity.SERIOUS}
    ordinary = [str(row.id) for row in closed if row.id not in chosen]
    return chosen | {UUID(each): Chosen.DRAWN for each in rules.sample(plan.seed, ordinary, len(closed), plan.share)}


def move(tx: Tx, plan_id: UUID, asked: PlanMove) -> LookPlan:
    """Seal a plan with its team, or drop it.

    Raises: NotFound, Forbidden, IllegalMove, ReasonRequired, UnknownInspector, SameEyes.
    """
    plan = plans.get(tx, plan_id, lock=True)
    carried = plans.looks(tx, plan.id)
    state = plans.state_of(plan, carried)
    if asked.verb not in plans.OF_PLAN:
        raise IllegalMove(pointer="/verb", machine=LookState.machine, state=state, verb=asked.verb)
    target = follow(LOOK_MOVES, tx.actor, state, asked.verb)
    if asked.verb == LookVerb.SEAL:
        _name(tx, plan, carried, asked)
        plan.sealed_at = tx.now
    else:
        if not asked.reason:
            raise ReasonRequired(pointer="/reason")
        plan.dropped_at, plan.drop_reason = tx.now, asked.reason
    for look in carried:
        look.state = target
    plan.version += 1
    record(tx, f"reinspection_plan.{asked.verb}", plan, reason=asked.reason)
    return plan


def _name(tx: Tx, plan: LookPlan, carried: Sequence[PlannedLook], asked: PlanMove) -> None:
    team = _require_holders(tx, asked.inspector_ids, Permission.FINDING_REINSPECT, "/inspector_ids")
    judges = _require_holders(tx, asked.reviewer_ids, Permission.REINSPECTION_JUDGE, "/reviewer_ids")
    if not team:
        raise UnknownInspector(pointer="/inspector_ids")
    found = {
        row.id: row for row in tx.session.scalars(select(Finding).where(Finding.id.in_([each.finding_id for each in carried])))
    }
    for row in found.values():
        if set(team) == {row.author_id}:
            raise SameEyes(pointer="/inspector_ids", number=row.number)
    plan.inspector_ids, plan.reviewer_ids = [str(each) for each in team], [str(each) for each in judges]
    seals.name_readers(tx, plan.id, "inspector", team)
    seals.name_readers(tx, plan.id, "reviewer", judges)
    for row in found.values():
        _ask(tx, row, team, plan.id)


def _require_holders(tx: Tx, ids: Iterable[UUID], permission: Permission, pointer: str) -> list[UUID]:
    wanted = list(dict.fromkeys(ids))
    able = identity.holders(tx, wanted, permission)
    for position, each in enumerate(wanted):
        if each not in able:
            raise UnknownInspector(pointer=f"{pointer}/{position}")
    return wanted


def _ask(tx: Tx, finding: Finding, people: Sequence[UUID], plan_id: UUID | None) -> None:
    tx.session.add_all(
        LookMember(finding_id=finding.id, user_id=each, plan_id=plan_id, named_at=tx.now, done_at=None) for each in people
    )
    answered = plans.photographs(tx, plans.answer_of(tx, finding.order_id))
    evidence.show(tx, [*(UUID(each) for each in finding.evidence_ids), *answered], people)


def judge(tx: Tx, plan_id: UUID, finding_id: UUID, asked: LookMove) -> LookPlan:
    """Confirm a second look, send it back, or let it take effect; the last one opens the plan to the office.

    Raises: NotFound, Forbidden, IllegalMove, OwnReport, ReasonRequired, DeadlinePassed, DueTooFar.
    """
    plan = plans.get(tx, plan_id, lock=True)
    look = tx.session.get(PlannedLook, (plan.id, finding_id), with_for_update=True)
    if look is None:
        raise NotFound
    if asked.verb not in plans.OF_LOOK:
        raise IllegalMove(pointer="/verb", machine=LookState.machine, state=look.state, verb=asked.verb)
    target = follow(LOOK_MOVES, tx.actor, look.state, asked.verb)
    row = tx.session.get_one(Reinspection, look.reinspection_id, with_for_update=True)
    if same_person(tx.actor, row.author_id):
        raise OwnReport
    if asked.verb == LookVerb.APPLY:
        looking.apply(tx, row, asked.new_due_on)
        look.applied_at = tx.now
    else:
        if asked.verb == LookVerb.REDO:
            _again(tx, plan, row, asked)
        look.opinion, look.judged_at = asked.reason, tx.now
    look.state = target
    plan.version += 1
    record(tx, f"reinspection.{asked.verb}", row, plan=str(plan.id), reason=asked.reason)
    if all(each.state == LookState.APPLIED for each in plans.looks(tx, plan.id)):
        seals.break_seal(tx, plan.id)
    return plan


def _again(tx: Tx, plan: LookPlan, row: Reinspection, asked: LookMove) -> None:
    if not asked.reason:
        raise ReasonRequired(pointer="/reason")
    row.state = ReinspectionState.REDO
    members = select(LookMember).where(LookMember.plan_id == plan.id, LookMember.finding_id == row.finding_id)
    for member in tx.session.scalars(members):
        member.done_at = None


def ask_inspectors(tx: Tx, finding_id: UUID, draft: ReinspectorsDraft) -> Finding:
    """Ask inspectors for a quick second look at a finding that has been answered, instead of those asked before.

    Raises: NotFound, Forbidden, NotReinspectable, UnknownInspector.
    """
    finding = findings.get(tx, finding_id, lock=True)
    require(tx.actor, Permission.REINSPECTION_PLAN)
    if finding.state not in LOOKABLE:
        raise NotReinspectable(state=finding.state)
    people = _require_holders(tx, draft.inspector_ids, Permission.FINDING_REINSPECT, "/inspector_ids")
    own = (LookMember.finding_id == finding.id, LookMember.plan_id.is_(None), LookMember.done_at.is_(None))
    tx.session.execute(delete(LookMember).where(*own))
    _ask(tx, finding, people, None)
    record(tx, "finding.look_assigned", finding, inspectors=[str(each) for each in people])
    return finding
