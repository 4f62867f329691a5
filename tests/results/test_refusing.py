"""Verbs of a result that are not for somebody, or not yet."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.bad_input.traces import nothing_changes
from tests.results.making import CHECKS, drafted, move, refusal
from tests.world import Template, World

PACKAGE = {"title": "无", "text": "无", "column": "lagging", "evidence_ids": [], "masked": True}
NOT_YET: dict[str, dict[str, Any]] = {
    "mask": {"package": PACKAGE}, "return": {"reason": "无"}, "check": CHECKS, "send": {}, "keep": {"reason": "无"},
    "turn_into_task": {}, "close": {"reason": "无"},
}  # fmt: skip
NOT_HIS = {
    "mask": "approver",
    "return": "reviewer",
    "check": "reviewer",
    "send": "reviewer",
    "keep": "approver",
    "close": "approver",
}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(template: Template, request: pytest.FixtureRequest) -> Iterator[World]:
    """One world: nothing here changes it."""
    with template.world(request.param) as made:
        for who in ("director", "reviewer", "approver"):
            made.as_(who)
        yield made


@pytest.fixture(scope="module")
def draft(world: World) -> str:
    """An exposure that is only drafted."""
    return str(drafted(world, "exposure")["id"])


@pytest.mark.parametrize("verb", NOT_YET)
def test_what_follows_an_approval_does_not_go_before_it(world: World, draft: str, verb: str) -> None:
    with nothing_changes(world):
        assert refusal(move(world.as_("director"), draft, verb, **NOT_YET[verb])) == (409, "illegal-move")


@pytest.mark.parametrize("verb", NOT_HIS)
def test_a_verb_is_not_for_everybody_who_sees_it(world: World, draft: str, verb: str) -> None:
    with nothing_changes(world):
        assert refusal(move(world.as_(NOT_HIS[verb]), draft, verb, **NOT_YET[verb])) == (403, "forbidden")
