"""The unit's answers, the office's judgement, and closing."""

from uuid import UUID

from sqlalchemy import select

from app.access.policy import Permission, require
from app.audit.service import extend, record
from app.core.clock import legal_date
from app.core.db import Tx
from app.core.machine import IllegalMove, drive, follow
from app.core.problem import NotFound
from app.evidence import queries as evidence
from app.evidence import service as evidence_service
from app.evidence.schemas import OwnerKind
from app.findings import deciding
from app.findings import queries as findings
from app.findings import service as finding_service
from app.findings.errors import ReasonRequired, ReportNotAccepted
from app.findings.models import Finding
from app.findings.rules import needs_site_check
from app.findings.schemas import FindingDecision
from app.findings.states import MOVES as FINDING_MOVES
from app.findings.states import REVIEW, SPOKEN, Severity
from app.findings.states import State as FindingState
from app.findings.states import Verb as FindingVerb
from app.notices import service as notices
from app.rectification import extending, looking, parts, queries
from app.rectification.errors import (
    JudgeOfOwnUnit,
    OrderNotAnswerable,
    PaperDayImpossible,
    PaperDayRequired,
    PhotosRequired,
    ReviewStarted,
    ScansRequired,
    SiteCheckNeeded,
    SubmissionIdReused,
    SubmissionIncomplete,
)
from app.rectification.issuing import ensure_signed, named_due, set_due, tell_unit
from app.rectification.models import Order, Reinspection, Submission
from app.rectification.schemas import OrderMove, SubmissionDraft
from app.rectification.states import (
    ANSWERABLE,
    MOVES,
    SUBMISSION_MOVES,
    Channel,
    EvidenceRequirement,
    ReinspectionState,
    State,
    SubmissionState,
    SubmissionVerb,
    Verb,
)
from app.reports.models import Report
from app.reports.states import DECIDABLE


def submit(tx: Tx, order_id: UUID, draft: SubmissionDraft) -> tuple[Submission, bool]:
    """Take the unit's answer, or enter its paper for it; says whether it is new. The same content again gives the same answer.

    Raises: NotFound, Forbidden, OrderNotAnswerable, PhotosRequired, ScansRequired, PaperDayRequired, PaperDayImpossible,
    SubmissionIdReused, EvidenceIdReused, EvidenceTooLarge.
    """
    order = queries.get(tx, order_id, lock=True)
    on_paper = draft.channel == Channel.PAPER_ENTRY
    require(tx.actor, Permission.SUBMISSION_ENTER if on_paper else Permission.ORDER_ANSWER)
    content = draft.content_sha256()
    held = tx.session.get(Submission, draft.id)
    if held is not None:
        if (held.order_id, held.content_sha256) != (order_id, content):
            raise SubmissionIdReused(pointer="/id")
        return held, False
    ensure_signed(tx, order, None if on_paper else tx.actor.id)
    no = OrderNotAnswerable(state=order.state)
    if on_paper and order.state not in ANSWERABLE:
        raise no
    if not on_paper:
        follow(MOVES, tx.actor, order.state, Verb.ANSWER, no)
    if on_paper and not draft.evidence:
        raise ScansRequired(pointer="/evidence")
    _require_day(tx, order, draft)
    if order.evidence_requirement == EvidenceRequirement.PHOTO and not draft.evidence:
        raise PhotosRequired(pointer="/evidence", reason=order.necessity_reason)
    return _take(tx, order, draft, content), True


def _require_day(tx: Tx, order: Order, draft: SubmissionDraft) -> None:
    """A paper came on a day between the order and today; what is no paper has none."""
    day, on_paper = draft.paper_received_on, draft.channel == Channel.PAPER_ENTRY
    if on_paper and day is None:
        raise PaperDayRequired(pointer="/paper_received_on")
    began = legal_date(order.assigned_at or order.issued_at)
    if day is not None and not (on_paper and began <= day <= legal_date(tx.now)):
        raise PaperDayImpossible(pointer="/paper_received_on", first=began.isoformat())


def _take(tx: Tx, order: Order, draft: SubmissionDraft, content: str) -> Submission:
    values = draft.model_dump(exclude={"id", "evidence"})
    row = Submission(
        id=draft.id, order_id=order.id, seq=queries.next_seq(tx, order.id), author_id=tx.actor.id, content_sha256=content,
        state=SubmissionState.INCOMPLETE, received_at=tx.now, **values,
        on_behalf_of=order.unit_id if draft.channel == Channel.PAPER_ENTRY else None,
    )  # fmt: skip
    tx.session.add(row)
    photos = evidence_service.declare(tx, evidence_service.Case(OwnerKind.SUBMISSION, row.id), draft.evidence)
    tx.session.flush()
    evidence_service.release(tx, [photo.id for photo in photos], order.unit_path)
    record(tx, "submission.received", row, order=str(order.id), content_sha256=content)
    if not evidence.missing(photos):
        _complete(tx, order, row)
    return row


def _complete(tx: Tx, order: Order, row: Submission) -> None:
    row.state, row.submitted_at = SubmissionState.SUBMITTED, tx.now
    record(tx, "submission.submitted", row, order=str(order.id), content_sha256=row.content_sha256)
    if order.state not in ANSWERABLE:  # its last photograph came after the order was taken back or another answer was judged
        record(tx, "submission.late", row, order=str(order.id))
        return
    _answered(tx, order, row)


def _answered(tx: Tx, order: Order, row: Submission) -> None:
    order.state = drive(MOVES, order.state, Verb.ANSWER)
    order.version += 1
    for finding in findings.of_orders(tx, [order.id]):
        if finding.state == FindingState.RECTIFYING:
            finding_service.step(tx, finding, FindingVerb.CLAIM)
    record(tx, "order.answered_on_paper" if row.on_behalf_of else "order.answered", order, submission=str(row.id))


def answered_meanwhile(tx: Tx, order: Order) -> None:
    """An answer whose last photograph came while the order stood still counts when it runs again."""
    waiting = queries.answer_to_judge(tx, order.id)
    if waiting and waiting.state == SubmissionState.SUBMITTED and order.state in ANSWERABLE:
        _answered(tx, order, waiting)


def withdraw(tx: Tx, order_id: UUID, submission_id: UUID) -> Submission:
    """The unit takes its answer back while nobody has begun to review it.

    Raises: NotFound, Forbidden, IllegalMove, ReviewStarted.
    """
    order = queries.get(tx, order_id, lock=True)
    row = tx.session.get(Submission, submission_id, with_for_update=True)
    if row is None or row.order_id != order.id:
        raise NotFound
    counted = row.state == SubmissionState.SUBMITTED and order.state == State.SUBMITTED
    back = follow(MOVES, tx.actor, order.state, Verb.WITHDRAW) if counted else order.state
    target = follow(SUBMISSION_MOVES, tx.actor, row.state, SubmissionVerb.WITHDRAW)
    if counted and queries.review_started(tx, order, row):
        raise ReviewStarted
    row.state = target
    record(tx, "submission.withdraw", row, order=str(order.id))
    if counted:
        order.state = State(back)
        for finding in findings.of_orders(tx, [order.id]):
            if finding.state == FindingState.CLAIMED:
                finding_service.step(tx, finding, FindingVerb.UNCLAIM)
    order.version += 1
    return row


def evidence_arrived(tx: Tx, owner_kind: str, owner_id: UUID) -> str:
    """A photograph of an answer or a second look arrived: complete it if it was the last; says its state."""
    photos = evidence.of_owner(tx, owner_id)
    complete = not evidence.missing(photos)
    if owner_kind == OwnerKind.SUBMISSION:
        row = tx.session.get_one(Submission, owner_id, with_for_update=True)
        if complete and row.state == SubmissionState.INCOMPLETE:
            order = tx.session.get_one(Order, row.order_id, with_for_update=True)
            _complete(tx, order, row)
        state = row.state
    else:
        look = tx.session.get_one(Reinspection, owner_id, with_for_update=True)
        if complete and look.state == ReinspectionState.INCOMPLETE:
            looking.complete(tx, look)
        state = look.state
    extend(tx)
    return state


def judge(tx: Tx, order_id: UUID, asked: OrderMove) -> Order:
    """Accept the unit's answer, or return it.

    Raises: NotFound, Forbidden, IllegalMove, SubmissionIncomplete, SiteCheckNeeded, ReasonRequired, DeadlinePassed, DueTooFar,
    JudgeOfOwnUnit.
    """
    order = queries.get(tx, order_id, lock=True)
    answer = queries.answer_to_judge(tx, order.id)
    verdict = _verdict(tx, answer, asked.verb) if answer else None
    target = follow(MOVES, tx.actor, order.state, asked.verb)
    if parts.of_own_unit(tx, order.unit_path):
        raise JudgeOfOwnUnit
    if asked.verb == Verb.ACCEPT:
        _accept(tx, order, answer)
    else:
        _return(tx, order, asked)
    if answer and verdict:
        answer.state, answer.judged_at, answer.judge_reason = SubmissionState(verdict), tx.now, asked.reason
    order.state = target
    order.version += 1
    record(tx, f"order.{asked.verb}", order, reason=asked.reason, due_on=asked.new_due_on and asked.new_due_on.isoformat())
    close_if_done(tx, order)
    return order


def _verdict(tx: Tx, answer: Submission, verb: Verb) -> str:
    """What becomes of the answer itself; one that waits for photographs says which."""
    no = None
    if answer.state == SubmissionState.INCOMPLETE:
        no = SubmissionIncomplete(missing=[str(each) for each in evidence.missing(evidence.of_owner(tx, answer.id))])
    return follow(SUBMISSION_MOVES, tx.actor, answer.state, verb, no)


def _accept(tx: Tx, order: Order, answer: Submission | None) -> None:
    carried = findings.of_orders(tx, [order.id])
    if any(finding.severity == Severity.SERIOUS for finding in carried):
        require(tx.actor, Permission.ORDER_JUDGE_SERIOUS)
    for finding in carried:
        if finding.state == FindingState.CLAIMED:
            if needs_site_check(finding.severity, public_interest=finding.public_interest):
                raise SiteCheckNeeded(finding_id=str(finding.id), number=finding.number)
            finding_service.step(tx, finding, FindingVerb.VERIFY)
        if finding.fulfilled_at is None and answer:
            finding.fulfilled_at = answer.filed_at
    if answer:
        order.fulfilled_at = answer.filed_at


def _return(tx: Tx, order: Order, asked: OrderMove) -> None:
    if not asked.reason:
        raise ReasonRequired(pointer="/reason")
    if asked.new_due_on is not None:
        set_due(tx, order, named_due(tx, legal_date(tx.now), asked.new_due_on, "/new_due_on"))
    order.return_count += 1
    order.last_return_reason = asked.reason
    for finding in findings.of_orders(tx, [order.id]):
        if finding.state in {FindingState.CLAIMED, FindingState.VERIFIED}:
            finding_service.step(tx, finding, FindingVerb.FAIL, reason=asked.reason)
    tell_unit(tx, order, Permission.ORDER_ANSWER, notices.RETURNED)


def decide(tx: Tx, finding_id: UUID, asked: FindingDecision) -> Finding:
    """A verb on a finding; closing the last one closes its order, reopening one opens it again.

    Raises: NotFound, ReportNotAccepted, and as `findings.deciding.decide`, `findings.service.close` and `reopen`.
    """
    finding = findings.get(tx, finding_id, lock=True)
    if asked.verb not in SPOKEN:
        raise IllegalMove(pointer="/verb", machine="finding", state=finding.state, verb=asked.verb)
    if asked.verb == FindingVerb.CLOSE:
        finding_service.close(tx, finding, asked.reason)
        looking.schedule_proposal(tx)
    elif asked.verb == FindingVerb.REOPEN:
        finding_service.reopen(tx, finding, asked.reason)
    elif asked.verb in REVIEW:
        follow(FINDING_MOVES, tx.actor, finding.state, asked.verb)  # who may at all comes before what the report tells
        _require_accepted(tx, finding)
        deciding.decide(tx, finding, asked)
    if finding.order_id:
        order = tx.session.get_one(Order, finding.order_id, with_for_update=True)
        close_if_done(tx, order)
        if asked.verb == FindingVerb.REOPEN:
            looking.resume(tx, order, asked.reason or "", looking.due_anew(tx, order))
    return finding


def _require_accepted(tx: Tx, finding: Finding) -> None:
    report = tx.session.get_one(Report, finding.report_id)
    if report.state not in DECIDABLE:
        raise ReportNotAccepted(state=report.state)


def close_if_done(tx: Tx, order: Order) -> None:
    """An accepted order closes itself with its last finding."""
    carried = tx.session.scalars(select(Finding).where(Finding.order_id == order.id)).all()
    done = {FindingState.CLOSED, FindingState.REVOKED}
    if order.state == State.ACCEPTED and carried and all(each.state in done for each in carried):
        order.state, order.closed_at = State.CLOSED, tx.now
        order.fulfilled_at = order.fulfilled_at or tx.now
        order.milestone_due_on = None
        order.version += 1
        extending.drop(tx, order, "closed")
        record(tx, "order.closed", order)
