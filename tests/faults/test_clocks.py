"""Clocks that step or are wrong, the server's and the phones': order is the log's, and nothing is lost or doubled for it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from app.attest import jobs as attest
from app.audit import queries as audit
from app.audit.models import LogCheckpoint, LogEntry
from app.evidence.models import Evidence
from app.evidence.service import DERIVE
from app.jobs import service as jobs
from app.jobs.models import Job
from app.uploads.models import Upload
from app.worker import DATED
from tests.deadlines.acts import acts, go
from tests.deadlines.acts import at as on
from tests.faults.clocks import FAR, STEPS, back, step
from tests.making import a_manifest, a_photo, a_report, a_task, an_order, upload
from tests.uploads.tus import PHOTO, Tus, declare, slug
from tests.world import PASSWORD, Template, World

YEARS = 366 * 10


@pytest.fixture(scope="module")
def clocks(template: Template, engine: str) -> Iterator[World]:
    """A world whose clock is nobody else's; each test sets it right again."""
    with template.world(engine) as made:
        yield made


@pytest.fixture
def world(clocks: World) -> Iterator[World]:
    """With the right time before and after."""
    back(clocks)
    yield clocks
    back(clocks)


def _sent(world: World, photos: int = 1) -> dict[str, Any]:
    """A report sent now, with its receipt as its author is given it."""
    report_id, pictures = str(uuid4()), [a_photo(n) for n in range(photos)]
    tus, manifest = Tus(world.as_("inspector")), a_manifest(_task(world), pictures)
    assert tus.client.put(f"/reports/{report_id}", json=manifest).status_code == 201
    for line, picture in zip(manifest["evidence"], pictures, strict=True):
        assert upload(tus.client, line, picture, report_id=report_id).status_code == 204
    answer = tus.client.put(f"/reports/{report_id}", json=manifest)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    assert told["state"] == "submitted"
    return told


def _task(world: World) -> str:
    held: str | None = getattr(world, "clock_task", None)
    if held is None:
        held = a_task(world)["id"]
        world.clock_task = held  # type: ignore[attr-defined]
    return held


def _whole(world: World) -> None:
    with world.database.reading() as tx:
        verdict = audit.verify(tx)
    assert (verdict.broken_at, verdict.lost_at) == (None, None)


@pytest.mark.parametrize("name", STEPS)
def test_the_servers_clock_steps_during_an_upload(world: World, name: str) -> None:
    """What was acknowledged before is there after; a receipt is given whatever the year."""
    tus = Tus(world.as_("inspector"))
    declared = declare(tus.client, _task(world))
    place = tus.open(declared)
    assert tus.patch(place, 0, PHOTO[:5_000]).status_code == 204
    step(world, name)
    tus = Tus(world.as_("inspector"))
    if name in {"to 2100", "to the end of 32 bits", "to where Europe's summer begins"}:  # more than seven days ahead
        answer = tus.head(place)
        assert answer.status_code == 410
        place = tus.open(declared)
    else:
        assert tus.offset(place) == 5_000
    tus.finish(place, declared)
    _whole(world)


@pytest.mark.parametrize("name", STEPS)
def test_the_order_is_the_logs_whatever_the_clock_says(world: World, name: str) -> None:
    before = _sent(world)
    step(world, name)
    during = _sent(world)
    back(world)
    after = _sent(world)
    told = [each["receipt"]["log_index"] for each in (before, during, after)]
    assert told == sorted(told)
    with world.database.reading() as tx:
        entries = [tx.session.get_one(LogEntry, index) for index in told]
        assert [str(entry.object_id) for entry in entries] == [before["id"], during["id"], after["id"]]
        if name in FAR:
            assert abs(entries[1].at - entries[0].at) > timedelta(days=20)  # the time is what the clock said, and nothing else is
    _whole(world)


@pytest.mark.parametrize("name", STEPS)
def test_a_receipt_is_the_same_bytes_whenever_it_is_asked_for(world: World, name: str) -> None:
    sent = _sent(world)
    step(world, name)
    client = world.as_("inspector")
    again = client.get(f"/reports/{sent['id']}").json()["receipt"]
    assert (again["statement"], again["signature"]) == (sent["receipt"]["statement"], sent["receipt"]["signature"])


@pytest.mark.parametrize("name", STEPS)
def test_the_log_is_signed_and_jobs_are_done_whatever_the_year(world: World, name: str) -> None:
    step(world, name)
    sent = _sent(world)
    world.work()
    back(world)
    world.clock.advance(minutes=6)
    world.work()
    with world.database.reading() as tx:
        rows = tx.session.scalars(select(Evidence).where(Evidence.owner_id == UUID(sent["id"]))).all()
        assert [row.decode for row in rows] == ["ok"]
        waiting = tx.session.scalars(select(Job.kind).where(Job.kind.not_in(DATED))).all()
    assert list(waiting) == []


def test_what_was_asked_for_while_the_clock_was_ahead_is_done_and_not_in_2100(world: World) -> None:
    step(world, "to 2100")
    sent = _sent(world)
    with world.database.transaction() as tx:
        jobs.ensure(tx, attest.CHECKPOINT, attest.SLOT)
        signed = tx.session.scalar(select(func.max(LogCheckpoint.size))) or 0
    back(world)
    world.clock.advance(minutes=30)  # the worker looks every five
    world.work()
    with world.database.reading() as tx:
        assert tx.session.scalar(select(func.count()).select_from(Job).where(Job.kind.in_([DERIVE, attest.CHECKPOINT]))) == 0
        assert (tx.session.scalar(select(func.max(LogCheckpoint.size))) or 0) > signed
        assert [each.decode for each in tx.session.scalars(select(Evidence).where(Evidence.owner_id == UUID(sent["id"])))] == ["ok"]


def test_the_kinds_of_jobs_that_have_a_date_of_their_own_are_known() -> None:
    """A kind asked for ahead of its time and not named in DATED would be done at once."""
    asked = re.compile(r"enqueue\(tx, (\w+), run_at=")
    sources = (Path(__file__).parents[2] / "app").rglob("*.py")
    found = {(path.parent.name, kind) for path in sources for kind in asked.findall(path.read_text("utf-8"))}
    assert found == {
        ("rectification", "AUTO_SIGN"), ("rectification", "ESCALATE"), ("rectification", "PROPOSE"), ("tasks", "kind"),
        ("conclusions", "FINALIZE"), ("bundles", "EXPIRE"),
    }  # fmt: skip
    assert len(DATED) == 7  # a task's kind is one of two


def test_a_job_with_a_date_of_its_own_waits_for_it(world: World) -> None:
    kind = min(DATED)
    with world.database.transaction() as tx:
        jobs.enqueue(tx, kind, run_at=tx.now + timedelta(days=3), slot="dated", nothing="at all")
    world.clock.advance(minutes=6)
    world.work()
    with world.database.transaction() as tx:
        job = tx.session.scalars(select(Job).where(Job.slot == "dated")).one()
        assert job.run_at > tx.now + timedelta(days=2)
        jobs.finish(tx, job)


def _lease(world: World, place: str, taken_at: datetime) -> None:
    """As a killed server leaves it."""
    with world.database.transaction() as tx:
        upload = tx.session.get_one(Upload, UUID(place.rsplit("/", 1)[-1]))
        upload.lease, upload.lease_until = UUID(int=1), taken_at + timedelta(seconds=tx.settings.upload_lease_s)


@pytest.mark.parametrize("ahead", [timedelta(minutes=5), timedelta(days=1), timedelta(days=27_000)], ids=str)
def test_a_lease_of_a_clock_that_was_ahead_holds_nobody_up(world: World, ahead: timedelta) -> None:
    tus = Tus(world.as_("inspector"))
    declared = declare(tus.client, _task(world))
    place, given_up = tus.open(declared), tus.open(declared)
    for each in (place, given_up):
        _lease(world, each, world.clock() + ahead)
    assert tus.delete(given_up).status_code == 204
    assert tus.patch(place, 0, PHOTO).status_code == 204


def test_a_token_from_a_minute_ahead_is_good_and_one_from_later_is_not(world: World) -> None:
    client = world.as_("inspector")
    for seconds, status in ((-55, 200), (-65, 401), (0, 200), (599, 200), (601, 401)):
        world.clock.shift = timedelta(seconds=seconds)
        assert (seconds, client.get("/me").status_code) == (seconds, status)


@pytest.mark.parametrize("name", ["five minutes back", "a day back", "to 1970"])
def test_who_is_refused_by_a_clock_set_back_goes_on_with_a_fresh_token(world: World, name: str) -> None:
    form = {"grant_type": "password", "username": "inspector", "password": PASSWORD}
    with world.client() as phone:
        session = phone.post("/auth/token", data=form).json()
        step(world, name)
        assert phone.get("/me", headers=_bearer(session)).status_code == 401
        again = {"grant_type": "refresh_token", "refresh_token": session["refresh_token"]}
        assert phone.get("/me", headers=_bearer(phone.post("/auth/token", data=again).json())).status_code == 200


def _bearer(session: dict[str, str]) -> dict[str, str]:
    return {"Authorization": f"Bearer {session['access_token']}"}


@pytest.mark.parametrize("years", [-10, -1, 1, 10])
def test_a_phone_whose_clock_is_years_off_reports_and_is_believed_in_nothing(world: World, years: int) -> None:
    """Its time is kept as it was told; order, receipt and deadlines are the server's."""
    off = timedelta(days=365.25 * years)
    told_at = (world.clock() + off).replace(microsecond=0)
    first = _sent(world)
    told = {"started_at": _z(told_at), "finished_at": _z(told_at + timedelta(minutes=30))}
    skew = {"name": "07号机", "app_version": "0.1.0", "clock_skew_ms": int(off.total_seconds() * 1000)}
    report = a_report(world, photos=1, task_id=_task(world), device=skew, **told)
    second = _sent(world)
    with world.database.reading() as tx:
        (row,) = tx.session.scalars(select(Evidence).where(Evidence.owner_id == UUID(report["id"])))
        assert row.received_at is not None
        assert abs(row.received_at - world.clock()) < timedelta(minutes=10)
        order = tx.session.scalars(select(LogEntry).where(LogEntry.action == "report.submitted").order_by(LogEntry.idx)).all()
    assert [str(entry.object_id) for entry in order][-3:] == [first["id"], report["id"], second["id"]]
    assert report["started_at"] == told["started_at"]
    checks = world.as_("director").get(f"/evidence/{report['evidence'][0]['id']}/checks").json()
    assert {each["code"]: each["outcome"] for each in checks["items"]}["clock"] == "warn"


def _z(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def test_a_leap_second_of_a_phone_is_the_end_of_its_minute(world: World) -> None:
    """RFC 3339 allows 23:59:60; the report is not refused for it."""
    report = a_report(
        world, photos=0, task_id=_task(world), started_at="2026-06-30T23:59:60Z", finished_at="2026-07-01T08:00:60.25+08:00"
    )
    assert (report["started_at"], report["finished_at"]) == ("2026-06-30T23:59:59.999999Z", "2026-07-01T00:00:59.999999Z")


@pytest.mark.parametrize("wrong", ["2026-06-30T23:60:00Z", "2026-06-30T23:59:61Z", "2026-06-30T24:00:60Z"])
def test_other_impossible_times_are_named(world: World, wrong: str) -> None:
    answer = world.as_("inspector").put(f"/reports/{uuid4()}", json=a_manifest(_task(world), [], started_at=wrong))
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/started_at")


def test_a_deadlines_acts_are_done_once_however_the_clock_steps_about_them(fresh: World) -> None:
    go(fresh, on(11, 24))
    order = an_order(fresh, due_on="2026-12-03")
    for moment in (on(12, 1, 8), on(12, 1, 7), on(12, 1, 10), on(11, 30), on(12, 4, 9), on(12, 1, 10), on(12, 4, 9), on(12, 8)):
        go(fresh, moment)
    once = acts(fresh, order["id"])
    assert len(once) == len(set(once)) > 2
    go(fresh, on(11, 30))
    go(fresh, on(12, 8))
    assert acts(fresh, order["id"]) == once
    assert fresh.as_("director").get(f"/orders/{order['id']}").json()["due_on"] == "2026-12-03"


def test_a_far_jump_and_back_does_no_act_twice(fresh: World) -> None:
    go(fresh, on(11, 24))
    order = an_order(fresh, due_on="2026-12-03")
    go(fresh, datetime(2100, 1, 4, 2, tzinfo=UTC))
    ahead = acts(fresh, order["id"])
    for moment in (on(11, 25), on(12, 4), on(12, 31)):
        go(fresh, moment)
    found = acts(fresh, order["id"])
    assert found[: len(ahead)] == ahead
    assert len(found) == len(set(found))
    assert slug(fresh.as_("director").get(f"/orders/{uuid4()}")) == "not-found"
