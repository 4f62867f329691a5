"""HTTP for what stands on a mission's visits: its verbs, its counts, and what speaks against it."""

from uuid import UUID

from app.core.http import Reading, Router, Writing, problems, tags
from app.core.machine import IllegalMove
from app.core.problem import Forbidden, NotFound, ReasonRequired
from app.fieldwork import queries, service
from app.fieldwork.schemas import Fieldwork, Overlaps
from app.missions import showing
from app.missions.drafts import MissionMove
from app.missions.errors import (
    CommitmentMissing,
    DrawMissing,
    InstrumentRequired,
    LeaderMustApprove,
    MemberOfTarget,
    NoChangeAsked,
    NotFieldPerson,
    NothingOral,
    NotItsLeader,
    NotLedBy,
    NotOnTeam,
    OralApprovalUnknown,
    OrdersMissing,
    OtherSide,
    OverlapUnexplained,
    PeriodPassed,
    PlanIncomplete,
    ProposerApproves,
    RecusalNotDeclared,
    ReportsUndecided,
    ResultCheckRequired,
    ReviewerOnTeam,
    TooFewInspectors,
    VisitsOpen,
)
from app.missions.schemas import MissionOut
from app.tasks.errors import UnknownPerson

router = Router(prefix="/missions", tags=tags("missions"))


@router.post(
    "/{mission_id}/moves",
    responses=problems(
        NotFound, Forbidden, IllegalMove, ReasonRequired, NotOnTeam, NotItsLeader, ProposerApproves, LeaderMustApprove, OtherSide,
        PlanIncomplete, PeriodPassed, RecusalNotDeclared, OverlapUnexplained, InstrumentRequired, OralApprovalUnknown, NothingOral,
        UnknownPerson, NotFieldPerson, MemberOfTarget, ReviewerOnTeam, TooFewInspectors, CommitmentMissing, DrawMissing, NotLedBy,
        VisitsOpen, ReportsUndecided, ResultCheckRequired, OrdersMissing, NoChangeAsked,
    ),
)  # fmt: skip
def move_mission(mission_id: UUID, asked: MissionMove, tx: Writing) -> MissionOut:
    """Use a verb.

    Submit, approve (in writing or orally, with the paper later), return, commit, assign, deploy, attend, report, conclude, archive,
    abort, cancel; grant or refuse a wider plan.
    """
    return showing.told(tx, service.move(tx, mission_id, asked))


@router.get("/{mission_id}/fieldwork", responses=problems(NotFound))
def read_fieldwork(mission_id: UUID, tx: Reading) -> Fieldwork:
    """What the mission's visits brought so far."""
    return queries.fieldwork(tx, mission_id)


@router.get("/{mission_id}/overlaps", responses=problems(NotFound))
def read_overlaps(mission_id: UUID, tx: Reading) -> Overlaps:
    """Who else looks at the same units for the same matters, and how much each unit receives in that month."""
    return queries.overlaps(tx, mission_id)
