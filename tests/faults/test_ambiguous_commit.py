"""The connection is lost between COMMIT and its answer: whoever sends the same again finds one effect and one answer."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from sqlalchemy import func, select

from app.audit.models import LogEntry
from app.core.db import Database
from tests.faults.pg_cluster import Cluster, ClusterTemplate
from tests.faults.pg_proxy import AFTER, BEFORE, LOG_WRITTEN
from tests.faults.pg_trial import Installation
from tests.faults.phones import TUS, form
from tests.making import a_manifest, a_photo, a_task, tus_headers
from tests.world import API, PASSWORD

pytestmark = pytest.mark.parametrize("how", [BEFORE, AFTER])


@pytest.fixture(scope="module")
def place(cluster: Cluster, worlds: ClusterTemplate) -> Iterator[Installation]:
    """A server whose every connection to PostgreSQL goes through the proxy; no worker commits in between."""
    made = Installation(worlds.settings("postgresql", access_token_s=86_400), cluster)
    with made.server:
        yield made
    made.people.close()
    made.proxy.close()


def _lost(place: Installation, how: str, answer: httpx2.Response) -> None:
    """It was cut as planned, and the sender was told the truth: not known."""
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/outcome-unknown")
    assert (answer.headers["retry-after"], answer.headers["content-type"]) == ("2", "application/problem+json")
    assert place.proxy.done.pop(how) == 1


def _logged(place: Installation, action: str, object_id: str) -> int:
    database = Database(place.settings)
    with database.reading() as tx:
        query = select(func.count()).where(LogEntry.action == action, LogEntry.object_id == UUID(object_id))
        times = tx.session.scalar(query)
    database.close()
    return times or 0


def _manifest(place: Installation, photos: list[bytes]) -> dict[str, Any]:
    return a_manifest(a_task(place.people)["id"], photos)


def test_a_manifest(place: Installation, how: str) -> None:
    client, report_id, manifest = place.people.as_("inspector"), str(uuid4()), _manifest(place, [])
    place.proxy.arm(how)
    _lost(place, how, client.put(f"/reports/{report_id}", json=manifest))
    assert _logged(place, "report.submitted", report_id) == (how == AFTER)
    again = client.put(f"/reports/{report_id}", json=manifest)
    assert (again.status_code, again.json()["state"]) == (200 if how == AFTER else 201, "submitted")
    assert client.put(f"/reports/{report_id}", json=manifest).json() == again.json()
    assert [_logged(place, f"report.{each}", report_id) for each in ("received", "submitted")] == [1, 1]


def test_a_whole_report(place: Installation, how: str) -> None:
    client, report_id, photo = place.people.as_("inspector"), str(uuid4()), a_photo(3)
    manifest = _manifest(place, [photo])
    (line,) = manifest["evidence"]
    parts = form(report_id, manifest, {line["id"]: photo})
    place.proxy.arm(how)
    _lost(place, how, client.post("/reports", files=parts))
    again = client.post("/reports", files=parts)
    assert (again.status_code, again.json()["state"]) == (200 if how == AFTER else 201, "submitted")
    assert _logged(place, "report.submitted", report_id) == 1
    assert _logged(place, "evidence.received", line["id"]) == 1


def test_the_last_byte_of_a_photograph(place: Installation, how: str) -> None:
    client, report_id, photo = place.people.as_("inspector"), str(uuid4()), a_photo(4)
    manifest = _manifest(place, [photo])
    (line,) = manifest["evidence"]
    assert client.put(f"/reports/{report_id}", json=manifest).json()["state"] == "incomplete"
    made = client.post("/uploads", headers=tus_headers(line, report_id=report_id))
    at = made.headers["location"].removeprefix(API)
    sending = TUS | {"Content-Type": "application/offset+octet-stream"}
    place.proxy.arm(how)
    _lost(place, how, client.patch(at, headers=sending | {"Upload-Offset": "0"}, content=photo))
    reached = int(client.head(at, headers=TUS).headers["upload-offset"])
    assert reached == (len(photo) if how == AFTER else 0)
    again = client.patch(at, headers=sending | {"Upload-Offset": str(reached)}, content=photo[reached:])
    assert (again.status_code, again.headers["upload-offset"]) == (204, str(len(photo)))
    assert place.people.as_("director").get(f"/evidence/{line['id']}/original").content == photo
    assert _logged(place, "evidence.received", line["id"]) == 1
    assert client.put(f"/reports/{report_id}", json=manifest).json()["state"] == "submitted"


def test_a_move_under_an_idempotency_key(place: Installation, how: str) -> None:
    report_id, director = str(uuid4()), place.people.as_("director")
    place.people.as_("inspector").put(f"/reports/{report_id}", json=_manifest(place, []))
    move = {"url": f"/reports/{report_id}/moves", "json": {"verb": "accept"}, "headers": {"Idempotency-Key": report_id}}
    place.proxy.arm(how)
    _lost(place, how, director.post(**move))
    again, once_more = director.post(**move), director.post(**move)
    assert (again.status_code, again.json()["state"]) == (200, "accepted")
    assert again.headers.get("idempotent-replayed") == ("true" if how == AFTER else None)
    assert (once_more.content, once_more.headers["idempotent-replayed"]) == (again.content, "true")
    assert _logged(place, "report.accept", report_id) == 1


def test_a_refreshed_session(place: Installation, how: str) -> None:
    with httpx2.Client(base_url=place.server.url + API, timeout=30, trust_env=False) as client:
        signed = client.post("/auth/token", data={"grant_type": "password", "username": "inspector2", "password": PASSWORD})
        refresh = {"grant_type": "refresh_token", "refresh_token": signed.json()["refresh_token"]}
        place.proxy.written = b"UPDATE sign_in SET generation"
        place.proxy.arm(how)
        _lost(place, how, client.post("/auth/token", data=refresh))
        place.proxy.written = LOG_WRITTEN
        again = client.post("/auth/token", data=refresh)
        assert again.status_code == 200
        bearer = {"Authorization": f"Bearer {again.json()['access_token']}"}
        assert client.get("/me", headers=bearer).json()["username"] == "inspector2"
