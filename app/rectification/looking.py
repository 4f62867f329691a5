"""Second looks 回头看: the quick one of a single inspector, and one that was planned; what they do to finding and order."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from app.access.policy import Permission, require
from app.audit.service import record
from app.calendar import queries as calendar
from app.calendar.lights import Due
from app.core.clock import legal_date, start_of_day
from app.core.db import Tx
from app.core.machine import drive, follow
from app.evidence import queries as evidence
from app.evidence import service as evidence_service
from app.evidence.schemas import OwnerKind
from app.findings import queries as findings
from app.findings import service as finding_service
from app.findings.models import Finding
from app.findings.states import State as FindingState
from app.findings.states import Verb as FindingVerb
from app.jobs.service import enqueue
from app.notices import service as notices
from app.rectification import queries, rules
from app.rectification.errors import NotReinspectable, OldEvidence, ReinspectionIdReused
from app.rectification.issuing import named_due, set_due, tell_unit
from app.rectification.models import LookMember, Order, PlannedLook, Reinspection
from app.rectification.schemas import ReinspectionDraft
from app.rectification.states import (
    LOOK_MOVES,
    LOOKABLE,
    MOVES,
    OPEN_LOOK,
    LookVerb,
    OrderClass,
    ReinspectionResult,
    ReinspectionState,
    Verb,
)
from app.rulebook import queries as rulebook


def reinspect(tx: Tx, finding_id: UUID, draft: ReinspectionDraft) -> tuple[Reinspection, bool]:
    """Take a second look; says whether it is new.

    A quick one takes effect when its last photograph has arrived; one by a team named in a plan is judged first.
    Raises: NotFound, Forbidden, NotReinspectable, ReinspectionIdReused, OldEvidence, EvidenceIdReused, EvidenceTooLarge.
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
    planned = queries.look_of_team(tx, finding_id)
    if planned:
        follow(LOOK_MOVES, tx.actor, planned.state, LookVerb.LOOK, NotReinspectable(state=planned.state))
        _require_new(tx, finding, draft)
    return _look(tx, finding, draft, planned), True


def _require_new(tx: Tx, finding: Finding, draft: ReinspectionDraft) -> None:
    known = queries.known_hashes(tx, finding)
    for position, line in enumerate(draft.evidence):
        if line.sha256 in known:
            raise OldEvidence(pointer=f"/evidence/{position}/sha256")


def _may_look(tx: Tx, finding: Finding) -> bool:
    """Other eyes may look at any released finding; nobody of the unit itself."""
    return finding.unit_path is not None and not tx.actor.unit_path.startswith(finding.unit_path)


def _look(tx: Tx, finding: Finding, draft: ReinspectionDraft, planned: PlannedLook | None) -> Reinspection:
    row = Reinspection(
        id=draft.id, finding_id=finding.id, author_id=tx.actor.id, content_sha256=draft.content_sha256(),
        state=ReinspectionState.INCOMPLETE, result=draft.result, note=draft.note, inspected_at=draft.inspected_at,
        received_at=tx.now, location=draft.location.model_dump() if draft.location else None,
        plan_id=planned.plan_id if planned else None,
    )  # fmt: skip
    tx.session.add(row)
    case = evidence_service.Case(OwnerKind.REINSPECTION, row.id, draft.location, seal_id=row.plan_id)
    photos = evidence_service.declare(tx, case, draft.evidence)
    record(tx, "reinspection.received", row, finding=str(finding.id), result=draft.result, content_sha256=row.content_sha256)
    if not evidence.missing(photos):
        complete(tx, row)
    return row


def complete(tx: Tx, look: Reinspection) -> None:
    """Its last photograph has arrived: a quick look takes effect, a planned one waits for the reviewer."""
    planned = tx.session.get(PlannedLook, (look.plan_id, look.finding_id), with_for_update=True) if look.plan_id else None
    asked = select(LookMember).where(LookMember.finding_id == look.finding_id, LookMember.done_at.is_(None))
    for member in tx.session.scalars(
        asked.where(LookMember.plan_id == look.plan_id if look.plan_id else LookMember.plan_id.is_(None))
    ):
        member.done_at = tx.now
    if planned is None:
        apply(tx, look, None)
        return
    if planned.state not in OPEN_LOOK:  # another of the team was faster
        look.state = ReinspectionState.REDO
        record(tx, "reinspection.late", look, plan=str(look.plan_id))
        return
    look.state = ReinspectionState.DONE
    planned.state = drive(LOOK_MOVES, planned.state, LookVerb.LOOK)
    planned.reinspection_id = look.id
    record(tx, "reinspection.done", look, plan=str(look.plan_id))


_S, _V, _R = FindingState, FindingVerb, ReinspectionResult
_BACK: dict[str, str | None] = {_S.CLAIMED: _V.FAIL, _S.VERIFIED: _V.FAIL, _S.CLOSED: _V.RELAPSE}
_EFFECT: dict[str, dict[str, str | None]] = {
    _R.RECTIFIED: {state: _V.VERIFY if state == _S.CLAIMED else None for state in LOOKABLE},
    _R.PARTIAL: dict(_BACK),
    _R.NOT_RECTIFIED: dict(_BACK),
    _R.FAKE: dict(_BACK),
    _R.RELAPSED: {_S.CLOSED: _V.RELAPSE},
}
PROPOSE = "reinspection.propose"
FAKE = "reinspection.fake"


def schedule_proposal(tx: Tx) -> None:
    """What is closed now may be looked at again some days on: at the beginning of the month after, the system proposes."""
    first = rules.next_month(legal_date(tx.now) + timedelta(days=rulebook.load(tx).reinspection_from_days))
    enqueue(tx, PROPOSE, run_at=start_of_day(first), slot=f"{first:%Y-%m}")


def apply(tx: Tx, look: Reinspection, new_due_on: date | None) -> None:
    """Let a second look take effect: kept, verified, sent back, or opened again with a new deadline."""
    finding = tx.session.get_one(Finding, look.finding_id, with_for_update=True)
    look.state, look.applied_at = ReinspectionState.APPLIED, tx.now
    record(tx, "finding.reinspected", finding, result=look.result, reason=look.note, reinspection=str(look.id))
    if look.result == ReinspectionResult.FAKE:
        record(tx, "finding.fake_rectification", finding, reinspection=str(look.id), order=str(finding.order_id))
        enqueue(tx, FAKE, finding_id=str(finding.id), reinspection_id=str(look.id))
    verb = _EFFECT[look.result].get(finding.state)
    if verb is None:
        return
    finding_service.step(tx, finding, FindingVerb(verb), result=look.result)
    if verb != FindingVerb.VERIFY and finding.order_id:
        order = tx.session.get_one(Order, finding.order_id, with_for_update=True)
        resume(tx, order, look.note, due_anew(tx, order, new_due_on) if verb == FindingVerb.RELAPSE else None)


def due_anew(tx: Tx, order: Order, wanted: date | None = None) -> Due:
    """The deadline of what was closed and is open again: the day named, else its class's span from today.

    Raises: DeadlinePassed, DueTooFar, if the day is named.
    """
    today = legal_date(tx.now)
    if wanted is not None:
        return named_due(tx, today, wanted, "/new_due_on")
    book, days = rulebook.load(tx), calendar.load(tx)
    return rules.computed(days, book, today, rules.due_again(days, book, today, OrderClass(order.kind)))


def resume(tx: Tx, order: Order, reason: str, due: Due | None) -> None:
    """The unit has to answer again, by a later day if one is given."""
    for move in MOVES:
        if move.source == order.state and move.verb == Verb.RESUME:
            order.state = move.target
            order.closed_at = order.fulfilled_at = None
            order.return_count += 1
            order.last_return_reason = reason
            order.version += 1
            record(tx, "order.resume", order, reason=reason, due_on=due and due.due_on.isoformat())
            tell_unit(tx, order, Permission.ORDER_ANSWER, notices.RESUMED)
    if due and due.due_on > order.due_on:
        set_due(tx, order, due)
