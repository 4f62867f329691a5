"""The accountability machine, whole, and which kinds go which way."""

import pytest

from app.results.states import MOVES, Kind, State, Verb, has_arrow

S, V = State, Verb
DIAGRAM: dict[State, dict[Verb, tuple[State, set[str]]]] = {
    S.SUGGESTED: {V.TAKE: (S.DRAFT, {"result.propose"}), V.DISMISS: (S.DISMISSED, {"result.propose"})},
    S.DRAFT: {V.DISMISS: (S.DISMISSED, {"result.propose"}), V.PROPOSE: (S.PROPOSED, {"result.propose"})},
    S.PROPOSED: {V.APPROVE: (S.APPROVED, {"result.approve"}), V.REFUSE: (S.REFUSED, {"result.approve"})},
    S.APPROVED: {
        V.NOTIFY: (S.NOTIFIED, {"result.execute"}),
        V.EXECUTE: (S.EXECUTED, {"result.execute"}),
        V.HAND_OVER: (S.HANDED_OVER, {"result.execute"}),
        V.MASK: (S.MASKED, {"result.propose"}),
        V.WITHDRAW: (S.WITHDRAWN, {"result.approve"}),
    },
    S.NOTIFIED: {V.EXECUTE: (S.EXECUTED, {"result.execute"}), V.WITHDRAW: (S.WITHDRAWN, {"result.approve"})},
    S.HANDED_OVER: {V.RECEIVE: (S.RECEIVED, {"result.outcome"})},
    S.RECEIVED: {V.RECORD_OUTCOME: (S.OUTCOME_RECORDED, {"result.outcome"})},
    S.MASKED: {
        V.RETURN: (S.APPROVED, {"result.check"}),
        V.CHECK: (S.CHECKED, {"result.check"}),
        V.WITHDRAW: (S.WITHDRAWN, {"result.approve"}),
    },
    S.CHECKED: {V.SEND: (S.SENT_TO_MEDIA, {"result.execute", "result.approve"}), V.WITHDRAW: (S.WITHDRAWN, {"result.approve"})},
    S.SENT_TO_MEDIA: {V.AIR: (S.AIRED, {"result.air"}), V.WITHDRAW: (S.WITHDRAWN, {"result.approve"})},
    S.EXECUTED: {
        V.PLEDGE: (S.PLEDGE_TRACKING, {"result.propose", "result.pledge"}),
        V.CLOSE: (S.CLOSED, {"result.propose"}),
    },
    S.AIRED: {V.PLEDGE: (S.PLEDGE_TRACKING, {"result.propose", "result.pledge"}), V.CLOSE: (S.CLOSED, {"result.propose"})},
    S.PLEDGE_TRACKING: {V.KEEP: (S.CLOSED, {"result.propose"}), V.TURN_INTO_TASK: (S.CLOSED, {"result.propose"})},
    S.DISMISSED: {},
    S.REFUSED: {},
    S.OUTCOME_RECORDED: {},
    S.CLOSED: {},
    S.WITHDRAWN: {},
}  # fmt: skip  by hand, on purpose


@pytest.mark.parametrize("verb", Verb)
@pytest.mark.parametrize("state", State)
def test_every_state_under_every_verb(state: State, verb: Verb) -> None:
    arrows = [move for move in MOVES if (move.source, move.verb) == (state, verb)]
    if verb not in DIAGRAM[state]:
        assert arrows == []
        return
    target, needs = DIAGRAM[state][verb]
    assert {move.target for move in arrows} == {target}
    assert sorted(move.needs for move in arrows) == sorted(needs)


WAYS = {
    Verb.NOTIFY: {Kind.INTERVIEW},
    Verb.EXECUTE: {Kind.INCENTIVE, Kind.PRAISE, Kind.CRITICISM},
    Verb.HAND_OVER: {Kind.ACCOUNTABILITY, Kind.TRANSFER},
    Verb.MASK: {Kind.EXPOSURE},
    Verb.WITHDRAW: set(Kind),
}


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("verb", WAYS)
def test_after_approval_every_kind_goes_its_way(verb: Verb, kind: Kind) -> None:
    assert has_arrow(kind, State.APPROVED, verb) is (kind in WAYS[verb])


def test_a_pledge_follows_what_was_public_and_not_praise() -> None:
    assert [kind for kind in Kind if has_arrow(kind, State.EXECUTED, Verb.PLEDGE)] == [
        Kind.CRITICISM, Kind.INTERVIEW, Kind.EXPOSURE,
    ]  # fmt: skip
