"""Every arrow of a result over HTTP, and every way it says no."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from app.core.actor import Actor
from app.identity.models import User
from app.results import service
from app.results.errors import DeputyNotEnough
from app.results.models import Action
from app.results.schemas import ActionMove
from app.results.states import Kind
from tests.making import a_report, a_task, an_order
from tests.results.making import (
    AIRING,
    INTERVIEW,
    NOTICE,
    PLEDGE,
    PRAISE,
    a_package,
    an_example,
    approved,
    done,
    drafted,
    executed,
    handed,
    move,
    refusal,
    sent,
    state,
)
from tests.world import OTHER_TOWN, TOWN, World, user_id


def suggested(world: World, kind: Kind = Kind.INTERVIEW) -> tuple[str, str]:
    """What the program suggests on an order's finding; the suggestion and the finding."""
    finding = an_order(world)["findings"][0]["id"]
    with world.database.transaction() as tx:
        row = service.suggest(tx, kind, TOWN, [UUID(finding)], "超期12个工作日")
        assert row is not None
    return str(row.id), finding


def test_a_suggestion_is_made_once_and_becomes_a_draft(world: World) -> None:
    id_, finding = suggested(world)
    with world.database.transaction() as tx:
        assert service.suggest(tx, Kind.INTERVIEW, TOWN, [UUID(finding)], "又一次") is None
    read = done(world.as_("reviewer").get(f"/results/{id_}"))
    assert (read["state"], read["because"], read["author_name"], read["moves"]) == (
        "suggested", "超期12个工作日", None, ["take", "dismiss"],
    )  # fmt: skip
    taken = done(move(world.as_("reviewer"), id_, "take"))
    assert (taken["state"], taken["author_name"], taken["proposal"]) == ("draft", "严演示", "超期12个工作日")
    assert refusal(move(world.as_("reviewer"), id_, "take")) == (409, "illegal-move")


def test_a_suggestion_is_dismissed_with_a_reason(world: World) -> None:
    id_, _ = suggested(world)
    assert refusal(move(world.as_("approver"), id_, "dismiss", reason="无")) == (403, "forbidden")
    assert refusal(move(world.as_("director"), id_, "dismiss")) == (422, "reason-required")
    assert state(move(world.as_("director"), id_, "dismiss", reason="已另行办理")) == "dismissed"


def test_a_draft_is_set_aside(world: World) -> None:
    assert state(move(world.as_("reviewer"), drafted(world, "criticism")["id"], "dismiss", reason="情节轻微")) == "dismissed"


def test_a_draft_sent_again_is_the_same_and_changed_on_its_version(world: World) -> None:
    client, id_ = world.as_("reviewer"), str(uuid4())
    finding = an_order(world)["findings"][0]["id"]
    draft = {"kind": "criticism", "unit_id": str(TOWN), "proposal": "建议批评", "finding_ids": [finding]}
    assert [client.put(f"/results/{id_}", json=draft).status_code for _ in range(2)] == [201, 200]
    other = draft | {"proposal": "建议通报批评"}
    assert refusal(client.put(f"/results/{id_}", json=other)) == (428, "precondition-required")
    assert refusal(client.put(f"/results/{id_}", json=other, headers={"If-Match": '"7"'})) == (412, "stale-version")
    assert done(client.put(f"/results/{id_}", json=other, headers={"If-Match": '"1"'}))["version"] == 2
    done(move(client, id_, "propose"))
    assert refusal(client.put(f"/results/{id_}", json=other, headers={"If-Match": '"3"'})) == (409, "result-not-a-draft")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"finding_ids": [str(uuid4())]}, (422, "ground-unknown")),
        ({"kind": "praise", "example_ids": [str(uuid4())]}, (422, "ground-unknown")),
        ({"example_ids": [str(uuid4())]}, (422, "ground-of-other-sort")),
        ({"unit_id": str(uuid4())}, (422, "unknown-unit")),
        ({"unit_id": str(UUID(int=101))}, (422, "unit-not-target")),
    ],
)
def test_a_draft_rests_on_what_is_there(world: World, changes: dict[str, Any], expected: tuple[int, str]) -> None:
    draft = {"kind": "criticism", "unit_id": str(TOWN), "proposal": "建议"} | changes
    assert refusal(world.as_("reviewer").put(f"/results/{uuid4()}", json=draft)) == expected


def test_grounds_are_the_units_own_and_firm(world: World) -> None:
    finding, reviewer = an_order(world)["findings"][0]["id"], world.as_("reviewer")
    draft = {"kind": "criticism", "unit_id": str(OTHER_TOWN), "proposal": "建议", "finding_ids": [finding]}
    assert refusal(reviewer.put(f"/results/{uuid4()}", json=draft)) == (422, "ground-of-other-unit")
    bare = drafted(world, "criticism", finding_ids=[])["id"]
    assert refusal(move(reviewer, bare, "propose")) == (422, "ground-missing")
    undecided = a_report(world)["findings"][0]["id"]
    soft = drafted(world, "criticism", finding_ids=[undecided])["id"]
    assert refusal(move(reviewer, soft, "propose")) == (409, "ground-not-firm")


def test_a_team_leader_suggests_and_proposes_nothing(world: World) -> None:
    leader, report = world.as_("leader1"), a_report(world, author="inspector")
    draft = {"kind": "criticism", "unit_id": str(TOWN), "proposal": "建议", "finding_ids": [report["findings"][0]["id"]]}
    assert refusal(leader.put(f"/results/{uuid4()}", json=draft)) == (422, "ground-unknown")
    own = draft | {"finding_ids": []}
    id_ = str(uuid4())
    assert leader.put(f"/results/{id_}", json=own).status_code == 201
    assert refusal(move(leader, id_, "propose")) == (403, "forbidden")
    assert refusal(world.as_("inspector").put(f"/results/{uuid4()}", json=own)) == (403, "forbidden")
    assert done(world.as_("reviewer").get(f"/results/{id_}"))["author_name"] == "赵测试"


def test_a_leader_approves_by_an_instrument(world: World) -> None:
    id_ = drafted(world, "criticism")["id"]
    done(move(world.as_("reviewer"), id_, "propose"))
    assert refusal(move(world.as_("director"), id_, "approve", instrument="x")) == (403, "forbidden")
    assert refusal(move(world.as_("approver"), id_, "approve")) == (422, "result-part-required")
    read = done(move(world.as_("approver"), id_, "approve", instrument="云督批〔2026〕8号"))
    assert (read["state"], read["instrument"], read["moves"]) == ("approved", "云督批〔2026〕8号", ["withdraw"])


def test_a_leader_refuses_with_a_reason(world: World) -> None:
    id_ = drafted(world, "criticism")["id"]
    assert refusal(move(world.as_("approver"), id_, "refuse", reason="无")) == (409, "illegal-move")
    done(move(world.as_("reviewer"), id_, "propose"))
    assert refusal(move(world.as_("approver"), id_, "refuse")) == (422, "reason-required")
    assert state(move(world.as_("approver"), id_, "refuse", reason="证据不足")) == "refused"


def test_nobody_approves_what_they_proposed(fresh: World) -> None:
    with fresh.database.transaction() as tx:
        tx.session.get_one(User, user_id("approver")).roles = ["approver", "reviewer"]
    id_ = drafted(fresh, "praise")["id"]
    both = fresh.as_("approver")
    done(move(both, id_, "propose"))
    assert refusal(move(both, id_, "approve", instrument="x")) == (403, "own-result-proposal")
    assert refusal(move(both, id_, "refuse", reason="x")) == (403, "own-result-proposal")


def test_a_deputy_does_not_approve_what_is_grave(fresh: World) -> None:
    id_ = drafted(fresh, "accountability")["id"]
    done(move(fresh.as_("reviewer"), id_, "propose"))
    with fresh.database.transaction() as tx:
        held = frozenset({"result.approve"})
        tx.actor = Actor(uuid4(), "代", None, "", frozenset(), held, lent=(("result.approve", user_id("approver")),))
        row = tx.session.get_one(Action, UUID(id_))
        with pytest.raises(DeputyNotEnough):
            service.approve(tx, row, ActionMove(verb="approve", instrument="x"))
        row.kind = Kind.PRAISE
        service.approve(tx, row, ActionMove(verb="approve", instrument="x"))


def test_an_interview_has_its_notice_two_people_and_minutes(world: World) -> None:
    director, id_ = world.as_("director"), approved(world, "interview")["id"]
    assert refusal(move(director, id_, "execute", execution=INTERVIEW)) == (409, "verb-not-of-kind")
    assert refusal(move(director, id_, "notify")) == (422, "result-part-required")
    assert refusal(move(world.as_("reviewer"), id_, "notify", notice=NOTICE)) == (403, "forbidden")
    told = done(move(director, id_, "notify", notice=NOTICE))
    assert told["state"] == "notified"
    assert told["number"].startswith("云督约〔")
    for changes, expected in (
        (None, "result-part-required"), ({"staff_ids": INTERVIEW["staff_ids"][:1]}, "two-staff-needed"),
        ({"attendees": []}, "result-part-required"), ({"happened_on": "2098-01-01"}, "in-the-future"),
        ({"staff_ids": [str(uuid4()), str(uuid4())]}, "unknown-person"),
    ):  # fmt: skip
        given = {"execution": INTERVIEW | changes} if changes else {}
        assert refusal(move(director, id_, "execute", **given)) == (422, expected)
    read = done(move(director, id_, "execute", execution=INTERVIEW))
    assert (read["state"], read["execution"]["staff"], read["number"]) == ("executed", ["严演示", "周示例"], told["number"])


@pytest.mark.parametrize("kind", ["incentive", "praise", "criticism"])
def test_plain_results_are_carried_out_and_numbered(world: World, kind: str) -> None:
    read = executed(world, kind)
    assert (read["state"], read["number"][:4]) == ("executed", "云督用〔")
    assert refusal(move(world.as_("director"), read["id"], "execute", execution=PRAISE)) == (409, "illegal-move")


def test_nothing_is_carried_out_on_what_was_not_fed_back(world: World) -> None:
    report, director = a_report(world), world.as_("director")
    finding = report["findings"][0]["id"]
    done(director.post(f"/reports/{report['id']}/moves", json={"verb": "accept"}))
    done(director.post(f"/findings/{finding}/moves", json={"verb": "confirm"}))
    for kind, verb, more in (
        ("criticism", "execute", {"execution": PRAISE}), ("interview", "notify", {"notice": NOTICE}),
    ):  # fmt: skip
        id_ = approved(world, kind, finding_ids=[finding])["id"]
        assert refusal(move(director, id_, verb, **more)) == (409, "ground-not-released")
    exposure = approved(world, "exposure", finding_ids=[finding])
    answer = move(world.as_("reviewer"), exposure["id"], "mask", package=a_package(exposure))
    assert refusal(answer) == (409, "ground-not-released")


@pytest.mark.parametrize("kind", ["accountability", "transfer"])
def test_handed_over_received_and_reported_back(world: World, kind: str) -> None:
    director, discipline, id_ = world.as_("director"), world.as_("discipline"), approved(world, kind)["id"]
    assert refusal(move(discipline, id_, "receive", receipt="x")) == (404, "not-found")
    assert refusal(move(director, id_, "hand_over")) == (422, "result-part-required")
    assert state(move(director, id_, "hand_over", receiver="县纪委监委")) == "handed_over"
    assert refusal(move(director, id_, "receive", receipt="x")) == (403, "forbidden")
    assert refusal(move(discipline, id_, "record_outcome", outcome={"text": "x", "on": "2026-11-20"})) == (409, "illegal-move")
    assert refusal(move(discipline, id_, "receive")) == (422, "result-part-required")
    assert state(move(discipline, id_, "receive", receipt="云纪收〔2026〕3号")) == "received"
    assert refusal(move(discipline, id_, "record_outcome")) == (422, "result-part-required")
    ahead = {"text": "x", "on": "2098-01-01"}
    assert refusal(move(discipline, id_, "record_outcome", outcome=ahead)) == (422, "in-the-future")
    read = done(move(discipline, id_, "record_outcome", outcome={"text": "诫勉谈话", "on": "2026-11-20"}))
    assert (read["state"], read["outcome"], read["author_name"]) == ("outcome_recorded", "诫勉谈话", None)


def test_an_interview_taken_back_is_absent_again(world: World) -> None:
    id_ = approved(world, "interview")["id"]
    done(move(world.as_("director"), id_, "notify", notice=NOTICE))
    assert done(world.as_("township").get(f"/results/{id_}"))["notice"]["place"] == NOTICE["place"]
    done(move(world.as_("approver"), id_, "withdraw", reason="改期"))
    assert refusal(world.as_("township").get(f"/results/{id_}")) == (404, "not-found")


@pytest.mark.parametrize("who", ["township-head", "reviewer"])
def test_a_pledge_is_made_and_kept(world: World, who: str) -> None:
    id_ = executed(world, "interview")["id"]
    assert refusal(move(world.as_(who), id_, "pledge")) == (422, "result-part-required")
    past = PLEDGE | {"due_on": "2026-01-01"}
    assert refusal(move(world.as_(who), id_, "pledge", pledge=past)) == (422, "deadline-passed")
    assert refusal(move(world.as_("township"), id_, "pledge", pledge=PLEDGE)) == (403, "forbidden")
    read = done(move(world.as_(who), id_, "pledge", pledge=PLEDGE))
    assert (read["state"], read["pledge"]["state"], read["pledge"]["overdue"]) == ("pledge_tracking", "open", False)
    assert refusal(move(world.as_("reviewer"), id_, "keep")) == (422, "reason-required")
    kept = done(move(world.as_("reviewer"), id_, "keep", reason="现场核实"))
    assert (kept["state"], kept["pledge"]["state"]) == ("closed", "kept")


def test_a_pledge_after_airing_becomes_a_task(world: World) -> None:
    id_ = done(move(world.as_("media"), sent(world)["id"], "air", airing=AIRING))["id"]
    reviewer = world.as_("reviewer")
    assert state(move(world.as_("township-head"), id_, "pledge", pledge=PLEDGE)) == "pledge_tracking"
    assert refusal(move(reviewer, id_, "turn_into_task")) == (422, "result-part-required")
    elsewhere = a_task(world, lead_unit_id=str(OTHER_TOWN), sites=[])["id"]
    for task in (str(uuid4()), elsewhere):
        assert refusal(move(reviewer, id_, "turn_into_task", task_id=task)) == (422, "not-a-task-of-the-unit")
    task = a_task(world)["id"]
    read = done(move(reviewer, id_, "turn_into_task", task_id=task))
    assert (read["state"], read["pledge"]["state"], read["pledge"]["task_id"]) == ("closed", "task", task)


def test_an_end_without_a_pledge_has_its_reason(world: World) -> None:
    reviewer, id_ = world.as_("reviewer"), executed(world, "criticism")["id"]
    assert refusal(move(reviewer, id_, "close")) == (422, "reason-required")
    assert state(move(reviewer, id_, "close", reason="已当场改正")) == "closed"
    praise = executed(world, "praise")["id"]
    assert refusal(move(world.as_("township-head"), praise, "pledge", pledge=PLEDGE)) == (409, "verb-not-of-kind")
    assert state(move(reviewer, praise, "close")) == "closed"
    aired = done(move(world.as_("media"), sent(world)["id"], "air", airing=AIRING))["id"]
    assert state(move(reviewer, aired, "close", reason="单位已书面说明")) == "closed"


def test_praise_rests_on_an_example_that_holds(world: World) -> None:
    example = an_example(world, "verified")
    id_ = drafted(world, "praise", example_ids=[example["id"]])["id"]
    assert refusal(move(world.as_("reviewer"), id_, "propose")) == (409, "ground-not-firm")
    done(world.as_("director").post(f"/examples/{example['id']}/moves", json={"verb": "approve"}))
    assert state(move(world.as_("reviewer"), id_, "propose")) == "proposed"
    gone = {"verb": "withdraw", "reason": "核实有误"}
    done(world.as_("director").post(f"/examples/{example['id']}/moves", json=gone))
    assert refusal(move(world.as_("approver"), id_, "approve", instrument="x")) == (409, "ground-not-firm")


@pytest.mark.parametrize(("rule", "kind"), [("accountability", "interview"), ("exposure", "exposure")])
def test_the_rulebook_switches_it_off(fresh: World, rule: str, kind: str) -> None:
    made = drafted(fresh, kind)
    off = {"value": False, "reason": "本县不用"}
    done(fresh.as_("director").put(f"/rules/{rule}", json=off))
    assert refusal(move(fresh.as_("reviewer"), made["id"], "propose")) == (409, "results-off")
    draft = {"kind": kind, "unit_id": str(TOWN), "proposal": "建议"}
    assert refusal(fresh.as_("reviewer").put(f"/results/{uuid4()}", json=draft)) == (409, "results-off")
    assert kind not in fresh.as_("reviewer").get("/results/board").json()["kinds_on"]
    with fresh.database.transaction() as tx:
        assert service.suggest(tx, Kind(kind), TOWN, [uuid4()], "x") is None


def test_no_verb_goes_twice(world: World) -> None:
    id_ = handed(world)["id"]
    assert refusal(move(world.as_("director"), id_, "hand_over", receiver="x")) == (409, "illegal-move")
    assert refusal(move(world.as_("approver"), id_, "withdraw", reason="x")) == (409, "illegal-move")
