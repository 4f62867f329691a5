"""Signing in, refreshing, signing out (reliability.md S16–S18)."""

from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest

from app.identity import service
from app.identity.models import User
from tests.bad_input.traces import refusal
from tests.world import PASSWORD, World, user_id


def signed_in(world: World, username: str = "inspector") -> dict[str, str]:
    """Tokens of a new session."""
    with world.database.transaction() as tx:
        user = tx.session.get_one(User, user_id(username))
        return service.sign_in(tx, world.app.state.keys, user, "07号机").model_dump()


def refreshed(client: httpx2.Client, token: str) -> httpx2.Response:
    """The answer to a refresh."""
    return client.post("/auth/token", data={"grant_type": "refresh_token", "refresh_token": token})


def me(client: httpx2.Client, token: str) -> int:
    """What an access token is worth."""
    return client.get("/me", headers={"Authorization": f"Bearer {token}"}).status_code


def test_a_name_and_password_open_a_session(fresh: World) -> None:
    with fresh.client() as nobody:
        answer = nobody.post("/auth/token", data={"grant_type": "password", "username": "inspector", "password": PASSWORD})
        tokens = answer.json()
        assert (answer.status_code, tokens["token_type"], tokens["expires_in"]) == (200, "Bearer", 600)
        assert answer.headers["cache-control"] == "no-store"
        assert tokens["scope"] == (
            "example.draft example.verify finding.reinspect mission.field mission.read notice.read report.confirm report.write "
            "task.read user.read"
        )
        assert me(nobody, tokens["access_token"]) == 200


def test_an_api_client_gets_what_its_scopes_say_and_no_refresh_token(fresh: World) -> None:
    with fresh.client() as nobody:
        form = {"grant_type": "client_credentials", "client_id": "other-system", "client_secret": PASSWORD}
        tokens = nobody.post("/auth/token", data=form).json()
        assert tokens["refresh_token"] is None
        assert tokens["scope"] == "ledger.export ledger.read report.write task.read"
        as_person = {"grant_type": "password", "username": "other-system", "password": PASSWORD}
        assert refusal(nobody.post("/auth/token", data=as_person))[:2] == (401, "sign-in-refused")
        as_client = {"grant_type": "client_credentials", "client_id": "inspector", "client_secret": PASSWORD}
        assert refusal(nobody.post("/auth/token", data=as_client))[:2] == (401, "sign-in-refused")
        assert nobody.get("/users", headers={"Authorization": f"Bearer {tokens['access_token']}"}).status_code == 403


def test_an_unknown_name_and_a_wrong_password_are_told_alike(fresh: World) -> None:
    with fresh.client() as nobody:
        told = [
            nobody.post("/auth/token", data={"grant_type": "password", "username": name, "password": "wrong"})
            for name in ("inspector", "nobody-of-that-name")
        ]
    assert told[0].content == told[1].content
    assert [refusal(answer)[:2] for answer in told] == [(401, "sign-in-refused")] * 2


def test_the_sixth_attempt_in_a_minute_waits_and_nobody_else_does(fresh: World) -> None:
    def attempt(name: str, password: str) -> httpx2.Response:
        return nobody.post("/auth/token", data={"grant_type": "password", "username": name, "password": password})

    with fresh.client() as nobody:
        assert [attempt("inspector", "wrong").status_code for _ in range(5)] == [401] * 5
        sixth = attempt("inspector", PASSWORD)
        assert (refusal(sixth)[:2], sixth.headers["retry-after"]) == ((429, "too-many-sign-ins"), "60")
        assert attempt("inspector2", PASSWORD).status_code == 200


def test_a_refresh_gives_new_tokens(fresh: World) -> None:
    first = signed_in(fresh)
    with fresh.client() as nobody:
        second = refreshed(nobody, first["refresh_token"]).json()
        assert second["refresh_token"] != first["refresh_token"]
        assert me(nobody, second["access_token"]) == 200


def test_the_predecessor_within_thirty_seconds_gives_the_same_successor(fresh: World) -> None:
    first = signed_in(fresh)["refresh_token"]
    with fresh.client() as nobody:
        second = refreshed(nobody, first).json()["refresh_token"]
        fresh.clock.advance(seconds=29)
        again = refreshed(nobody, first).json()
        assert again["refresh_token"] == second
        assert me(nobody, again["access_token"]) == 200
        assert refreshed(nobody, second).status_code == 200


def test_the_predecessor_after_thirty_seconds_ends_the_family(fresh: World) -> None:
    first = signed_in(fresh)["refresh_token"]
    with fresh.client() as nobody:
        second = refreshed(nobody, first).json()
        fresh.clock.advance(seconds=31)
        assert refusal(refreshed(nobody, first))[:2] == (401, "grant-reused")
        assert refusal(refreshed(nobody, second["refresh_token"]))[:2] == (401, "session-ended")
        assert me(nobody, second["access_token"]) == 401


def test_a_grandparent_ends_the_family_at_once(fresh: World) -> None:
    first = signed_in(fresh)["refresh_token"]
    with fresh.client() as nobody:
        second = refreshed(nobody, first).json()["refresh_token"]
        third = refreshed(nobody, second).json()
        assert refusal(refreshed(nobody, first))[:2] == (401, "grant-reused")
        assert refusal(refreshed(nobody, third["refresh_token"]))[:2] == (401, "session-ended")
        assert me(nobody, third["access_token"]) == 401


def test_eight_refreshes_at_once_give_one_successor(fresh: World) -> None:
    first = signed_in(fresh)["refresh_token"]
    with fresh.client() as nobody, ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: refreshed(nobody, first), range(8)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["refresh_token"] for answer in answers}) == 1


def test_signing_out_ends_the_session_for_good(fresh: World) -> None:
    tokens = signed_in(fresh)
    with fresh.client() as nobody:
        ended = [nobody.post("/auth/revoke", json={"refresh_token": tokens["refresh_token"]}).status_code for _ in range(2)]
        assert ended == [204, 204]
        assert me(nobody, tokens["access_token"]) == 401
        assert refusal(refreshed(nobody, tokens["refresh_token"]))[:2] == (401, "session-ended")
        assert nobody.post("/auth/revoke", json={"refresh_token": "nobody's"}).status_code == 204


def test_a_session_ends_after_thirty_days(fresh: World) -> None:
    tokens = signed_in(fresh)
    fresh.clock.advance(days=30, seconds=1)
    with fresh.client() as nobody:
        assert refusal(refreshed(nobody, tokens["refresh_token"]))[:2] == (401, "grant-refused")


@pytest.mark.parametrize("change", [{"active": False}, {"roles": ["county_leader"]}])
def test_a_changed_account_acts_by_its_new_rights_at_once(fresh: World, change: dict[str, object]) -> None:
    tokens = signed_in(fresh)
    if "active" in change:
        draft = {"username": "inspector", "name": "王示例", "unit_id": "00000000-0000-0000-0000-000000000065"}
        changed = fresh.as_("sysadmin").put(f"/users/{user_id('inspector')}", json=draft | change)
    else:
        changed = fresh.as_("secadmin").put(f"/users/{user_id('inspector')}/roles", json=change)
    assert changed.status_code == 200
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    with fresh.client() as nobody:
        answer = nobody.get("/me", headers=bearer)
        if "active" in change:
            assert answer.status_code == 401
            assert refreshed(nobody, tokens["refresh_token"]).status_code == 401
        else:
            assert "report.write" not in answer.json()["permissions"]


def test_a_lost_phone_is_signed_out_from_another_device(fresh: World) -> None:
    lost, kept = signed_in(fresh), signed_in(fresh)
    with fresh.client() as nobody:
        mine = {"Authorization": f"Bearer {kept['access_token']}"}
        held = nobody.get("/me/devices", headers=mine).json()["items"]
        assert sorted((each["device_name"], each["current"]) for each in held) == [("07号机", False), ("07号机", True)]
        other = next(each["id"] for each in held if not each["current"])
        left = nobody.post(f"/me/devices/{other}/moves", json={"verb": "end"}, headers=mine)
        assert [each["current"] for each in left.json()["items"]] == [True]
        assert (me(nobody, lost["access_token"]), me(nobody, kept["access_token"])) == (401, 200)
        assert refusal(refreshed(nobody, lost["refresh_token"]))[:2] == (401, "session-ended")
        again = nobody.post(f"/me/devices/{other}/moves", json={"verb": "end"}, headers=mine)
        assert refusal(again)[:2] == (404, "not-found")


def test_nobody_signs_out_a_device_of_somebody_else(fresh: World) -> None:
    token = signed_in(fresh)["access_token"]
    with fresh.client() as nobody:
        held = nobody.get("/me/devices", headers={"Authorization": f"Bearer {token}"}).json()["items"][0]["id"]
        for other in ("inspector2", "sysadmin"):
            assert fresh.as_(other).post(f"/me/devices/{held}/moves", json={"verb": "end"}).status_code == 404
        assert me(nobody, token) == 200
