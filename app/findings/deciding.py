"""What the office does with a finding under review: asks, proposes, decides, transfers, and marks."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from app.access.policy import Permission, require
from app.audit.service import record
from app.core.actor import same_person
from app.core.clock import wire
from app.core.db import Tx
from app.core.machine import follow
from app.core.problem import NotFound, PreconditionRequired, StaleVersion
from app.findings import queries, rules, service
from app.findings.errors import (
    DuplicateNotPossible,
    ExampleUnproven,
    NotFixedOnTheSpot,
    OwnProposal,
    OwnReport,
    ReasonRequired,
    ReceiverRequired,
    SeverityRequired,
)
from app.findings.models import Finding
from app.findings.schemas import FindingDecision, FindingMarks
from app.findings.states import DECISIONS, MOVES, RANK, STANDING, ProposalKind, Severity, State, Verb


def decide(tx: Tx, finding: Finding, asked: FindingDecision) -> None:
    """A verb of the review. One proposes, another decides; whoever decides may also do so without a proposal.

    Raises: Forbidden, IllegalMove, OwnReport, OwnProposal, ReasonRequired, SeverityRequired, DuplicateNotPossible,
    NotFixedOnTheSpot, ReceiverRequired, UnknownCategory, UnknownUnit, UnitNotTarget.
    """
    target = follow(MOVES, tx.actor, finding.state, asked.verb)
    if same_person(tx.actor, finding.author_id):
        raise OwnReport
    if asked.verb in DECISIONS and finding.proposal and same_person(tx.actor, UUID(finding.proposal["by"])):
        raise OwnProposal
    details = _WORK[asked.verb](tx, finding, asked) or {}
    if asked.verb in {*DECISIONS, Verb.TRANSFER}:
        finding.decided_by, finding.decided_at = tx.actor.id, tx.now
    service.move(tx, finding, target, asked.verb, **details)


Details = dict[str, Any] | None


def _ask(tx: Tx, finding: Finding, asked: FindingDecision) -> Details:
    finding.question, finding.asked_by = _reason(asked), tx.actor.id
    return {"reason": asked.reason}


def _waive(_tx: Tx, _finding: Finding, asked: FindingDecision) -> Details:
    return {"reason": asked.reason}


def _propose(tx: Tx, finding: Finding, asked: FindingDecision) -> Details:
    kind, reason = asked.proposed or ProposalKind.CONFIRM, _reason(asked)
    lower = asked.severity if kind == ProposalKind.DOWNGRADE else None
    if kind == ProposalKind.DOWNGRADE and (lower is None or RANK[lower] >= RANK[Severity(finding.severity)]):
        raise SeverityRequired(pointer="/severity")
    other = str(_standing(tx, finding, asked).id) if kind == ProposalKind.MERGE else None
    finding.proposal = {
        "kind": kind, "severity": lower, "duplicate_of": other, "reason": reason, "by": str(tx.actor.id), "at": wire(tx.now),
    }  # fmt: skip
    return {"proposed": kind, "severity": lower, "duplicate_of": other, "reason": reason}


def _confirm(tx: Tx, finding: Finding, asked: FindingDecision) -> Details:
    if asked.severity is not None and asked.severity != finding.severity:
        service.log_downgrade(tx, finding, Verb.CONFIRM, asked.severity, _reason(asked))
    service.set_right(tx, finding, asked)
    finding.decision_reason = asked.reason or finding.decision_reason
    return {"severity": finding.severity, "reason": asked.reason}


def _reject(tx: Tx, finding: Finding, asked: FindingDecision) -> Details:
    finding.decision_reason = _reason(asked)
    service.log_downgrade(tx, finding, Verb.REJECT, None, finding.decision_reason)
    return {"severity": finding.severity, "reason": asked.reason}


def _merge(tx: Tx, finding: Finding, asked: FindingDecision) -> Details:
    finding.duplicate_of = _standing(tx, finding, asked).id
    finding.decision_reason = asked.reason or finding.decision_reason
    return {"duplicate_of": str(finding.duplicate_of), "reason": asked.reason}


def _standing(tx: Tx, finding: Finding, asked: FindingDecision) -> Finding:
    """The finding this one doubles: another one, seen by the reader, and not itself out of the books."""
    try:
        other = queries.get(tx, asked.duplicate_of) if asked.duplicate_of else None
    except NotFound:
        other = None
    if other is None or other.id == finding.id or State(other.state) not in STANDING:
        raise DuplicateNotPossible(pointer="/duplicate_of")
    return other


def _settle(tx: Tx, finding: Finding, asked: FindingDecision) -> Details:
    """现场已改: the inspector saw it put right; no order is needed."""
    if not finding.on_the_spot_fixed:
        raise NotFixedOnTheSpot
    finding.decision_reason, finding.fulfilled_at = _reason(asked), tx.now
    return {"reason": asked.reason}


def _transfer(tx: Tx, finding: Finding, asked: FindingDecision) -> Details:
    """移送 (条例 Art. 23): from now on only those who keep seals know of it; the log tells no receiver."""
    if not asked.receiver:
        raise ReceiverRequired(pointer="/receiver")
    finding.transfer = {"receiver": asked.receiver, "reason": _reason(asked), "by": str(tx.actor.id), "at": wire(tx.now)}
    return None


def _reason(asked: FindingDecision) -> str:
    if not asked.reason:
        raise ReasonRequired(pointer="/reason")
    return asked.reason


_WORK: dict[Verb, Callable[[Tx, Finding, FindingDecision], Details]] = {
    Verb.ASK: _ask, Verb.WAIVE: _waive, Verb.PROPOSE: _propose, Verb.CONFIRM: _confirm, Verb.REJECT: _reject, Verb.MERGE: _merge,
    Verb.SETTLE: _settle, Verb.TRANSFER: _transfer,
}  # fmt: skip


def mark(tx: Tx, finding: Finding, marks: FindingMarks, expected: int | None) -> None:
    """Set what the office says of a finding beyond its record, on the version read.

    Raises: Forbidden, PreconditionRequired, StaleVersion, ExampleUnproven.
    """
    require(tx.actor, Permission.FINDING_MARK)
    if expected is None:
        raise PreconditionRequired(pointer="/headers/If-Match", version=finding.version)
    if expected != finding.version:
        raise StaleVersion(pointer="/headers/If-Match", version=finding.version)
    if marks.negative_example and not rules.may_be_example(finding.state):
        raise ExampleUnproven(pointer="/negative_example")
    values = {name: getattr(marks, name) for name in FindingMarks.model_fields}
    changed = sorted(name for name, value in values.items() if getattr(finding, name) != value)
    for name, value in values.items():
        setattr(finding, name, value)
    finding.version += 1
    record(tx, "finding.marked", finding, changed=changed)
