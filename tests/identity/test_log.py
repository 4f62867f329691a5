"""The auditor's log: who, what, when, an opaque id; never what it was about."""

import pytest

from app.core.clock import legal_date
from tests.bad_input.traces import refusal
from tests.making import a_report
from tests.world import PEOPLE, World, user_id


def test_the_auditor_reads_who_and_when_and_never_what_it_was_about(world: World) -> None:
    report = a_report(world)
    told = world.as_("auditor").get("/audit", params={"object_id": report["id"]})
    lines = told.json()["items"]
    assert [line["action"] for line in lines] == ["report.submitted", "report.received"]
    assert {(line["actor_name"], line["object_type"], line["object_id"]) for line in lines} == {("王示例", "report", report["id"])}
    assert set(lines[0]) == {"index", "at", "actor_id", "actor_name", "action", "object_type", "object_id"}
    everything = world.as_("auditor").get("/audit", params={"limit": 200}).text
    assert [word for word in (report["task_title"], report["site"]["name"], report["summary"]) if word in everything] == []


def test_the_log_is_paged_and_filtered(fresh: World) -> None:
    a_report(fresh)
    client, found, cursor = fresh.as_("auditor"), [], None
    while True:
        page = client.get("/audit", params={"limit": 3} | ({"cursor": cursor} if cursor else {})).json()
        found += [line["index"] for line in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert found == list(range(len(found), 0, -1))
    today = legal_date(fresh.clock()).isoformat()
    assert len(client.get("/audit", params={"from": today, "to": today, "limit": 200}).json()["items"]) == len(found)
    assert client.get("/audit", params={"to": "2020-01-01"}).json()["items"] == []
    by = client.get("/audit", params={"actor_id": str(user_id("reviewer")), "action": "task"}).json()["items"]
    assert [line["action"] for line in by] == ["task.dispatched"]


def test_the_whole_chain_is_verified(world: World) -> None:
    a_report(world)
    told = world.as_("auditor").get("/audit/verification").json()
    assert (told["broken_at"], told["entries"] > 3) == (None, True)


@pytest.mark.parametrize("who", [name for name in PEOPLE if name != "auditor"])
def test_nobody_else_reads_the_log(world: World, who: str) -> None:
    for path in ("/audit", "/audit/verification"):
        assert refusal(world.as_(who).get(path))[:2] == (403, "forbidden")
