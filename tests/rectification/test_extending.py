"""More time; taking an answer back; paper; long orders."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.bad_input.traces import nothing_changes, refusal
from tests.indicators.test_figures import parts
from tests.making import a_photo, a_submission, an_order, upload
from tests.rectification.steps import MONDAY, an_extension, answered, at, long_order, look, move, read
from tests.world import TOWN, Template, World


@pytest.fixture
def world(template: Template, engine: str) -> Iterator[World]:
    """A Monday morning."""
    with template.world(engine) as made:
        yield at(made, MONDAY)


def filed(world: World, order: str, new_due_on: str, **changes: Any) -> dict[str, Any]:
    """A request filed by the township."""
    sent = world.as_("township").post(f"/orders/{order}/extensions", json=an_extension(new_due_on, **changes))
    assert sent.status_code == 201, sent.text
    made: dict[str, Any] = sent.json()
    return made


def decide(world: World, order: str, extension: str, verb: str, who: str = "reviewer", **more: Any) -> Any:
    """A verb on a request."""
    return move(world.as_(who), f"orders/{order}/extensions", extension, verb, **more)


def test_a_short_extension_is_granted_by_a_reviewer_and_the_first_deadline_stays_written(world: World) -> None:
    order = an_order(world)  # due on Monday 14 December
    draft = an_extension("2026-12-21")
    unit, path = world.as_("township"), f"/orders/{order['id']}/extensions"
    asked = unit.post(path, json=draft).json()
    assert (asked["state"], asked["added_days"], asked["authority"], asked["late"]) == ("filed", 5, "reviewer", False)
    assert (asked["escalate_on"], asked["moves"]) == ("2026-11-26", ["withdraw"])
    assert unit.post(path, json=draft).status_code == 200
    assert refusal(unit.post(path, json=draft | {"reason": "其他"})) == (409, "extension-id-reused", "/id")
    assert read(world, order["id"])["due_on"] == "2026-12-14"  # the clock runs until it is granted
    assert read(world, order["id"])["state"] == "signed"
    with nothing_changes(world):
        assert refusal(decide(world, order["id"], asked["id"], "grant", "township"))[:2] == (403, "forbidden")
        assert refusal(decide(world, order["id"], asked["id"], "escalate", "director"))[:2] == (409, "illegal-move")
    told = decide(world, order["id"], asked["id"], "grant", reason="同意").json()
    assert (told["due_on"], told["due_original_on"], told["findings"][0]["due_on"]) == ("2026-12-21", "2026-12-14", "2026-12-21")
    assert (told["extensions"][0]["state"], told["extensions"][0]["granted_due_on"]) == ("granted", "2026-12-21")
    assert told["extensions_left"] == 1
    seen = read(world, order["id"], "township")
    assert (seen["extensions"][0]["decider_name"], seen["extensions"][0]["decision_reason"]) == (None, "同意")
    assert [(step["action"], step["due_on"]) for step in seen["timeline"]][2:] == [
        ("extension.filed", "2026-12-21"), ("extension.grant", "2026-12-21"),
    ]  # fmt: skip
    with nothing_changes(world):
        assert refusal(decide(world, order["id"], asked["id"], "refuse", reason="否"))[:2] == (409, "illegal-move")


@pytest.mark.parametrize(
    ("new_due_on", "added", "may_not", "may"),
    [("2026-12-22", 6, "reviewer", "director"), ("2027-01-05", 16, "director", "approver")],
)
def test_longer_ones_are_for_higher_people(world: World, new_due_on: str, added: int, may_not: str, may: str) -> None:
    order = an_order(world)
    asked = filed(world, order["id"], new_due_on)
    assert asked["added_days"] == added
    with nothing_changes(world):
        assert refusal(decide(world, order["id"], asked["id"], "grant", may_not))[:2] == (403, "beyond-authority")
        assert refusal(decide(world, order["id"], asked["id"], "refuse", may_not, reason="否"))[:2] == (403, "beyond-authority")
    assert read(world, order["id"], may_not)["extensions"][0]["moves"] == []
    assert read(world, order["id"], may)["extensions"][0]["moves"] == ["grant", "refuse"]
    assert decide(world, order["id"], asked["id"], "grant", may).json()["due_on"] == new_due_on


def test_a_reviewer_may_grant_less_than_was_asked_for(world: World) -> None:
    order = an_order(world)
    asked = filed(world, order["id"], "2027-01-05")
    assert decide(world, order["id"], asked["id"], "grant", new_due_on="2026-12-18").json()["due_on"] == "2026-12-18"


def test_what_cannot_be_asked_for(world: World) -> None:
    order, replied = an_order(world), answered(world)
    unit = world.as_("township")

    def refused(to: str, day: str, who: str = "township") -> tuple[int, str]:
        return refusal(world.as_(who).post(f"/orders/{to}/extensions", json=an_extension(day)))[:2]

    with nothing_changes(world):
        assert refused(order["id"], "2026-12-14") == (422, "due-not-later")
        assert refused(order["id"], "2028-12-14") == (422, "due-too-far")
        assert refused(order["id"], "2026-12-18", "reviewer") == (403, "forbidden")
        assert refused(replied["id"], "2026-12-18") == (409, "not-extendable")
        assert unit.post(f"/orders/{uuid4()}/extensions", json=an_extension("2026-12-18")).status_code == 404
    first = filed(world, order["id"], "2026-12-16")
    assert refused(order["id"], "2026-12-18") == (409, "not-extendable")
    assert refusal(decide(world, order["id"], first["id"], "refuse")) == (422, "reason-required", "/reason")
    assert decide(world, order["id"], first["id"], "refuse", reason="理由不足").json()["due_on"] == "2026-12-14"
    taken = filed(world, order["id"], "2026-12-16")
    assert decide(world, order["id"], taken["id"], "withdraw", "township").json()["extensions"][1]["state"] == "withdrawn"
    for day in ("2026-12-16", "2026-12-18"):
        asked = filed(world, order["id"], day)
        assert decide(world, order["id"], asked["id"], "grant").status_code == 200
    assert refused(order["id"], "2026-12-22") == (409, "extensions-used-up")
    assert "extend" not in read(world, order["id"], "township")["asks"]


def test_one_that_comes_after_the_deadline_is_marked_and_not_for_a_reviewer(world: World) -> None:
    order = an_order(world, **{"class": "immediate"})
    at(world, MONDAY + timedelta(days=4))  # due on Thursday; this is Friday
    asked = filed(world, order["id"], "2026-11-30")
    assert (asked["late"], asked["added_days"], asked["authority"]) == (True, 2, "director")
    assert refusal(decide(world, order["id"], asked["id"], "grant"))[:2] == (403, "beyond-authority")
    told = decide(world, order["id"], asked["id"], "grant", "director").json()
    assert (told["due_on"], told["light"]) == ("2026-11-30", "yellow")


def test_after_three_working_days_it_is_the_directors(world: World) -> None:
    order = an_order(world)
    asked = filed(world, order["id"], "2026-12-16")
    at(world, MONDAY + timedelta(days=3, hours=13))
    world.work()
    assert read(world, order["id"])["extensions"][0]["state"] == "filed"
    at(world, MONDAY + timedelta(days=4))
    world.work()
    told = read(world, order["id"])
    assert (told["extensions"][0]["state"], told["due_on"]) == ("escalated", "2026-12-14")
    assert told["timeline"][-1]["action"] == "extension.escalate"
    with nothing_changes(world):
        assert refusal(decide(world, order["id"], asked["id"], "grant"))[:2] == (403, "forbidden")
    assert decide(world, order["id"], asked["id"], "refuse", "director", reason="可按期完成").status_code == 200


@pytest.mark.parametrize("verb", ["grant", "withdraw"])
def test_an_escalated_one_is_still_granted_or_taken_back(world: World, verb: str) -> None:
    order = an_order(world)
    asked = filed(world, order["id"], "2026-12-16")
    at(world, MONDAY + timedelta(days=4))
    world.work()
    who, state = {"grant": ("director", "granted"), "withdraw": ("township", "withdrawn")}[verb]
    assert decide(world, order["id"], asked["id"], verb, who).json()["extensions"][0]["state"] == state


def test_a_request_on_an_order_that_is_taken_back_comes_to_nothing(world: World) -> None:
    order = an_order(world)
    asked = filed(world, order["id"], "2026-12-16")
    move(world.as_("director"), "orders", order["id"], "cancel", reason="事实有误")
    assert read(world, order["id"])["extensions"][0]["state"] == "withdrawn"
    at(world, MONDAY + timedelta(days=4))
    world.work()
    assert refusal(decide(world, order["id"], asked["id"], "grant", "director"))[:2] == (409, "illegal-move")


def test_a_request_for_an_answered_order_may_still_be_granted_not_for_one_accepted(world: World) -> None:
    first, second = an_order(world), an_order(world)
    asked = [filed(world, each["id"], "2026-12-16") for each in (first, second)]
    for each in (first, second):
        world.as_("township").post(f"/orders/{each['id']}/submissions", json=a_submission())
    assert decide(world, first["id"], asked[0]["id"], "grant").json()["due_on"] == "2026-12-16"
    move(world.as_("reviewer"), "orders", second["id"], "accept")
    assert refusal(decide(world, second["id"], asked[1]["id"], "grant"))[:2] == (409, "not-extendable")


def test_suspension_moves_what_was_asked_for_too(world: World) -> None:
    order = an_order(world)
    asked = filed(world, order["id"], "2026-12-16")
    move(world.as_("director"), "orders", order["id"], "suspend", reason="复核")
    at(world, MONDAY + timedelta(days=1))
    move(world.as_("director"), "orders", order["id"], "lift")
    assert decide(world, order["id"], asked["id"], "grant").json()["due_on"] == "2026-12-17"


def test_a_unit_takes_its_answer_back_and_answers_again(world: World) -> None:
    order = answered(world)
    unit, path = world.as_("township"), f"orders/{order['id']}/submissions"
    mine = read(world, order["id"], "township")["submissions"][0]
    assert mine["moves"] == ["withdraw"]
    with nothing_changes(world):
        assert refusal(move(world.as_("reviewer"), path, mine["id"], "withdraw"))[:2] == (403, "forbidden")
        assert refusal(move(unit, path, mine["id"], "complete"))[:2] == (409, "illegal-move")
        assert move(unit, path, str(uuid4()), "withdraw").status_code == 404
    told = move(unit, path, mine["id"], "withdraw").json()
    assert (told["state"], told["submissions"][0]["state"], told["return_count"]) == ("answering", "withdrawn", 0)
    assert (told["findings"][0]["state"], told["findings"][0]["return_count"]) == ("rectifying", 0)
    with nothing_changes(world):
        assert refusal(move(unit, path, mine["id"], "withdraw"))[:2] == (409, "illegal-move")
        assert refusal(move(world.as_("director"), "orders", order["id"], "accept"))[:2] == (409, "illegal-move")
    assert unit.post(f"/{path}", json=a_submission()).json()["seq"] == 2
    assert move(world.as_("reviewer"), "orders", order["id"], "accept").json()["state"] == "accepted"


def test_an_answer_under_review_stays(world: World) -> None:
    order = answered(world)
    assert look(world, order["findings"][0]["id"], "rectified").status_code == 201
    path, answer = f"orders/{order['id']}/submissions", order["submissions"][0]["id"]
    with nothing_changes(world):
        assert refusal(move(world.as_("township"), path, answer, "withdraw"))[:2] == (409, "review-started")


def test_an_answer_whose_photographs_never_came_is_taken_back_and_the_order_stands_as_it_stood(world: World) -> None:
    order, photo = an_order(world), a_photo(5)
    draft = a_submission([photo])
    world.as_("township").post(f"/orders/{order['id']}/submissions", json=draft)
    told = move(world.as_("township"), f"orders/{order['id']}/submissions", draft["id"], "withdraw").json()
    assert (told["state"], told["submissions"][0]["state"]) == ("signed", "withdrawn")
    assert upload(world.as_("township"), draft["evidence"][0], photo, submission_id=draft["id"]).status_code == 204
    assert read(world, order["id"])["state"] == "signed"


def test_the_office_enters_a_units_paper_and_the_unit_sees_that_it_did(world: World) -> None:
    order, scan = an_order(world), a_photo(5)
    draft = a_submission([scan], channel="paper_entry", paper_received_on="2026-11-23")
    path = f"/orders/{order['id']}/submissions"
    with nothing_changes(world):
        assert refusal(world.as_("reviewer").post(path, json=draft | {"evidence": []})) == (422, "scans-required", "/evidence")
        undated = world.as_("reviewer").post(path, json=draft | {"paper_received_on": None})
        assert refusal(undated) == (422, "paper-day-required", "/paper_received_on")
        for wrong in ("2026-11-22", "2026-11-24"):  # before the order, tomorrow
            told = world.as_("reviewer").post(path, json=draft | {"paper_received_on": wrong})
            assert refusal(told) == (422, "paper-day-impossible", "/paper_received_on")
        dated = world.as_("township").post(path, json=draft | {"channel": "app"})
        assert refusal(dated) == (422, "paper-day-impossible", "/paper_received_on")
        assert refusal(world.as_("reviewer").post(path, json=draft | {"channel": "web"}))[:2] == (403, "forbidden")
        assert refusal(world.as_("township").post(path, json=draft))[:2] == (403, "forbidden")
        assert refusal(world.as_("director").post(path, json=draft))[:2] == (403, "forbidden")
    assert "enter" in read(world, order["id"], "reviewer")["asks"]
    assert world.as_("reviewer").post(path, json=draft).json()["state"] == "incomplete"
    assert upload(world.as_("reviewer"), draft["evidence"][0], scan, submission_id=draft["id"]).status_code == 204
    seen = read(world, order["id"], "township")
    answer = seen["submissions"][0]
    assert (seen["state"], seen["signer_name"]) == ("submitted", None)
    assert (answer["channel"], answer["on_behalf_of"], answer["signed_by"]) == ("paper_entry", str(TOWN), "褚样本")
    assert (answer["entered_by_name"], read(world, order["id"])["submissions"][0]["entered_by_name"]) == (None, "严演示")
    assert world.as_("township").get(f"/evidence/{draft['evidence'][0]['id']}").status_code == 200
    assert [step["action"] for step in seen["timeline"]] == ["order.issued", "order.signed", "order.answered_on_paper"]
    assert "严演示" not in str(seen)
    assert move(world.as_("director"), "orders", order["id"], "accept").json()["state"] == "accepted"


@pytest.mark.parametrize(("came", "light", "share"), [("2026-11-26", "blue", (1, 1, 1)), ("2026-11-27", "grey", (0, 0, 1))])
def test_a_paper_is_in_time_by_the_day_it_came_not_by_the_day_it_was_typed_in(
    world: World, came: str, light: str, share: tuple[Any, ...]
) -> None:
    order, scan = an_order(world, **{"class": "immediate"}), a_photo(5)
    assert order["due_on"] == "2026-11-26"
    at(world, MONDAY + timedelta(days=7))
    assert read(world, order["id"])["light"] == "red"
    draft = a_submission([scan], channel="paper_entry", paper_received_on=came)
    reviewer = world.as_("reviewer")
    assert reviewer.post(f"/orders/{order['id']}/submissions", json=draft).status_code == 201
    assert upload(reviewer, draft["evidence"][0], scan, submission_id=draft["id"]).status_code == 204
    answer = read(world, order["id"], "township")["submissions"][0]
    assert (answer["paper_received_on"], answer["submitted_at"][:10]) == (came, "2026-11-30")
    move(world.as_("director"), "orders", order["id"], "accept")
    closed = move(world.as_("director"), "findings", order["findings"][0]["id"], "close").json()
    assert (closed["light"], read(world, order["id"])["light"]) == (light, light)
    assert parts(world, "on_time", period="2026-11") == share


def test_a_serious_order_is_accepted_by_the_director_alone(world: World) -> None:
    order = answered(world, severity="serious")
    assert look(world, order["findings"][0]["id"], "rectified").status_code == 201
    with nothing_changes(world):
        assert refusal(move(world.as_("reviewer"), "orders", order["id"], "accept"))[:2] == (403, "forbidden")
    assert read(world, order["id"], "reviewer")["moves"] == ["return"]
    assert move(world.as_("director"), "orders", order["id"], "accept").json()["state"] == "accepted"


def test_a_long_order_has_milestones_and_a_word_each_month(world: World) -> None:
    order = long_order(world, "2027-02-26")
    unit, path = world.as_("township"), f"/orders/{order['id']}"
    assert {"plan", "progress"} <= set(read(world, order["id"], "township")["asks"])
    assert refusal(unit.post(f"{path}/extensions", json=an_extension("2027-03-05")))[:2] == (409, "milestones-needed")
    steps = [
        {"id": str(uuid4()), "name": name, "due_on": day} for name, day in (("确定运营主体", "2026-11-27"), ("复产", "2027-01-29"))
    ]
    told = unit.put(f"{path}/milestones", json={"items": steps}).json()
    assert [(each["name"], each["done_at"], each["late_days"]) for each in told["milestones"]] == [
        ("确定运营主体", None, 0),
        ("复产", None, 0),
    ]
    assert told["state"] == "signed"
    assert refusal(unit.put(f"{path}/milestones", json={"items": [steps[0], steps[0]]}))[:2] == (422, "invalid-request")
    assert refusal(world.as_("reviewer").put(f"{path}/milestones", json={"items": steps}))[:2] == (403, "forbidden")
    at(world, MONDAY + timedelta(days=8))
    unit = world.as_("township")
    assert read(world, order["id"])["milestones"][0]["late_days"] == 2
    draft = {"id": str(uuid4()), "text": "已签约，用工11人", "done": [steps[0]["id"]]}
    entry = unit.post(f"{path}/progress", json=draft)
    assert (entry.status_code, entry.json()["month"], entry.json()["done"]) == (201, "2026-12", [steps[0]["id"]])
    assert unit.post(f"{path}/progress", json=draft).status_code == 200
    assert refusal(unit.post(f"{path}/progress", json=draft | {"text": "改"})) == (409, "order-progress-id-reused", "/id")
    again = {"id": str(uuid4()), "text": "继续", "done": [steps[0]["id"]]}
    assert refusal(unit.post(f"{path}/progress", json=again)) == (422, "unknown-milestone", "/done/0")
    assert refusal(unit.put(f"{path}/milestones", json={"items": steps})) == (409, "milestone-done", "/items/0/id")
    told = unit.put(f"{path}/milestones", json={"items": []}).json()
    assert [(each["name"], each["late_days"]) for each in told["milestones"]] == [("确定运营主体", 0)]
    assert refusal(unit.post(f"{path}/extensions", json=an_extension("2027-03-05")))[:2] == (409, "milestones-needed")
    told = unit.put(f"{path}/milestones", json={"items": [steps[1] | {"id": str(uuid4())}]}).json()
    asked = filed(world, order["id"], "2027-03-05")
    assert decide(world, order["id"], asked["id"], "grant").json()["due_on"] == "2027-03-05"
    assert [step["action"] for step in read(world, order["id"], "township")["timeline"]][:4] == [
        "order.issued", "order.signed", "order.milestones", "progress.entered",
    ]  # fmt: skip


def test_a_late_step_colours_the_order_and_what_it_carries(world: World) -> None:
    """Due Friday 27 November: one working day late on Monday, five on Friday 4 December, six on Monday the 7th."""
    order, other = long_order(world, "2027-02-26"), long_order(world, "2027-02-26")
    path = f"/orders/{order['id']}"
    first, second = ({"id": str(uuid4()), "name": "签约", "due_on": day} for day in ("2026-11-27", "2027-01-29"))
    assert world.as_("township").put(f"{path}/milestones", json={"items": [second, first]}).json()["light"] == "green"
    for days, light in ((4, "green"), (7, "yellow"), (11, "yellow"), (14, "red")):
        at(world, MONDAY + timedelta(days=days))
        director = world.as_("director")
        told = read(world, order["id"])
        assert (told["light"], told["findings"][0]["light"], told["overdue_days"]) == (light, light, 0)
        found = [each["id"] for each in director.get("/orders", params={"light": light}).json()["items"]]
        assert found == ([other["id"], order["id"]] if light == "green" else [order["id"]])
        assert director.get("/ledgers/findings").json()["counts"][light] == (2 if light == "green" else 1)
    said = {"id": str(uuid4()), "text": "已签约", "done": [first["id"]]}
    assert world.as_("township").post(f"{path}/progress", json=said).status_code == 201
    assert read(world, order["id"])["light"] == "green"
    move(world.as_("director"), "orders", order["id"], "suspend", reason="复核")
    at(world, MONDAY + timedelta(days=74))  # Friday 5 February
    assert read(world, order["id"])["light"] == "grey"
    lifted = move(world.as_("director"), "orders", order["id"], "lift").json()
    assert (lifted["light"], lifted["milestones"][1]["due_on"] > "2027-03-01") == ("green", True)


def test_milestones_belong_to_running_long_orders(world: World) -> None:
    short, long = an_order(world), long_order(world, "2027-02-26")
    other = long_order(world, "2027-02-26")
    unit, step = world.as_("township"), {"id": str(uuid4()), "name": "复产", "due_on": "2027-01-29"}
    assert refusal(unit.put(f"/orders/{short['id']}/milestones", json={"items": [step]}))[:2] == (409, "not-long-order")
    entry = {"id": str(uuid4()), "text": "进展"}
    assert refusal(unit.post(f"/orders/{short['id']}/progress", json=entry))[:2] == (409, "not-long-order")
    assert unit.put(f"/orders/{long['id']}/milestones", json={"items": [step]}).status_code == 200
    told = unit.put(f"/orders/{other['id']}/milestones", json={"items": [step]})
    assert refusal(told) == (409, "order-progress-id-reused", "/items/0/id")
    assert refusal(world.as_("director").post(f"/orders/{long['id']}/progress", json=entry))[:2] == (403, "forbidden")


def test_the_ledger_of_extensions_is_the_readers_own(world: World) -> None:
    order = an_order(world)
    asked = filed(world, order["id"], "2026-12-18")
    for who in ("reviewer", "township", "county-leader"):
        rows = world.as_(who).get("/ledgers/extensions").json()["items"]
        assert [(row["id"], row["order_number"], row["unit_name"]) for row in rows] == [
            (asked["id"], order["number"], "鹿鸣镇人民政府")
        ]
    assert world.as_("other-township").get("/ledgers/extensions").json()["items"] == []
    assert world.as_("reviewer").get("/ledgers/extensions", params={"state": "granted"}).json()["items"] == []
    assert len(world.as_("reviewer").get("/ledgers/extensions", params={"unit_id": str(TOWN), "q": "降雨"}).json()["items"]) == 1
    csv = world.as_("reviewer").get("/ledgers/extensions.csv").content.decode("utf-8-sig").splitlines()
    assert csv[0].startswith("交办单号,责任单位,状态,延期理由")
    assert csv[1].startswith(
        f"{order['number']},鹿鸣镇人民政府,待决定,连续降雨，土方无法外运,已清运六成,褚样本,2026-11-23,2026-12-14,2026-12-18,4,,审核员"
    )
    assert world.as_("reviewer").get("/ledgers/extensions.xlsx").content[:2] == b"PK"
