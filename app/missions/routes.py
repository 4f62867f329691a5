"""HTTP for missions; the verbs themselves are in `fieldwork`, which knows what the visits brought."""

from typing import Annotated
from uuid import UUID

from fastapi import Header, Query

from app.core.http import Answer, Reading, Router, Writing, expected_version, made, problems, tags
from app.core.listing import Listing, listing
from app.core.paging import InvalidCursor, Page
from app.core.problem import Forbidden, NotFound, PreconditionRequired, StaleVersion
from app.dictionary.errors import UnknownCategory
from app.missions import changing, planning, queries, reading, showing, sites
from app.missions.drafts import MilestoneMove, MissionDraft, PlanChange, SiteMove
from app.missions.errors import (
    BasisOutOfPeriod,
    BasisRequired,
    ChangeUndecided,
    EnvelopeUnproven,
    MemberOfTarget,
    MethodFixed,
    MissionIdReused,
    MissionNotDraft,
    NotChangeable,
    NotFieldPerson,
    NotInField,
    NotOnTeam,
    NotOrganiser,
    OutsidePeriod,
    PeriodPassed,
    ReviewerOnTeam,
    SiteSealed,
    SiteUnopened,
    TargetOutsideOrganiser,
)
from app.missions.schemas import MissionOut, MissionSiteOut, MissionSummary, Readers
from app.missions.states import Method, State
from app.tasks.errors import UnknownPerson, UnknownTask
from app.units.errors import UnitNotTarget, UnknownUnit

router = Router(prefix="/missions", tags=tags("missions"))
ABOUT_PEOPLE = (UnknownPerson, NotFieldPerson, MemberOfTarget, ReviewerOnTeam)


@router.get("", responses=problems(InvalidCursor))
def list_missions(
    tx: Writing,
    page: Listing,
    state: Annotated[list[State] | None, Query()] = None,
    method: Method | None = None,
    task_id: UUID | None = None,
) -> Page[MissionSummary]:
    """Missions the reader may know of, the latest period first. Seeing a sealed one's title is written down."""
    cursor = listing(tx, page, "missions")
    wanted = queries.MissionFilter(tuple(state or ()), method, task_id)
    rows = queries.page(tx, wanted, cursor.start, cursor.limit + 1)
    shown = cursor.page(rows, lambda row: row, lambda row: [row.period_from.isoformat(), row.id.hex])
    reading.note(tx, shown.items)
    return Page(items=showing.summaries(tx, shown.items), next_cursor=shown.next_cursor)


@router.get("/{mission_id}", responses=problems(NotFound))
def read_mission(mission_id: UUID, tx: Writing) -> MissionOut:
    """One mission, as far as the reader is let in; reading a sealed one is written down."""
    row = queries.get(tx, mission_id)
    reading.note(tx, [row])
    return showing.out(tx, row)


@router.put(
    "/{mission_id}",
    responses=made(MissionOut)
    | problems(
        Forbidden, NotOnTeam, UnknownUnit, UnitNotTarget, UnknownCategory, UnknownTask, *ABOUT_PEOPLE, NotOrganiser,
        TargetOutsideOrganiser, BasisRequired, BasisOutOfPeriod, MissionIdReused, MissionNotDraft, MethodFixed, StaleVersion,
        PreconditionRequired,
    ),
)  # fmt: skip
def put_mission(
    mission_id: UUID, draft: MissionDraft, tx: Writing, if_match: Annotated[str | None, Header()] = None
) -> Answer[MissionOut]:
    """Begin a plan, or change it on the version read (`If-Match`) while it is a draft. The same again gives the same answer."""
    row, created = planning.put(tx, mission_id, draft, expected_version(if_match))
    return Answer(showing.told(tx, row), 201 if created else 200)


@router.get("/{mission_id}/readers", responses=problems(NotFound, Forbidden))
def read_readers(mission_id: UUID, tx: Reading) -> Readers:
    """Who is on the list of a mission, and who read it in the days before: where a leak is followed from."""
    return reading.readers(tx, mission_id)


@router.put(
    "/{mission_id}/plans/{plan_id}",
    responses=made(MissionOut)
    | problems(
        NotFound, Forbidden, NotOnTeam, NotChangeable, ChangeUndecided, MissionIdReused, PeriodPassed, UnknownUnit, UnitNotTarget,
        UnknownPerson, MemberOfTarget,
    ),
)  # fmt: skip
def put_plan(mission_id: UUID, plan_id: UUID, change: PlanChange, tx: Writing) -> Answer[MissionOut]:
    """Ask for other targets, a wider scope, a longer period or more sites after the approval; a leader decides."""
    row, created = changing.ask(tx, mission_id, plan_id, change)
    return Answer(showing.told(tx, row), 201 if created else 200)


@router.post(
    "/{mission_id}/sites/{site_id}/moves",
    responses=problems(NotFound, Forbidden, NotOnTeam, NotInField, OutsidePeriod, SiteSealed, SiteUnopened, EnvelopeUnproven),
)
def move_site(mission_id: UUID, site_id: UUID, asked: SiteMove, tx: Writing) -> MissionSiteOut:
    """Open a site in the field (which names it), or finish it. The same again gives the same answer.

    With the token of an envelope it was opened earlier without a network: noted as stated, and when it was told.
    """
    row, site = sites.move(tx, mission_id, site_id, asked)
    return showing.sites_of(tx, [site], inside=False, visiting=queries.visits(tx, row))[0]


@router.post("/{mission_id}/milestones/{milestone_id}/moves", responses=problems(NotFound, Forbidden, NotInField))
def move_milestone(mission_id: UUID, milestone_id: UUID, asked: MilestoneMove, tx: Writing) -> MissionOut:
    """A milestone was reached on a day."""
    return showing.told(tx, sites.reach(tx, mission_id, milestone_id, asked))
