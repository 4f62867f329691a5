"""What a plan must not say: nobody, nothing and no unit that may not be part of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from app.access.policy import Permission, Sight, may, permissions_of, sees
from app.core.db import Tx
from app.dictionary.categories import require_focus_area
from app.identity.models import User
from app.missions.drafts import MissionDraft, SiteDraft
from app.missions.errors import (
    BasisOutOfPeriod,
    BasisRequired,
    MemberOfTarget,
    NotFieldPerson,
    NotOrganiser,
    ReviewerOnTeam,
    TargetOutsideOrganiser,
)
from app.missions.models import Mission
from app.missions.states import Basis
from app.seals import queries as seals
from app.tasks import queries as tasks
from app.tasks.errors import UnknownPerson, UnknownTask
from app.tasks.models import Task
from app.units import queries as units
from app.units.errors import UnitNotTarget
from app.units.models import Unit
from app.units.schemas import Hat

_NEEDS_BASIS = frozenset({"department", "township", "subdistrict"})  # whom 条例 Art. 7 asks for a designation


@dataclass(frozen=True, slots=True)
class Post:
    """Where somebody is named, and what he must be able to do there."""

    pointer: str
    user_id: UUID
    needs: Permission | None


def check(tx: Tx, draft: MissionDraft) -> None:
    """Refuse what no plan may say.

    Raises: UnknownUnit, UnitNotTarget, NotOrganiser, TargetOutsideOrganiser, BasisRequired, BasisOutOfPeriod, UnknownCategory,
    UnknownTask, UnknownPerson, NotFieldPerson, MemberOfTarget, ReviewerOnTeam, naming the field.
    """
    for position, area in enumerate(draft.focus_areas):
        require_focus_area(area, f"/focus_areas/{position}")
    organisers = [units.get(tx, each, f"/organiser_unit_ids/{n}") for n, each in enumerate(draft.organiser_unit_ids)]
    _check_organisers(tx, draft, organisers)
    targets = check_targets(tx, draft.target_unit_ids)
    if draft.authority_basis == Basis.SELF_CHECK:
        _check_below(organisers, targets)
    _check_basis(draft)
    _check_tasks(tx, draft)
    check_site_units(tx, draft.sites)
    check_people(tx, posts(draft), targets)
    if draft.reviewer_id and draft.reviewer_id in {draft.leader_id, *draft.member_ids}:
        raise ReviewerOnTeam(pointer="/reviewer_id")


def _check_organisers(tx: Tx, draft: MissionDraft, organisers: Sequence[Unit]) -> None:
    for position, unit in enumerate(organisers):
        if Hat.ORGANISER not in unit.hats and draft.authority_basis != Basis.SELF_CHECK:
            raise NotOrganiser(pointer=f"/organiser_unit_ids/{position}", unit=unit.name)
    outside = sees(tx.actor, Sight.UNIT) and not sees(tx.actor, Sight.OFFICE) and not sees(tx.actor, Sight.AUTHOR)
    if outside and tx.actor.unit_id not in draft.organiser_unit_ids:
        raise NotOrganiser(pointer="/organiser_unit_ids")
    leaders = {Basis.HEAD_DECISION, Basis.HEAD_APPROVAL}
    if draft.authority_basis in leaders and all(unit.kind in _NEEDS_BASIS for unit in organisers):
        raise BasisRequired(pointer="/authority_basis")


def _check_below(organisers: Sequence[Unit], targets: Sequence[Unit]) -> None:
    for position, target in enumerate(targets):
        if not any(target.path.startswith(unit.path) and target.path != unit.path for unit in organisers):
            raise TargetOutsideOrganiser(pointer=f"/target_unit_ids/{position}", unit=target.name)


def _check_basis(draft: MissionDraft) -> None:
    begins, ends = draft.basis_from, draft.basis_to
    if draft.authority_basis == Basis.DESIGNATION and (begins is None or ends is None):
        raise BasisOutOfPeriod(pointer="/basis_from")
    if (begins and begins > draft.period_from) or (ends and ends < draft.period_to):
        raise BasisOutOfPeriod(pointer="/basis_to")


def _check_tasks(tx: Tx, draft: MissionDraft) -> None:
    known = set(tx.session.scalars(tasks.visible(tx).with_only_columns(Task.id).where(Task.id.in_(draft.task_ids))))
    for position, task_id in enumerate(draft.task_ids):
        if task_id not in known:
            raise UnknownTask(pointer=f"/task_ids/{position}", task_id=str(task_id))


def check_targets(tx: Tx, unit_ids: Iterable[UUID]) -> list[Unit]:
    """The visited units. Raises: UnknownUnit, UnitNotTarget."""
    found = []
    for position, unit_id in enumerate(unit_ids):
        unit = units.get(tx, unit_id, f"/target_unit_ids/{position}")
        if Hat.TARGET not in unit.hats:
            raise UnitNotTarget(pointer=f"/target_unit_ids/{position}", unit=unit.name)
        found.append(unit)
    return found


def check_site_units(tx: Tx, sites: Iterable[SiteDraft]) -> None:
    """Raises: UnknownUnit."""
    for position, site in enumerate(sites):
        if site.unit_id:
            units.get(tx, site.unit_id, f"/sites/{position}/unit_id")


def posts(draft: MissionDraft) -> list[Post]:
    """Everybody a plan names."""
    one = [
        Post("/leader_id", draft.leader_id, Permission.MISSION_FIELD) if draft.leader_id else None,
        Post("/led_by_id", draft.led_by_id, None) if draft.led_by_id else None,
        Post("/reviewer_id", draft.reviewer_id, Permission.REPORT_REVIEW) if draft.reviewer_id else None,
    ]
    team = [Post(f"/member_ids/{n}", each, Permission.MISSION_FIELD) for n, each in enumerate(draft.member_ids)]
    informed = [
        Post(f"/need_to_know/{n}/user_id", each.user_id, Permission.MISSION_READ) for n, each in enumerate(draft.need_to_know)
    ]
    return [*(each for each in one if each), *team, *informed]


def check_people(tx: Tx, named: Sequence[Post], targets: Sequence[Unit]) -> None:
    """Raises: UnknownPerson, NotFieldPerson, MemberOfTarget; the actor himself is named by planning."""
    query = select(User, Unit.path).outerjoin(Unit, Unit.id == User.unit_id)
    people = {
        user.id: (user, path or "") for user, path in tx.session.execute(query.where(User.id.in_([p.user_id for p in named])))
    }
    for post in named:
        user, path = people.get(post.user_id, (None, ""))
        if user is None or not user.active:
            raise UnknownPerson(pointer=post.pointer, user_id=str(post.user_id))
        if post.needs and post.needs not in permissions_of(frozenset(user.roles)):
            raise NotFieldPerson(pointer=post.pointer, name=user.name)
        if any(path.startswith(target.path) for target in targets):
            raise MemberOfTarget(pointer=post.pointer, name=user.name)
    own = tx.actor.unit_path
    if own and not may(tx.actor, Permission.SEAL_KEEP) and any(own.startswith(target.path) for target in targets):
        raise MemberOfTarget(pointer="/target_unit_ids", name=tx.actor.name)


def named(tx: Tx, row: Mission) -> list[Post]:
    """Everybody the mission's list names now."""
    return [Post("/target_unit_ids", user_id, None) for user_id in seals.readers(tx, row.id)]
