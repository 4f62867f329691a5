"""The unit's answers, the office's judgement, second looks, and closing."""

from uuid import UUID

from sqlalchemy import select

from app.access.policy import Permission, require
from app.audit.service import extend, record
from app.calendar import queries as calendar
from app.core.clock import end_of_day, legal_date
from app.core.db import Tx
from app.core.machine import IllegalMove, follow
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
from app.findings.states import REVIEW, SPOKEN
from app.findings.states import State as FindingState
from app.findings.states import Verb as FindingVerb
from app.rectification import queries, rules
from app.rectification.errors import (
    DueTooFar,
    JudgeOfOwnUnit,
    NotReinspectable,
    OrderNotAnswerable,
    PhotosRequired,
    ReinspectionIdReused,
    SiteCheckNeeded,
    SubmissionIdReused,
    SubmissionIncomplete,
)
from app.rectification.issuing import ensure_signed, set_due
from app.rectification.models import Order, Reinspection, Submission
from app.rectification.schemas import OrderMove, ReinspectionDraft, SubmissionDraft
from app.rectification.states import (
    ANSWERABLE,
    MOVES,
    EvidenceRequirement,
    ReinspectionResult,
    ReinspectionState,
    State,
    SubmissionState,
    Verb,
)
from app.reports.models import Report
from app.reports.states import DECIDABLE
from app.rulebook import queries as rulebook
from app.tasks.errors import DeadlinePassed


def submit(tx: Tx, order_id: UUID, draft: SubmissionDraft) -> tuple[Submission, bool]:
    """Take the unit's answer; says whether it is new. The same content again gives the same answer.

    Raises: NotFound, Forbidden, OrderNotAnswerable, PhotosRequired, SubmissionIdReused, EvidenceIdReused, EvidenceTooLarge.
    """
    order = queries.get(tx, order_id, lock=True)
    require(tx.actor, Permission.ORDER_ANSWER)
    content = draft.content_sha256()
    held = tx.session.get(Submission, draft.id)
    if held is not None:
        if (held.order_id, held.content_sha256) != (order_id, content):
            raise SubmissionIdReused(pointer="/id")
        return held, False
    if order.state not in ANSWERABLE:
        raise OrderNotAnswerable(state=order.state)
    if order.evidence_requirement == EvidenceRequirement.PHOTO and not draft.evidence:
        raise PhotosRequired(pointer="/evidence", reason=order.necessity_reason)
    ensure_signed(tx, order)
    return _take(tx, order, draft, content), True


def _take(tx: Tx, order: Order, draft: SubmissionDraft, content: str) -> Submission:
    values = draft.model_dump(exclude={"id", "evidence"})
    row = Submission(
        id=draft.id, order_id=order.id, seq=queries.next_seq(tx, order.id), author_id=tx.actor.id, content_sha256=content,
        state=SubmissionState.INCOMPLETE, received_at=tx.now, **values,
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
    if order.state not in ANSWERABLE:  # its last photograph came after the order was taken back or another answer was judged
        record(tx, "submission.late", row, order=str(order.id))
        return
    order.state = State.SUBMITTED
    order.version += 1
    for finding in findings.of_orders(tx, [order.id]):
        if finding.state in {FindingState.RELEASED, FindingState.RECTIFYING}:
            finding_service.step(tx, finding, FindingVerb.CLAIM)
    record(tx, "order.answered", order, submission=str(row.id))


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
            _apply(tx, look)
        state = look.state
    extend(tx)
    return state


def judge(tx: Tx, order_id: UUID, asked: OrderMove) -> Order:
    """Accept the unit's answer, or return it.

    Raises: NotFound, Forbidden, IllegalMove, SubmissionIncomplete, SiteCheckNeeded, ReasonRequired, DeadlinePassed, DueTooFar,
    JudgeOfOwnUnit.
    """
    order = queries.get(tx, order_id, lock=True)
    require(tx.actor, Permission.ORDER_JUDGE)
    answer = queries.answer_to_judge(tx, order.id)
    if answer and answer.state == SubmissionState.INCOMPLETE:
        raise SubmissionIncomplete(missing=[str(each) for each in evidence.missing(evidence.of_owner(tx, answer.id))])
    target = follow(MOVES, tx.actor, order.state, asked.verb)
    if tx.actor.unit_path.startswith(order.unit_path):
        raise JudgeOfOwnUnit
    if asked.verb == Verb.ACCEPT:
        _accept(tx, order, answer, asked.reason)
    else:
        _return(tx, order, answer, asked)
    order.state = target
    order.version += 1
    record(tx, f"order.{asked.verb}", order, reason=asked.reason)
    _close_if_done(tx, order)
    return order


def _accept(tx: Tx, order: Order, answer: Submission | None, reason: str | None) -> None:
    for finding in findings.of_orders(tx, [order.id]):
        if finding.state == FindingState.CLAIMED:
            if needs_site_check(finding.severity, public_interest=finding.public_interest):
                raise SiteCheckNeeded(finding_id=str(finding.id), number=finding.number)
            finding_service.step(tx, finding, FindingVerb.VERIFY)
        if finding.fulfilled_at is None and answer:
            finding.fulfilled_at = answer.submitted_at
    if answer:
        answer.state, answer.judged_at, answer.judge_reason = SubmissionState.ACCEPTED, tx.now, reason
        order.fulfilled_at = answer.submitted_at


def _return(tx: Tx, order: Order, answer: Submission | None, asked: OrderMove) -> None:
    if not asked.reason:
        raise ReasonRequired(pointer="/reason")
    if asked.new_due_on is not None:
        if end_of_day(asked.new_due_on) <= tx.now:
            raise DeadlinePassed(pointer="/new_due_on", due_on=asked.new_due_on.isoformat())
        book = rulebook.load(tx)
        if asked.new_due_on > rules.months_later(legal_date(tx.now), book.long_max_months):
            raise DueTooFar(pointer="/new_due_on", months=book.long_max_months)
        set_due(tx, order, rules.computed(calendar.load(tx), book, legal_date(tx.now), asked.new_due_on))
    order.return_count += 1
    order.last_return_reason = asked.reason
    if answer:
        answer.state, answer.judged_at, answer.judge_reason = SubmissionState.RETURNED, tx.now, asked.reason
    for finding in findings.of_orders(tx, [order.id]):
        if finding.state in {FindingState.CLAIMED, FindingState.VERIFIED}:
            finding_service.step(tx, finding, FindingVerb.FAIL, reason=asked.reason)


def reinspect(tx: Tx, finding_id: UUID, draft: ReinspectionDraft) -> tuple[Reinspection, bool]:
    """Take a second look; says whether it is new. It takes effect when its last photograph has arrived.

    Raises: NotFound, Forbidden, NotReinspectable, ReinspectionIdReused, EvidenceIdReused, EvidenceTooLarge.
    """
    require(tx.actor, Permission.FINDING_REINSPECT)
    finding = tx.session.get(Finding, finding_id, with_for_update=True)
    if finding is None or not _may_look(tx, finding):
        findings.get(tx, finding_id)
        raise NotReinspectable
    content = draft.content_sha256()
    held = tx.session.get(Reinspection, draft.id)
    if held is not None:
        if (held.finding_id, held.content_sha256) != (finding_id, content):
            raise ReinspectionIdReused(pointer="/id")
        return held, False
    if finding.state not in _EFFECT[draft.result]:
        raise NotReinspectable(state=finding.state, result=draft.result)
    return _look(tx, finding, draft, content), True


def _may_look(tx: Tx, finding: Finding) -> bool:
    """Other eyes may look at any released finding; nobody of the unit itself."""
    return finding.unit_path is not None and not tx.actor.unit_path.startswith(finding.unit_path)


def _look(tx: Tx, finding: Finding, draft: ReinspectionDraft, content: str) -> Reinspection:
    row = Reinspection(
        id=draft.id, finding_id=finding.id, author_id=tx.actor.id, content_sha256=content, state=ReinspectionState.INCOMPLETE,
        result=draft.result, note=draft.note, inspected_at=draft.inspected_at, received_at=tx.now,
        location=draft.location.model_dump() if draft.location else None,
    )  # fmt: skip
    tx.session.add(row)
    photos = evidence_service.declare(tx, evidence_service.Case(OwnerKind.REINSPECTION, row.id, draft.location), draft.evidence)
    record(tx, "reinspection.received", row, finding=str(finding.id), result=draft.result)
    if not evidence.missing(photos):
        _apply(tx, row)
    return row


_S, _V, _R = FindingState, FindingVerb, ReinspectionResult
_BACK: dict[str, str | None] = {_S.CLAIMED: _V.FAIL, _S.VERIFIED: _V.FAIL, _S.CLOSED: _V.RELAPSE}
_EFFECT: dict[str, dict[str, str | None]] = {
    _R.RECTIFIED: {_S.CLAIMED: _V.VERIFY, _S.VERIFIED: None, _S.CLOSED: None},
    _R.PARTIAL: dict(_BACK),
    _R.NOT_RECTIFIED: dict(_BACK),
    _R.FAKE: dict(_BACK),
    _R.RELAPSED: {_S.CLOSED: _V.RELAPSE},
}


def _apply(tx: Tx, look: Reinspection) -> None:
    finding = tx.session.get_one(Finding, look.finding_id, with_for_update=True)
    look.state, look.applied_at = ReinspectionState.APPLIED, tx.now
    record(tx, "finding.reinspected", finding, result=look.result, reason=look.note, reinspection=str(look.id))
    verb = _EFFECT[look.result].get(finding.state)
    if verb is None:
        return
    finding_service.step(tx, finding, FindingVerb(verb), result=look.result)
    if verb != FindingVerb.VERIFY and finding.order_id:
        _resume(tx, tx.session.get_one(Order, finding.order_id, with_for_update=True), look.note)


def _resume(tx: Tx, order: Order, reason: str) -> None:
    """The unit has to answer again."""
    for move in MOVES:
        if move.source == order.state and move.verb == Verb.RESUME:
            order.state = move.target
            order.closed_at = order.fulfilled_at = None
            order.return_count += 1
            order.last_return_reason = reason
            order.version += 1
            record(tx, "order.resume", order, reason=reason)


def decide(tx: Tx, finding_id: UUID, asked: FindingDecision) -> Finding:
    """A verb on a finding; closing the last one closes its order, reopening one opens it again.

    Raises: NotFound, ReportNotAccepted, and as `findings.deciding.decide`, `findings.service.close` and `reopen`.
    """
    finding = findings.get(tx, finding_id, lock=True)
    if asked.verb not in SPOKEN:
        raise IllegalMove(pointer="/verb", machine="finding", state=finding.state, verb=asked.verb)
    if asked.verb == FindingVerb.CLOSE:
        finding_service.close(tx, finding, asked.reason)
    elif asked.verb == FindingVerb.REOPEN:
        finding_service.reopen(tx, finding, asked.reason)
    elif asked.verb in REVIEW:
        follow(FINDING_MOVES, tx.actor, finding.state, asked.verb)  # who may at all comes before what the report tells
        _require_accepted(tx, finding)
        deciding.decide(tx, finding, asked)
    if finding.order_id:
        order = tx.session.get_one(Order, finding.order_id, with_for_update=True)
        _close_if_done(tx, order)
        if asked.verb == FindingVerb.REOPEN:
            _resume(tx, order, asked.reason or "")
    return finding


def _require_accepted(tx: Tx, finding: Finding) -> None:
    report = tx.session.get_one(Report, finding.report_id)
    if report.state not in DECIDABLE:
        raise ReportNotAccepted(state=report.state)


def _close_if_done(tx: Tx, order: Order) -> None:
    carried = tx.session.scalars(select(Finding).where(Finding.order_id == order.id)).all()
    done = {FindingState.CLOSED, FindingState.REVOKED}
    if order.state == State.ACCEPTED and carried and all(each.state in done for each in carried):
        order.state, order.closed_at = State.CLOSED, tx.now
        order.fulfilled_at = order.fulfilled_at or tx.now
        order.version += 1
        record(tx, "order.closed", order)
