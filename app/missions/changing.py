"""Versions of the plan: what was approved, and what is wider than that only by a new approval (条例 Art. 15)."""

from typing import Any
from uuid import UUID, uuid4

from app.access.policy import Permission, require
from app.audit.service import record
from app.core.actor import same_person
from app.core.clock import legal_date
from app.core.db import Tx
from app.missions import queries
from app.missions.checks import check_people, check_site_units, check_targets, named
from app.missions.drafts import PlanChange
from app.missions.errors import (
    ChangeUndecided,
    MissionIdReused,
    NoChangeAsked,
    NotChangeable,
    NotOnTeam,
    PeriodPassed,
    ProposerApproves,
)
from app.missions.models import Mission, MissionPlan
from app.missions.planning import add_sites, say, set_targets
from app.missions.sealing import seal, unseal
from app.missions.states import Part, PlanState


def put_in_force(tx: Tx, row: Mission) -> None:
    """Keep the plan as it was approved."""
    words = unseal(tx, row.id, row.secret)["words"]
    targets = queries.units_of(tx, [row.id], Part.TARGET).get(row.id, [])
    content = {
        "reason": "", "target_unit_ids": [unit.id for unit in targets], "target_scope": words["target_scope"],
        "plan_text": words["plan_text"], "period_to": row.period_to, "sites": [],
    }  # fmt: skip
    _add(tx, row, uuid4(), PlanState.IN_FORCE, content)


def _add(tx: Tx, row: Mission, plan_id: UUID, state: PlanState, content: dict[str, Any]) -> MissionPlan:
    plan = MissionPlan(
        id=plan_id, mission_id=row.id, seq=len(queries.plans(tx, row.id)) + 1, state=state, secret=seal(tx, plan_id, content),
        asked_by=tx.actor.id, asked_at=tx.now,
    )  # fmt: skip
    if state == PlanState.IN_FORCE:
        plan.asked_by, plan.decided_by, plan.decided_at = row.submitted_by or row.created_by, tx.actor.id, tx.now
    tx.session.add(plan)
    tx.session.flush()
    return plan


def ask(tx: Tx, mission_id: UUID, plan_id: UUID, change: PlanChange) -> tuple[Mission, bool]:
    """Ask for a wider plan; says whether the question is new. The same again gives the same answer.

    Raises: NotFound, Forbidden, NotOnTeam, NotChangeable, ChangeUndecided, MissionIdReused, PeriodPassed, UnknownUnit,
    UnitNotTarget, MemberOfTarget.
    """
    row = queries.get(tx, mission_id, lock=True)
    require(tx.actor, Permission.MISSION_PLAN)
    if not queries.plans_it(tx, row):
        raise NotOnTeam
    content = change.model_dump(mode="json")
    if (held := tx.session.get(MissionPlan, plan_id)) is not None:
        if held.mission_id != row.id or unseal(tx, held.id, held.secret) != content:
            raise MissionIdReused(pointer="/id")
        return row, False
    if not queries.is_running(row):
        raise NotChangeable(state=row.state)
    if queries.undecided(tx, row.id) is not None:
        raise ChangeUndecided
    if change.period_to < legal_date(tx.now):
        raise PeriodPassed(pointer="/period_to", period_to=change.period_to.isoformat())
    check_people(tx, named(tx, row), check_targets(tx, change.target_unit_ids))
    check_site_units(tx, change.sites)
    _add(tx, row, plan_id, PlanState.ASKED, content)
    say(tx, row, "mission.change_asked", change.reason)
    row.version += 1
    record(tx, "mission.change_asked", row, plan=str(plan_id))
    return row, True


def grant(tx: Tx, row: Mission) -> None:
    """Let the plan asked for be the one in force. Raises: NoChangeAsked, ProposerApproves."""
    asked = _decided(tx, row, PlanState.IN_FORCE)
    if same_person(tx.actor, asked.asked_by):
        raise ProposerApproves
    for plan in queries.plans(tx, row.id):
        if plan.state == PlanState.IN_FORCE and plan.id != asked.id:
            plan.state = PlanState.REPLACED
    change = PlanChange.model_validate(unseal(tx, asked.id, asked.secret))
    words = unseal(tx, row.id, row.secret)["words"] | {"target_scope": change.target_scope}
    say(tx, row, "mission.grant", None, words=words)
    row.period_to = change.period_to
    set_targets(tx, row, change.target_unit_ids)
    add_sites(tx, row, change.sites, _last_site(tx, row))


def _last_site(tx: Tx, row: Mission) -> int:
    return max((site.seq for site in queries.sites(tx, [row.id]).get(row.id, [])), default=0)


def refuse(tx: Tx, row: Mission) -> None:
    """Leave the plan as it is. Raises: NoChangeAsked."""
    _decided(tx, row, PlanState.REFUSED)


def _decided(tx: Tx, row: Mission, state: PlanState) -> MissionPlan:
    asked = queries.undecided(tx, row.id)
    if asked is None:
        raise NoChangeAsked
    asked.state, asked.decided_by, asked.decided_at = state, tx.actor.id, tx.now
    tx.session.flush()
    return asked
