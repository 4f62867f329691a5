"""Who keeps accounts, which roles go together, and whose names are read by whom."""

from itertools import combinations
from uuid import uuid4

import pytest

from app.access.policy import Role
from tests.bad_input.traces import nothing_changes, refusal
from tests.world import OFFICE, PEOPLE, TOWN, World, user_id

INSPECTORS = {"inspector", "inspector2"}


def usernames(world: World, who: str) -> set[str]:
    """The accounts a reader finds, page by page."""
    client, found, cursor = world.as_(who), set(), None
    while True:
        page = client.get("/users", params={"limit": 4} | ({"cursor": cursor} if cursor else {})).json()
        found |= {user["username"] for user in page["items"]}
        cursor = page["next_cursor"]
        if cursor is None:
            return found


def test_the_office_and_the_field_see_everybody(world: World) -> None:
    everybody = {*PEOPLE, "other-system"}
    for who in ("director", "reviewer", "inspector", "sysadmin", "secadmin", "auditor"):
        assert usernames(world, who) == everybody


def test_units_see_their_own_people_only(world: World) -> None:
    assert usernames(world, "township") == {"township", "township-head"}
    assert usernames(world, "other-township") == {"other-township"}
    assert usernames(world, "dept") == {"dept"}


def a_draft(**changes: object) -> dict[str, object]:
    """An account."""
    return {"username": "new-one", "name": "新示例", "unit_id": str(TOWN)} | changes


@pytest.mark.parametrize("who", [name for name in PEOPLE if name != "sysadmin"])
def test_only_the_system_administrator_keeps_accounts(world: World, who: str) -> None:
    client = world.as_(who)
    with nothing_changes(world):
        assert refusal(client.put(f"/users/{uuid4()}", json=a_draft()))[:2] == (403, "forbidden")


def test_the_three_administrators_hold_no_other_role(world: World) -> None:
    three = {Role.SYSADMIN, Role.SECADMIN, Role.AUDITOR}
    for pair in combinations(Role, 2):
        answer = world.as_("secadmin").put(f"/users/{user_id('media')}/roles", json={"roles": [role.value for role in pair]})
        if three & set(pair):
            assert refusal(answer) == (422, "roles-incompatible", "/roles"), pair
        else:
            assert answer.status_code == 200, pair


def test_a_taken_name_is_refused(world: World) -> None:
    client = world.as_("sysadmin")
    with nothing_changes(world):
        assert refusal(client.put(f"/users/{uuid4()}", json=a_draft(username="inspector")))[:2] == (409, "username-taken")


@pytest.mark.parametrize("username", ["A", "王", "a b", "x", "-a", "a" * 61, "a\x00b", "../a"])
def test_names_are_plain(world: World, username: str) -> None:
    assert refusal(world.as_("sysadmin").put(f"/users/{uuid4()}", json=a_draft(username=username)))[::2] == (422, "/username")


def test_a_password_is_never_answered(world: World) -> None:
    made = world.as_("sysadmin").put(f"/users/{uuid4()}", json=a_draft(password="Something-Long-2026"))
    assert made.status_code == 201
    assert not {"password", "password_hash"} & set(made.json())
    assert "Something" not in made.text


def test_me_says_who_and_what(world: World) -> None:
    told = world.as_("township").get("/me").json()
    assert (told["id"], told["username"], told["unit"]["id"], told["roles"]) == (
        str(user_id("township")), "township", str(TOWN), ["unit_contact"],
    )  # fmt: skip
    assert told["permissions"] == [
        "conclusion.read", "conclusion.receive", "difficulty.answer", "difficulty.enter", "example.draft", "extension.file",
        "indicator.read", "ledger.export", "ledger.read", "notice.read", "order.answer", "order.object", "order.progress",
        "order.sign", "review.draft", "review.read", "submission.withdraw", "task.answer", "task.read", "task.sign",
        "telegram.receive", "user.read",
    ]  # fmt: skip
    assert told["acting_for"] == []
    assert world.as_("director").get("/me").json()["unit"]["id"] == str(OFFICE)
