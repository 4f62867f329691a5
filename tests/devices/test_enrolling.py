"""A phone is enrolled with a code given in person, once, and by nobody else."""

import base64
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import orjson
import pytest
from sqlalchemy import select

from app.audit import queries as audit
from app.audit.models import LogEntry
from app.devices.models import DeviceCode
from tests.bad_input.traces import refusal
from tests.phone import Phone, a_code
from tests.world import World, user_id

ANOTHER = "ZZZZZZZZ"


def enrol(world: World, phone: Phone, body: dict[str, Any], who: str | None = None) -> Any:
    """The answer."""
    return world.as_(who or phone.owner).put(f"/device-keys/{phone.id}", json=body)


def last(world: World, action: str) -> tuple[LogEntry, dict[str, Any]]:
    """The newest entry of that name, and what it says."""
    with world.database.reading() as tx:
        entry = tx.session.scalars(select(LogEntry).where(LogEntry.action == action).order_by(LogEntry.idx.desc())).first()
        assert entry is not None
        assert entry.payload is not None
        return entry, orjson.loads(entry.payload)


def test_with_a_code_from_the_office(world: World) -> None:
    phone, asked = Phone(), {"user_id": str(user_id("inspector"))}
    given = world.as_("director").post("/device-codes", json=asked)
    assert given.headers["cache-control"] == "no-store"
    told = given.json()
    assert set(told) == {"code", "expires_at", "user_id"}
    assert told["user_id"] == asked["user_id"]
    lives = datetime.fromisoformat(told["expires_at"]) - world.clock()
    assert timedelta(minutes=14) < lives <= timedelta(minutes=15)
    answer = enrol(world, phone, phone.enrolment(told["code"]))
    assert answer.status_code == 201, answer.text
    out = answer.json()
    enrolled = datetime.fromisoformat(out["enrolled_at"])
    assert datetime.fromisoformat(out["expires_at"]) - enrolled == timedelta(days=180)
    assert {name: out[name] for name in out if not name.endswith("_at")} == {
        "id": phone.id, "key": phone.key, "user_id": str(user_id("inspector")), "user_name": "王示例", "name": "07号机",
        "records": {"count": 0, "last_seq": None}, "moves": ["revoke"],
    }  # fmt: skip
    assert out["revoked_at"] is None
    entry, said = last(world, "device_key.enrolled")
    assert (entry.actor_id, str(entry.object_id)) == (user_id("inspector"), phone.id)
    assert said == {
        "user": str(user_id("inspector")), "jwk": phone.jwk, "id": phone.key, "name": "07号机",
        "admitted_by": str(user_id("director")), "until": said["until"],
    }  # fmt: skip
    with world.database.reading() as tx:
        assert audit.verify(tx).broken_at is None


def test_a_lost_answer_is_asked_for_again(world: World) -> None:
    phone = Phone()
    body = phone.enrolment(a_code(world, "inspector"))
    first, second = enrol(world, phone, body), enrol(world, phone, body)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    later = enrol(world, phone, phone.enrolment(ANOTHER, name="别的名字"))  # the key is what counts
    assert later.json() == first.json()


def test_the_code_is_kept_only_as_a_hash_and_told_once(world: World) -> None:
    key, asked = {"Idempotency-Key": str(uuid4())}, {"user_id": str(user_id("inspector"))}
    first = world.as_("secadmin").post("/device-codes", json=asked, headers=key).json()["code"]
    second = world.as_("secadmin").post("/device-codes", json=asked, headers=key).json()["code"]
    assert first != second
    with world.database.reading() as tx:
        row = tx.session.scalars(select(DeviceCode).where(DeviceCode.user_id == user_id("inspector"))).one()
        held = [str(getattr(row, column.key)) for column in DeviceCode.__table__.columns]
    assert not [each for each in held if second in each]


def test_a_new_code_takes_the_place_of_the_old(world: World) -> None:
    phone, old = Phone(), a_code(world, "inspector")
    new = a_code(world, "inspector")
    assert refusal(enrol(world, phone, phone.enrolment(old)))[:2] == (422, "device-code-wrong")
    assert enrol(world, phone, phone.enrolment(new)).status_code == 201


def test_a_code_is_used_once(world: World) -> None:
    phone, second, code = Phone(), Phone(), a_code(world, "inspector")
    assert enrol(world, phone, phone.enrolment(code)).status_code == 201
    assert refusal(enrol(world, second, second.enrolment(code))) == (409, "device-code-over", "/code")


def test_a_code_is_one_persons(world: World) -> None:
    mine = a_code(world, "inspector")
    theirs = Phone("inspector2")
    assert refusal(enrol(world, theirs, theirs.enrolment(mine)))[:2] == (409, "device-code-over")  # has none of their own
    a_code(world, "inspector2")
    assert refusal(enrol(world, theirs, theirs.enrolment(mine))) == (422, "device-code-wrong", "/code")


def test_a_code_expires(fresh: World) -> None:
    phone, code = Phone(), a_code(fresh, "inspector")
    fresh.clock.advance(minutes=16)
    fresh.close()
    fresh._clients.clear()  # the sessions have expired too
    assert refusal(enrol(fresh, phone, phone.enrolment(code))) == (409, "device-code-over", "/code")


def test_guessing_kills_the_code(world: World) -> None:
    phone, code = Phone("inspector2"), a_code(world, "inspector2")
    for left in (4, 3, 2, 1, 0):
        answer = enrol(world, phone, phone.enrolment(ANOTHER))
        assert (answer.status_code, answer.json()["tries_left"]) == (422, left)
    assert last(world, "device_code.missed")[1] == {"tries_left": 0}
    assert refusal(enrol(world, phone, phone.enrolment(code))) == (409, "device-code-over", "/code")


def test_what_is_not_proved_costs_no_try(world: World) -> None:
    phone, code = Phone(), a_code(world, "inspector")
    proof = phone.enrolment(code)
    zeros = base64.b64encode(bytes(64)).decode()
    wrong = [
        proof | {"signature": zeros},
        proof | {"jwk": Phone().jwk},  # a key seen elsewhere: whoever enrols it does not have it
        phone.enrolment(code, owner="inspector2"),
        proof | {"signature": phone.enrolment(ANOTHER)["signature"]},
    ]
    for body in wrong:
        assert refusal(enrol(world, phone, body)) == (422, "device-key-unproved", "/signature")
    assert enrol(world, phone, proof).status_code == 201


@pytest.mark.parametrize("x", ["A" * 43, "_" * 43, "A" * 42 + "B"])
def test_numbers_that_are_no_key_are_refused(world: World, x: str) -> None:
    phone = Phone()
    body = phone.enrolment(a_code(world, "inspector"))
    answer = enrol(world, phone, body | {"jwk": phone.jwk | {"x": x}})
    assert refusal(answer) == (422, "device-key-unusable", "/jwk")


def test_an_id_and_a_key_are_one_anothers(world: World) -> None:
    phone, other = Phone().enrol(world), Phone()
    taken = other.enrolment(a_code(world, "inspector"))
    assert refusal(world.as_("inspector").put(f"/device-keys/{phone.id}", json=taken)) == (409, "device-key-reused", "/id")
    again = phone.enrolment(a_code(world, "inspector"))
    assert refusal(world.as_("inspector").put(f"/device-keys/{other.id}", json=again)) == (409, "device-key-reused", "/id")
    theirs = phone.enrolment(a_code(world, "inspector2"), owner="inspector2")
    assert refusal(enrol(world, phone, theirs, "inspector2")) == (409, "device-key-reused", "/id")


def test_nobody_gives_a_code_to_themselves_or_without_the_right(world: World) -> None:
    own = world.as_("director").post("/device-codes", json={"user_id": str(user_id("director"))})
    assert refusal(own) == (403, "own-device", "/user_id")
    for who in ("inspector", "reviewer", "sysadmin", "township"):
        assert refusal(world.as_(who).post("/device-codes", json={"user_id": str(user_id("inspector"))}))[:2] == (403, "forbidden")
    for nobody in (str(uuid4()), str(user_id("other-system"))):
        answer = world.as_("director").post("/device-codes", json={"user_id": nobody})
        assert refusal(answer) == (422, "unknown-account", "/user_id")


def test_keys_are_read_by_their_owner_and_the_office(world: World) -> None:
    phone = Phone("township").enrol(world)
    own = world.as_("township").get("/device-keys").json()["items"]
    assert [(each["id"], each["records"]) for each in own] == [(phone.id, {"count": 0, "last_seq": None})]
    assert world.as_("other-township").get("/device-keys").json() == {"items": []}
    for who in ("director", "secadmin"):
        read = next(each for each in world.as_(who).get("/device-keys").json()["items"] if each["id"] == phone.id)
        assert (read["user_name"], read["records"]) == ("陈示例", None)


def test_a_key_is_ended_by_its_owner_or_the_office(world: World) -> None:
    end = {"verb": "revoke", "reason": "手机遗失"}
    for who, giver in (("inspector", "director"), ("secadmin", "director")):
        phone = Phone().enrol(world)
        for stranger in ("inspector2", "reviewer", "township"):
            answer = world.as_(stranger).post(f"/device-keys/{phone.id}/moves", json=end)
            assert refusal(answer)[:2] == (404, "not-found")
        told = world.as_(who).post(f"/device-keys/{phone.id}/moves", json=end).json()
        assert (told["revoked_at"] is not None, told["moves"]) == (True, [])
        entry, said = last(world, "device_key.revoked")
        assert (entry.actor_id, said) == (
            user_id(who), {"user": str(user_id("inspector")), "id": phone.key, "reason": "手机遗失"},
        )  # fmt: skip
        assert refusal(world.as_(giver).post(f"/device-keys/{phone.id}/moves", json=end))[:2] == (409, "device-key-revoked")


def test_a_reason_is_asked_for(world: World) -> None:
    phone = Phone().enrol(world)
    answer = world.as_("inspector").post(f"/device-keys/{phone.id}/moves", json={"verb": "revoke"})
    assert refusal(answer) == (422, "invalid-request", "/reason")
