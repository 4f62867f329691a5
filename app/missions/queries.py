"""Every SELECT over missions, all starting from `visible()`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, tuple_

from app.access.policy import Permission, Sight, may, sees
from app.core.actor import same_person
from app.core.db import Tx
from app.core.machine import open_moves
from app.core.problem import NotFound, Problem
from app.missions.errors import LeaderMustApprove, NotItsLeader, NotOnTeam, OtherSide, ProposerApproves
from app.missions.models import (
    Mission,
    MissionMember,
    MissionMilestone,
    MissionPlan,
    MissionSite,
    MissionTask,
    MissionUnit,
)
from app.missions.states import (
    CARRIED,
    IN_FIELD,
    MOVES,
    REPORTABLE,
    RUNNING,
    STEPLESS,
    Basis,
    Method,
    Part,
    Standing,
    State,
    Verb,
)
from app.rulebook import queries as rulebook
from app.seals import queries as seals
from app.seals.models import SealReader
from app.units import queries as units
from app.units.models import Unit

INSIDERS = frozenset({Standing.PLANNER, Standing.LEADER, Standing.NEED_TO_KNOW, Standing.REVIEWER})


@dataclass(frozen=True, slots=True)
class MissionFilter:
    """What a list may be narrowed by."""

    states: tuple[State, ...] = ()
    method: Method | None = None
    task_id: UUID | None = None


def visible(tx: Tx) -> Select[Mission]:
    """Whoever is on its list; the office by right where the seal is broken; the director and the approver always.

    Nobody who acts for a visited unit, whatever else he is, while the seal is whole.
    """
    actor, query = tx.actor, select(Mission)
    if not may(actor, Permission.MISSION_READ):
        return query.where(false())
    doors: list[ColumnElement[bool]] = [and_(seals.open_to(tx, Mission.id), on_list(tx, Mission.id))]
    if sees(actor, Sight.OFFICE) or may(actor, Permission.SEAL_KEEP):
        doors.append(seals.open_to(tx, Mission.id))
    return query.where(or_(*doors))


def on_list(tx: Tx, mission_id: Any) -> ColumnElement[bool]:  # ruff: ignore[any-type]  a column of mission ids
    """Whether the reader is on the mission's list, as whatever."""
    listed: ColumnElement[bool] = mission_id.in_(select(SealReader.seal_id).where(SealReader.user_id == tx.actor.id))
    return listed


def carried(tx: Tx) -> Select[Mission]:
    """What the reader's phone keeps: missions of the own team, from the approval until they are over."""
    mine = select(MissionMember.mission_id).where(MissionMember.user_id == tx.actor.id)
    return visible(tx).where(Mission.id.in_(mine), Mission.state.in_(CARRIED))


def get(tx: Tx, mission_id: UUID, *, lock: bool = False) -> Mission:
    """One visible mission. Raises: NotFound."""
    query = visible(tx).where(Mission.id == mission_id)
    row = tx.session.scalar(query.with_for_update() if lock else query)
    if row is None:
        raise NotFound
    return row


def page(tx: Tx, wanted: MissionFilter, start: Any, limit: int) -> Sequence[Mission]:  # ruff: ignore[any-type]  a cursor's value
    """Visible missions, the latest period first."""
    query = visible(tx).order_by(Mission.period_from.desc(), Mission.id.desc()).limit(limit)
    if wanted.states:
        query = query.where(Mission.state.in_(wanted.states))
    if wanted.method:
        query = query.where(Mission.method == wanted.method)
    if wanted.task_id:
        query = query.where(Mission.id.in_(select(MissionTask.mission_id).where(MissionTask.task_id == wanted.task_id)))
    if start:
        behind = (date.fromisoformat(start[0]), UUID(start[1]))
        query = query.where(tuple_(Mission.period_from, Mission.id) < tuple_(*behind))
    return tx.session.scalars(query).all()


def members(tx: Tx, mission_ids: Iterable[UUID]) -> dict[UUID, list[MissionMember]]:
    """The team of each, the caller has seen them."""
    query = select(MissionMember).where(MissionMember.mission_id.in_(list(mission_ids))).order_by(MissionMember.user_id)
    return _grouped(tx.session.scalars(query))


def sites(tx: Tx, mission_ids: Iterable[UUID]) -> dict[UUID, list[MissionSite]]:
    """The sites of each in their order."""
    query = select(MissionSite).where(MissionSite.mission_id.in_(list(mission_ids))).order_by(MissionSite.seq)
    return _grouped(tx.session.scalars(query))


def milestones(tx: Tx, mission_ids: Iterable[UUID]) -> dict[UUID, list[MissionMilestone]]:
    """The milestones of each by their day."""
    query = select(MissionMilestone).where(MissionMilestone.mission_id.in_(list(mission_ids)))
    return _grouped(tx.session.scalars(query.order_by(MissionMilestone.due_on, MissionMilestone.id)))


def plans(tx: Tx, mission_id: UUID) -> Sequence[MissionPlan]:
    """Every version of a plan, the oldest first."""
    query = select(MissionPlan).where(MissionPlan.mission_id == mission_id).order_by(MissionPlan.seq)
    return tx.session.scalars(query).all()


def units_of(tx: Tx, mission_ids: Iterable[UUID], part: Part) -> dict[UUID, list[Unit]]:
    """The organisers or the targets of each."""
    query = select(MissionUnit.mission_id, Unit).join(Unit, Unit.id == MissionUnit.unit_id).order_by(Unit.node)
    found: dict[UUID, list[Unit]] = {}
    for mission_id, unit in tx.session.execute(
        query.where(MissionUnit.mission_id.in_(list(mission_ids)), MissionUnit.part == part)
    ):
        found.setdefault(mission_id, []).append(unit)
    return found


def task_ids(tx: Tx, mission_ids: Iterable[UUID]) -> dict[UUID, list[UUID]]:
    """The matters of each."""
    query = select(MissionTask).where(MissionTask.mission_id.in_(list(mission_ids))).order_by(MissionTask.task_id)
    return {mission: [row.task_id for row in rows] for mission, rows in _grouped(tx.session.scalars(query)).items()}


def _grouped(rows: Iterable[Any]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    for row in rows:
        found.setdefault(row.mission_id, []).append(row)
    return found


def on_team(tx: Tx, mission_id: UUID) -> bool:
    """Whether the actor belongs to the team."""
    return tx.session.get(MissionMember, (mission_id, tx.actor.id)) is not None


def companions(tx: Tx, mission_id: UUID, author_id: UUID) -> list[UUID]:
    """The others of the team who did not declare an interest."""
    query = select(MissionMember.user_id).where(MissionMember.mission_id == mission_id, MissionMember.recused.is_(False))
    return list(tx.session.scalars(query.where(MissionMember.user_id != author_id).order_by(MissionMember.user_id)))


def of_its_team(tx: Tx, mission_id: UUID) -> bool:
    """Whether the actor, or anybody bound to him by a delegation in force, belongs to the team: nobody judges his own work."""
    team = tx.session.scalars(select(MissionMember.user_id).where(MissionMember.mission_id == mission_id))
    return any(same_person(tx.actor, each) for each in team)


def reportable(tx: Tx, mission_id: UUID) -> Mission | None:
    """The mission if a report of this actor may belong to it: of the own team, and out in the field or called back."""
    row = tx.session.scalar(visible(tx).where(Mission.id == mission_id, Mission.state.in_(REPORTABLE)))
    return row if row is not None and on_team(tx, mission_id) else None


def follows_up(tx: Tx, mission_id: UUID, task_id: UUID) -> bool:
    """Whether the task is one of the mission's matters."""
    return tx.session.get(MissionTask, (mission_id, task_id)) is not None


def inside(tx: Tx, row: Mission, *, sealed: bool) -> bool:
    """Whether the reader knows the whole plan; the team learns the places one by one."""
    if may(tx.actor, Permission.SEAL_KEEP) or (not sealed and sees(tx.actor, Sight.OFFICE)):
        return True
    return bool(INSIDERS & seals.readers(tx, row.id).get(tx.actor.id, set()))


def plans_it(tx: Tx, row: Mission) -> bool:
    """Whether the actor may write this plan: who began it, its leader, and the director."""
    return tx.actor.id in {row.created_by, row.leader_id} or may(tx.actor, Permission.MISSION_DECIDE)


def is_draft(row: Mission) -> bool:
    """Whether its plan may still be written."""
    return row.state == State.DRAFT


def is_running(row: Mission) -> bool:
    """Whether a wider plan may be asked for."""
    return row.state in RUNNING


def visits(tx: Tx, row: Mission) -> bool:
    """Whether the actor is out with its team: opens sites, finishes them, and reports."""
    return row.state in IN_FIELD and may(tx.actor, Permission.MISSION_FIELD) and on_team(tx, row.id)


def reaches(tx: Tx, row: Mission) -> bool:
    """Whether the actor may say that one of its milestones was reached."""
    mine = may(tx.actor, Permission.MISSION_DEPLOY) and (plans_it(tx, row) or on_team(tx, row.id))
    return mine and row.state not in STEPLESS


def barred(tx: Tx, row: Mission, verb: str) -> Problem | None:
    """Why this actor may not use the verb on this very mission, whatever his role; None if he may."""
    directs, leads = may(tx.actor, Permission.MISSION_DECIDE), row.leader_id == tx.actor.id
    if verb in {Verb.APPROVE, Verb.APPROVE_ORALLY}:
        return _barred_from_approving(tx, row, verb)
    if verb in {Verb.GRANT, Verb.CONFIRM}:
        return _barred_as_proposer(tx, row) or barred_by_side(tx, row, tx.actor.unit_path)
    if verb in {Verb.DEPLOY, Verb.REPORT} and not (directs or leads):
        return NotItsLeader()
    apart = {
        Verb.SUBMIT: lambda: not plans_it(tx, row),
        Verb.CANCEL: lambda: row.state != State.APPROVED and not plans_it(tx, row),
        Verb.COMMIT: lambda: not on_team(tx, row.id),
        Verb.ATTEND: lambda: not (directs or row.led_by_id == tx.actor.id),
    }
    return NotOnTeam() if verb in apart and apart[Verb(verb)]() else None


def _barred_from_approving(tx: Tx, row: Mission, verb: str) -> Problem | None:
    if (proposed := _barred_as_proposer(tx, row)) is not None or verb == Verb.APPROVE_ORALLY:
        return proposed  # what was said counts by the side of whoever said it, which `moving` asks
    if (other := barred_by_side(tx, row, tx.actor.unit_path)) is not None or may(tx.actor, Permission.MISSION_APPROVE):
        return other
    own = row.authority_basis in {Basis.SELF_CHECK, Basis.DESIGNATION} or not rulebook.load(tx).mission_approval
    return None if own else LeaderMustApprove()


def _barred_as_proposer(tx: Tx, row: Mission) -> Problem | None:
    proposed = same_person(tx.actor, row.created_by) or same_person(tx.actor, row.submitted_by)
    return ProposerApproves() if proposed else None


def barred_by_side(tx: Tx, row: Mission, unit_path: str) -> Problem | None:
    """The party's activities are approved on the party's side, the government's on the government's; joint ones on either."""
    return OtherSide() if units.off_side(tx, unit_path, row.authority_side) else None


def offered(tx: Tx, row: Mission) -> list[Verb]:
    """The verbs this actor could use now on this very mission."""
    open_ones = [Verb(verb) for verb in open_moves(MOVES, tx.actor, row.state) if barred(tx, row, verb) is None]
    return [verb for verb in open_ones if not _pointless(tx, row, verb)]


def _pointless(tx: Tx, row: Mission, verb: Verb) -> bool:
    """What the machine allows and the mission's own papers make empty."""
    if verb == Verb.CONFIRM:
        return row.oral_at is None or row.approved_at is not None
    if verb in {Verb.GRANT, Verb.REFUSE}:
        return undecided(tx, row.id) is None
    if verb == Verb.COMMIT:
        return tx.session.get_one(MissionMember, (row.id, tx.actor.id)).committed_at is not None
    return verb == Verb.ATTEND and row.led_by_id is None


def undecided(tx: Tx, mission_id: UUID) -> MissionPlan | None:
    """The wider plan that waits for a decision."""
    return tx.session.scalar(select(MissionPlan).where(MissionPlan.mission_id == mission_id, MissionPlan.state == "asked"))
