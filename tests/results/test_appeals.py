"""Reviews 复核 seen from the results: shown while they are open, and what they guard and undo."""

from datetime import date, timedelta
from typing import Any

from app.core.clock import legal_date
from tests.conclusions import making as conclusions
from tests.making import an_order
from tests.results.making import CHECKS, NOTICE, a_package, approved, done, drafted, move, refusal
from tests.reviews import making as reviews
from tests.world import World


def under(world: World, kind: str = "criticism") -> tuple[dict[str, Any], dict[str, Any]]:
    """An approved result on a finding, and the conclusion that states it, received."""
    finding = an_order(world)["findings"][0]["id"]
    return approved(world, kind, finding_ids=[finding]), conclusions.a_received(world, [finding])


def read(world: World, who: str, id_: str) -> dict[str, Any]:
    return done(world.as_(who).get(f"/results/{id_}"))


def test_an_open_review_is_shown_to_the_office_and_to_whoever_may_open_it_by_id(world: World) -> None:
    action, conclusion = under(world)
    assert read(world, "reviewer", action["id"])["grounds"][0]["review"] is None
    review = reviews.a_filed(world, conclusion["id"])
    told = {
        "id": review["id"], "conclusion_number": conclusion["number"], "state": "filed", "due_on": review["due_on"],
    }  # fmt: skip
    assert read(world, "director", action["id"])["grounds"][0]["review"] == told
    assert read(world, "reviewer", action["id"])["grounds"][0]["review"] == told | {"id": None}
    for who, shown in (("director", True), ("reviewer", True)):
        (row,) = world.as_(who).get("/results", params={"kind": "criticism"}).json()["items"]
        assert row["under_review"] is shown
    reviews.moved(world, "township-head", review["id"], "withdraw")
    assert read(world, "director", action["id"])["grounds"][0]["review"] is None
    assert read(world, "director", action["id"])["under_review"] is False


def test_a_unit_reads_of_no_review_in_its_result(world: World) -> None:
    action, conclusion = under(world, "interview")
    reviews.a_filed(world, conclusion["id"])
    done(move(world.as_("director"), action["id"], "notify", notice=NOTICE))
    told = read(world, "township", action["id"])
    assert (told["under_review"], told["grounds"][0]["review"]) == (False, None)


def ready(world: World, action: dict[str, Any]) -> None:
    """The exposure's package made and checked."""
    done(move(world.as_("reviewer"), action["id"], "mask", package=a_package(action)))
    world.work()
    done(move(world.as_("director"), action["id"], "check", **CHECKS))


def test_nothing_goes_to_the_media_while_a_review_is_open_unless_the_leader_says_go(world: World) -> None:
    action, conclusion = under(world, "exposure")
    ready(world, action)
    director = world.as_("director")
    assert refusal(move(director, action["id"], "send")) == (409, "appeal-window-open")
    reviews.a_filed(world, conclusion["id"])
    answer = move(director, action["id"], "send")
    assert refusal(answer) == (409, "ground-under-review")
    assert conclusion["number"] in answer.json()["detail"]
    assert done(move(world.as_("approver"), action["id"], "send"))["state"] == "sent_to_media"


def test_the_window_runs_from_the_receipt_of_the_conclusion_and_ends_with_a_decision(fresh: World) -> None:
    finding = an_order(fresh)["findings"][0]["id"]
    action = approved(fresh, "exposure", finding_ids=[finding])
    issued = conclusions.an_issued(fresh, [finding])
    assert read(fresh, "director", action["id"])["window_ends_on"] is None
    told = conclusions.move(fresh, "township", issued["id"], "receive").json()
    assert read(fresh, "director", action["id"])["window_ends_on"] == told["apply_by"]
    assert told["apply_by"] >= (legal_date(fresh.clock()) + timedelta(days=30)).isoformat()
    ready(fresh, action)
    review = reviews.a_sent(fresh, issued["id"])
    assert refusal(move(fresh.as_("director"), action["id"], "send")) == (409, "ground-under-review")
    reviews.moved(fresh, "township", review["id"], "receive")
    today = date.fromisoformat(read(fresh, "director", action["id"])["window_ends_on"])
    assert today == legal_date(fresh.clock())
    fresh.clock.advance(days=1)
    fresh.close()
    fresh._clients.clear()
    assert done(move(fresh.as_("director"), action["id"], "send"))["state"] == "sent_to_media"


def test_what_a_review_revoked_carries_no_result(world: World) -> None:
    action, conclusion = under(world)
    draft = drafted(world, "accountability", finding_ids=[action["grounds"][0]["id"]])
    done(move(world.as_("reviewer"), draft["id"], "propose"))
    grave = done(move(world.as_("approver"), draft["id"], "approve", instrument="云督批〔2026〕9号"))
    review = reviews.a_sent(world, conclusion["id"], decision="revoke")
    reviews.moved(world, "township", review["id"], "receive")
    done_with = {"happened_on": "2026-11-20", "note": "全县通报批评。"}
    director = world.as_("director")
    assert refusal(move(director, action["id"], "execute", execution=done_with)) == (409, "ground-not-firm")
    assert refusal(move(director, grave["id"], "hand_over", receiver="县纪委监委")) == (409, "ground-not-firm")
    assert done(move(world.as_("approver"), action["id"], "withdraw", reason="问题已撤销"))["state"] == "withdrawn"
