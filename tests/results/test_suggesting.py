"""What the program suggests by itself: accountability, once a second look found a rectification faked."""

from typing import Any

from tests.making import a_submission
from tests.rectification.steps import answered, look
from tests.results.making import done, move, refusal
from tests.world import TOWN, World


def suggested(world: World, who: str = "reviewer") -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = world.as_(who).get("/results", params={"state": "suggested"}).json()["items"]
    return rows


def faked(world: World) -> str:
    """A finding whose claimed rectification a second look found faked; its id."""
    finding = str(answered(world)["findings"][0]["id"])
    assert look(world, finding, "fake").status_code == 201
    world.work()
    return finding


def test_a_faked_rectification_is_offered_and_taken_up(world: World) -> None:
    finding = faked(world)
    (row,) = suggested(world)
    assert (row["kind"], row["unit_id"], row["author_name"], row["moves"]) == (
        "accountability",
        str(TOWN),
        None,
        ["take", "dismiss"],
    )
    assert "虚假整改" in row["because"]
    assert row["because"].count(world.as_("director").get(f"/findings/{finding}").json()["number"]) == 1
    whole = done(world.as_("reviewer").get(f"/results/{row['id']}"))
    assert [ground["id"] for ground in whole["grounds"]] == [finding]
    for who in ("township", "township-head", "county-leader", "inspector", "discipline"):
        assert suggested(world, who) == []
    taken = done(move(world.as_("reviewer"), row["id"], "take"))
    assert (taken["state"], taken["author_name"], taken["proposal"]) == ("draft", "严演示", row["because"])
    assert done(move(world.as_("reviewer"), row["id"], "propose"))["state"] == "proposed"


def test_it_is_dismissed_with_a_reason_and_offered_again_only_by_another_fake(world: World) -> None:
    finding = faked(world)
    (row,) = suggested(world)
    assert refusal(move(world.as_("director"), row["id"], "dismiss")) == (422, "reason-required")
    gone = done(move(world.as_("director"), row["id"], "dismiss", reason="照片为误传，已更正"))
    assert (gone["state"], gone["decision_reason"]) == ("dismissed", "照片为误传，已更正")
    world.work()
    assert suggested(world) == []
    order = world.as_("director").get(f"/findings/{finding}").json()["order_id"]
    from_unit = world.as_("township").post(f"/orders/{order}/submissions", json=a_submission())
    assert from_unit.status_code == 201, from_unit.text
    assert look(world, finding, "fake", "inspector2").status_code == 201
    world.work()
    assert len(suggested(world)) == 1


def test_what_is_really_done_offers_nothing(fresh: World) -> None:
    finding = answered(fresh)["findings"][0]["id"]
    assert look(fresh, finding, "not_rectified").status_code == 201
    fresh.work()
    assert suggested(fresh) == []
