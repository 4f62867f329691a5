"""What the office does with a finding beside confirming or rejecting it."""

from collections.abc import Callable

from app.core.db import Tx
from app.demo.county import demo_id
from app.demo.script import Scene
from app.demo.sentences import says
from app.demo.shapes import Ending, FindingSeed
from app.findings.schemas import FindingDecision
from app.findings.states import ProposalKind, Severity, Verb
from app.rectification import answering

DOUBLED = "told-13"  # what the merged one doubles
RECEIVER = "云岫县纪律检查委员会、监察委员会"


def decided(finding: FindingSeed) -> list[Scene]:
    """Who says what, one after the other; nothing for what is simply confirmed or rejected."""
    return [Scene(f"{finding.key}-{asked.verb}", who, _decide(finding, asked)) for who, asked in TOLD.get(finding.ending, list)()]


def _decide(finding: FindingSeed, asked: FindingDecision) -> Callable[[Tx], object]:
    return lambda tx: answering.decide(tx, finding.id, asked)


Told = list[tuple[str, FindingDecision]]


def _lowered() -> Told:
    proposal = FindingDecision(
        verb=Verb.PROPOSE, proposed=ProposalKind.DOWNGRADE, severity=Severity.GENERAL, reason=says("downgrade_proposed")
    )
    return [
        ("reviewer", proposal),
        ("director", FindingDecision(verb=Verb.CONFIRM, severity=Severity.GENERAL, reason=says("downgraded"))),
    ]


def _need_more() -> Told:
    return [("reviewer", FindingDecision(verb=Verb.ASK, reason=says("need_more")))]


def _proposed() -> Told:
    return [("reviewer", FindingDecision(verb=Verb.PROPOSE, proposed=ProposalKind.REJECT, reason=says("reject_proposed")))]


def _settled() -> Told:
    return [
        ("director", FindingDecision(verb=Verb.SETTLE, reason=says("settled"))),
        ("director", FindingDecision(verb=Verb.CLOSE, reason=says("settled"))),
    ]


def _merged() -> Told:
    return [("director", FindingDecision(verb=Verb.MERGE, duplicate_of=demo_id("finding", DOUBLED), reason=says("merged")))]


def _transferred() -> Told:
    return [
        ("director", FindingDecision(verb=Verb.CONFIRM)),
        ("approver", FindingDecision(verb=Verb.TRANSFER, receiver=RECEIVER, reason=says("transferred"))),
    ]


TOLD: dict[Ending, Callable[[], Told]] = {
    Ending.LOWERED: _lowered, Ending.NEED_MORE: _need_more, Ending.PROPOSED: _proposed, Ending.SETTLED: _settled,
    Ending.MERGED: _merged, Ending.TRANSFERRED: _transferred,
}  # fmt: skip
