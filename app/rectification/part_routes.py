"""HTTP for what hangs on an order: objections, extensions, milestones, progress, and taking an answer back."""

from uuid import UUID

from app.audit.service import extend
from app.core.http import Answer, Router, Writing, again, problems, tags
from app.core.machine import IllegalMove
from app.core.problem import Forbidden, NotFound
from app.findings.errors import ReasonRequired
from app.rectification import answering, extending, objecting, parts, progressing, queries
from app.rectification.errors import (
    BeyondAuthority,
    DueNotLater,
    DueTooFar,
    ExtensionIdReused,
    ExtensionsUsedUp,
    JudgeOfOwnUnit,
    MilestoneDone,
    MilestonesNeeded,
    NotExtendable,
    NotLongOrder,
    NotObjectable,
    ObjectionIdReused,
    ObjectionTooLate,
    ProgressIdReused,
    ReviewStarted,
    SameUnit,
    UnknownMilestone,
)
from app.rectification.part_schemas import (
    ExtensionDraft,
    ExtensionMove,
    ExtensionOut,
    MilestonePlan,
    ObjectionDraft,
    ObjectionMove,
    ObjectionOut,
    ProgressDraft,
    ProgressOut,
    SubmissionMove,
)
from app.rectification.schemas import OrderOut
from app.rectification.states import ExtensionState, ExtensionVerb, SubmissionState, SubmissionVerb
from app.tasks.errors import DeadlinePassed
from app.units.errors import UnitNotTarget, UnknownUnit

router = Router(prefix="/orders/{order_id}", tags=tags("orders"))


@router.post(
    "/objections",
    status_code=201,
    responses=again(ObjectionOut) | problems(NotFound, Forbidden, NotObjectable, ObjectionTooLate, UnknownUnit, ObjectionIdReused),
)
def object_to(order_id: UUID, draft: ObjectionDraft, tx: Writing) -> Answer[ObjectionOut]:
    """Say that the order is not this unit's own."""
    row, created = objecting.file(tx, order_id, draft)
    tx.session.flush()
    return Answer(parts.objection_out(tx, row, inside=queries.inside(tx)), 201 if created else 200)


@router.post(
    "/objections/{objection_id}/moves",
    responses=problems(
        NotFound,
        Forbidden,
        IllegalMove,
        NotObjectable,
        ReasonRequired,
        UnknownUnit,
        UnitNotTarget,
        SameUnit,
        DeadlinePassed,
        DueTooFar,
        JudgeOfOwnUnit,
    ),
)
def move_objection(order_id: UUID, objection_id: UUID, asked: ObjectionMove, tx: Writing) -> OrderOut:
    """Give the order to another unit, refuse the objection, or take it back."""
    order = objecting.move(tx, order_id, objection_id, asked)
    extend(tx)
    return queries.out(tx, order)


@router.post(
    "/extensions",
    status_code=201,
    responses=again(ExtensionOut)
    | problems(
        NotFound,
        Forbidden,
        NotExtendable,
        ExtensionsUsedUp,
        MilestonesNeeded,
        DueNotLater,
        DueTooFar,
        DeadlinePassed,
        ExtensionIdReused,
    ),
)
def ask_for_more_time(order_id: UUID, draft: ExtensionDraft, tx: Writing) -> Answer[ExtensionOut]:
    """Ask for more time; the clock keeps running until it is granted."""
    row, created = extending.file(tx, order_id, draft)
    tx.session.flush()
    return Answer(parts.extension_out(tx, row, inside=queries.inside(tx)), 201 if created else 200)


@router.post(
    "/extensions/{extension_id}/moves",
    responses=problems(
        NotFound, Forbidden, IllegalMove, BeyondAuthority, ReasonRequired, NotExtendable, ExtensionsUsedUp, MilestonesNeeded,
        DueNotLater, DeadlinePassed, DueTooFar, JudgeOfOwnUnit,
    ),
)  # fmt: skip
def move_extension(order_id: UUID, extension_id: UUID, asked: ExtensionMove, tx: Writing) -> OrderOut:
    """Grant a request, refuse it, or take it back."""
    if asked.verb == ExtensionVerb.ESCALATE:
        raise IllegalMove(pointer="/verb", machine=ExtensionState.machine, state=queries.get(tx, order_id).state, verb=asked.verb)
    order = extending.move(tx, order_id, extension_id, asked)
    extend(tx)
    return queries.out(tx, order)


@router.put("/milestones", responses=problems(NotFound, Forbidden, NotLongOrder, MilestoneDone, ProgressIdReused))
def plan_milestones(order_id: UUID, wanted: MilestonePlan, tx: Writing) -> OrderOut:
    """The milestones of a long order that are still ahead."""
    order = progressing.plan(tx, order_id, wanted)
    extend(tx)
    return queries.out(tx, order)


@router.post(
    "/progress",
    status_code=201,
    responses=again(ProgressOut) | problems(NotFound, Forbidden, NotLongOrder, UnknownMilestone, ProgressIdReused),
)
def enter_progress(order_id: UUID, draft: ProgressDraft, tx: Writing) -> Answer[ProgressOut]:
    """The month's progress of a long order."""
    row, created = progressing.enter(tx, order_id, draft)
    return Answer(parts.progress_out(row), 201 if created else 200)


@router.post("/submissions/{submission_id}/moves", responses=problems(NotFound, Forbidden, IllegalMove, ReviewStarted))
def move_submission(order_id: UUID, submission_id: UUID, asked: SubmissionMove, tx: Writing) -> OrderOut:
    """Take an answer back while nobody has begun to review it."""
    if asked.verb != SubmissionVerb.WITHDRAW:
        raise IllegalMove(pointer="/verb", machine=SubmissionState.machine, state=queries.get(tx, order_id).state, verb=asked.verb)
    answering.withdraw(tx, order_id, submission_id)
    extend(tx)
    return queries.out(tx, queries.get(tx, order_id))
