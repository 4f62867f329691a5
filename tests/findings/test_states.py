"""The finding's machine, whole: every state under every verb."""

import pytest

from app.findings.rules import may_be_example, needs_site_check
from app.findings.states import MOVES, SPOKEN, State, Verb

DIAGRAM = {
    State.SUBMITTED: {
        Verb.ASK: State.NEED_MORE,
        Verb.PROPOSE: State.SUBMITTED,
        Verb.CONFIRM: State.CONFIRMED,
        Verb.REJECT: State.REJECTED,
        Verb.MERGE: State.MERGED,
        Verb.SETTLE: State.VERIFIED,
    },
    State.NEED_MORE: {Verb.WAIVE: State.SUBMITTED, Verb.SUPPLEMENT: State.SUBMITTED},
    State.CONFIRMED: {
        Verb.REJECT: State.REJECTED,
        Verb.RELEASE: State.RELEASED,
        Verb.SETTLE: State.VERIFIED,
        Verb.TRANSFER: State.TRANSFERRED,
    },
    State.REJECTED: {},
    State.MERGED: {},
    State.TRANSFERRED: {},
    State.RELEASED: {
        Verb.START: State.RECTIFYING,
        Verb.RECALL: State.CONFIRMED,
        Verb.REASSIGN: State.RELEASED,
    },
    State.RECTIFYING: {Verb.CLAIM: State.CLAIMED, Verb.RECALL: State.CONFIRMED, Verb.REASSIGN: State.RELEASED},
    State.CLAIMED: {
        Verb.VERIFY: State.VERIFIED,
        Verb.FAIL: State.RECTIFYING,
        Verb.UNCLAIM: State.RECTIFYING,
        Verb.RECALL: State.CONFIRMED,
    },
    State.VERIFIED: {Verb.CLOSE: State.CLOSED, Verb.FAIL: State.RECTIFYING, Verb.RECALL: State.CONFIRMED},
    State.CLOSED: {Verb.REOPEN: State.RECTIFYING, Verb.RELAPSE: State.RECTIFYING},
    State.REVOKED: {},
}  # fmt: skip  by hand, on purpose
for _state in (State.CONFIRMED, State.RELEASED, State.RECTIFYING, State.CLAIMED, State.VERIFIED, State.CLOSED):
    DIAGRAM[_state][Verb.REVOKE] = State.REVOKED
NEEDS = {
    Verb.CONFIRM: "finding.decide", Verb.REJECT: "finding.decide", Verb.MERGE: "finding.decide", Verb.SETTLE: "finding.decide",
    Verb.CLOSE: "finding.close", Verb.REOPEN: "finding.close", Verb.RELEASE: "order.issue", Verb.ASK: "report.review",
    Verb.WAIVE: "report.review", Verb.SUPPLEMENT: "report.write", Verb.PROPOSE: "finding.propose",
    Verb.TRANSFER: "finding.transfer",
}  # fmt: skip


@pytest.mark.parametrize("verb", Verb)
@pytest.mark.parametrize("state", State)
def test_every_state_under_every_verb(state: State, verb: Verb) -> None:
    targets = [move.target for move in MOVES if (move.source, move.verb) == (state, verb)]
    assert targets == ([DIAGRAM[state][verb]] if verb in DIAGRAM[state] else [])


@pytest.mark.parametrize("move", MOVES, ids=lambda move: f"{move.source}-{move.verb}")
def test_every_arrow_asks_for_its_permission(move: object) -> None:
    assert move.needs == NEEDS.get(move.verb, "system")  # type: ignore[attr-defined]


def test_the_verbs_of_the_api_are_the_offices() -> None:
    assert {str(verb) for verb in SPOKEN} == {
        "confirm", "reject", "merge", "settle", "ask", "waive", "propose", "transfer", "close", "reopen",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("severity", "public", "needed"),
    [("minor", False, False), ("general", False, False), ("serious", False, True), ("minor", True, True)],
)
def test_what_is_never_verified_on_paper(severity: str, *, public: bool, needed: bool) -> None:
    assert needs_site_check(severity, public_interest=public) is needed


@pytest.mark.parametrize("state", State)
def test_a_negative_example_is_a_proven_fault(state: State) -> None:
    assert may_be_example(state) is (state in {"confirmed", "released", "rectifying", "claimed", "verified", "closed"})
