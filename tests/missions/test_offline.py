"""Envelopes: who is handed what, what lies in them, and an opening told afterwards."""

from base64 import b64decode
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.missions.making import SECOND_SITE, SITE, a_mission, did, open_site, person, slug, today
from tests.world import TOWN, Template, World

AT = "2026-11-25T02:20:00Z"


def handed(world: World, who: str, mission: str) -> dict[str, dict[str, Any]]:
    """The envelopes of a mission that somebody's phone is given, by site."""
    items = world.as_(who).get("/sync/envelopes").json()["items"]
    return {each["site_id"]: each for each in items if each["mission_id"] == mission}


def unsealed(envelope: dict[str, Any], key: str | None = None) -> dict[str, Any]:
    """What lies in an envelope."""
    sealed = b64decode(envelope["sealed"])
    plain = AESGCM(b64decode(key or envelope["key"])).decrypt(sealed[:12], sealed[12:], UUID(envelope["site_id"]).bytes)
    content: dict[str, Any] = orjson.loads(plain)
    return content


def told(world: World, who: str, mission: str, site: str, token: str, at: str = AT) -> Any:
    """An opening that happened out there, told now."""
    body = {"verb": "open", "at": at, "token": token, "location": {"lat": 40.12, "lon": 102.14}, "accuracy_m": 15}
    return world.as_(who).post(f"/missions/{mission}/sites/{site}/moves", json=body)


def test_envelopes_hold_a_site_each_and_the_key_of_the_one_behind(world: World) -> None:
    mission = a_mission(world, "deployed")
    first, second = (site["id"] for site in mission["sites"])
    envelopes = handed(world, "inspector", mission["id"])
    assert set(envelopes) == {first, second}
    assert (envelopes[first]["key"] is None, envelopes[second]["key"]) == (False, None)
    content = unsealed(envelopes[first])
    token = content.pop("token")
    assert content == {
        "name": SITE, "address": "渡口路1号", "location": {"lat": 40.1234, "lon": 102.1432}, "unit_id": str(TOWN),
        "unit_name": "鹿鸣镇人民政府", "keys": {second: content["keys"][second]},
    }  # fmt: skip
    behind = unsealed(envelopes[second], content["keys"][second])
    assert (behind["name"], behind["keys"]) == (SECOND_SITE, {})
    raw = world.as_("inspector").get("/sync/envelopes").text
    assert SITE not in raw
    assert "渡口" not in raw
    assert token not in raw
    other = handed(world, "inspector2", mission["id"])
    assert other[first]["key"] != envelopes[first]["key"]
    with pytest.raises(InvalidTag):
        unsealed(envelopes[first], other[first]["key"])
    with pytest.raises(InvalidTag):
        unsealed(envelopes[first] | {"site_id": second})


def test_all_envelopes_are_as_long_as_each_other(world: World) -> None:
    long = {"id": str(uuid4()), "name": "烟汀渡口东侧沿河三组至七组之间的垃圾转运点及其周边的排水沟渠", "opens_after": "none"}
    short = {"id": str(uuid4()), "name": "渡", "opens_after": "none"}
    mission = a_mission(world, "deployed", sites=[long, short])["id"]
    assert {len(each["sealed"]) for each in handed(world, "inspector", mission).values()} == {720}


def test_only_the_signed_team_gets_them_in_the_field_on_its_days(fresh: World) -> None:
    signed = a_mission(fresh, "deployed")["id"]
    for who in ("director", "approver", "reviewer", "county-leader", "township", "dept", "sysadmin", "auditor"):
        assert fresh.as_(who).get("/sync/envelopes").json() == {"items": []}, who
    assert handed(fresh, "leader1", signed)
    assert handed(fresh, "inspector", a_mission(fresh, "approved")["id"]) == {}
    ahead = {
        "period_from": (today(fresh) + timedelta(days=2)).isoformat(),
        "period_to": (today(fresh) + timedelta(days=4)).isoformat(),
    }
    assert handed(fresh, "inspector", a_mission(fresh, "deployed", **ahead)["id"]) == {}
    at = (fresh.clock() + timedelta(hours=3)).isoformat()
    timed = {"id": str(uuid4()), "name": "早市", "opens_after": "time", "opens_at": at}
    free = {"id": str(uuid4()), "name": "晚市", "opens_after": "none"}
    assert set(handed(fresh, "inspector", a_mission(fresh, "deployed", sites=[timed, free])["id"])) == {free["id"]}
    did(fresh, "director", signed, "abort", reason="中止")
    assert handed(fresh, "inspector", signed) == {}


def test_somebody_added_later_gets_them_once_he_has_signed(world: World) -> None:
    mission = a_mission(world, "deployed", member_ids=[person("inspector")])["id"]
    did(world, "director", mission, "assign", member_ids=[person("inspector"), person("inspector2")])
    assert handed(world, "inspector2", mission) == {}
    did(world, "inspector2", mission, "commit")
    assert len(handed(world, "inspector2", mission)) == 2
    did(world, "director", mission, "assign", member_ids=[person("inspector")])
    assert handed(world, "inspector2", mission) == {}


def test_an_office_that_forbids_it_hands_nothing(template: Template, engine: str) -> None:
    with template.world(engine) as world:
        mission = a_mission(world, "deployed")["id"]
        assert len(handed(world, "inspector", mission)) == 2
        rule = {"value": False, "reason": "只许在线开封"}
        assert world.as_("director").put("/rules/offline_opening", json=rule).status_code == 200
        assert handed(world, "inspector", mission) == {}


def test_an_opening_out_there_is_noted_as_stated_and_when_it_was_told(fresh: World) -> None:
    mission = a_mission(fresh, "deployed")
    first, second = (site["id"] for site in mission["sites"])
    envelopes = handed(fresh, "inspector", mission["id"])
    content = unsealed(envelopes[first])
    behind = unsealed(envelopes[second], content["keys"][second])
    before = fresh.clock()
    answer = told(fresh, "inspector", mission["id"], first, content["token"])
    assert answer.status_code == 200
    site = answer.json()
    assert (site["name"], site["opened_device_at"], site["opened_offline"]) == (SITE, AT, True)
    assert before <= datetime.fromisoformat(site["opened_at"]) <= fresh.clock()
    assert told(fresh, "inspector", mission["id"], first, content["token"]).json() == site
    # the second was opened before the first was told to be finished: it happened, so it is noted
    assert told(fresh, "inspector", mission["id"], second, behind["token"]).json()["name"] == SECOND_SITE
    seen = fresh.as_("director").get(f"/missions/{mission['id']}").json()
    assert (seen["state"], [each["opened_offline"] for each in seen["sites"]]) == ("fieldwork", [True, True])
    assert [step["action"] for step in seen["timeline"]].count("mission.site_opened") == 3
    assert handed(fresh, "inspector", mission["id"]) == {}


def test_what_was_opened_offline_is_noted_though_the_team_was_called_back(world: World) -> None:
    mission = a_mission(world, "deployed")
    first = mission["sites"][0]["id"]
    token = unsealed(handed(world, "inspector", mission["id"])[first])["token"]
    assert open_site(world, "inspector2", mission["id"], mission["sites"][0]["id"]).status_code == 200
    did(world, "leader1", mission["id"], "report")
    site = told(world, "inspector", mission["id"], first, token).json()
    assert (site["opened_offline"], site["done_at"]) == (False, None)  # the opening that came first stays
    assert open_site(world, "inspector", mission["id"], first, "finish").json()["done_at"] is not None
    assert world.as_("director").get(f"/missions/{mission['id']}").json()["state"] == "reporting"


def test_nobody_learns_a_name_by_claiming_to_have_been_out_there(world: World) -> None:
    mission = a_mission(world, "deployed")
    first, second = (site["id"] for site in mission["sites"])
    envelopes = handed(world, "inspector", mission["id"])
    mine = unsealed(envelopes[first])["token"]
    for who, site, token in (("inspector", second, mine), ("inspector2", first, mine), ("inspector", first, "0" * 64)):
        answer = told(world, who, mission["id"], site, token)
        assert slug(answer) == "422 envelope-unproven", (who, site)
        assert SITE not in answer.text
        assert SECOND_SITE not in answer.text
    assert slug(told(world, "reviewer", mission["id"], first, mine)) == "403 forbidden"
    assert slug(told(world, "township", mission["id"], first, mine)) == "404 not-found"
    seen = world.as_("director").get(f"/missions/{mission['id']}").json()
    assert [each["opened_at"] for each in seen["sites"]] == [None, None]
