"""Idempotency-Key and If-Match: one deed, one answer; nobody overwrites what they have not read."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

from tests.bad_input.traces import held, nothing_changes, refusal
from tests.making import a_report, a_task, an_order
from tests.world import TOWN, World


def key() -> dict[str, str]:
    """A new key."""
    return {"Idempotency-Key": uuid4().hex}


def test_the_same_key_gives_the_same_answer_without_a_second_deed(world: World) -> None:
    report, once = a_report(world)["id"], key()
    path, body = f"/reports/{report}/moves", {"verb": "accept"}
    first = world.as_("director").post(path, json=body, headers=once)
    with nothing_changes(world):
        second = world.as_("director").post(path, json=body, headers=once)
    assert (second.status_code, second.content) == (first.status_code, first.content)
    assert second.headers["idempotent-replayed"] == "true"
    assert refusal(world.as_("director").post(path, json=body))[:2] == (409, "illegal-move")


def test_the_same_key_in_other_words_is_the_same_request(world: World) -> None:
    report, once = a_report(world)["id"], key() | {"Content-Type": "application/json"}
    path = f"/reports/{report}/moves"
    first = world.as_("director").post(path, content=b'{"verb":"return","reason":"a"}', headers=once)
    second = world.as_("director").post(path, content=b'{ "reason": "a",\n "verb": "return" }', headers=once)
    assert (first.status_code, second.content) == (200, first.content)


def test_the_same_key_with_another_body_is_refused(world: World) -> None:
    report, once = a_report(world)["id"], key()
    path = f"/reports/{report}/moves"
    assert world.as_("director").post(path, json={"verb": "accept"}, headers=once).status_code == 200
    with nothing_changes(world):
        other = world.as_("director").post(path, json={"verb": "return", "reason": "无"}, headers=once)
    assert refusal(other) == (422, "idempotency-key-reused", "/headers/Idempotency-Key")


def test_a_key_belongs_to_its_user_and_its_address(world: World) -> None:
    first, second, once = a_report(world)["id"], a_report(world)["id"], key()
    body = {"verb": "accept"}
    assert world.as_("director").post(f"/reports/{first}/moves", json=body, headers=once).status_code == 200
    assert world.as_("director").post(f"/reports/{second}/moves", json=body, headers=once).status_code == 200
    assert refusal(world.as_("reviewer").post(f"/reports/{first}/moves", json=body, headers=once))[:2] == (409, "illegal-move")


def test_a_refusal_is_not_remembered(world: World) -> None:
    report, once = a_report(world)["id"], key()
    path, body = f"/reports/{report}/moves", {"verb": "return", "reason": ""}
    assert world.as_("director").post(path, json=body, headers=once).status_code == 422
    assert world.as_("director").post(path, json=body | {"reason": "补"}, headers=once).status_code == 200


def test_eight_at_once_are_one_deed(world: World) -> None:
    order, once, unit = an_order(world)["id"], key(), world.as_("township")
    before = held(world)["log_entry"]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: unit.post(f"/orders/{order}/moves", json={"verb": "sign"}, headers=once), range(8)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert held(world)["log_entry"] == before + 2  # the order's signature, and the finding's start


def a_change(task: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The task's draft, changed."""
    names = ("title", "source_type", "source_level", "content", "focus_area", "lead_unit_id", "due_on", "inspector_ids")
    return {name: task[name] for name in names} | changes


def test_a_task_is_changed_on_the_version_read(world: World) -> None:
    task, reviewer = a_task(world), world.as_("reviewer")
    path = f"/tasks/{task['id']}"
    read = reviewer.get(path)
    assert read.headers["etag"] == '"1"'
    changed = reviewer.put(path, json=a_change(task, title="改一"), headers={"If-Match": read.headers["etag"]})
    assert (changed.status_code, changed.headers["etag"], changed.json()["title"]) == (200, '"2"', "改一")
    with nothing_changes(world):
        stale = reviewer.put(path, json=a_change(task, title="改二"), headers={"If-Match": '"1"'})
        bare = reviewer.put(path, json=a_change(task, title="改二"))
    assert (refusal(stale), stale.json()["version"], stale.headers["etag"]) == (
        (412, "stale-version", "/headers/If-Match"),
        2,
        '"2"',
    )
    assert refusal(bare)[:2] == (428, "precondition-required")


def test_of_two_changes_of_one_version_one_wins(world: World) -> None:
    task, reviewer = a_task(world), world.as_("reviewer")

    def change(number: int) -> int:
        draft = a_change(task, title=f"改{number}")
        return reviewer.put(f"/tasks/{task['id']}", json=draft, headers={"If-Match": '"1"'}).status_code

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(change, range(6))) == [200, 412, 412, 412, 412, 412]
    assert reviewer.get(f"/tasks/{task['id']}").json()["version"] == 2


def test_a_task_of_a_used_id_is_not_made_twice(world: World) -> None:
    task, reviewer = str(uuid4()), world.as_("reviewer")
    draft = {"title": "事项", "source_type": "document", "source_level": "county", "content": "内容", "focus_area": "clean_county",
             "lead_unit_id": str(TOWN), "due_on": "2098-01-01"}  # fmt: skip
    with ThreadPoolExecutor(6) as pool:
        statuses = sorted(pool.map(lambda _: reviewer.put(f"/tasks/{task}", json=draft).status_code, range(6)))
    assert statuses == [201, 428, 428, 428, 428, 428]
