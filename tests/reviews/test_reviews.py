"""The way of a review over HTTP: every arrow, every guard."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from app.access.policy import Role
from app.core.clock import legal_date
from tests.bad_input.traces import nothing_changes, refusal
from tests.conclusions import making as conclusions
from tests.reviews.making import (
    GROUNDS,
    REC,
    a_decided,
    a_draft,
    a_filed,
    a_reviewing,
    a_sent,
    an_accepted,
    move,
    moved,
    read,
)
from tests.world import Template, World


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(template: Template, request: pytest.FixtureRequest) -> Iterator[World]:
    """One world for all that need neither another time nor other people."""
    with template.world(request.param) as made:
        made.hire("approver2", "何样本", Role.APPROVER)
        made.hire("officer2", "吕测试", Role.REVIEW_OFFICER)
        yield made


def later(world: World, days: int) -> None:
    """Days pass; everybody signs in anew; the background work is done."""
    world.clock.advance(days=days)
    world.close()
    world._clients.clear()
    world.work()


def day(world: World, days: int) -> str:
    """So many calendar days from today."""
    return (legal_date(world.clock()) + timedelta(days=days)).isoformat()


def test_the_whole_way_to_a_served_decision(world: World) -> None:
    draft = a_draft(world)
    assert (draft["state"], draft["filed_at"], draft["moves"]) == ("draft", None, [])
    assert read(world, "township-head", draft["id"])["moves"] == ["file"]
    filed = moved(world, "township-head", draft["id"], "file")
    assert (filed["state"], filed["filer_name"], filed["warn_on"]) == ("filed", "褚样本", day(world, 20))
    assert filed["due_on"] >= day(world, 30)
    accepted = moved(world, "review-officer", draft["id"], "accept")
    assert (accepted["state"], accepted["examiner_name"]) == ("accepted", "朱演示")
    assigned = moved(world, "director", draft["id"], "assign", handler_ids=[REC])
    assert [each["name"] for each in assigned["handlers"]] == ["朱演示"]
    advised = moved(world, "review-officer", draft["id"], "advise", reason="建议维持")
    assert advised["handlers"][0]["advice"] == "建议维持"
    decided = moved(world, "approver2", draft["id"], "decide", decision="uphold", reason="事实清楚，证据充分")
    assert (decided["state"], decided["decision"], decided["decision_number"][:3]) == ("decided", "uphold", "云督复")
    hidden = read(world, "township", draft["id"])
    assert (hidden["decision"], hidden["decision_reason"], hidden["decision_number"], hidden["moves"]) == (None, None, None, [])
    moved(world, "director", draft["id"], "send")
    shown = read(world, "township", draft["id"])
    assert (shown["decision"], shown["decision_reason"], shown["moves"]) == ("uphold", "事实清楚，证据充分", ["receive"])
    assert (shown["handlers"], shown["examiner_name"], shown["decider_name"]) == ([], None, None)
    assert [name for name in ("朱演示", "何样本", "周示例", "建议维持") if name in str(shown)] == []
    served = moved(world, "township", draft["id"], "receive")
    assert (served["state"], served["receiver"]) == ("served", "陈示例")
    assert world.as_("township").get(f"/conclusions/{draft['conclusion_id']}").json()["state"] == "final"


WRONG_ROLE = [
    (a_draft, "township", "file"), (a_filed, "director", "accept"), (a_filed, "director", "reject_form"),
    (an_accepted, "approver", "assign"), (a_reviewing, "director", "advise"), (a_reviewing, "director", "decide"),
    (a_decided, "approver", "send"), (a_sent, "director", "receive"), (a_sent, "township", "serve"), (a_filed, "director", "stay"),
    (a_filed, "director", "lift"), (a_filed, "township", "withdraw"),
]  # fmt: skip


@pytest.mark.parametrize(("make", "who", "verb"), WRONG_ROLE, ids=lambda each: getattr(each, "__name__", each))
def test_a_verb_is_refused_to_the_wrong_role(world: World, make: Any, who: str, verb: str) -> None:
    review = make(world)
    world.as_(who)
    with nothing_changes(world):
        assert refusal(move(world, who, review["id"], verb, reason="无"))[:2] == (403, "forbidden")


WRONG_STATE = [
    (a_filed, "township-head", "file"), (a_reviewing, "review-officer", "accept"), (a_reviewing, "review-officer", "reject_form"),
    (a_filed, "director", "assign"), (a_filed, "review-officer", "advise"), (an_accepted, "approver", "decide"),
    (a_reviewing, "director", "send"), (a_reviewing, "township", "receive"), (a_reviewing, "director", "serve"),
    (a_decided, "approver", "stay"), (a_decided, "approver", "lift"), (a_decided, "township-head", "withdraw"),
    (a_draft, "township-head", "lapse"),
]  # fmt: skip


@pytest.mark.parametrize(("make", "who", "verb"), WRONG_STATE, ids=lambda each: getattr(each, "__name__", each))
def test_a_verb_is_refused_in_the_wrong_state(world: World, make: Any, who: str, verb: str) -> None:
    review = make(world)
    world.as_(who)
    with nothing_changes(world):
        assert refusal(move(world, who, review["id"], verb, reason="无"))[:2] == (409, "illegal-move")


def test_the_form_is_rejected_with_a_reason_the_unit_reads(world: World) -> None:
    review = a_filed(world)
    with nothing_changes(world):
        assert refusal(move(world, "review-officer", review["id"], "reject_form")) == (422, "reason-required", "/reason")
    answer = move(world, "review-officer", review["id"], "reject_form", reason="未写明事实依据")
    assert answer.json()["state"] == "form_rejected"
    assert read(world, "township", review["id"])["form_reason"] == "未写明事实依据"
    assert a_filed(world, review["conclusion_id"])["state"] == "filed"  # in time, and better written


def test_a_conclusion_has_one_open_review(world: World) -> None:
    review = a_filed(world)
    second = a_draft(world, review["conclusion_id"])
    with nothing_changes(world):
        assert refusal(move(world, "township-head", second["id"], "file"))[:2] == (409, "review-open")
    assert moved(world, "township-head", review["id"], "withdraw")["state"] == "withdrawn"
    assert moved(world, "township-head", second["id"], "file")["state"] == "filed"


@pytest.mark.parametrize("make", [a_filed, an_accepted, a_reviewing])
def test_the_principal_withdraws_until_the_decision(world: World, make: Any) -> None:
    assert moved(world, "township-head", make(world)["id"], "withdraw")["state"] == "withdrawn"


def test_a_conclusion_is_reviewed_once_it_is_received_and_decided_on_once(world: World) -> None:
    issued = conclusions.an_issued(world)
    with nothing_changes(world):
        told = world.as_("township").put(f"/reviews/{uuid4()}", json={"conclusion_id": issued["id"], "grounds": GROUNDS})
        assert refusal(told)[:2] == (409, "not-reviewable")
    sent = a_sent(world)
    moved(world, "township", sent["id"], "receive")
    again = a_draft(world, sent["conclusion_id"])
    with nothing_changes(world):
        assert refusal(move(world, "township-head", again["id"], "file"))[:2] == (409, "not-reviewable")


def test_an_application_is_changed_on_the_version_read_until_it_is_filed(world: World) -> None:
    draft, client = a_draft(world), world.as_("township")
    path, body = f"/reviews/{draft['id']}", {"conclusion_id": draft["conclusion_id"], "grounds": GROUNDS}
    assert client.put(path, json=body).status_code == 200
    with nothing_changes(world):
        assert refusal(client.put(path, json=body | {"grounds": "改"}))[:2] == (428, "precondition-required")
        assert refusal(client.put(path, json=body | {"grounds": "改"}, headers={"If-Match": '"7"'}))[:2] == (412, "stale-version")
        other = body | {"conclusion_id": str(uuid4())}
        assert refusal(client.put(path, json=other))[:2] == (409, "review-id-reused")
    assert client.put(path, json=body | {"grounds": "改"}, headers={"If-Match": '"1"'}).json()["grounds"] == "改"
    moved(world, "township-head", draft["id"], "file")
    with nothing_changes(world):
        assert refusal(client.put(path, json=body, headers={"If-Match": '"3"'}))[:2] == (409, "review-not-draft")


def test_a_draft_is_the_units_own(world: World) -> None:
    draft = a_draft(world)
    for who in ("director", "approver", "review-officer", "reviewer", "other-township", "county-leader", "inspector"):
        assert world.as_(who).get(f"/reviews/{draft['id']}").status_code == 404


def test_who_sees_a_review_on_its_way(world: World) -> None:
    review = a_filed(world)
    seen = {"director", "approver", "review-officer", "officer2", "township", "township-head"}
    unseen = {"reviewer", "inspector", "county-leader", "other-township", "dept", "auditor", "discipline"}

    def who_reads() -> set[str]:
        return {who for who in seen | unseen if world.as_(who).get(f"/reviews/{review['id']}").status_code == 200}

    assert who_reads() == seen
    moved(world, "review-officer", review["id"], "accept")
    moved(world, "director", review["id"], "assign", handler_ids=[REC])
    assert who_reads() == seen - {"officer2"}


def test_the_signer_decides_only_by_a_meetings_record(world: World) -> None:
    review = a_reviewing(world)
    assert read(world, "approver", review["id"])["signed_conclusion"] is True
    assert read(world, "approver2", review["id"])["signed_conclusion"] is False
    said = {"decision": "uphold", "reason": "事实清楚"}
    with nothing_changes(world):
        told = move(world, "approver", review["id"], "decide", **said)
        assert refusal(told) == (409, "meeting-record-needed", "/meeting_record")
    assert moved(world, "approver", review["id"], "decide", meeting_record="纪要11号", **said)["state"] == "decided"


def test_a_decision_says_what_it_decides(world: World) -> None:
    review = a_reviewing(world)
    finding = review["findings"][0]["id"]
    for said, told in (
        ({"reason": "无"}, (422, "review-decision-required", "/decision")),
        ({"reason": "无", "decision": "amend"}, (422, "review-decision-required", "/changes")),
        ({"reason": "无", "decision": "uphold", "changes": [{"finding_id": finding, "change": "revoke"}]},
         (422, "review-decision-required", "/changes")),
        ({"decision": "uphold"}, (422, "reason-required", "/reason")),
        ({"reason": "无", "decision": "amend", "changes": [{"finding_id": str(uuid4()), "change": "revoke"}]},
         (422, "change-elsewhere", "/changes/0")),
        ({"reason": "无", "decision": "amend", "changes": [{"finding_id": finding, "change": "amend"}]},
         (422, "change-elsewhere", "/changes/0")),
        ({"reason": "无", "decision": "amend", "changes": [{"finding_id": finding, "change": "revoke"}] * 2},
         (422, "change-elsewhere", "/changes/1")),
    ):  # fmt: skip
        with nothing_changes(world):
            assert refusal(move(world, "approver2", review["id"], "decide", **said)) == told


def test_a_decision_is_sent_once_and_signed_for_after_that(world: World) -> None:
    review = a_decided(world)
    given = {"receiver": "褚样本", "received_at": world.clock().isoformat(), "proof": "送达回证第5号"}
    with nothing_changes(world):
        assert refusal(move(world, "township", review["id"], "receive"))[:2] == (409, "decision-not-sent")
        assert refusal(move(world, "director", review["id"], "serve", **given))[:2] == (409, "decision-not-sent")
    moved(world, "director", review["id"], "send")
    with nothing_changes(world):
        assert refusal(move(world, "director", review["id"], "send"))[:2] == (409, "decision-sent")
        assert refusal(move(world, "director", review["id"], "serve")) == (422, "receipt-incomplete", "/receiver")
        told = move(world, "director", review["id"], "serve", **given)
        assert refusal(told) == (422, "receipt-impossible", "/received_at")
    given["received_at"] = world.clock().isoformat()
    assert moved(world, "director", review["id"], "serve", **given)["receipt_proof"] == "送达回证第5号"


def test_only_a_named_handler_advises_and_says_something(world: World) -> None:
    review = a_reviewing(world)
    with nothing_changes(world):
        assert refusal(move(world, "review-officer", review["id"], "advise")) == (422, "reason-required", "/reason")
    second = an_accepted(world)
    officer2 = next(each["id"] for each in world.as_("director").get(f"/reviews/{second['id']}/handlers").json()["items"]
                    if each["name"] == "吕测试")  # fmt: skip
    moved(world, "director", second["id"], "assign", handler_ids=[officer2, REC])
    moved(world, "director", second["id"], "assign", handler_ids=[officer2])
    assert world.as_("review-officer").get(f"/reviews/{second['id']}").status_code == 404
    assert moved(world, "officer2", second["id"], "advise", reason="建议变更")["handlers"][0]["advice"] == "建议变更"


def test_what_comes_after_thirty_days_is_recorded_as_late(fresh: World) -> None:
    received = conclusions.a_received(fresh)
    draft = a_draft(fresh, received["id"])
    fresh.clock.advance(days=(date.fromisoformat(received["apply_by"]) - legal_date(fresh.clock())).days + 1)
    later(fresh, 0)
    assert fresh.as_("director").get(f"/conclusions/{received['id']}").json()["state"] == "final"
    late = moved(fresh, "township-head", draft["id"], "file")
    assert (late["state"], late["due_on"], late["moves"]) == ("out_of_time", None, [])
    assert [step["action"] for step in late["timeline"]] == ["review.drafted", "review.lapse"]
    assert refusal(move(fresh, "review-officer", draft["id"], "accept"))[:2] == (404, "not-found")
    assert refusal(move(fresh, "township-head", draft["id"], "withdraw"))[:2] == (409, "illegal-move")


def test_the_last_day_is_still_in_time(fresh: World) -> None:
    received = conclusions.a_received(fresh)
    fresh.clock.advance(days=(date.fromisoformat(received["apply_by"]) - legal_date(fresh.clock())).days)
    later(fresh, 0)
    assert a_filed(fresh, received["id"])["state"] == "filed"


def test_day_twenty_warns_and_day_thirty_is_late(fresh: World) -> None:
    review = a_reviewing(fresh)
    assert (review["warning"], review["light"], review["late"]) == (False, "green", False)
    later(fresh, 20)
    told = read(fresh, "director", review["id"])
    assert (told["warning"], told["light"], told["late"]) == (True, "yellow", False)
    later(fresh, 25)
    told = read(fresh, "director", review["id"])
    assert (told["warning"], told["light"], told["late"]) == (True, "red", True)
    assert told["days_left"] < 0


def test_a_conclusion_with_an_open_review_is_not_final_until_it_is_over(fresh: World) -> None:
    review = a_reviewing(fresh)
    later(fresh, 45)
    assert fresh.as_("director").get(f"/conclusions/{review['conclusion_id']}").json()["state"] == "received"
    moved(fresh, "township-head", review["id"], "withdraw")
    assert fresh.as_("director").get(f"/conclusions/{review['conclusion_id']}").json()["state"] == "final"


def test_reviews_can_be_switched_off(fresh: World) -> None:
    draft = a_draft(fresh)
    off = fresh.as_("director").put("/rules/appeals", json={"value": False, "reason": "县里统一办理"})
    assert off.status_code == 200, off.text
    fresh.as_("township-head")
    with nothing_changes(fresh):
        assert refusal(move(fresh, "township-head", draft["id"], "file"))[:2] == (409, "reviews-off")
