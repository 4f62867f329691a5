"""A mission as its reader may see it: whole for who plans and decides, place by place for the team."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.access.policy import Permission, may
from app.audit import queries as audit
from app.audit.service import extend
from app.calendar import queries as calendar
from app.calendar.lights import Light
from app.calendar.rules import WorkingCalendar
from app.core.clock import legal_date
from app.core.db import Tx
from app.identity import queries as identity
from app.missions import draw_queries, queries, rules
from app.missions.models import Mission, MissionMember, MissionMilestone, MissionSite
from app.missions.schemas import (
    KnownTo,
    Member,
    MilestoneOut,
    MissionCarried,
    MissionOut,
    MissionSiteOut,
    MissionSummary,
    NamedPerson,
    PlanOut,
    Remark,
    TaskTitle,
    UnitName,
)
from app.missions.sealing import unseal
from app.missions.states import Part, SiteVerb
from app.rulebook import queries as rulebook
from app.seals import queries as seals
from app.tasks.models import Task
from app.units import queries as units
from app.units.models import Unit


@dataclass(frozen=True, slots=True)
class _Known:
    """Everything rows need, gathered once for many."""

    sealed: set[UUID]
    words: dict[UUID, dict[str, Any]]
    organisers: dict[UUID, list[Unit]]
    members: dict[UUID, list[MissionMember]]
    sites: dict[UUID, list[MissionSite]]
    milestones: dict[UUID, list[MissionMilestone]]
    names: dict[UUID, str]
    calendar: WorkingCalendar
    red_days: int

    def person(self, user_id: UUID | None) -> NamedPerson | None:
        """Somebody by id."""
        return NamedPerson(id=user_id, name=self.names[user_id]) if user_id else None


def _known(tx: Tx, rows: Sequence[Mission]) -> _Known:
    ids = [row.id for row in rows]
    members = queries.members(tx, ids)
    people = [
        each
        for row in rows
        for each in (row.leader_id, row.led_by_id, row.reviewer_id, row.created_by, row.approved_by, row.oral_by)
    ]
    return _Known(
        sealed=seals.whole(tx, ids),
        words={row.id: unseal(tx, row.id, row.secret) for row in rows},
        organisers=queries.units_of(tx, ids, Part.ORGANISER),
        members=members,
        sites=queries.sites(tx, ids),
        milestones=queries.milestones(tx, ids),
        names=identity.names(tx, [*people, *(each.user_id for team in members.values() for each in team)]),
        calendar=calendar.load(tx),
        red_days=rulebook.load(tx).milestone_red_days,
    )


def summaries(tx: Tx, rows: Sequence[Mission]) -> list[MissionSummary]:
    """Rows as lists show them."""
    known = _known(tx, rows)
    return [MissionSummary(**_summary(tx, row, known)) for row in rows]


def _summary(tx: Tx, row: Mission, known: _Known) -> dict[str, Any]:
    sites, steps = known.sites.get(row.id, []), known.milestones.get(row.id, [])
    lit = [_light(tx, step, known) for step in steps]
    plain = {name: getattr(row, name) for name in MissionSummary.model_fields if hasattr(row, name)}
    return plain | {
        "sealed": row.id in known.sealed,
        "title": known.words[row.id]["words"]["title"],
        "organisers": names_of(known.organisers.get(row.id, [])),
        "leader": known.person(row.leader_id),
        "light": next((each for each in (Light.RED, Light.YELLOW, Light.GREEN, Light.BLUE, Light.GREY) if each in lit), None),
        "site_count": len(sites),
        "sites_done": sum(site.done_at is not None for site in sites),
        "member_count": len(known.members.get(row.id, [])),
    }


def names_of(found: Iterable[Unit]) -> list[UnitName]:
    """Units by name."""
    return [UnitName(id=unit.id, name=unit.name) for unit in found]


def _light(tx: Tx, step: MissionMilestone, known: _Known) -> Light:
    late = known.calendar.between(step.due_on, legal_date(tx.now))
    return rules.milestone_light(step.due_on, step.done_on, legal_date(tx.now), late, known.red_days)


def out(tx: Tx, row: Mission) -> MissionOut:
    """A whole mission."""
    known = _known(tx, [row])
    words = known.words[row.id]["words"]
    inside = queries.inside(tx, row, sealed=row.id in known.sealed)
    told = {name: words[name] for name in ("mode_reason", "basis_ref", "flags_note")}
    plain = {name: getattr(row, name) for name in MissionOut.model_fields if hasattr(row, name)}
    people = {name: known.person(getattr(row, f"{name}_id", None)) for name in ("led_by", "reviewer")}
    people |= {name: known.person(getattr(row, name)) for name in ("created_by", "approved_by", "oral_by")}
    writes = may(tx.actor, Permission.MISSION_PLAN) and queries.plans_it(tx, row)
    visiting, reaches = queries.visits(tx, row), queries.reaches(tx, row)
    own: dict[str, Any] = {
        "inside": inside,
        "targets": names_of(queries.units_of(tx, [row.id], Part.TARGET).get(row.id, [])) if inside else [],
        "target_scope": words["target_scope"] if inside else None,
        "plan_text": words["plan_text"] if inside or row.deployed_at else None,
        "members": [_member(tx, row, each, known, inside=inside) for each in known.members.get(row.id, [])],
        "need_to_know": _informed(tx, known.words[row.id]["known"]) if inside else [],
        "tasks": tasks_of(tx, [row.id]).get(row.id, []),
        "sites": sites_of(tx, known.sites.get(row.id, []), inside=inside, visiting=visiting),
        "milestones": [_milestone(tx, step, known, reaches=reaches) for step in known.milestones.get(row.id, [])],
        "plans": _plans(tx, row) if inside else [],
        "approval_holds": rules.approval_holds(row),
        "timeline": _timeline(tx, row, known.words[row.id]["remarks"]),
        "editable": writes and queries.is_draft(row),
        "changeable": writes and queries.is_running(row) and queries.undecided(tx, row.id) is None,
        "visiting": visiting,
        "draws": draw_queries.draws(tx, row),
        "drawable": draw_queries.drawable(tx, row),
        "moves": queries.offered(tx, row),
    }
    return MissionOut(**(plain | _summary(tx, row, known) | told | people | own))


def _member(tx: Tx, row: Mission, each: MissionMember, known: _Known, *, inside: bool) -> Member:
    note = unseal(tx, row.id, each.recusal_note) if each.recusal_note and (inside or each.user_id == tx.actor.id) else None
    name = known.names[each.user_id]
    return Member(id=each.user_id, name=name, committed_at=each.committed_at, recused=each.recused, recusal_note=note)


def _informed(tx: Tx, reasons: dict[str, str]) -> list[KnownTo]:
    names = identity.names(tx, [UUID(each) for each in reasons])
    return [KnownTo(id=UUID(each), name=names[UUID(each)], reason=reason) for each, reason in reasons.items()]


def tasks_of(tx: Tx, mission_ids: Sequence[UUID]) -> dict[UUID, list[TaskTitle]]:
    """The matters of missions the reader sees."""
    of = queries.task_ids(tx, mission_ids)
    wanted = {each for ids in of.values() for each in ids}
    rows = tx.session.execute(select(Task.id, Task.title, Task.focus_area).where(Task.id.in_(wanted)))
    titles = {row.id: TaskTitle(id=row.id, title=row.title, focus_area=row.focus_area) for row in rows}
    return {mission: [titles[each] for each in ids] for mission, ids in of.items()}


def sites_of(tx: Tx, rows: Sequence[MissionSite], *, inside: bool, visiting: bool) -> list[MissionSiteOut]:
    """Sites in their order; an unopened one has a name for insiders only, an unopened drawn one for the director only."""
    blind = set() if may(tx.actor, Permission.MISSION_DECIDE) else draw_queries.handed_on(tx, {row.mission_id for row in rows})
    shown = {row.id for row in rows if row.opened_at is not None or (inside and row.id not in blind)}
    homes = units.by_ids(tx, [row.unit_id for row in rows if row.unit_id and row.id in shown])
    return [_site(tx, row, homes, shown=row.id in shown, moves=_site_moves(row) if visiting else []) for row in rows]


def _site_moves(row: MissionSite) -> list[SiteVerb]:
    if row.done_at is not None:
        return []
    return [SiteVerb.OPEN if row.opened_at is None else SiteVerb.FINISH]


def _site(tx: Tx, row: MissionSite, homes: dict[UUID, Unit], *, shown: bool, moves: list[SiteVerb]) -> MissionSiteOut:
    words = unseal(tx, row.id, row.secret) if shown else {"name": None, "address": None, "location": None}
    home = homes.get(row.unit_id) if shown and row.unit_id else None
    return MissionSiteOut(
        id=row.id, seq=row.seq, opens_after=row.opens_after, opens_at=row.opens_at, opened_at=row.opened_at,
        opened_device_at=row.opened_device_at, opened_offline=row.opened_offline, done_at=row.done_at,
        unit_id=home.id if home else None, unit_name=home.name if home else None, moves=moves, **words,
    )  # fmt: skip


def _milestone(tx: Tx, step: MissionMilestone, known: _Known, *, reaches: bool) -> MilestoneOut:
    name = unseal(tx, step.id, step.name)
    return MilestoneOut(
        id=step.id, name=name, due_on=step.due_on, done_on=step.done_on, light=_light(tx, step, known),
        reachable=reaches and step.done_on is None,
    )  # fmt: skip


def _plans(tx: Tx, row: Mission) -> list[PlanOut]:
    rows = queries.plans(tx, row.id)
    names = identity.names(tx, [each for plan in rows for each in (plan.asked_by, plan.decided_by)])
    told = [unseal(tx, plan.id, plan.secret) for plan in rows]
    homes = units.by_ids(tx, [UUID(each) for content in told for each in content["target_unit_ids"]])
    return [
        PlanOut(
            id=plan.id, seq=plan.seq, state=plan.state, reason=content["reason"],
            targets=names_of(homes[UUID(each)] for each in content["target_unit_ids"]), target_scope=content["target_scope"],
            period_to=date.fromisoformat(content["period_to"]), site_count=len(content["sites"]),
            asked_by=NamedPerson(id=plan.asked_by, name=names[plan.asked_by]), asked_at=plan.asked_at,
            decided_by=NamedPerson(id=plan.decided_by, name=names[plan.decided_by]) if plan.decided_by else None,
            decided_at=plan.decided_at,
        )
        for plan, content in zip(rows, told, strict=True)
    ]  # fmt: skip


def _timeline(tx: Tx, row: Mission, remarks: Sequence[dict[str, str]]) -> list[Remark]:
    entries = [entry for entry in audit.story(tx, row.id) if entry.object_type == Mission.__tablename__]
    names = identity.names(tx, [entry.actor_id for entry in entries])
    said = {(each["action"], each["at"]): each["note"] for each in remarks}
    return [
        Remark(
            at=entry.at, action=entry.action, actor_name=names.get(entry.actor_id),
            note=said.get((entry.action, entry.at.isoformat())),
        )
        for entry in entries
    ]  # fmt: skip


def carried(tx: Tx, rows: Sequence[Mission]) -> list[MissionCarried]:
    """Missions as the phones of their teams keep them: nobody's phone holds the name of an unopened site."""
    known, tasks = _known(tx, rows), tasks_of(tx, [row.id for row in rows])
    return [_carried(tx, row, known, tasks.get(row.id, [])) for row in rows]


def _carried(tx: Tx, row: Mission, known: _Known, tasks: list[TaskTitle]) -> MissionCarried:
    plain = {name: getattr(row, name) for name in MissionCarried.model_fields if hasattr(row, name)}
    visiting = queries.visits(tx, row)
    own = next((each for each in known.members.get(row.id, []) if each.user_id == tx.actor.id), None)
    return MissionCarried(
        **(plain | {
            "sealed": row.id in known.sealed,
            "title": known.words[row.id]["words"]["title"],
            "leader": known.person(row.leader_id),
            "leads": row.leader_id == tx.actor.id,
            "committed": own is not None and own.committed_at is not None,
            "tasks": tasks,
            "sites": sites_of(tx, known.sites.get(row.id, []), inside=False, visiting=visiting),
            "visiting": visiting,
            "moves": queries.offered(tx, row),
        })
    )  # fmt: skip


def told(tx: Tx, row: Mission) -> MissionOut:
    """A mission right after a verb: its story includes the act."""
    tx.session.flush()
    extend(tx)
    return out(tx, row)
