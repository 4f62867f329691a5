"""Opening and finishing sites in the field, and reaching milestones."""

from hmac import compare_digest
from uuid import UUID

from app.access.policy import Permission, require
from app.audit.service import record
from app.core.clock import legal_date
from app.core.db import Tx
from app.core.problem import Forbidden, NotFound
from app.missions import envelopes, queries
from app.missions.drafts import MilestoneMove, SiteMove
from app.missions.errors import EnvelopeUnproven, NotInField, NotOnTeam, SiteSealed, SiteUnopened
from app.missions.models import Mission, MissionMilestone, MissionSite
from app.missions.moving import begin
from app.missions.states import REPORTABLE, STEPLESS


def move(tx: Tx, mission_id: UUID, site_id: UUID, asked: SiteMove) -> tuple[Mission, MissionSite]:
    """Open a site, or finish it; the same again gives the same answer.

    Raises: NotFound, Forbidden, NotOnTeam, NotInField, OutsidePeriod, SiteSealed, SiteUnopened, EnvelopeUnproven.
    """
    row = queries.get(tx, mission_id, lock=True)
    require(tx.actor, Permission.MISSION_FIELD)
    if not queries.on_team(tx, row.id):
        raise NotOnTeam
    ordered = queries.sites(tx, [row.id]).get(row.id, [])
    site = next((each for each in ordered if each.id == site_id), None)
    if site is None:
        raise NotFound
    if asked.verb == "open":
        _open(tx, row, site, asked, ordered)
    else:
        _finish(tx, row, site)
    return row, site


def _open(tx: Tx, row: Mission, site: MissionSite, asked: SiteMove, ordered: list[MissionSite]) -> None:
    if asked.token is not None:
        _opened_offline(tx, row, site, asked)
        return
    if site.opened_at is not None:
        return
    if (refusal := envelopes.shut(tx, row, site)) is not None:
        raise refusal
    first = envelopes.waits_for(site, ordered)
    if first is not None and first.done_at is None:
        raise SiteSealed(waits_for=first.seq)
    _note(tx, row, site, asked)


def _opened_offline(tx: Tx, row: Mission, site: MissionSite, asked: SiteMove) -> None:
    """It happened, whatever has become of the mission since; a second phone's opening is told, and the first one stays."""
    if not compare_digest(asked.token or "", envelopes.token(tx, site)):
        raise EnvelopeUnproven(pointer="/token")
    if site.opened_at is None:
        site.opened_offline = True
        _note(tx, row, site, asked)
    else:
        record(tx, "mission.site_opened", row, site=str(site.id), device_at=asked.at, offline=True)


def _note(tx: Tx, row: Mission, site: MissionSite, asked: SiteMove) -> None:
    site.opened_at, site.opened_by, site.opened_device_at = tx.now, tx.actor.id, asked.at
    site.opened_accuracy_m = asked.accuracy_m
    if asked.location:
        site.opened_lat, site.opened_lon = asked.location.lat, asked.location.lon
    begin(tx, row)
    row.version += 1
    record(tx, "mission.site_opened", row, site=str(site.id), device_at=asked.at, offline=site.opened_offline)


def _finish(tx: Tx, row: Mission, site: MissionSite) -> None:
    if site.done_at is not None:
        return
    if site.opened_at is None:
        raise SiteUnopened
    if row.state not in REPORTABLE:
        raise NotInField(state=row.state)
    site.done_at, site.done_by = tx.now, tx.actor.id
    row.version += 1
    record(tx, "mission.site_done", row, site=str(site.id))


def reach(tx: Tx, mission_id: UUID, milestone_id: UUID, asked: MilestoneMove) -> Mission:
    """A milestone was reached. Raises: NotFound, Forbidden, NotInField for a mission that is over or not approved yet."""
    row = queries.get(tx, mission_id, lock=True)
    step = tx.session.get(MissionMilestone, milestone_id)
    if step is None or step.mission_id != row.id:
        raise NotFound
    require(tx.actor, Permission.MISSION_DEPLOY)
    if not (queries.plans_it(tx, row) or queries.on_team(tx, row.id)):
        raise Forbidden(needs=Permission.MISSION_DEPLOY.value)
    if row.state in STEPLESS or asked.on > legal_date(tx.now):
        raise NotInField(state=row.state)
    if step.done_on is None:
        step.done_on = asked.on
        row.version += 1
        record(tx, "mission.milestone_reached", row, milestone=str(step.id))
    return row
