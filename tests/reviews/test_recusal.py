"""Who may not handle, examine or decide a review, by name and reason; and who reads originals."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from app.access.policy import Role
from app.core.clock import legal_date
from app.identity.models import DeclaredInterest, FormerPost
from tests.bad_input.traces import nothing_changes, refusal
from tests.reviews.making import a_filed, a_reviewing, an_accepted, move, moved, read
from tests.world import OTHER_TOWN, TOWN, VILLAGE, World, user_id


def recusals(world: World, review_id: str) -> dict[str, str | None]:
    """Every officer, and why not."""
    items = world.as_("director").get(f"/reviews/{review_id}/handlers").json()["items"]
    return {each["name"]: each["recused"] for each in items}


def refused(world: World, review_id: str, who: str) -> str:
    """The reason a handler is refused for."""
    with nothing_changes(world):
        told = move(world, "director", review_id, "assign", handler_ids=[str(user_id(who))])
    assert refusal(told) == (422, "handler-recused", "/handler_ids/0")
    return str(told.json()["reason"])


@pytest.mark.parametrize(
    ("who", "own", "reason"),
    [
        ("reviewer", Role.REVIEWER, "conclusion_author"), ("inspector", Role.INSPECTOR, "report_author"),
        ("director", Role.DIRECTOR, "conclusion_signer"), ("approver", Role.APPROVER, "conclusion_signer"),
    ],
)  # fmt: skip
def test_who_had_a_hand_in_it_is_refused_by_name_of_the_reason(fresh: World, who: str, own: Role, reason: str) -> None:
    review = an_accepted(fresh)
    fresh.appoint(who, own, Role.REVIEW_OFFICER)
    name = fresh.as_(who).get("/me").json()["name"]
    assert refused(fresh, review["id"], who) == reason
    assert recusals(fresh, review["id"])[name] == reason
    assert recusals(fresh, review["id"])["朱演示"] is None


def test_who_decided_a_finding_is_refused(fresh: World) -> None:
    fresh.hire("director2", "何样本", Role.DIRECTOR)
    review = an_accepted(fresh)
    with fresh.database.transaction() as tx:
        from app.audit.service import record
        from app.findings.models import Finding
        from app.identity.queries import actor_of

        tx.actor = actor_of(tx, "director2")
        record(tx, "finding.confirm", tx.session.get_one(Finding, UUID(review["findings"][0]["id"])))
    fresh.appoint("director2", Role.REVIEW_OFFICER)
    assert refused(fresh, review["id"], "director2") == "decided_finding"


@pytest.mark.parametrize("unit", [TOWN, VILLAGE])
def test_people_of_the_unit_are_refused(fresh: World, unit: UUID) -> None:
    fresh.hire("officer2", "吕测试", Role.REVIEW_OFFICER, unit_id=unit)
    assert refused(fresh, an_accepted(fresh)["id"], "officer2") == "own_unit"


@pytest.mark.parametrize(("years", "reason"), [(2, "former_unit"), (4, None)])
def test_former_people_are_refused_for_three_years(fresh: World, years: int, reason: str | None) -> None:
    fresh.hire("officer2", "吕测试", Role.REVIEW_OFFICER)
    with fresh.database.transaction() as tx:
        until = legal_date(tx.now) - timedelta(days=365 * years)
        tx.session.add(FormerPost(user_id=user_id("officer2"), unit_id=TOWN, until=until))
    review = an_accepted(fresh)
    assert recusals(fresh, review["id"])["吕测试"] == reason
    if reason:
        assert refused(fresh, review["id"], "officer2") == reason


@pytest.mark.parametrize("kind", ["kin", "interest"])
def test_declared_interests_are_refused_and_of_another_unit_are_not(fresh: World, kind: str) -> None:
    for who, unit in (("officer2", TOWN), ("officer3", OTHER_TOWN)):
        fresh.hire(who, f"吕{who}", Role.REVIEW_OFFICER)
        with fresh.database.transaction() as tx:
            tx.session.add(DeclaredInterest(user_id=user_id(who), unit_id=unit, kind=kind, declared_at=tx.now))
    review = an_accepted(fresh)
    assert refused(fresh, review["id"], "officer2") == kind
    assert moved(fresh, "director", review["id"], "assign", handler_ids=[str(user_id("officer3"))])["state"] == "reviewing"


def test_handlers_are_review_officers(fresh: World) -> None:
    review = an_accepted(fresh)
    for given in ([], [str(user_id("leader1"))], [str(uuid4())]):
        with nothing_changes(fresh):
            told = move(fresh, "director", review["id"], "assign", handler_ids=given)
            assert refusal(told)[:2] == (422, "not-review-officer")


def test_whoever_wrote_the_conclusion_does_not_examine_the_form(fresh: World) -> None:
    review = a_filed(fresh)
    fresh.appoint("reviewer", Role.REVIEWER, Role.REVIEW_OFFICER)
    with nothing_changes(fresh):
        told = move(fresh, "reviewer", review["id"], "accept")
        assert (refusal(told)[:2], told.json()["reason"]) == ((403, "recused"), "conclusion_author")


def test_a_leader_of_the_unit_does_not_decide(fresh: World) -> None:
    review = a_reviewing(fresh)
    fresh.hire("approver2", "何样本", Role.APPROVER)
    with fresh.database.transaction() as tx:
        tx.session.add(DeclaredInterest(user_id=user_id("approver2"), unit_id=TOWN, kind="kin", declared_at=tx.now))
    fresh.as_("approver2")
    with nothing_changes(fresh):
        told = move(fresh, "approver2", review["id"], "decide", decision="uphold", reason="无")
        assert (refusal(told)[:2], told.json()["reason"]) == ((403, "recused"), "kin")


def test_the_handler_reads_originals_while_assigned_and_no_longer(fresh: World) -> None:
    review = an_accepted(fresh)
    photo = read(fresh, "director", review["id"])["findings"][0]["evidence_ids"][0]
    officer = fresh.as_("review-officer")
    assert officer.get(f"/evidence/{photo}").status_code == 404
    moved(fresh, "director", review["id"], "assign", handler_ids=[str(user_id("review-officer"))])
    assert officer.get(f"/evidence/{photo}/original").status_code == 200
    assert officer.get(f"/evidence/{photo}/checks").status_code == 200
    fresh.hire("officer2", "吕测试", Role.REVIEW_OFFICER)
    assert fresh.as_("officer2").get(f"/evidence/{photo}/original").status_code == 404
    moved(fresh, "township-head", review["id"], "withdraw")
    assert officer.get(f"/evidence/{photo}/original").status_code == 404
