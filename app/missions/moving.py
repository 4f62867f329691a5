"""The verbs on a mission. What its visits brought is asked one room above, in `fieldwork`."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import select

from app.access.policy import Permission, may, permissions_of
from app.audit.service import record
from app.calendar import queries as calendar
from app.core.clock import legal_date
from app.core.db import Tx
from app.core.machine import drive, follow
from app.core.problem import ReasonRequired
from app.core.register import next_number
from app.identity.models import User
from app.missions import changing, queries
from app.missions.checks import Post, check_people
from app.missions.drafts import MissionMove
from app.missions.errors import (
    CommitmentMissing,
    DrawMissing,
    InstrumentRequired,
    NothingOral,
    NotLedBy,
    OralApprovalUnknown,
    PeriodPassed,
    PlanIncomplete,
    ProposerApproves,
    RecusalNotDeclared,
    ResultCheckRequired,
    ReviewerOnTeam,
    TooFewInspectors,
)
from app.missions.models import Mission, MissionMember
from app.missions.planning import known, name_list, say, set_team
from app.missions.sealing import seal, unseal
from app.missions.states import MOVES, Cadence, MissionMode, Part, State, Verb
from app.rulebook import queries as rulebook
from app.seals import service as seals
from app.units import queries as units

REASONED = frozenset({Verb.RETURN, Verb.ABORT, Verb.CANCEL, Verb.REFUSE})


Deed = Callable[[Tx, Mission, MissionMove], None]


def move(tx: Tx, row: Mission, asked: MissionMove, guard: Deed | None = None) -> None:
    """Use a verb on a mission the actor sees; `guard` asks what this room cannot know.

    Raises: Forbidden, IllegalMove, ReasonRequired, and as the verb's own checks.
    """
    target = follow(MOVES, tx.actor, row.state, asked.verb)
    if (no := queries.barred(tx, row, asked.verb)) is not None:
        raise no
    if asked.verb in REASONED and not asked.reason:
        raise ReasonRequired(pointer="/reason")
    _DO[asked.verb](tx, row, asked)
    if guard is not None:
        guard(tx, row, asked)
    say(tx, row, f"mission.{asked.verb}", asked.reason)
    row.state = target
    row.version += 1
    record(tx, f"mission.{asked.verb}", row)
    if asked.verb == Verb.ABORT and asked.leak:
        row.leak_suspected_at = tx.now
        record(tx, "mission.leak_suspected", row)


def begin(tx: Tx, row: Mission) -> None:
    """The first site was opened or the first report came: the system's own move."""
    if row.state != State.DEPLOYED:
        return
    row.state = drive(MOVES, row.state, Verb.START)
    row.fieldwork_started_at = tx.now
    row.version += 1
    record(tx, "mission.start", row)


def _submit(tx: Tx, row: Mission, asked: MissionMove) -> None:
    if absent := missing(tx, row):
        raise PlanIncomplete(pointer=f"/{absent[0]}", missing=absent)
    if row.period_to < legal_date(tx.now):
        raise PeriodPassed(pointer="/period_to", period_to=row.period_to.isoformat())
    if not asked.recusal_declared:
        raise RecusalNotDeclared(pointer="/recusal_declared")
    row.submitted_by, row.submitted_at = tx.actor.id, tx.now
    say(tx, row, "mission.submit", asked.overlap_reason)


def missing(tx: Tx, row: Mission) -> list[str]:
    """What an approval needs to read and the plan does not say (条例 Art. 8, 15)."""
    words = unseal(tx, row.id, row.secret)["words"]
    there: dict[str, object] = {
        "target_unit_ids": queries.units_of(tx, [row.id], Part.TARGET), "focus_areas": row.focus_areas,
        "target_scope": words["target_scope"], "plan_text": words["plan_text"], "basis_ref": words["basis_ref"],
        "leader_id": row.leader_id, "task_ids": queries.task_ids(tx, [row.id]),
    }  # fmt: skip
    if not (row.no_notice and row.no_fixed_route and row.no_escort):
        there["flags_note"] = words["flags_note"]
    if row.mode != MissionMode.CONCENTRATED:
        there |= {"milestones": queries.milestones(tx, [row.id]), "cadence": row.cadence != Cadence.NONE}
        there["mode_reason"] = words["mode_reason"]
    return [name for name, value in there.items() if not value]


def _approve(tx: Tx, row: Mission, asked: MissionMove) -> None:
    if may(tx.actor, Permission.MISSION_APPROVE) and not asked.instrument:
        raise InstrumentRequired(pointer="/instrument")
    row.approved_by, row.approved_at, row.instrument = tx.actor.id, tx.now, asked.instrument
    changing.put_in_force(tx, row)


def _approve_orally(tx: Tx, row: Mission, asked: MissionMove) -> None:
    said_by = tx.session.get(User, asked.oral_by) if asked.oral_by else None
    if said_by is None or Permission.MISSION_APPROVE not in permissions_of(frozenset(said_by.roles)):
        raise OralApprovalUnknown(pointer="/oral_by")
    if asked.oral_at is None or asked.oral_at > tx.now:
        raise OralApprovalUnknown(pointer="/oral_at")
    _check_speaker(tx, row, said_by)
    row.oral_by, row.oral_at = asked.oral_by, asked.oral_at
    row.written_due_on = calendar.load(tx).add(legal_date(asked.oral_at), rulebook.load(tx).oral_approval_days)
    changing.put_in_force(tx, row)


def _check_speaker(tx: Tx, row: Mission, said_by: User) -> None:
    """Whoever said so is no more the proposer, and no less of the mission's side, than whoever signs."""
    if said_by.id in {row.created_by, row.submitted_by}:
        raise ProposerApproves(pointer="/oral_by")
    home = units.get(tx, said_by.unit_id).path if said_by.unit_id else ""
    if (other := queries.barred_by_side(tx, row, home)) is not None:
        raise other


def _confirm(tx: Tx, row: Mission, asked: MissionMove) -> None:
    if row.oral_at is None or row.approved_at is not None:
        raise NothingOral
    if not asked.instrument:
        raise InstrumentRequired(pointer="/instrument")
    row.approved_by, row.approved_at, row.instrument = tx.actor.id, tx.now, asked.instrument


def _return(tx: Tx, row: Mission, asked: MissionMove) -> None:  # ruff: ignore[unused-function-argument]  every verb's shape
    row.submitted_by = row.submitted_at = None


def _commit(tx: Tx, row: Mission, asked: MissionMove) -> None:
    member = tx.session.get_one(MissionMember, (row.id, tx.actor.id))
    if asked.recused and not asked.reason:
        raise ReasonRequired(pointer="/reason")
    member.committed_at, member.recused = tx.now, asked.recused
    member.recusal_note = seal(tx, row.id, asked.reason) if asked.recused else None


def _assign(tx: Tx, row: Mission, asked: MissionMove) -> None:
    told = asked.need_to_know
    row.leader_id = asked.leader_id or row.leader_id
    team = [each.user_id for each in queries.members(tx, [row.id])[row.id]] if asked.member_ids is None else asked.member_ids
    row.reviewer_id = asked.reviewer_id or row.reviewer_id
    wanted = [Post("/leader_id", row.leader_id, Permission.MISSION_FIELD)] if row.leader_id else []
    wanted += [Post(f"/member_ids/{n}", each, Permission.MISSION_FIELD) for n, each in enumerate(team)]
    wanted += [Post("/reviewer_id", row.reviewer_id, Permission.REPORT_REVIEW)] if row.reviewer_id else []
    wanted += [Post(f"/need_to_know/{n}/user_id", each.user_id, Permission.MISSION_READ) for n, each in enumerate(told or [])]
    check_people(tx, wanted, queries.units_of(tx, [row.id], Part.TARGET).get(row.id, []))
    if row.reviewer_id and row.reviewer_id in {row.leader_id, *team}:
        raise ReviewerOnTeam(pointer="/reviewer_id")
    set_team(tx, row, team)
    if told is not None:
        say(tx, row, "mission.assign", None, known=known(told))
    name_list(tx, row, [UUID(each) for each in unseal(tx, row.id, row.secret)["known"]])


def _deploy(tx: Tx, row: Mission, asked: MissionMove) -> None:
    if row.period_to < legal_date(tx.now):
        raise PeriodPassed(period_to=row.period_to.isoformat())
    team = queries.members(tx, [row.id]).get(row.id, [])
    least = rulebook.load(tx).min_inspectors
    if len(team) < least and not asked.reason:
        raise TooFewInspectors(pointer="/reason", least=least, named=len(team))
    waiting = [each.user_id for each in team if each.committed_at is None or each.recused]
    if waiting:
        names = tx.session.scalars(select(User.name).where(User.id.in_(waiting)).order_by(User.name)).all()
        raise CommitmentMissing(people="、".join(names))
    if row.draw_required and row.drawn_at is None:
        raise DrawMissing
    row.deployed_at = tx.now


def _attend(tx: Tx, row: Mission, asked: MissionMove) -> None:
    if row.led_by_id is None:
        raise NotLedBy
    day = asked.on or legal_date(tx.now)
    if day > legal_date(tx.now) or (row.fieldwork_started_at and day < legal_date(row.fieldwork_started_at)):
        raise NotLedBy(pointer="/on")
    row.led_by_present_on, row.led_by_confirmed_by = day, tx.actor.id


def _report(tx: Tx, row: Mission, asked: MissionMove) -> None:  # ruff: ignore[unused-function-argument]  every verb's shape
    row.fieldwork_ended_at = tx.now


def _conclude(tx: Tx, row: Mission, asked: MissionMove) -> None:
    if row.mode == MissionMode.CONCENTRATED and not asked.result_check:
        raise ResultCheckRequired(pointer="/result_check")
    row.number, row.concluded_at = next_number(tx, tx.settings.mission_prefix), tx.now
    seals.break_seal(tx, row.id)
    say(tx, row, "mission.conclude", asked.result_check)


def _archive(tx: Tx, row: Mission, asked: MissionMove) -> None:  # ruff: ignore[unused-function-argument]  every verb's shape
    row.archived_at = tx.now


def _end(tx: Tx, row: Mission, asked: MissionMove) -> None:  # ruff: ignore[unused-function-argument]  every verb's shape
    row.ended_at = tx.now
    if row.fieldwork_started_at:
        row.fieldwork_ended_at = tx.now


def _grant(tx: Tx, row: Mission, asked: MissionMove) -> None:
    if not asked.instrument:
        raise InstrumentRequired(pointer="/instrument")
    changing.grant(tx, row)


def _refuse(tx: Tx, row: Mission, asked: MissionMove) -> None:  # ruff: ignore[unused-function-argument]  every verb's shape
    changing.refuse(tx, row)


_DO: dict[str, Deed] = {
    Verb.SUBMIT: _submit, Verb.APPROVE: _approve, Verb.APPROVE_ORALLY: _approve_orally, Verb.CONFIRM: _confirm,
    Verb.RETURN: _return, Verb.COMMIT: _commit, Verb.ASSIGN: _assign, Verb.DEPLOY: _deploy, Verb.ATTEND: _attend,
    Verb.REPORT: _report, Verb.CONCLUDE: _conclude, Verb.ARCHIVE: _archive, Verb.ABORT: _end, Verb.CANCEL: _end,
    Verb.GRANT: _grant, Verb.REFUSE: _refuse,
}  # fmt: skip
