"""Every address that writes leaves an entry in the log, with its author.

The rooms of the main path have their deeds here; every other room has a file beside, `deeds_<room>.py`, with `DEEDS` and `NO_DEED`.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from app.audit import queries as audit
from app.core.settings import Settings
from app.identity import service as identity
from app.identity.models import User
from app.main import create_app
from tests.bad_input.test_multipart import a_form, report_part
from tests.making import a_manifest, a_photo, a_report, a_submission, a_task, an_evidence, an_order, tus_headers
from tests.world import PASSWORD, PEOPLE, TOWN, Template, World, user_id

PHOTO = a_photo(1)
MULTIPART = {"Content-Type": "multipart/form-data; boundary=zz"}
APPEND = {"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
Deed = Callable[[World], tuple[str, Callable[[], httpx2.Response]]]  # who, and the request that writes


def declared(world: World) -> tuple[str, dict[str, Any]]:
    """A report that waits for its photograph."""
    manifest, report = a_manifest(a_task(world)["id"], [PHOTO]), str(uuid4())
    assert world.as_("inspector").put(f"/reports/{report}", json=manifest).status_code == 201
    return report, manifest["evidence"][0]


def begun(world: World) -> str:
    """An open upload."""
    report, line = declared(world)
    made = world.as_("inspector").post("/uploads", headers=tus_headers(line, report_id=report))
    return str(made.headers["location"]).removeprefix("/api/v1")


def put_report(world: World) -> Any:
    manifest = a_manifest(a_task(world)["id"], [PHOTO])
    return "inspector", lambda: world.as_("inspector").put(f"/reports/{uuid4()}", json=manifest)


def post_report(world: World) -> Any:
    manifest = a_manifest(a_task(world)["id"], [PHOTO]) | {"id": str(uuid4())}
    form = a_form([report_part(manifest), ("photo", manifest["evidence"][0]["id"], PHOTO)])
    return "other-system", lambda: world.as_("other-system").post("/reports", content=form, headers=MULTIPART)


def move_report(world: World) -> Any:
    report = a_report(world)["id"]
    return "reviewer", lambda: world.as_("reviewer").post(f"/reports/{report}/moves", json={"verb": "accept"})


def move_finding(world: World) -> Any:
    report = a_report(world)
    world.as_("reviewer").post(f"/reports/{report['id']}/moves", json={"verb": "accept"})
    path = f"/findings/{report['findings'][0]['id']}/moves"
    return "director", lambda: world.as_("director").post(path, json={"verb": "confirm"})


def post_order(world: World) -> Any:
    report = a_report(world)
    finding = report["findings"][0]["id"]
    world.as_("reviewer").post(f"/reports/{report['id']}/moves", json={"verb": "accept"})
    world.as_("director").post(f"/findings/{finding}/moves", json={"verb": "confirm"})
    draft = {"id": str(uuid4()), "finding_ids": [finding], "unit_id": str(TOWN), "class": "limited", "requirements": "限期整改"}
    return "director", lambda: world.as_("director").post("/orders", json=draft)


def move_order(world: World) -> Any:
    order = an_order(world)["id"]
    return "township", lambda: world.as_("township").post(f"/orders/{order}/moves", json={"verb": "sign"})


def submit(world: World) -> Any:
    order = an_order(world)["id"]
    return "township", lambda: world.as_("township").post(f"/orders/{order}/submissions", json=a_submission())


def reinspect(world: World) -> Any:
    order = an_order(world)
    world.as_("township").post(f"/orders/{order['id']}/submissions", json=a_submission())
    look = {
        "id": str(uuid4()), "result": "rectified", "note": "已核", "inspected_at": "2026-11-21T02:00:00Z",
        "evidence": [an_evidence(PHOTO)],
    }  # fmt: skip
    path = f"/findings/{order['findings'][0]['id']}/reinspections"
    return "inspector2", lambda: world.as_("inspector2").post(path, json=look)


def patch_upload(world: World) -> Any:
    place = begun(world)
    return "inspector", lambda: world.as_("inspector").patch(place, headers=APPEND, content=PHOTO)


def put_task(world: World) -> Any:
    draft = {
        "title": "事项", "source_type": "document", "source_level": "county", "content": "内容", "focus_area": "clean_county",
        "lead_unit_id": str(TOWN), "due_on": "2098-01-01",
    }  # fmt: skip
    return "reviewer", lambda: world.as_("reviewer").put(f"/tasks/{uuid4()}", json=draft)


def put_unit(world: World) -> Any:
    draft = {"name": "新村", "short_name": "新村", "kind": "village", "parent_id": str(TOWN)}
    return "sysadmin", lambda: world.as_("sysadmin").put(f"/units/{uuid4()}", json=draft)


def put_user(world: World) -> Any:
    draft = {"username": f"u{uuid4().hex[:6]}", "name": "新人", "unit_id": str(TOWN)}
    return "sysadmin", lambda: world.as_("sysadmin").put(f"/users/{uuid4()}", json=draft)


def put_calendar(world: World) -> Any:
    return "director", lambda: world.as_("director").put("/calendar/2027", json={"source": "通知", "days": []})


def token(world: World) -> Any:
    form = {"grant_type": "password", "username": "inspector", "password": PASSWORD}
    return None, lambda: world.as_("inspector").post("/auth/token", data=form)


def revoke(world: World) -> Any:
    with world.database.transaction() as tx:
        given = identity.sign_in(tx, world.app.state.keys, tx.session.get_one(User, user_id("inspector")), None).refresh_token
    return None, lambda: world.as_("inspector").post("/auth/revoke", json={"refresh_token": given})


DEEDS: dict[tuple[str, str], tuple[Deed, list[str]]] = {
    ("PUT", "/reports/{report_id}"): (put_report, ["report.received"]),
    ("POST", "/reports"): (post_report, ["report.received", "evidence.received", "report.submitted"]),
    ("POST", "/reports/{report_id}/moves"): (move_report, ["report.accept"]),
    ("POST", "/findings/{finding_id}/moves"): (move_finding, ["finding.confirm"]),
    ("POST", "/findings/{finding_id}/reinspections"): (reinspect, ["reinspection.received"]),
    ("POST", "/orders"): (post_order, ["order.issued", "finding.release", "report.release"]),
    ("POST", "/orders/{order_id}/moves"): (move_order, ["order.signed", "finding.start"]),
    ("POST", "/orders/{order_id}/submissions"): (
        submit, ["order.signed", "finding.start", "submission.received", "submission.submitted", "finding.claim", "order.answered"],
    ),
    ("PATCH", "/uploads/{upload_id}"): (patch_upload, ["evidence.received", "report.submitted"]),
    ("PUT", "/tasks/{task_id}"): (put_task, ["task.dispatched"]),
    ("PUT", "/units/{unit_id}"): (put_unit, ["unit.created"]),
    ("PUT", "/users/{user_id}"): (put_user, ["user.created"]),  # ruff: ignore[missing-f-string-syntax]  a route
    ("PUT", "/calendar/{year}"): (put_calendar, ["calendar.imported"]),
    ("POST", "/auth/token"): (token, ["session.opened"]),
    ("POST", "/auth/revoke"): (revoke, ["session.ended"]),
}  # fmt: skip
NO_DEED = {
    ("POST", "/orders/preview-due"), ("POST", "/sync/held"), ("POST", "/sync/compare"),  # questions
    ("POST", "/uploads"), ("DELETE", "/uploads/{upload_id}"),  # bytes on their way; the deed is their arrival
    ("HEAD", "/uploads/{upload_id}"), ("OPTIONS", "/uploads"), ("OPTIONS", "/uploads/{upload_id}"),
}  # fmt: skip
for _path in sorted(Path(__file__).parent.glob("deeds_*.py")):
    _more = import_module(f"tests.contracts.{_path.stem}")
    DEEDS |= _more.DEEDS
    NO_DEED |= _more.NO_DEED


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(template: Template, request: pytest.FixtureRequest) -> Iterator[World]:
    """One world."""
    with template.world(request.param) as made:
        yield made


def test_every_address_that_writes_has_a_row() -> None:
    document = create_app(Settings(database_url="sqlite://")).openapi()
    routes = {(method.upper(), path.removeprefix("/api/v1")) for path, methods in document["paths"].items() for method in methods}
    assert {route for route in routes if route[0] != "GET"} == set(DEEDS) | NO_DEED


@pytest.mark.parametrize("route", DEEDS, ids=" ".join)
def test_a_deed_is_in_the_log(world: World, route: tuple[str, str]) -> None:
    deed, actions = DEEDS[route]
    world.clock.shift = timedelta()  # a deed may have let months pass
    for person in (*PEOPLE, "other-system"):
        world.as_(person)
    who, act = deed(world)
    with world.database.reading() as tx:
        last = audit.last_index(tx)
    answer = act()
    assert answer.status_code < 300, answer.text
    with world.database.reading() as tx:
        entries = audit.after(tx, last, 100)
        assert [entry.action for entry in entries] == actions
        if who is not None:
            assert {entry.actor_id for entry in entries} == {user_id(who)}


def test_the_whole_log_holds_after_all_that(world: World) -> None:
    with world.database.reading() as tx:
        assert audit.verify(tx).broken_at is None
