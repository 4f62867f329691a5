"""HTTP for orders, answers, second looks, and the verbs on findings."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from app.audit.service import extend
from app.calendar.lights import Light
from app.core.clock import wire
from app.core.http import Answer, Reading, Router, Writing, again, problems, tags
from app.core.listing import Listing, listing
from app.core.machine import IllegalMove
from app.core.paging import InvalidCursor, Page
from app.core.problem import Forbidden, NotFound
from app.core.schema import Needle
from app.dictionary.errors import UnknownCategory
from app.evidence.errors import EvidenceIdReused, EvidenceTooLarge
from app.findings import queries as finding_queries
from app.findings.errors import (
    CloserOfOwnUnit,
    DuplicateNotPossible,
    NotFixedOnTheSpot,
    NothingToReopen,
    OwnProposal,
    OwnReport,
    ReasonRequired,
    ReceiverRequired,
    ReportNotAccepted,
    SeverityRequired,
)
from app.findings.schemas import FindingDecision, FindingOut
from app.rectification import answering, issuing, looking, queries, stopping
from app.rectification.errors import (
    DueRequired,
    DueTooFar,
    FindingNotConfirmed,
    FindingsOfOtherUnit,
    JudgeOfOwnUnit,
    NotReinspectable,
    OldEvidence,
    OrderIdReused,
    OrderNotAnswerable,
    PaperDayImpossible,
    PaperDayRequired,
    PhotosRequired,
    ReinspectionIdReused,
    ScansRequired,
    SiteCheckNeeded,
    SubmissionIdReused,
    SubmissionIncomplete,
    UnknownFinding,
)
from app.rectification.schemas import (
    DueAnswer,
    DueQuestion,
    OrderDraft,
    OrderMove,
    OrderOut,
    OrderSummary,
    ReinspectionDraft,
    ReinspectionList,
    ReinspectionOut,
    SubmissionDraft,
    SubmissionOut,
)
from app.rectification.states import SPOKEN, State, Verb
from app.tasks.errors import DeadlinePassed
from app.units.errors import UnitNotTarget, UnknownUnit

router = Router(prefix="/orders", tags=tags("orders"))
on_findings = Router(prefix="/findings", tags=tags("findings"))
DUE = (DueRequired, DueTooFar, DeadlinePassed)


@router.get("", responses=problems(InvalidCursor))
def list_orders(
    tx: Reading,
    page: Listing,
    state: State | None = None,
    light: Light | None = None,
    unit_id: UUID | None = None,
    q: Annotated[Needle | None, Query(max_length=60)] = None,
) -> Page[OrderSummary]:
    """Orders the reader may see, the newest first."""
    cursor = listing(tx, page, "orders")
    rows = queries.page(tx, queries.OrderFilter(state, light, unit_id, q), cursor.start, cursor.limit + 1)
    shown = cursor.page(rows, lambda row: row, lambda row: [wire(row.issued_at), row.id.hex])
    return Page(items=queries.summaries(tx, shown.items), next_cursor=shown.next_cursor)


@router.post(
    "",
    status_code=201,
    responses=again(OrderOut)
    | problems(
        Forbidden, UnknownUnit, UnitNotTarget, UnknownFinding, FindingNotConfirmed, FindingsOfOtherUnit, OrderIdReused, *DUE
    ),
)
def issue_order(draft: OrderDraft, tx: Writing) -> Answer[OrderOut]:
    """Order a unit to put confirmed findings right."""
    order, created = issuing.issue(tx, draft)
    extend(tx)  # so that the story told has this step too
    return Answer(queries.out(tx, order), 201 if created else 200)


@router.post("/preview-due", responses=problems(Forbidden, *DUE))
def preview_due(question: DueQuestion, tx: Reading) -> DueAnswer:
    """The deadline an order issued now would have; writes nothing."""
    return issuing.preview_due(tx, question)


@router.get("/{order_id}", responses=problems(NotFound))
def read_order(order_id: UUID, tx: Reading) -> OrderOut:
    """One order with its findings, answers and story."""
    return queries.out(tx, queries.get(tx, order_id))


@router.post(
    "/{order_id}/moves",
    responses=problems(
        NotFound,
        Forbidden,
        IllegalMove,
        SubmissionIncomplete,
        SiteCheckNeeded,
        ReasonRequired,
        DeadlinePassed,
        DueTooFar,
        JudgeOfOwnUnit,
    ),
)
def move_order(order_id: UUID, move: OrderMove, tx: Writing) -> OrderOut:
    """Sign for an order, accept or return its answer, suspend it, take it up again, or take it back."""
    if move.verb not in SPOKEN:
        raise IllegalMove(pointer="/verb", machine="order", state=queries.get(tx, order_id).state, verb=move.verb)
    if move.verb == Verb.SIGN:
        order = issuing.sign(tx, order_id)
    elif move.verb in {Verb.CANCEL, Verb.REVOKE}:
        order = stopping.cancel(tx, order_id, move.reason, move.verb)
    elif move.verb in {Verb.SUSPEND, Verb.LIFT}:
        order = stopping.move(tx, order_id, move.verb, move.reason)
    else:
        order = answering.judge(tx, order_id, move)
    extend(tx)  # so that the story told has this step too
    return queries.out(tx, order)


@router.post(
    "/{order_id}/submissions",
    status_code=201,
    responses=again(SubmissionOut)
    | problems(
        NotFound,
        Forbidden,
        OrderNotAnswerable,
        PhotosRequired,
        ScansRequired,
        PaperDayRequired,
        PaperDayImpossible,
        SubmissionIdReused,
        EvidenceIdReused,
        EvidenceTooLarge,
    ),
)
def submit(order_id: UUID, draft: SubmissionDraft, tx: Writing) -> Answer[SubmissionOut]:
    """Answer an order, or enter a unit's paper (channel `paper_entry`); photographs follow by tus. Again whenever in doubt."""
    row, created = answering.submit(tx, order_id, draft)
    tx.session.flush()
    return Answer(queries.submission_out(tx, row), 201 if created else 200)


@on_findings.post(
    "/{finding_id}/moves",
    responses=problems(
        NotFound, Forbidden, IllegalMove, OwnReport, OwnProposal, ReasonRequired, SeverityRequired, ReceiverRequired,
        DuplicateNotPossible, NotFixedOnTheSpot, NothingToReopen, ReportNotAccepted, UnknownCategory, UnknownUnit, UnitNotTarget,
        CloserOfOwnUnit,
    ),
)  # fmt: skip
def move_finding(finding_id: UUID, decision: FindingDecision, tx: Writing) -> FindingOut:
    """Ask, propose and decide on a finding, transfer it, close it, or open it again."""
    finding = answering.decide(tx, finding_id, decision)
    tx.session.flush()
    return finding_queries.out(tx, finding)


@on_findings.get("/{finding_id}/reinspections", responses=problems(NotFound))
def list_reinspections(finding_id: UUID, tx: Reading) -> ReinspectionList:
    """A finding's second looks, for the office and the field."""
    finding = finding_queries.get(tx, finding_id)
    rows = queries.reinspections(tx, [finding.id]) if queries.inside(tx) else []
    return ReinspectionList(items=[queries.reinspection_out(tx, row) for row in rows])


@on_findings.post(
    "/{finding_id}/reinspections",
    status_code=201,
    responses=again(ReinspectionOut)
    | problems(NotFound, Forbidden, NotReinspectable, ReinspectionIdReused, OldEvidence, EvidenceIdReused, EvidenceTooLarge),
)
def reinspect(finding_id: UUID, draft: ReinspectionDraft, tx: Writing) -> Answer[ReinspectionOut]:
    """Look at a finding again; takes effect when its photographs have arrived."""
    row, created = looking.reinspect(tx, finding_id, draft)
    tx.session.flush()
    return Answer(queries.reinspection_out(tx, row), 201 if created else 200)
