"""Writing a plan, and what follows from every change of it: links, and the seal's list."""

import hashlib
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from app.access.policy import Permission, require
from app.audit.service import record
from app.core.db import Tx
from app.core.problem import PreconditionRequired, StaleVersion
from app.missions import queries
from app.missions.checks import check, check_site_units
from app.missions.drafts import MissionDraft, NeedToKnow, SiteDraft
from app.missions.errors import MethodFixed, MissionIdReused, MissionNotDraft, NotOnTeam
from app.missions.models import Mission, MissionMember, MissionMilestone, MissionSite, MissionTask, MissionUnit
from app.missions.sealing import seal, unseal
from app.missions.states import Basis, Method, Part, Standing, State
from app.seals import service as seals
from app.units.models import Unit

WORDS = ("title", "mode_reason", "basis_ref", "target_scope", "plan_text", "flags_note")  # what only the sealed part says
LINKED = {"organiser_unit_ids", "target_unit_ids", "member_ids", "need_to_know", "task_ids", "sites", "milestones"}


def put(tx: Tx, mission_id: UUID, draft: MissionDraft, expected: int | None) -> tuple[Mission, bool]:
    """Begin a plan, or change it on the version read; says whether it is new. The same content again changes nothing.

    Raises: Forbidden, NotOnTeam, MissionIdReused, MissionNotDraft, MethodFixed, StaleVersion, PreconditionRequired, and as `check`.
    """
    require(tx.actor, Permission.MISSION_PLAN)
    check(tx, draft)
    row = tx.session.get(Mission, mission_id, with_for_update=True)
    if row is None:
        return _begin(tx, mission_id, draft), True
    if tx.session.scalar(queries.visible(tx).where(Mission.id == mission_id)) is None:
        raise MissionIdReused(pointer="/id")
    if not queries.plans_it(tx, row):
        raise NotOnTeam
    if unseal(tx, row.id, row.secret)["print"] == _print(draft):
        return row, False
    _require_open(row, draft, expected)
    before = row.method
    _fill(tx, row, draft)
    _link(tx, row, draft)
    if before != Method.OPEN and row.method == Method.OPEN:
        seals.break_seal(tx, row.id)
    row.version += 1
    record(tx, "mission.changed", row)
    return row, False


def _require_open(row: Mission, draft: MissionDraft, expected: int | None) -> None:
    if not queries.is_draft(row):
        raise MissionNotDraft(state=row.state)
    if expected is None:
        raise PreconditionRequired(pointer="/headers/If-Match", version=row.version)
    if expected != row.version:
        raise StaleVersion(pointer="/headers/If-Match", version=row.version)
    if row.method == Method.OPEN and draft.method != Method.OPEN:
        raise MethodFixed(pointer="/method")


def _begin(tx: Tx, mission_id: UUID, draft: MissionDraft) -> Mission:
    row = Mission(id=mission_id, state=State.DRAFT, created_by=tx.actor.id, created_at=tx.now, version=1, secret=b"")
    _fill(tx, row, draft)
    tx.session.add(row)
    tx.session.flush()
    if row.method == Method.OPEN:
        seals.lay_open(tx, row.id)
    else:
        seals.seal(tx, row.id)
    _link(tx, row, draft)
    record(tx, "mission.planned", row)
    return row


def _print(draft: MissionDraft) -> str:
    return hashlib.sha256(draft.model_dump_json().encode()).hexdigest()


def _fill(tx: Tx, row: Mission, draft: MissionDraft) -> None:
    plain = draft.model_dump(mode="json", exclude=LINKED | set(WORDS))
    typed = {name: getattr(draft, name) for name in plain if name.endswith("_id") or name in {"period_from", "period_to"}}
    dated = {"basis_from": draft.basis_from, "basis_to": draft.basis_to}
    for name, value in (plain | typed | dated).items():
        setattr(row, name, value)
    row.joint = len(set(draft.organiser_unit_ids)) > 1
    held = unseal(tx, row.id, row.secret) if row.secret else {"remarks": []}
    told = {"words": {name: getattr(draft, name) for name in WORDS}, "print": _print(draft), "known": known(draft.need_to_know)}
    row.secret = seal(tx, row.id, held | told)


def known(people: Iterable[NeedToKnow]) -> dict[str, str]:
    """Why each of them was let in."""
    return {str(each.user_id): each.reason for each in people}


def _link(tx: Tx, row: Mission, draft: MissionDraft) -> None:
    for table in (MissionTask, MissionSite, MissionMilestone):
        tx.session.execute(delete(table).where(table.mission_id == row.id))
    tx.session.add_all(MissionTask(mission_id=row.id, task_id=each) for each in dict.fromkeys(draft.task_ids))
    add_sites(tx, row, draft.sites, 0)
    tx.session.add_all(
        MissionMilestone(id=each.id, mission_id=row.id, name=seal(tx, each.id, each.name), due_on=each.due_on)
        for each in draft.milestones
    )
    set_units(tx, row, Part.ORGANISER, draft.organiser_unit_ids)
    set_targets(tx, row, draft.target_unit_ids)
    set_team(tx, row, draft.member_ids)
    name_list(tx, row, [each.user_id for each in draft.need_to_know])


def add_sites(tx: Tx, row: Mission, drafts: Iterable[SiteDraft], after: int) -> None:
    """Put sites behind those there are. Raises: MissionIdReused."""
    drafts = list(drafts)
    check_site_units(tx, drafts)
    if tx.session.scalar(select(MissionSite.id).where(MissionSite.id.in_([each.id for each in drafts])).limit(1)):
        raise MissionIdReused(pointer="/sites")
    for seq, each in enumerate(drafts, after + 1):
        words = each.model_dump(mode="json", include={"name", "address", "location"})
        tx.session.add(
            MissionSite(
                id=each.id, mission_id=row.id, seq=seq, unit_id=each.unit_id, secret=seal(tx, each.id, words),
                opens_after=each.opens_after, opens_at=each.opens_at,
            )
        )  # fmt: skip


def set_units(tx: Tx, row: Mission, part: Part, unit_ids: Iterable[UUID]) -> None:
    """Let these be the units of that part."""
    tx.session.execute(delete(MissionUnit).where(MissionUnit.mission_id == row.id, MissionUnit.part == part))
    tx.session.add_all(MissionUnit(mission_id=row.id, unit_id=each, part=part) for each in dict.fromkeys(unit_ids))
    tx.session.flush()


def set_targets(tx: Tx, row: Mission, unit_ids: Iterable[UUID]) -> None:
    """Let these be the visited units, and keep out whoever acts for them; a self-check hides nothing from its own organiser."""
    set_units(tx, row, Part.TARGET, unit_ids)
    paths = tx.session.scalars(select(Unit.path).where(Unit.id.in_(list(unit_ids)))).all()
    seals.keep_out(tx, row.id, [] if row.authority_basis == Basis.SELF_CHECK else paths)


def set_team(tx: Tx, row: Mission, member_ids: Iterable[UUID]) -> None:
    """Let the leader and these be the team; who stays keeps what was signed."""
    wanted = set(member_ids) | ({row.leader_id} if row.leader_id else set())
    held = {each.user_id: each for each in queries.members(tx, [row.id]).get(row.id, [])}
    for user_id in held.keys() - wanted:
        tx.session.delete(held[user_id])
    tx.session.add_all(MissionMember(mission_id=row.id, user_id=each, recused=False) for each in wanted - held.keys())
    tx.session.flush()
    seals.name_readers(tx, row.id, Standing.MEMBER, sorted(wanted))


def name_list(tx: Tx, row: Mission, known_to: Iterable[UUID]) -> None:
    """Let the list hold the planner, the leader, who leads in person, the reviewer, and who needs to know."""
    one: dict[Standing, UUID | None] = {
        Standing.PLANNER: row.created_by, Standing.LEADER: row.leader_id, Standing.LED_BY: row.led_by_id,
        Standing.REVIEWER: row.reviewer_id,
    }  # fmt: skip
    for standing, user_id in one.items():
        seals.name_readers(tx, row.id, standing, [user_id] if user_id else [])
    seals.name_readers(tx, row.id, Standing.NEED_TO_KNOW, known_to)


def say(tx: Tx, row: Mission, action: str, note: str | None, **more: Any) -> None:  # ruff: ignore[any-type]  any JSON
    """Keep what was said with an act in the sealed part; the log holds none of it."""
    told = unseal(tx, row.id, row.secret) | more
    if note:
        told["remarks"] = [*told["remarks"], {"action": action, "at": tx.now.isoformat(), "note": note}]
    row.secret = seal(tx, row.id, told)
