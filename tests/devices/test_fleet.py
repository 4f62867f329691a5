"""Phones say how they are; the office sees which need looking after, and can follow nobody with it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import delete, func, select

from app.audit import queries as audit
from app.core import release
from app.core.settings import Settings
from app.devices import fleet
from app.devices.fleet_models import DeviceState
from app.identity.models import User
from app.worker import Worker
from tests.phone import Phone
from tests.world import PEOPLE, Template, World, user_id

pytestmark = pytest.mark.usefixtures("nothing_told")
A_YEAR_S = 366 * 86_400
NOON = datetime(2026, 11, 24, 4, 20, tzinfo=UTC)  # 12:20 in Beijing


@pytest.fixture(scope="module")
def world(template: Template, engine: str) -> Iterator[World]:
    """A server in which months pass and nobody has to sign in anew."""
    with template.world(engine, access_token_s=A_YEAR_S, refresh_token_days=366) as made:
        made.clock.set(NOON - timedelta(days=1))
        for who in PEOPLE:
            made.as_(who)
        yield made


@pytest.fixture
def nothing_told(world: World) -> None:
    """No phone has said anything yet; it is noon."""
    world.clock.set(NOON)
    with world.database.transaction() as tx:
        tx.session.execute(delete(DeviceState))


def a_state(world: World, *, off_s: float = 0, **changes: Any) -> dict[str, Any]:
    """What a phone says that has nothing wrong with it, its clock off by so much."""
    clock = round((world.clock().timestamp() + off_s) * 1000)
    return {
        "name": "Chrome · Android 15", "app_version": "0.1.0", "unsent_count": 0, "device_time_ms": clock, "free_percent": 60,
        "persisted": True,
    } | changes  # fmt: skip


def tell(world: World, who: str, install: str, **changes: Any) -> dict[str, Any]:
    """The answer to a phone."""
    answer = world.as_(who).put(f"/device-states/{install}", json=a_state(world, **changes))
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def seen(world: World, who: str = "director", **asked: Any) -> list[dict[str, Any]]:
    """The phones as somebody sees them."""
    answer = world.as_(who).get("/device-states", params=asked)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def rows(world: World) -> int:
    """How many rows are kept."""
    with world.database.reading() as tx:
        return tx.session.scalar(select(func.count()).select_from(DeviceState)) or 0


def test_a_phone_is_one_row_that_is_written_over(world: World) -> None:
    install = str(uuid4())
    first = tell(world, "inspector", install, unsent_count=3, oldest_age_s=7200)
    world.clock.set(NOON + timedelta(hours=2))
    again = [tell(world, "inspector", install, unsent_count=1, oldest_age_s=60, off_s=-1) for _ in range(2)]
    assert (first["held"]["unsent_count"], first["held"]["oldest_at"]) == (3, "2026-11-24T02:00:00Z")
    assert rows(world) == 1
    (held,) = seen(world)
    skew = held.pop("skew_ms")
    assert -3000 < skew <= -900
    assert held == {
        "id": install, "user_id": str(user_id("inspector")), "user_name": "王示例", "name": "Chrome · Android 15",
        "enrolled": False,
        "app_version": "0.1.0", "unsent_count": 1, "oldest_at": "2026-11-24T06:00:00Z", "free_percent": 60, "persisted": True,
        "contact_at": "2026-11-24T06:00:00Z", "alarms": [],
    }  # fmt: skip
    assert [one["others"] for one in again] == [[], []]


def test_it_is_no_deed_and_nothing_remembers_when(world: World) -> None:
    with world.database.reading() as tx:
        before = audit.last_index(tx)
    tell(world, "inspector", str(uuid4()))
    with world.database.reading() as tx:
        assert audit.last_index(tx) == before


@pytest.mark.parametrize(
    ("changes", "alarms"),
    [
        ({"unsent_count": 2, "oldest_age_s": 23 * 3600}, []),
        ({"unsent_count": 2, "oldest_age_s": 26 * 3600}, ["unsent"]),
        ({"off_s": 119}, []),
        ({"off_s": 122}, ["clock"]),
        ({"off_s": -122}, ["clock"]),
        ({"device_time_ms": 0}, ["clock"]),
        ({"free_percent": 10}, []),
        ({"free_percent": 9}, ["space"]),
        ({"free_percent": None}, []),
        ({"app_version": "0.0.99"}, ["version"]),
        ({"app_version": "0.2.0"}, []),
        ({"app_version": "0.0.1", "free_percent": 0, "unsent_count": 1, "oldest_age_s": 90_000}, ["unsent", "space", "version"]),
    ],
)
def test_what_rings(world: World, changes: dict[str, Any], alarms: list[str]) -> None:
    tell(world, "inspector2", str(uuid4()))
    told = tell(world, "inspector", str(uuid4()), **changes)
    assert told["held"]["alarms"] == [one for one in alarms if one != "unsent"]
    assert [one["alarms"] for one in seen(world, q="王")] == [alarms]
    assert [one["alarms"] for one in seen(world, alarm="true")] == ([alarms] if alarms else [])
    assert world.as_("director").get("/device-states").json()["alarmed"] == bool(alarms)


def test_a_silent_phone_with_something_unsent_rings_a_day_later(world: World) -> None:
    tell(world, "inspector", str(uuid4()), unsent_count=1, oldest_age_s=60)
    world.clock.set(NOON + timedelta(hours=23))
    assert seen(world)[0]["alarms"] == []
    world.clock.set(NOON + timedelta(hours=26))
    assert seen(world)[0]["alarms"] == ["unsent"]
    assert seen(world)[0]["contact_at"] == "2026-11-24T04:00:00Z"


def test_whoever_may_not_know_of_sealed_visits_is_told_nothing_a_visit_changes(world: World) -> None:
    """The same bytes for the system administrator, whether the phone has been in the hills all morning or never left."""
    install, texts = str(uuid4()), []
    for hours, queue in (
        (0, {}),
        (1, {"unsent_count": 40, "oldest_age_s": 3000}),
        (5, {"unsent_count": 41, "oldest_age_s": 90_000}),
    ):
        world.clock.set(NOON + timedelta(hours=hours))
        clock = {"device_time_ms": round(world.clock().timestamp() * 1000)}
        tell(world, "inspector", install, **clock, **queue)
        texts.append([one | {"skew_ms": 0} for one in seen(world, "sysadmin")])
        assert world.as_("sysadmin").get("/device-states").json()["alarmed"] == 0
        assert seen(world, "sysadmin", alarm="true") == []
    assert texts[0] == texts[1] == texts[2]
    held = texts[0][0]
    assert (held["unsent_count"], held["oldest_at"], held["contact_at"]) == (None, None, "2026-11-23T16:00:00Z")
    assert (seen(world)[0]["unsent_count"], seen(world)[0]["alarms"]) == (41, ["unsent"])


@pytest.mark.parametrize("who", ["township", "township-head", "dept", "director", "sysadmin", "county-leader"])
def test_nobody_elses_phone_is_looked_after(world: World, who: str) -> None:
    answer = world.as_(who).put(f"/device-states/{uuid4()}", json=a_state(world))
    assert (answer.status_code, rows(world)) == (403, 0)


@pytest.mark.parametrize("who", ["inspector", "leader1", "reviewer", "approver", "township", "secadmin", "auditor"])
def test_who_does_not_see_them(world: World, who: str) -> None:
    tell(world, "inspector", str(uuid4()))
    assert world.as_(who).get("/device-states").status_code == 403


def test_somebody_elses_id_is_a_row_of_ones_own(world: World) -> None:
    install = str(uuid4())
    tell(world, "inspector", install, unsent_count=7, oldest_age_s=60)
    other = tell(world, "inspector2", install)
    assert (other["held"]["unsent_count"], other["others"], rows(world)) == (0, [], 2)


def test_a_phone_that_was_emptied_hears_what_it_said_before(world: World) -> None:
    before, after = str(uuid4()), str(uuid4())
    tell(world, "inspector", before, unsent_count=2, oldest_age_s=3600)
    tell(world, "inspector", str(uuid4()))
    (other,) = tell(world, "inspector", after)["others"]
    assert (other["id"], other["unsent_count"], other["oldest_at"]) == (before, 2, "2026-11-24T03:00:00Z")


def test_an_ended_key_takes_its_phone_along(world: World) -> None:
    phone = Phone().enrol(world)
    kept, gone = str(uuid4()), str(uuid4())
    tell(world, "inspector", kept)
    assert tell(world, "inspector", gone, key=phone.key)["held"]["enrolled"]
    assert not tell(world, "inspector2", str(uuid4()), key=phone.key)["held"]["enrolled"]
    ended = world.as_("secadmin").post(f"/device-keys/{phone.id}/moves", json={"verb": "revoke", "reason": "手机遗失"})
    assert ended.status_code == 200
    assert [one["id"] for one in seen(world, q="王")] == [kept]
    assert not tell(world, "inspector", gone, key=phone.key)["held"]["enrolled"]


def test_silence_is_forgotten(world: World) -> None:
    tell(world, "inspector", str(uuid4()), unsent_count=1, oldest_age_s=60)
    world.clock.set(NOON + timedelta(days=89))
    assert len(seen(world)) == 1
    world.clock.set(NOON + timedelta(days=91))
    assert (seen(world), rows(world)) == ([], 1)
    with world.database.transaction() as tx:
        fleet.forget_silent(tx)
    assert rows(world) == 0


def test_the_workers_hourly_look_forgets_too(world: World) -> None:
    tell(world, "inspector", str(uuid4()))
    worker: Worker = world.app.state.worker
    world.clock.set(NOON + timedelta(days=91))
    worker._collector.look()  # hourly by itself
    assert rows(world) == 0


def test_a_closed_account_has_no_phones(world: World) -> None:
    tell(world, "inspector2", str(uuid4()))
    for active in (False, True):
        with world.database.transaction() as tx:
            tx.session.get_one(User, user_id("inspector2")).active = active
        assert len(seen(world)) == active


def test_one_person_has_so_many_and_no_more(world: World) -> None:
    waiting = str(uuid4())
    tell(world, "inspector", waiting, unsent_count=1, oldest_age_s=60)
    for hour in range(1, 23):
        world.clock.set(NOON + timedelta(hours=hour))
        tell(world, "inspector", str(uuid4()))
    held = seen(world, limit=200)
    assert len(held) == 20
    assert waiting in {one["id"] for one in held}


def test_five_hundred_page_by_page(world: World) -> None:
    with world.database.transaction() as tx:
        for n in range(500):
            tx.session.add(DeviceState(
                user_id=user_id(("inspector", "inspector2", "leader1")[n % 3]), install_id=uuid4(), key_id=None, name=f"手机{n}",
                app_version="0.1.0", version_order=release.order("0.1.0"), unsent_count=0, oldest_at=None, skew_ms=0,
                free_percent=n % 100, persisted=True, contact_at=tx.now,
            ))  # fmt: skip
    found, cursor = list[dict[str, Any]](), None
    for _ in range(5):
        answer = world.as_("director").get("/device-states", params={"limit": 120} | ({"cursor": cursor} if cursor else {})).json()
        found += answer["items"]
        cursor = answer["next_cursor"]
    assert (len(found), len({one["id"] for one in found}), cursor, answer["alarmed"]) == (500, 500, None, 50)
    assert [one["user_name"] for one in found] == sorted(one["user_name"] for one in found)
    assert len(seen(world, alarm="true", limit=200)) == 50
    assert len(seen(world, q="手机49", limit=200)) == 11
    crossed = world.as_("director").get("/device-states", params={"alarm": "true", "cursor": _cursor(world)})
    assert crossed.status_code == 400


def _cursor(world: World) -> str:
    return str(world.as_("director").get("/device-states", params={"limit": 1}).json()["next_cursor"])


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"unsent_count": -1}, "/unsent_count"),
        ({"free_percent": 101}, "/free_percent"),
        ({"app_version": "1"}, "/app_version"),
        ({"app_version": "0.1.0-beta"}, "/app_version"),
        ({"device_time_ms": 10**18}, "/device_time_ms"),
        ({"name": "x" * 101}, "/name"),
        ({"name": " "}, "/name"),
        ({"key": "no"}, "/key"),
        ({"lat": 40.1}, "/lat"),
        ({"unsent_count": 1}, "/oldest_age_s"),
        ({"oldest_age_s": 5}, "/oldest_age_s"),
    ],
)
def test_what_makes_no_sense_is_refused_whole(world: World, changes: dict[str, Any], pointer: str) -> None:
    answer = world.as_("inspector").put(f"/device-states/{uuid4()}", json=a_state(world, **changes))
    assert answer.status_code == 422, answer.text
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert rows(world) == 0


def test_nobody_signed_in(world: World) -> None:
    with world.client() as nobody:
        assert nobody.put(f"/device-states/{uuid4()}", json=a_state(world)).status_code == 401


def test_defaults() -> None:
    settings = Settings()
    assert (settings.fleet_days, settings.fleet_unsent_h, settings.fleet_skew_s, settings.fleet_free_percent) == (90, 24, 120, 10)


def test_two_tabs_at_once_are_one_row(world: World) -> None:
    install, client = str(uuid4()), world.as_("inspector")
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: client.put(f"/device-states/{install}", json=a_state(world)).status_code, range(16)))
    assert (answers, rows(world)) == ([200] * 16, 1)
