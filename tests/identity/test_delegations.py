"""代办: a deputy's rights begin and end with the days, the log says on whose behalf, and nobody is two people by it."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest

from app.access.policy import Role
from app.audit import queries as audit
from app.core.clock import legal_date
from tests.bad_input.traces import nothing_changes, refusal
from tests.conclusions.making import a_draft, move
from tests.making import a_report, a_task
from tests.sync.device import Device
from tests.world import OTHER_TOWN, TOWN, World, user_id


def body(world: World, principal: str, deputy: str, *roles: str, start: int = 0, days: int = 3) -> dict[str, Any]:
    """A delegation from so many days on."""
    first = legal_date(world.clock()) + timedelta(days=start)
    return {
        "principal_id": str(user_id(principal)), "deputy_id": str(user_id(deputy)), "roles": list(roles),
        "first_on": first.isoformat(), "last_on": (first + timedelta(days=days)).isoformat(), "reason": "外出学习",
    }  # fmt: skip


def delegated(world: World, principal: str, deputy: str, *roles: str, by: str | None = None, start: int = 0) -> str:
    """A delegation made; its id."""
    id_ = str(uuid4())
    answer = world.as_(by or principal).put(f"/delegations/{id_}", json=body(world, principal, deputy, *roles, start=start))
    assert answer.status_code == 201, answer.text
    return id_


def permissions(world: World, who: str) -> set[str]:
    """What somebody may do now."""
    return set(world.as_(who).get("/me").json()["permissions"])


def later(world: World, days: int) -> None:
    """Days pass; everybody signs in anew."""
    world.clock.advance(days=days)
    world.close()
    world._clients.clear()


def test_a_deputy_may_what_was_delegated_from_the_first_day_to_the_last(fresh: World) -> None:
    delegated(fresh, "director", "reviewer", "director", start=1)
    assert "order.issue" not in permissions(fresh, "reviewer")
    later(fresh, 1)
    assert "order.issue" in permissions(fresh, "reviewer")
    told = fresh.as_("reviewer").get("/me").json()
    assert (told["roles"], [each["principal_name"] for each in told["acting_for"]]) == (["reviewer"], ["周示例"])
    later(fresh, 3)
    assert "order.issue" in permissions(fresh, "reviewer")
    later(fresh, 1)
    assert "order.issue" not in permissions(fresh, "reviewer")


def test_a_delegation_is_ended_before_its_last_day_by_the_principal_or_the_security_administrator(fresh: World) -> None:
    for who in ("director", "secadmin"):
        id_ = delegated(fresh, "director", "reviewer", "director")
        assert "order.issue" in permissions(fresh, "reviewer")
        assert refusal(fresh.as_("reviewer").post(f"/delegations/{id_}/moves", json={"verb": "end"}))[:2] == (403, "forbidden")
        assert refusal(fresh.as_("approver").post(f"/delegations/{id_}/moves", json={"verb": "end"}))[:2] == (404, "not-found")
        assert fresh.as_(who).post(f"/delegations/{id_}/moves", json={"verb": "end"}).json()["in_force"] is False
        assert "order.issue" not in permissions(fresh, "reviewer")
        assert refusal(fresh.as_(who).post(f"/delegations/{id_}/moves", json={"verb": "end"}))[:2] == (409, "delegation-over")


def test_the_log_says_on_whose_behalf_and_only_where_it_was(fresh: World) -> None:
    delegated(fresh, "director", "reviewer", "director")
    report = a_report(fresh)
    deputy = fresh.as_("reviewer")
    assert deputy.post(f"/reports/{report['id']}/moves", json={"verb": "accept"}).status_code == 200  # a reviewer's own right
    finding = report["findings"][0]["id"]
    assert deputy.post(f"/findings/{finding}/moves", json={"verb": "confirm"}).status_code == 200  # the director's
    with fresh.database.reading() as tx:
        own = audit.story(tx, UUID(report["id"]))[-1]
        lent = audit.story(tx, UUID(finding))[-1]
    assert (own.actor_id, lent.actor_id) == (user_id("reviewer"), user_id("reviewer"))
    assert "on_behalf_of" not in orjson.loads(own.payload or b"{}")
    assert orjson.loads(lent.payload or b"{}")["on_behalf_of"] == [str(user_id("director"))]


def test_a_deputy_does_not_sign_what_the_principal_wrote_nor_the_principal_what_the_deputy_wrote(fresh: World) -> None:
    fresh.appoint("approver", Role.APPROVER, Role.DIRECTOR)
    delegated(fresh, "approver", "reviewer", "approver")
    mine = (
        fresh.as_("approver").put(f"/conclusions/{uuid4()}", json={"unit_id": str(TOWN), "text": "经查", "finding_ids": []}).json()
    )
    theirs = a_draft(fresh, [])
    for who, conclusion in (("reviewer", mine), ("approver", theirs), ("reviewer", theirs), ("approver", mine)):
        with nothing_changes(fresh):
            assert refusal(move(fresh, who, conclusion["id"], "sign"))[:2] == (403, "own-conclusion"), who
    fresh.hire("approver2", "何样本", Role.APPROVER)
    assert move(fresh, "approver2", theirs["id"], "sign").status_code == 200


def test_a_deputy_does_not_review_the_principals_report(fresh: World) -> None:
    fresh.appoint("leader1", Role.TEAM_LEADER, Role.COUNTY_LEADER)
    delegated(fresh, "leader1", "reviewer", "county_leader")
    report = a_report(fresh, author="leader1", task_id=a_task(fresh, inspector_ids=[str(user_id("leader1"))])["id"])
    with nothing_changes(fresh):
        told = fresh.as_("reviewer").post(f"/reports/{report['id']}/moves", json={"verb": "accept"})
        assert refusal(told)[:2] == (403, "own-report")


@pytest.mark.parametrize(
    ("who", "principal", "deputy", "roles", "told"),
    [
        ("director", "director", "director", ["director"], (422, "deputy-unfit", "/deputy_id")),
        ("director", "director", "reviewer", ["approver"], (422, "roles-not-held", "/roles")),
        ("director", "director", "auditor", ["director"], (422, "roles-incompatible", "/roles")),
        ("director", "director", "sysadmin", ["director"], (422, "roles-incompatible", "/roles")),
        ("secadmin", "sysadmin", "media", ["sysadmin"], (422, "roles-incompatible", "/roles")),
        ("director", "director", "other-system", ["director"], (422, "unknown-account", "/deputy_id")),
        ("township-head", "township-head", "other-township", ["unit_principal"], (422, "deputy-unfit", "/deputy_id")),
        ("director", "approver", "reviewer", ["approver"], (403, "forbidden", None)),
        ("reviewer", "reviewer", "director", ["reviewer"], (403, "forbidden", None)),
        ("township", "township", "township-head", ["unit_contact"], (403, "forbidden", None)),
    ],
)  # fmt: skip
def test_what_is_not_delegated(
    fresh: World, who: str, principal: str, deputy: str, roles: list[str], told: tuple[int, str, str | None]
) -> None:
    client = fresh.as_(who)
    with nothing_changes(fresh):
        assert refusal(client.put(f"/delegations/{uuid4()}", json=body(fresh, principal, deputy, *roles))) == told


def test_days_run_forward_and_not_into_the_past(fresh: World) -> None:
    client = fresh.as_("director")
    for start, days in ((0, -1), (-9, 3)):
        with nothing_changes(fresh):
            told = client.put(
                f"/delegations/{uuid4()}", json=body(fresh, "director", "reviewer", "director", start=start, days=days)
            )
            assert refusal(told) == (422, "delegation-days", "/last_on")


def test_the_same_delegation_again_is_the_same_and_another_under_its_id_is_refused(fresh: World) -> None:
    id_, client = uuid4(), fresh.as_("director")
    wanted = body(fresh, "director", "reviewer", "director")
    assert [client.put(f"/delegations/{id_}", json=wanted).status_code for _ in range(2)] == [201, 200]
    with nothing_changes(fresh):
        assert refusal(client.put(f"/delegations/{id_}", json=wanted | {"reason": "改"}))[:2] == (409, "delegation-id-reused")


def test_what_is_borrowed_is_not_lent_on(fresh: World) -> None:
    fresh.appoint("reviewer", Role.REVIEWER)
    delegated(fresh, "director", "reviewer", "director")
    client = fresh.as_("reviewer")
    for roles in (["director"], ["reviewer"]):
        with nothing_changes(fresh):
            assert refusal(client.put(f"/delegations/{uuid4()}", json=body(fresh, "reviewer", "media", *roles)))[:2] == (
                403,
                "forbidden",
            )


def test_administrators_stay_apart_through_delegations_to_come_as_well(fresh: World) -> None:
    delegated(fresh, "director", "media", "director", start=2)
    fresh.as_("secadmin")
    with nothing_changes(fresh):
        told = fresh.as_("secadmin").put(f"/users/{user_id('media')}/roles", json={"roles": ["auditor"]})
        assert refusal(told) == (422, "roles-incompatible", "/roles")


def test_a_role_taken_from_the_principal_is_gone_from_the_deputy(fresh: World) -> None:
    delegated(fresh, "director", "reviewer", "director")
    fresh.as_("secadmin").put(f"/users/{user_id('director')}/roles", json={"roles": ["county_leader"]})
    assert "order.issue" not in permissions(fresh, "reviewer")


def test_a_phone_reads_anew_when_a_delegation_begins_and_when_it_ends(fresh: World) -> None:
    phone, task = Device(fresh.as_("inspector2")), a_task(fresh, inspector_ids=[])["id"]
    phone.pull()
    id_ = delegated(fresh, "director", "inspector2", "director")
    phone.pull()
    assert (phone.begun_anew, ("task", task) in phone.ids()) == (1, True)
    fresh.as_("director").post(f"/delegations/{id_}/moves", json={"verb": "end"})
    phone.pull()
    assert (phone.begun_anew, ("task", task) in phone.ids()) == (2, False)


def test_everybody_reads_their_own_delegations_and_the_security_administrator_all(fresh: World) -> None:
    id_ = delegated(fresh, "director", "reviewer", "director", by="secadmin")
    for who, seen in (("director", [id_]), ("reviewer", [id_]), ("secadmin", [id_]), ("approver", []), ("sysadmin", [])):
        assert [each["id"] for each in fresh.as_(who).get("/delegations").json()["items"]] == seen


def test_a_new_account_may_nothing_until_roles_are_granted(fresh: World) -> None:
    id_, who = uuid4(), {"username": "new-one", "name": "新示例", "unit_id": str(TOWN)}
    made = fresh.as_("sysadmin").put(f"/users/{id_}", json=who)
    assert (made.status_code, made.json()["roles"]) == (201, [])
    told = fresh.as_("sysadmin").put(f"/users/{id_}", json=who | {"roles": ["director"]})
    assert refusal(told)[:2] == (422, "invalid-request")
    with nothing_changes(fresh):
        told = fresh.as_("sysadmin").put(f"/users/{id_}/roles", json={"roles": ["unit_contact"]})
        assert refusal(told)[:2] == (403, "forbidden")
    given = fresh.as_("secadmin").put(f"/users/{id_}/roles", json={"roles": ["unit_contact"]})
    assert given.json()["roles"] == ["unit_contact"]
    assert fresh.as_("sysadmin").put(f"/users/{id_}", json=who | {"name": "改名"}).json()["roles"] == ["unit_contact"]
    assert refusal(fresh.as_("secadmin").put(f"/users/{uuid4()}/roles", json={"roles": []}))[:2] == (404, "not-found")


def test_nobody_grants_roles_to_themselves(fresh: World) -> None:
    client = fresh.as_("secadmin")
    with nothing_changes(fresh):
        told = client.put(f"/users/{user_id('secadmin')}/roles", json={"roles": ["secadmin"]})
        assert refusal(told)[:2] == (403, "own-account")


def test_a_change_of_unit_writes_the_former_post_itself(fresh: World) -> None:
    draft = {"username": "township", "name": "陈示例", "unit_id": str(OTHER_TOWN)}
    fresh.as_("sysadmin").put(f"/users/{user_id('township')}", json=draft)
    told = fresh.as_("director").get(f"/users/{user_id('township')}/standing").json()
    assert told["posts"] == [{"unit_id": str(TOWN), "until": legal_date(fresh.clock()).isoformat()}]
    assert refusal(fresh.as_("reviewer").get(f"/users/{user_id('township')}/standing"))[:2] == (404, "not-found")


def test_interests_are_declared_by_oneself_and_posts_entered_by_the_administrator(fresh: World) -> None:
    who = fresh.as_("reviewer")
    told = who.put("/me/interests", json={"interests": [{"unit_id": str(TOWN), "kind": "kin"}] * 2}).json()
    assert told["interests"] == [{"unit_id": str(TOWN), "kind": "kin"}]
    path = f"/users/{user_id('reviewer')}/former-posts"
    posts = [{"unit_id": str(OTHER_TOWN), "until": "2025-06-30"}]
    assert fresh.as_("sysadmin").put(path, json={"posts": posts}).json()["posts"] == posts
    assert who.get(f"/users/{user_id('reviewer')}/standing").json() == {"posts": posts, "interests": told["interests"]}
    with nothing_changes(fresh):
        assert refusal(who.put(path, json={"posts": []}))[:2] == (403, "forbidden")
        assert refusal(who.put("/me/interests", json={"interests": [{"unit_id": str(uuid4()), "kind": "kin"}]}))[:2] == (
            422, "unknown-unit",
        )  # fmt: skip
    assert who.put("/me/interests", json={"interests": []}).json()["interests"] == []


def test_closed_accounts_are_for_those_who_keep_accounts(fresh: World) -> None:
    draft = {"username": "media", "name": "许样本", "unit_id": str(TOWN), "active": False}
    fresh.as_("sysadmin").put(f"/users/{user_id('media')}", json=draft)
    for who, seen in (("sysadmin", ["media"]), ("secadmin", ["media"]), ("director", [])):
        items = fresh.as_(who).get("/users", params={"q": "许样"}).json()["items"]
        assert [each["username"] for each in items] == seen
