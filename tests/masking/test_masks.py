"""The verbs on masks: versions, races, bad shapes, and what the log is told."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest

from app.audit import queries as audit
from app.evidence import masking
from app.evidence.mask_schemas import Box
from app.evidence.states import Hint
from tests.masking.making import GREEN_HALF, RED_HALF, checked, covered, let_out, moved, refusal
from tests.world import World

STROKE = {"kind": "stroke", "thickness": 400, "points": [[1000, 1000], [2000, 2500]]}


def test_a_mask_nobody_touched_is_empty_and_of_version_nought(world: World) -> None:
    evidence = let_out(world)["evidence"]
    mask = world.as_("reviewer").get(f"/evidence/{evidence}/mask").json()
    assert mask == {
        "evidence_id": evidence, "state": "none", "shapes": [], "version": 0, "checked_by_name": None, "checked_at": None,
        "moves": ["edit", "check"],
    }  # fmt: skip


def test_what_is_saved_is_read_back_and_who_vouched_is_named(world: World) -> None:
    evidence, reviewer = let_out(world)["evidence"], world.as_("reviewer")
    saved = covered(reviewer, evidence, [RED_HALF, STROKE], 0).json()
    assert (saved["state"], saved["version"], len(saved["shapes"])) == ("none", 1, 2)
    assert saved["shapes"][0] == RED_HALF | {"hint": None}
    assert saved["shapes"][1] == STROKE
    done = moved(reviewer, evidence, "check", 1).json()
    assert (done["state"], done["checked_by_name"], done["moves"]) == ("checked", "严演示", ["reopen"])
    assert world.as_("director").get(f"/evidence/{evidence}").json()["mask"] == done


def test_the_log_is_told_how_much_and_never_where(world: World) -> None:
    evidence, reviewer = let_out(world)["evidence"], world.as_("reviewer")
    checked(world, evidence, [RED_HALF])
    assert moved(reviewer, evidence, "reopen", 2).status_code == 200
    with world.database.reading() as tx:
        story = [entry for entry in audit.story(tx, UUID(evidence)) if entry.action.startswith("evidence.mask")]
        told = [json.loads(entry.payload or b"{}") for entry in story]
    assert [entry.action for entry in story] == ["evidence.mask_saved", "evidence.mask_checked", "evidence.mask_reopened"]
    assert [set(each) for each in told] == [{"shapes", "shapes_sha256", "version"}] * 3
    assert [(each["shapes"], each["version"]) for each in told] == [(1, 1), (1, 2), (1, 3)]


def test_a_checked_mask_is_reopened_before_it_is_changed(world: World) -> None:
    evidence, reviewer = let_out(world)["evidence"], world.as_("reviewer")
    checked(world, evidence, [RED_HALF])
    assert refusal(covered(reviewer, evidence, [GREEN_HALF], 2)) == (409, "illegal-move")
    assert refusal(moved(reviewer, evidence, "check", 2)) == (409, "illegal-move")
    assert moved(reviewer, evidence, "reopen", 2).json()["state"] == "none"
    assert refusal(moved(reviewer, evidence, "reopen", 3)) == (409, "illegal-move")


def test_a_stale_or_missing_version_changes_nothing(world: World) -> None:
    evidence, reviewer = let_out(world)["evidence"], world.as_("reviewer")
    assert covered(reviewer, evidence, [RED_HALF], 0).status_code == 200
    late = covered(world.as_("director"), evidence, [GREEN_HALF], 0)
    assert (*refusal(late), late.json()["version"]) == (412, "stale-version", 1)
    assert refusal(moved(reviewer, evidence, "check", 0)) == (412, "stale-version")
    bare = reviewer.put(f"/evidence/{evidence}/mask", json={"shapes": [GREEN_HALF]})
    assert refusal(bare) == (428, "precondition-required")
    again = reviewer.put(f"/evidence/{evidence}/mask", json={"shapes": [RED_HALF | {"hint": None}]})
    assert (again.status_code, again.json()["version"]) == (200, 1)
    assert reviewer.get(f"/evidence/{evidence}/mask").json()["shapes"] == [RED_HALF | {"hint": None}]


def test_of_a_check_and_an_edit_at_once_one_wins_and_the_other_is_told(world: World) -> None:
    """What is checked is what was looked at: never shapes that came in between."""
    reviewer, director = world.as_("reviewer"), world.as_("director")
    for _ in range(6):
        evidence = let_out(world)["evidence"]
        assert covered(reviewer, evidence, [RED_HALF], 0).status_code == 200
        with ThreadPoolExecutor(2) as pool:
            edit = pool.submit(covered, director, evidence, [], 1)
            check = pool.submit(moved, reviewer, evidence, "check", 1)
            codes = sorted([edit.result().status_code, check.result().status_code])
        assert codes in ([200, 412], [200, 409])
        mask = reviewer.get(f"/evidence/{evidence}/mask").json()
        assert (mask["state"], len(mask["shapes"])) in {("checked", 1), ("none", 0)}


def test_the_first_touch_of_two_at_once_is_one(world: World) -> None:
    evidence = let_out(world)["evidence"]
    with ThreadPoolExecutor(2) as pool:
        answers = [
            pool.submit(covered, world.as_(who), evidence, [shape], 0)
            for who, shape in (("reviewer", RED_HALF), ("director", GREEN_HALF))
        ]
        assert sorted(answer.result().status_code for answer in answers) == [200, 412]


def test_all_of_a_report_are_checked_in_one_act_or_none(world: World) -> None:
    first, second = let_out(world)["evidence"], let_out(world)["evidence"]
    reviewer = world.as_("reviewer")
    stale = {"items": [{"evidence_id": first, "version": 0}, {"evidence_id": second, "version": 5}]}
    refused = reviewer.post("/evidence/masks/checks", json=stale)
    assert (*refusal(refused), refused.json()["evidence_id"]) == (412, "stale-version", second)
    assert reviewer.get(f"/evidence/{first}/mask").json()["state"] == "none"
    twice = {"items": [{"evidence_id": first, "version": 0}] * 2}
    assert reviewer.post("/evidence/masks/checks", json=twice).status_code == 422
    stale["items"][1]["version"] = 0
    done = reviewer.post("/evidence/masks/checks", json=stale).json()["items"]
    assert [(each["evidence_id"], each["state"]) for each in done] == [(first, "checked"), (second, "checked")]


@pytest.mark.parametrize(
    ("shape", "pointer"),
    [
        (RED_HALF | {"w": 0}, "/shapes/0/box/w"),
        (RED_HALF | {"x": 6000}, "/shapes/0/box"),
        (RED_HALF | {"y": -1}, "/shapes/0/box/y"),
        (RED_HALF | {"x": 0.5}, "/shapes/0/box/x"),
        (RED_HALF | {"hint": "cat"}, "/shapes/0/box/hint"),
        (STROKE | {"points": []}, "/shapes/0/stroke/points"),
        (STROKE | {"points": [[0, 10001]]}, "/shapes/0/stroke/points/0/1"),
        (STROKE | {"points": [[1, 1]] * 2001}, "/shapes/0/stroke/points"),
        ({"kind": "star"}, "/shapes/0"),
    ],
)
def test_shapes_that_cannot_be_drawn_are_refused_by_name(world: World, shape: dict[str, Any], pointer: str) -> None:
    evidence = let_out(world)["evidence"]
    answer = covered(world.as_("reviewer"), evidence, [shape], 0)
    assert (answer.status_code, answer.json()["pointer"]) == (422, pointer)


def test_no_more_is_taken_than_the_brush_can_be_told(world: World) -> None:
    evidence, reviewer = let_out(world)["evidence"], world.as_("reviewer")
    assert refusal(covered(reviewer, evidence, [RED_HALF] * 101, 0)) == (422, "invalid-request")
    longest = STROKE | {"points": [[10000, 10000]] * 1000}
    assert refusal(covered(reviewer, evidence, [longest] * 3, 0)) == (422, "invalid-request")
    assert covered(reviewer, evidence, [RED_HALF] * 98 + [longest] * 2, 0).status_code == 200
    assert reviewer.get(f"/evidence/{evidence}/masked").status_code == 200


@pytest.mark.parametrize("who", ["inspector", "approver", "township", "county-leader"])
def test_only_the_desk_covers_and_vouches(world: World, who: str) -> None:
    evidence, client = let_out(world)["evidence"], world.as_(who)
    assert refusal(covered(client, evidence, [], 0)) == (403, "forbidden")
    assert refusal(moved(client, evidence, "check", 0)) == (403, "forbidden")
    assert refusal(client.post("/evidence/masks/checks", json={"items": [{"evidence_id": evidence, "version": 0}]}))[0] == 403


def test_a_suggestion_is_never_a_check_and_comes_only_first(world: World) -> None:
    evidence, reviewer = let_out(world)["evidence"], world.as_("reviewer")
    found = [Box(kind="box", x=100, y=100, w=500, h=500, hint=Hint.FACE)]
    for _ in range(2):
        with world.database.transaction() as tx:
            masking.suggest(tx, UUID(evidence), found)
    mask = reviewer.get(f"/evidence/{evidence}/mask").json()
    assert (mask["state"], mask["version"], [each["hint"] for each in mask["shapes"]]) == ("suggested", 1, ["face"])
    assert refusal(world.as_("township").get(f"/evidence/{evidence}/preview")) == (409, "evidence-mask-pending")
    assert covered(reviewer, evidence, [RED_HALF], 1).json()["state"] == "suggested"
    assert moved(reviewer, evidence, "check", 2).json()["state"] == "checked"
    other = let_out(world)["evidence"]
    assert covered(reviewer, other, [GREEN_HALF], 0).status_code == 200
    with world.database.transaction() as tx:
        masking.suggest(tx, UUID(other), found)
    assert reviewer.get(f"/evidence/{other}/mask").json()["shapes"] == [GREEN_HALF | {"hint": None}]
